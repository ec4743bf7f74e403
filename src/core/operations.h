/* All operations: what the domain hands to whoever runs or describes it. */
#ifndef VISITD_OPERATIONS_H
#define VISITD_OPERATIONS_H

#include "engine/operation.h"

/* One array of rows from each file of the domain, each ended by a row without a name; ended by NULL. */
extern const struct operation *const operations[];

#endif

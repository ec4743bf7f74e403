/* The operations of /api/v1/visits: a caregiver's visits. */
#ifndef VISITD_VISITS_H
#define VISITD_VISITS_H

#include "core/operation.h"

extern const struct operation visits_check_in, visits_list, visits_read, visits_update;

#endif

/* Does an operation's row fit its statement? What binds the two by name is compared, before a request finds that it does not. */
#ifndef VISITD_FIT_H
#define VISITD_FIT_H

#include <libpq-fe.h>

#include "engine/operation.h"

/* Add what does not fit, each with the operation's name: the statement's columns, as `description` tells of them, its
 * parameters and the comment on them, the words of its outcome. */
void fit_check(const struct operation *operation, const PGresult *description, struct arena *arena, struct problems *problems);

#endif

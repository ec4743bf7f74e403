/* visitctl operations: what the API takes and answers, as the tables have it. */
#ifndef VISITD_DESCRIBE_H
#define VISITD_DESCRIBE_H

#include "base/macros.h"

/* Each prints to standard output and returns an exit status. */

/* Method and path, one operation a line. */
int describe_list(void) must_check;

/* All of every operation, and the refusals that any may give, as JSON. */
int describe_long(void) must_check;

/* The statement of this name with its comment, as a PREPARE. */
int describe_statement(const char *name) must_check;

#endif

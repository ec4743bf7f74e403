/* The query of a request's address, taken apart. */
#ifndef VISITD_QUERY_H
#define VISITD_QUERY_H

#include "base/arena.h"

struct query_parameter {
	const char *name, *value;
};

struct query {
	struct query_parameter *parameters;
	size_t count;
};

/* Parse "limit=20&cursor=" into *query, %XX and the + of a space decoded. NULL is good; else one sentence: a parameter is given
 * twice, a %XX is none, it is no text, or it has too many parameters. */
const char *query_parse(const char *text, struct arena *arena, struct query *query) must_check;

/* The value of a parameter, NULL if it is not there. */
const char *query_value(const struct query *query, const char *name) must_check;

#endif

/* The query of a request's address, taken apart. */
#ifndef VISITD_QUERY_H
#define VISITD_QUERY_H

#include <jansson.h>

#include "base/arena.h"

/* Parse "limit=20&cursor=" into an object of strings, %XX decoded ('+' stays: it is an offset's sign more often than a
 * space). NULL with *problem set to one sentence if a parameter is given twice, a %XX is none, or it is no text. The
 * caller calls json_decref(). */
json_t *query_parse(const char *query, struct arena *arena, const char **problem) must_check;

#endif

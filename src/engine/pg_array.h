/* Arrays on their way to PostgreSQL, as text. */
#ifndef VISITD_PG_ARRAY_H
#define VISITD_PG_ARRAY_H

#include "base/buffer.h"

/* Add an element to the text of a PostgreSQL array, '{"a","b\"c"}' (PostgreSQL manual, 8.15.6). Start with "{", end with "}". */
void pg_array_add(struct buffer *array, const char *element, size_t length);

#endif

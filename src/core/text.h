/* Texts on their way to PostgreSQL: characters counted, arrays written. */
#ifndef VISITD_TEXT_H
#define VISITD_TEXT_H

#include "base/arena.h"
#include "base/buffer.h"

/* Characters (code points) of valid UTF-8. */
size_t text_characters(const char *text, size_t length) must_check;

/* Add an element to the text of a PostgreSQL array, '{"a","b\"c"}' (PostgreSQL manual, 8.15.6). Start with "{", end with "}". */
void text_array_add(struct buffer *array, const char *element, size_t length);

#endif

/* Characters of UTF-8 text (RFC 3629). */
#ifndef VISITD_UTF8_H
#define VISITD_UTF8_H

#include "base/macros.h"

/* Characters (code points) of valid UTF-8. */
size_t utf8_characters(const char *text, size_t length) must_check;

/* Bytes of the character that a NUL-terminated `text` begins with, 1 to 4; 0 if that is none. */
size_t utf8_length(const char *text) must_check;

/* Is all of it UTF-8? */
bool utf8_is_valid(const char *text) must_check;

#endif

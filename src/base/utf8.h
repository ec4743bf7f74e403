/* Characters of UTF-8 text (RFC 3629). */
#ifndef VISITD_UTF8_H
#define VISITD_UTF8_H

#include "base/macros.h"

/* Characters (code points) of valid UTF-8. */
size_t utf8_characters(const char *text, size_t length) must_check;

#endif

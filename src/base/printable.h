/* What a stranger wrote, fit to stand in a message. */
#ifndef VISITD_PRINTABLE_H
#define VISITD_PRINTABLE_H

#include "base/macros.h"

enum { PRINTABLE_MAX = 64, PRINTABLE_SIZE = PRINTABLE_MAX + sizeof "..." };

/* The beginning of `text`, with a '?' for whatever is not printable ASCII and "..." where it goes on. Returns `shown`. */
const char *printable(const char *text, char shown[PRINTABLE_SIZE]) must_check;

#endif

/* What visitctl check prints: one finding, good or bad. */
#ifndef VISITD_FINDING_H
#define VISITD_FINDING_H

#include "base/macros.h"

/* "ok    keys": it was looked at, and nothing is wrong. Returns true. */
bool finding_good(const char *what);

/* "WRONG keys: ...", with what was found, and below it what mends it: a command where there is one, which may follow some words
 * and a colon. Returns false. */
bool finding_bad(const char *what, const char *remedy, const char *format, ...) printf_like(3, 4);

#endif

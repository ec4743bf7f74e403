/* What visitctl check prints: one finding, good or bad. */
#ifndef VISITD_FINDING_H
#define VISITD_FINDING_H

#include "base/macros.h"

/* "ok    keys": it was looked at, and nothing is wrong. Returns true. */
bool finding_good(const char *what);

/* "WRONG keys: ...", with what was found, and below it what mends it: a command where there is one, which may follow some words
 * and a colon. Returns false. */
bool finding_bad(const char *what, const char *remedy, const char *format, ...) printf_like(3, 4);

/* False, having said so, if everybody can read the file; `harm` is a sentence that its path begins: "holds a password and ...".
 * What mends it leaves it to the account that runs this, as one of its group: a file that is root's would else be root's alone.
 */
bool finding_secret(const char *what, const char *path, const char *harm);

#endif

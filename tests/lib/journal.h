/* The logs of visitd and nginx, one JSON object a line: what was written since a moment. */
#ifndef VISITD_TEST_JOURNAL_H
#define VISITD_TEST_JOURNAL_H

#include <jansson.h>

#include "base/macros.h"

/* Where the file ends now. */
long journal_mark(const char *path) must_check;

/* The bytes that were added since. */
char *journal_bytes(const char *path, long mark) must_check;

/* The lines that were added since, as an array; one that is no JSON object fails the test. */
json_t *journal_since(const char *path, long mark) must_check;

/* The first line since in which `key` has this text, waited for as it may come after the reply. NULL after five seconds. */
json_t *journal_find(const char *path, long mark, const char *key, const char *value) must_check;

/* Text of a line's member, "" if it is absent or none. */
const char *journal_text(const json_t *line, const char *key) must_check;

#endif

/* Points in time: RFC 3339 in, PostgreSQL's text across, UTC with three fraction digits out. */
#ifndef VISITD_TIMESTAMP_H
#define VISITD_TIMESTAMP_H

#include "base/buffer.h"
#include "base/macros.h"

enum { TIMESTAMP_SIZE = sizeof "2025-10-11T10:05:23.456789Z" };

/* Check `text` as RFC 3339 date-time (section 5.6) with an offset, a real calendar date and a year that is 0001 to 9999
 * in UTC too; seconds and fraction may be left out, digits beyond microseconds are dropped. `canonical` gets the same
 * instant in UTC, as PostgreSQL reads it. */
bool timestamp_parse(const char *text, size_t length, char canonical[TIMESTAMP_SIZE]) must_check;

/* Check `text` as RFC 3339 full-date: YYYY-MM-DD, a real one, years 0001 to 9999. */
bool timestamp_parse_date(const char *text, size_t length) must_check;

/* Write a timestamptz as PostgreSQL prints it (DateStyle ISO, TimeZone UTC) as the JSON string "2025-10-11T10:05:23.456Z"; null
 * if it is none that RFC 3339 could spell: infinity, and years beyond 9999 or before Christ. */
void timestamp_render(struct buffer *out, const char *column);

#endif

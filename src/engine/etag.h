/* Entity tags and the conditions on them (RFC 9110, sections 8.8.3 and 13.1). */
#ifndef VISITD_ETAG_H
#define VISITD_ETAG_H

#include <libpq-fe.h>

#include "base/arena.h"

/* Does If-None-Match name this tag? `header` may be NULL; weak and strong compare alike. */
bool etag_matches(const char *header, const char *tag) must_check;

/* *tags gets those of If-Match as the text of a text[], for the statement that writes. Of one with a '-' both the whole and the
 * part before it, which is the record's own: what follows is that of records that it is shown with, and the statement knows what
 * it changes. A weak tag counts as the strong one that nginx has made it of. NULL if there is no condition: no header, or "*",
 * for the statement knows whether the record is there. False if the header is neither that nor a list of tags: what it would have
 * meant is not known, and nothing may be written. */
bool etag_if_match(const char *header, struct arena *arena, const char **tags) must_check;

/* A tag made of everything in the rows, before anything is rendered. */
char *etag_of_rows(const PGresult *rows, struct arena *arena) must_check;

#endif

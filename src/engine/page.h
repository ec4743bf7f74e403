/* Lists: rows as an array, and where the next page is. */
#ifndef VISITD_PAGE_H
#define VISITD_PAGE_H

#include <libpq-fe.h>

#include "base/arena.h"
#include "base/buffer.h"

/* Bytes that a page may have: the rest of a reply is little. One that may be cut ends before it has more, but after at least
 * one record, and the next page begins there. */
enum { PAGE_SIZE_MAX = 4 * 1024 * 1024 - 4096 };

/* Records that a bare array passes over at most: what lies further is read by a narrower question. */
enum { PAGE_SKIP_MAX = 10000 };

/* What was asked for, as statement parameters. A statement gives one row more than the limit where there is a next page, a
 * row whose first member is NULL where there is none at all, and in each row "@cursor", its own position. */
struct page {
	const char *key;    /* of the array */
	const char *limit;  /* NULL: none, of an array */
	const char *number; /* NULL for the first */
	const char *cursor; /* NULL: paged by number; then the rows have "@total" */
};

/* {"data":{key:[…],"pagination":{"page","limit","total","totalPages"}}}, with a cursor {"limit","nextCursor"}. Behind "total"
 * stands "totalExceeded":true where "@exceeded" says that the list goes on beyond what is counted. One by
 * number is never cut: the next would not begin there. */
void page_render_numbered(const struct page *page, const PGresult *rows, struct arena *arena, struct buffer *out);

/* {key:[…],"nextCursor":…}. */
void page_render_cursor(const struct page *page, const PGresult *rows, struct arena *arena, struct buffer *out);

/* […]. Returns how many records it has if more follow them, else 0. */
int page_render_array(const struct page *page, const PGresult *rows, struct buffer *out) must_check;

/* The value of a Link header (RFC 8288) that names the page which passes over `skip` records: the address that was asked
 * for, with that parameter exchanged. */
char *page_next(const char *path, const char *query, int64_t skip, struct arena *arena) must_check;

#endif

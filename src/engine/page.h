/* Lists: rows as an array, and where the next page is. */
#ifndef VISITD_PAGE_H
#define VISITD_PAGE_H

#include <libpq-fe.h>

#include "base/arena.h"
#include "base/buffer.h"

/* What was asked for, as statement parameters. A statement gives one row more than the limit where there is a next page, a
 * row whose first member is NULL where there is none at all, and in each row "@cursor", its own position. */
struct page {
	const char *key; /* of the array */
	const char *limit;
	const char *number; /* NULL for the first */
	const char *cursor; /* NULL: paged by number; then the rows have "@total" */
};

/* {"data":{key:[…],"pagination":{"page","limit","total","totalPages"}}}, with a cursor {"limit","nextCursor"}. Behind "total"
 * stands "totalExceeded":true where "@exceeded" says that the list goes on beyond what is counted. */
void page_render_numbered(const struct page *page, const PGresult *rows, struct arena *arena, struct buffer *out);

/* {key:[…],"nextCursor":…}. */
void page_render_cursor(const struct page *page, const PGresult *rows, struct arena *arena, struct buffer *out);

/* […], all rows. */
void page_render_array(const PGresult *rows, struct buffer *out);

#endif

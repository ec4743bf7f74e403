/* Lists: rows as an array, and where the next page is. */
#include "engine/page.h"

#include <limits.h>

#include "base/integer.h"
#include "engine/cursor.h"
#include "engine/render.h"

static int64_t number(const char *text, int64_t absent)
{
	int64_t value = absent;

	return text != NULL && integer_parse(text, 0, INT64_MAX, &value) ? value : absent;
}

/* Write the rows of this page; returns how many. */
static int render_page(const PGresult *rows, int64_t limit, struct buffer *out)
{
	buffer_open(out, '[');
	int count = render_rows(out, rows, limit < INT_MAX ? (int)limit : INT_MAX);
	buffer_close(out, ']');
	return count;
}

static void render_integer(struct buffer *out, const char *key, int64_t value)
{
	buffer_key(out, key);
	buffer_printf(out, "%lld", (long long)value);
}

/* The place after the last row of this page, if another row follows it. */
static void render_next(const PGresult *rows, int count, struct arena *arena, struct buffer *out)
{
	bool more = count > 0 && PQntuples(rows) > count;

	buffer_member(out, "nextCursor", more ? cursor_encode(render_column(rows, count - 1, RENDER_CURSOR), arena) : NULL);
}

void page_render_numbered(const struct page *page, const PGresult *rows, struct arena *arena, struct buffer *out)
{
	int64_t limit = number(page->limit, 0), total = number(render_column(rows, 0, RENDER_TOTAL), 0);
	const char *exceeded = render_column(rows, 0, RENDER_EXCEEDED);

	buffer_puts(out, "{\"data\":{");
	buffer_key(out, page->key);
	int count = render_page(rows, limit, out);
	buffer_key(out, "pagination");
	buffer_open(out, '{');
	if (page->cursor == NULL)
		render_integer(out, "page", number(page->number, 1));
	render_integer(out, "limit", limit);
	if (page->cursor == NULL) {
		render_integer(out, "total", total);
		if (exceeded != NULL && exceeded[0] == 't')
			buffer_puts(out, ",\"totalExceeded\":true");
		render_integer(out, "totalPages", (total + limit - 1) / limit);
	} else {
		render_next(rows, count, arena, out);
	}
	buffer_puts(out, "}}}");
}

void page_render_cursor(const struct page *page, const PGresult *rows, struct arena *arena, struct buffer *out)
{
	buffer_open(out, '{');
	buffer_key(out, page->key);
	render_next(rows, render_page(rows, number(page->limit, 0), out), arena, out);
	buffer_close(out, '}');
}

void page_render_array(const PGresult *rows, struct buffer *out)
{
	(void)render_page(rows, INT64_MAX, out);
}

/* Lists: rows as an array, and where the next page is. */
#include "core/list.h"

#include <limits.h>

#include "core/cursor.h"
#include "core/render.h"

static int64_t number(const char *text, int64_t absent)
{
	int64_t value = absent;

	return text != NULL && base_parse_integer(text, 0, INT64_MAX, &value) ? value : absent;
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

	buffer_member(out, "nextCursor",
		      more ? cursor_encode(render_column(rows, count - 1, RENDER_LIST "cursor"), arena) : NULL);
}

void list_render_pages(const struct list *list, const PGresult *rows, struct arena *arena, struct buffer *out)
{
	int64_t limit = number(list->limit, 0), total = number(render_column(rows, 0, RENDER_LIST "total"), 0);

	buffer_puts(out, "{\"data\":{");
	buffer_key(out, list->key);
	int count = render_page(rows, limit, out);
	buffer_key(out, "pagination");
	buffer_open(out, '{');
	if (list->cursor == NULL)
		render_integer(out, "page", number(list->page, 1));
	render_integer(out, "limit", limit);
	if (list->cursor == NULL) {
		render_integer(out, "total", total);
		render_integer(out, "totalPages", (total + limit - 1) / limit);
	} else {
		render_next(rows, count, arena, out);
	}
	buffer_puts(out, "}}}");
}

void list_render_cursor(const struct list *list, const PGresult *rows, struct arena *arena, struct buffer *out)
{
	buffer_open(out, '{');
	buffer_key(out, list->key);
	render_next(rows, render_page(rows, number(list->limit, 0), out), arena, out);
	buffer_close(out, '}');
}

void list_render_array(const PGresult *rows, struct buffer *out)
{
	(void)render_page(rows, INT64_MAX, out);
}

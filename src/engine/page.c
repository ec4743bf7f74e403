/* Lists: rows as an array, and where the next page is. */
#include "engine/page.h"

#include <limits.h>
#include <string.h>

#include "base/integer.h"
#include "engine/cursor.h"
#include "engine/render.h"

static int64_t number(const char *text, int64_t absent)
{
	int64_t value = absent;

	return text != NULL && integer_parse(text, 0, INT64_MAX, &value) ? value : absent;
}

/* Write the rows of this page; returns how many. */
static int render_page(const PGresult *rows, int64_t limit, size_t size, struct buffer *out)
{
	buffer_open(out, '[');
	int count = render_rows(out, rows, limit < INT_MAX ? (int)limit : INT_MAX, size);
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
	const char *position = count > 0 && PQntuples(rows) > count ? render_column(rows, count - 1, RENDER_CURSOR) : NULL;

	buffer_member(out, "nextCursor", position != NULL ? cursor_encode(position, arena) : NULL);
}

void page_render_numbered(const struct page *page, const PGresult *rows, struct arena *arena, struct buffer *out)
{
	int64_t limit = number(page->limit, 0), total = number(render_column(rows, 0, RENDER_TOTAL), 0);
	const char *exceeded = render_column(rows, 0, RENDER_EXCEEDED);

	buffer_puts(out, "{\"data\":{");
	buffer_key(out, page->key);
	int count = render_page(rows, limit, page->cursor != NULL ? PAGE_SIZE_MAX : SIZE_MAX, out);
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
	render_next(rows, render_page(rows, number(page->limit, 0), PAGE_SIZE_MAX, out), arena, out);
	buffer_close(out, '}');
}

int page_render_array(const struct page *page, const PGresult *rows, struct buffer *out)
{
	int count = render_page(rows, number(page->limit, INT64_MAX), PAGE_SIZE_MAX, out);

	return PQntuples(rows) > count ? count : 0;
}

/* What stands between "<" and ">" in a header must not end it. */
static void add_address(struct buffer *out, const char *text, size_t length)
{
	static const char plain[] = "-._~%!$&'()*+,;=:@/?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

	for (size_t i = 0; i < length; i++) {
		if (strchr(plain, text[i]) != NULL)
			buffer_add(out, text + i, 1);
		else
			buffer_printf(out, "%%%02X", (unsigned char)text[i]);
	}
}

/* Does a "name=value" of a query have this name, however it is escaped? */
static bool has_name(const char *pair, size_t length, const char *name)
{
	const char *end = pair + length;

	for (; *name != '\0' && pair < end; name++) {
		bool escaped = *pair == '%';
		int byte = escaped ? integer_hexadecimal(pair + 1, 2) : (unsigned char)*pair;
		if (byte != *name)
			return false;
		pair += escaped ? 3 : 1;
	}
	return *name == '\0' && (pair == end || *pair == '=');
}

char *page_next(const char *path, const char *query, int64_t skip, struct arena *arena)
{
	static const char name[] = "skip";
	struct buffer link = { 0 };

	buffer_puts(&link, "<");
	add_address(&link, path, strlen(path));
	buffer_puts(&link, "?");
	while (*query != '\0') {
		size_t length = strcspn(query, "&");
		if (length > 0 && !has_name(query, length, name)) {
			add_address(&link, query, length);
			buffer_puts(&link, "&");
		}
		query += length + (query[length] == '&');
	}
	buffer_printf(&link, "%s=%lld>; rel=\"next\"", name, (long long)skip);
	char *text = arena_copy(arena, link.data, link.length);
	buffer_free(&link);
	return text;
}

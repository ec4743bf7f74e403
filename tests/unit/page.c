/* Lists and nested objects: rows become arrays, aliases with dots objects in objects. */
#include "engine/page.h"

#include <stdlib.h>
#include <string.h>

#include "engine/cursor.h"
#include "engine/render.h"
#include "rows.h"
#include "unit.h"

/* --- nested objects --- */

struct nest_row {
	const char *name;
	struct rows_column columns[8];
	const char *json;
};

static const struct nest_row nest_rows[] = {
	{ "neighbours share an object",
	  { { "id", INT4, "1" }, { "client.id", INT4, "2" }, { "client.name", TEXT, "x" }, { "status", TEXT, "y" } },
	  "{\"id\":1,\"client\":{\"id\":2,\"name\":\"x\"},\"status\":\"y\"}" },
	{ "an object in an object",
	  { { "client.id", INT4, "1" },
	    { "client.emergencyContact.name", TEXT, "x" },
	    { "client.emergencyContact.phone", TEXT, NULL },
	    { "client.zoneId", INT4, "2" },
	    { "staff.id", INT4, "3" } },
	  "{\"client\":{\"id\":1,\"emergencyContact\":{\"name\":\"x\",\"phone\":null},\"zoneId\":2},\"staff\":{\"id\":3}}" },
	{ "two levels open and close at once",
	  { { "a.b.c", INT4, "1" }, { "d.e.f", INT4, "2" }, { "g", INT4, "3" } },
	  "{\"a\":{\"b\":{\"c\":1}},\"d\":{\"e\":{\"f\":2}},\"g\":3}" },
	{ "a common beginning is not a common name",
	  { { "client.id", INT4, "1" }, { "clients.id", INT4, "2" }, { "client2.id", INT4, "3" }, { "cli.id", INT4, "4" } },
	  "{\"client\":{\"id\":1},\"clients\":{\"id\":2},\"client2\":{\"id\":3},\"cli\":{\"id\":4}}" },
	{ "nor is it one level down",
	  { { "a.b.x", INT4, "1" }, { "a.bc.x", INT4, "2" }, { "a.b", INT4, "3" } },
	  "{\"a\":{\"b\":{\"x\":1},\"bc\":{\"x\":2},\"b\":3}}" },
	{ "of nothing but NULL, still an object",
	  { { "a.b", INT4, NULL }, { "a.c", TEXT, NULL } },
	  "{\"a\":{\"b\":null,\"c\":null}}" },
	{ "optional, there",
	  { { "id", INT4, "1" }, { "doc?.a", TEXT, NULL }, { "doc?.b", TEXT, "x" }, { "z", INT4, "2" } },
	  "{\"id\":1,\"doc\":{\"a\":null,\"b\":\"x\"},\"z\":2}" },
	{ "optional, there in its first column alone",
	  { { "doc?.a", TEXT, "x" }, { "doc?.b", TEXT, NULL }, { "doc?.c", TEXT, NULL }, { "z", INT4, "2" } },
	  "{\"doc\":{\"a\":\"x\",\"b\":null,\"c\":null},\"z\":2}" },
	{ "optional, there in its middle column alone",
	  { { "doc?.a", TEXT, NULL }, { "doc?.b", TEXT, "x" }, { "doc?.c", TEXT, NULL } },
	  "{\"doc\":{\"a\":null,\"b\":\"x\",\"c\":null}}" },
	{ "optional, not there",
	  { { "id", INT4, "1" }, { "doc?.a", TEXT, NULL }, { "doc?.b", TEXT, NULL }, { "z", INT4, "2" } },
	  "{\"id\":1,\"doc\":null,\"z\":2}" },
	{ "optional, of one column", { { "doc?.a", JSONB, "null" } }, "{\"doc\":{\"a\":null}}" },
	{ "optional and last", { { "id", INT4, "1" }, { "doc?.a", TEXT, NULL } }, "{\"id\":1,\"doc\":null}" },
	{ "optional with an object in it",
	  { { "doc?.a", INT4, NULL }, { "doc?.more.b", INT4, "1" }, { "doc?.more.c", INT4, NULL } },
	  "{\"doc\":{\"a\":null,\"more\":{\"b\":1,\"c\":null}}}" },
	{ "optional with an object in it, not there",
	  { { "doc?.a", INT4, NULL }, { "doc?.more.b", INT4, NULL }, { "z", INT4, NULL } },
	  "{\"doc\":null,\"z\":null}" },
	{ "two optional ones, the second there",
	  { { "a?.x", INT4, NULL }, { "b?.x", INT4, "1" }, { "c?.x", INT4, NULL } },
	  "{\"a\":null,\"b\":{\"x\":1},\"c\":null}" },
	{ "after an object, an optional one that is not there",
	  { { "a.b.c", INT4, "1" }, { "d?.e", INT4, NULL }, { "f.g", INT4, "2" } },
	  "{\"a\":{\"b\":{\"c\":1}},\"d\":null,\"f\":{\"g\":2}}" },
	{ "what is no member",
	  { { "@outcome", TEXT, "read" },
	    { "@message.submitted", TEXT, "x" },
	    { "@details", JSON, "[]" },
	    { "@etag", TEXT, "1" },
	    { "@log.id", INT4, "1" },
	    { "@total", INT8, "2" },
	    { "@cursor", TEXT, "3" },
	    { "id", INT4, "4" } },
	  "{\"id\":4}" },
	{ "what only looks like it",
	  { { "outcomes", INT4, "1" },
	    { "etags", INT4, "2" },
	    { "lists.total", INT4, "3" },
	    { "a.outcome", INT4, "4" },
	    { "a.list.x", INT4, "5" } },
	  "{\"outcomes\":1,\"etags\":2,\"lists\":{\"total\":3},\"a\":{\"outcome\":4,\"list\":{\"x\":5}}}" },
	{ "what is no member between two that are",
	  { { "a.x", INT4, "1" }, { "@log.y", INT4, "2" }, { "a.z", INT4, "3" } },
	  "{\"a\":{\"x\":1,\"z\":3}}" },
};

START_TEST(nested)
{
	const struct nest_row *row = &nest_rows[_i];
	struct buffer out = { 0 };
	size_t count = 0;

	while (count < ARRAY_LEN(row->columns) && row->columns[count].alias != NULL)
		count++;
	PGresult *rows = rows_make(row->columns, count);
	render_row(&out, rows);
	unit_expect(row->name, out.data, row->json);
	json_t *json = json_loads(out.data, 0, NULL);
	ck_assert_msg(json != NULL, "%s: not JSON: %s", row->name, out.data);
	json_decref(json);
	buffer_free(&out);
	PQclear(rows);
}
END_TEST

/* --- lists --- */

static const struct rows_column columns[] = {
	{ "@outcome", TEXT, "listed" }, { "id", INT4, NULL },    { "doc?.a", INT4, NULL },
	{ "@cursor", TEXT, NULL },      { "@total", INT8, "0" },
};

/* So many rows, or the one of an empty list. */
static PGresult *make_rows(int count, const char *total)
{
	const char *const none[] = { "listed", NULL, NULL, NULL, total };
	PGresult *rows = rows_none(columns, ARRAY_LEN(columns));

	for (int i = 1; i <= count; i++) {
		const char *const texts[] = { "listed", unit_text("%d", i), i % 2 == 0 ? "7" : NULL, unit_text("at %d", i),
					      total };
		rows_add(rows, texts);
	}
	if (count == 0)
		rows_add(rows, none);
	return rows;
}

#define ONE   "{\"id\":1,\"doc\":null}"
#define TWO   "{\"id\":2,\"doc\":{\"a\":7}}"
#define THREE "{\"id\":3,\"doc\":null}"

static const struct {
	const char *name;
	struct page page;
	int count; /* of rows that the statement gives */
	const char *total;
	const char *json;
} page_rows[] = {
	{ "the first page",
	  { "xs", "2", "1", NULL },
	  2,
	  "5",
	  "{\"data\":{\"xs\":[" ONE "," TWO "],\"pagination\":{\"page\":1,\"limit\":2,\"total\":5,\"totalPages\":3}}}" },
	{ "no page is the first",
	  { "xs", "2", NULL, NULL },
	  1,
	  "1",
	  "{\"data\":{\"xs\":[" ONE "],\"pagination\":{\"page\":1,\"limit\":2,\"total\":1,\"totalPages\":1}}}" },
	{ "no more than the limit",
	  { "xs", "2", "3", NULL },
	  3,
	  "6",
	  "{\"data\":{\"xs\":[" ONE "," TWO "],\"pagination\":{\"page\":3,\"limit\":2,\"total\":6,\"totalPages\":3}}}" },
	{ "a page beyond the end",
	  { "xs", "2", "9", NULL },
	  0,
	  "5",
	  "{\"data\":{\"xs\":[],\"pagination\":{\"page\":9,\"limit\":2,\"total\":5,\"totalPages\":3}}}" },
	{ "nothing at all",
	  { "xs", "50", "1", NULL },
	  0,
	  "0",
	  "{\"data\":{\"xs\":[],\"pagination\":{\"page\":1,\"limit\":50,\"total\":0,\"totalPages\":0}}}" },
	{ "by cursor, the last page",
	  { "xs", "2", "1", "" },
	  2,
	  NULL,
	  "{\"data\":{\"xs\":[" ONE "," TWO "],\"pagination\":{\"limit\":2,\"nextCursor\":null}}}" },
	{ "by cursor, a row follows",
	  { "xs", "2", "1", "at 0" },
	  3,
	  NULL,
	  "{\"data\":{\"xs\":[" ONE "," TWO "],\"pagination\":{\"limit\":2,\"nextCursor\":\"@2\"}}}" },
	{ "by cursor, nothing",
	  { "xs", "2", "1", "" },
	  0,
	  NULL,
	  "{\"data\":{\"xs\":[],\"pagination\":{\"limit\":2,\"nextCursor\":null}}}" },
};

/* Compare, after "@2" in what is expected has been exchanged for the cursor of the second row. */
static void expect_list(const char *name, struct buffer *out, const char *json)
{
	struct arena arena = { 0 };
	const char *mark = strstr(json, "@2");

	if (mark != NULL)
		json = unit_text("%.*s%s%s", (int)(mark - json), json, cursor_encode("at 2", &arena), mark + 2);
	unit_expect(name, out->data, json);
	buffer_free(out);
	arena_free(&arena);
}

START_TEST(pages)
{
	PGresult *rows = make_rows(page_rows[_i].count, page_rows[_i].total);
	struct arena arena = { 0 };
	struct buffer out = { 0 };

	page_render_numbered(&page_rows[_i].page, rows, &arena, &out);
	expect_list(page_rows[_i].name, &out, page_rows[_i].json);
	arena_free(&arena);
	PQclear(rows);
}
END_TEST

static const struct {
	const char *name;
	int count;
	const char *json;
} cursor_rows[] = {
	{ "none", 0, "{\"xs\":[],\"nextCursor\":null}" },
	{ "one", 1, "{\"xs\":[" ONE "],\"nextCursor\":null}" },
	{ "as many as the limit", 2, "{\"xs\":[" ONE "," TWO "],\"nextCursor\":null}" },
	{ "one more", 3, "{\"xs\":[" ONE "," TWO "],\"nextCursor\":\"@2\"}" },
	{ "two more", 4, "{\"xs\":[" ONE "," TWO "],\"nextCursor\":\"@2\"}" },
};

START_TEST(cursors)
{
	const struct page page = { .key = "xs", .limit = "2", .cursor = "" };
	PGresult *rows = make_rows(cursor_rows[_i].count, NULL);
	struct arena arena = { 0 };
	struct buffer out = { 0 };

	page_render_cursor(&page, rows, &arena, &out);
	expect_list(cursor_rows[_i].name, &out, cursor_rows[_i].json);
	arena_free(&arena);
	PQclear(rows);
}
END_TEST

static const char *const arrays[] = { "[]", "[" ONE "]", "[" ONE "," TWO "]", "[" ONE "," TWO "," THREE "]" };

START_TEST(array)
{
	PGresult *rows = make_rows(_i, NULL);
	struct buffer out = { 0 };

	ck_assert_int_eq(page_render_array(&(struct page){ .limit = NULL }, rows, &out), 0);
	expect_list("array", &out, arrays[_i]);
	ck_assert_int_eq(page_render_array(&(struct page){ .limit = "2" }, rows, &out), _i > 2 ? 2 : 0);
	expect_list("array of two", &out, arrays[_i > 2 ? 2 : _i]);
	PQclear(rows);
}
END_TEST

/* --- pages that are large --- */

/* Rows of which each is so large, and one more of which nothing is said. */
static PGresult *make_large_rows(int count, size_t size)
{
	PGresult *rows = rows_none(columns, ARRAY_LEN(columns));
	char *filling = memory_alloc(size + 1);

	memset(filling, 'x', size);
	for (int i = 1; i <= count; i++) {
		const char *const texts[] = { "listed", filling, NULL, unit_text("at %d", i), "9" };
		rows_add(rows, texts);
	}
	free(filling);
	return rows;
}

static const struct {
	const char *name;
	size_t size; /* of each of nine rows */
	int shown;
} large_rows[] = {
	{ "all fit", PAGE_SIZE_MAX / 10, 8 },
	{ "two fit", PAGE_SIZE_MAX / 3 + 1, 2 },
	{ "one fits", PAGE_SIZE_MAX / 2 + 1, 1 },
	{ "none does", PAGE_SIZE_MAX + 1, 1 },
};

/* What is left out is on the next page: the cursor is that of the last row shown, and an array says how many it has. */
START_TEST(large_page_ends_early)
{
	PGresult *rows = make_large_rows(9, large_rows[_i].size);
	const struct page page = { .key = "xs", .limit = "8", .cursor = "" };
	struct arena arena = { 0 };
	struct buffer out = { 0 };
	const char *next = cursor_encode(unit_text("at %d", large_rows[_i].shown), &arena);

	page_render_cursor(&page, rows, &arena, &out);
	ck_assert_msg(strstr(out.data + out.length - 200, next) != NULL, "%s: another cursor", large_rows[_i].name);
	ck_assert_msg(out.length <= PAGE_SIZE_MAX + 4096 || large_rows[_i].shown == 1, "%s: too long", large_rows[_i].name);
	buffer_free(&out);
	ck_assert_int_eq(page_render_array(&page, rows, &out), large_rows[_i].shown);
	ck_assert_msg(out.data[out.length - 1] == ']', "%s: no end", large_rows[_i].name);
	buffer_free(&out);
	arena_free(&arena);
	PQclear(rows);
}
END_TEST

START_TEST(numbered_page_is_never_cut)
{
	PGresult *rows = make_large_rows(3, PAGE_SIZE_MAX / 2);
	const struct page page = { .key = "xs", .limit = "3", .number = "1" };
	struct arena arena = { 0 };
	struct buffer out = { 0 };

	page_render_numbered(&page, rows, &arena, &out);
	ck_assert_uint_gt(out.length, 3 * (size_t)(PAGE_SIZE_MAX / 2));
	buffer_free(&out);
	arena_free(&arena);
	PQclear(rows);
}
END_TEST

static const struct {
	const char *path, *query, *link;
} next_rows[] = {
	{ "/api/xs", "", "</api/xs?skip=7>; rel=\"next\"" },
	{ "/api/xs", "limit=7", "</api/xs?limit=7&skip=7>; rel=\"next\"" },
	{ "/api/xs", "skip=3&limit=4", "</api/xs?limit=4&skip=7>; rel=\"next\"" },
	{ "/api/xs", "a=1&skip=3&b=2", "</api/xs?a=1&b=2&skip=7>; rel=\"next\"" },
	{ "/api/xs", "&&a=1&&skip=&", "</api/xs?a=1&skip=7>; rel=\"next\"" },
	{ "/api/xs", "skipper=3", "</api/xs?skipper=3&skip=7>; rel=\"next\"" },
	{ "/api/xs", "a=skip&%73ki%70=3&%73kip", "</api/xs?a=skip&skip=7>; rel=\"next\"" },
	{ "/api/xs", "ski=1&%73kip%3D=2&=3", "</api/xs?ski=1&%73kip%3D=2&=3&skip=7>; rel=\"next\"" },
	{ "/api/xs", "a=%3E&b=x>; rel=\"x\" \xc3\xa9", "</api/xs?a=%3E&b=x%3E;%20rel=%22x%22%20%C3%A9&skip=7>; rel=\"next\"" },
};

START_TEST(next_page_has_the_same_address)
{
	struct arena arena = { 0 };

	unit_expect(next_rows[_i].query, page_next(next_rows[_i].path, next_rows[_i].query, 7, &arena), next_rows[_i].link);
	arena_free(&arena);
}
END_TEST

START_TEST(first_member)
{
	PGresult *rows = make_rows(1, "1"), *none = make_rows(0, "0");

	ck_assert_str_eq(render_first(rows, 0), "1");
	ck_assert_ptr_null(render_first(none, 0));
	PQclear(rows);
	PQclear(none);
	rows = rows_make(columns, 1);
	ck_assert_ptr_null(render_first(rows, 0));
	PQclear(rows);
}
END_TEST

Suite *page_suite(void)
{
	Suite *suite = suite_create("page");
	TCase *tests = tcase_create("page");

	tcase_add_loop_test(tests, nested, 0, ARRAY_LEN(nest_rows));
	tcase_add_loop_test(tests, pages, 0, ARRAY_LEN(page_rows));
	tcase_add_loop_test(tests, cursors, 0, ARRAY_LEN(cursor_rows));
	tcase_add_loop_test(tests, array, 0, ARRAY_LEN(arrays));
	tcase_add_loop_test(tests, large_page_ends_early, 0, ARRAY_LEN(large_rows));
	tcase_add_test(tests, numbered_page_is_never_cut);
	tcase_add_loop_test(tests, next_page_has_the_same_address, 0, ARRAY_LEN(next_rows));
	tcase_add_test(tests, first_member);
	suite_add_tcase(suite, tests);
	return suite;
}

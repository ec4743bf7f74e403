/* Entity tags: the conditions on them, and what makes two of them differ. */
#include "engine/etag.h"

#include <string.h>

#include "rows.h"
#include "unit.h"

static const struct {
	const char *name, *header, *tag;
	bool matches;
} match_rows[] = {
	{ "no header", NULL, "a", false },
	{ "the tag", "\"a\"", "a", true },
	{ "the tag, weak", "W/\"a\"", "a", true },
	{ "any", "*", "a", true },
	{ "any, with spaces", " \t* ", "a", true },
	{ "in a list", "\"b\", \"a\", \"c\"", "a", true },
	{ "in a list without spaces", "\"b\",\"a\"", "a", true },
	{ "weak, in a list", "\"b\" ,\tW/\"a\"", "a", true },
	{ "empty members", ", ,\"a\",", "a", true },
	{ "the empty tag", "\"\"", "", true },
	{ "a comma within", "\"a,b\"", "a,b", true },
	{ "a star as tag", "\"*\"", "*", true },
	{ "first, then garbage", "\"a\", b", "a", true },
	{ "another", "\"b\"", "a", false },
	{ "longer", "\"ab\"", "a", false },
	{ "shorter", "\"a\"", "ab", false },
	{ "empty", "\"\"", "a", false },
	{ "an empty header", "", "a", false },
	{ "spaces", "  ", "a", false },
	{ "no quotes", "a", "a", false },
	{ "not closed", "\"a", "a", false },
	{ "not opened", "a\"", "a", false },
	{ "single quotes", "'a'", "a", false },
	{ "a small w", "w/\"a\"", "a", false },
	{ "W alone", "W/a", "a", false },
	{ "garbage, then the tag", "b, \"a\"", "a", false },
	{ "any and more", "*, \"b\"", "a", false },
	{ "within quotes", "\"b, \\\"a\\\"\"", "a", false },
};

START_TEST(matches)
{
	ck_assert_msg(etag_matches(match_rows[_i].header, match_rows[_i].tag) == match_rows[_i].matches, "%s",
		      match_rows[_i].name);
}
END_TEST

static const struct {
	const char *name, *header, *array;
} condition_rows[] = {
	{ "no header", NULL, NULL },
	{ "any", "*", NULL },
	{ "any, with spaces", " * ", NULL },
	{ "one", "\"1\"", "{\"1\"}" },
	{ "two", "\"1\", \"2\"", "{\"1\",\"2\"}" },
	{ "two without a space", "\"1\",\"2\"", "{\"1\",\"2\"}" },
	{ "weak", "W/\"1\"", "{\"1\"}" },
	{ "weak and strong", "W/\"1\", \"2\"", "{\"1\",\"2\"}" },
	{ "the whole and the record's own part", "\"1-abc\"", "{\"1-abc\",\"1\"}" },
	{ "the first dash counts", "\"1-a-b\"", "{\"1-a-b\",\"1\"}" },
	{ "a dash at the end", "\"1-\"", "{\"1-\",\"1\"}" },
	{ "nothing before the dash", "\"-abc\"", "{\"-abc\",\"\"}" },
	{ "a dash in the next one", "\"1\",\"2-a\"", "{\"1\",\"2-a\",\"2\"}" },
	{ "weak, with a dash", "W/\"1-a\"", "{\"1-a\",\"1\"}" },
	{ "the empty tag", "\"\"", "{\"\"}" },
	{ "empty members", ", \"1\" ,\t, \"2\",", "{\"1\",\"2\"}" },
	{ "a backslash", "\"a\\b\"", "{\"a\\\\b\"}" },
	{ "what means something in an array", "\"{a},NULL\"", "{\"{a},NULL\"}" },
};

START_TEST(condition)
{
	struct arena arena = { 0 };
	const char *array;

	ck_assert_msg(etag_if_match(condition_rows[_i].header, &arena, &array), "%s", condition_rows[_i].name);
	unit_expect(condition_rows[_i].name, array, condition_rows[_i].array);
	arena_free(&arena);
}
END_TEST

static const char *const malformed_rows[] = { "",        ", ,",         "1",        "'1'",       "\"1\", x, \"2\"",
					      "\"1\"x",  "\"1\" \"2\"", "\"1",      "\"1\",\"2", "\"1 2\"",
					      "w/\"1\"", "W/",          "*, \"1\"", "**" };

START_TEST(malformed)
{
	struct arena arena = { 0 };
	const char *array;

	ck_assert_msg(!etag_if_match(malformed_rows[_i], &arena, &array), "%s", malformed_rows[_i]);
	arena_free(&arena);
}
END_TEST

/* The tag of rows of two columns; each row's texts follow the other's. */
static const char *tag_of(size_t count, const char *const (*texts)[2], struct arena *arena)
{
	static const struct rows_column columns[] = { { "a", TEXT, NULL }, { "b", TEXT, NULL } };
	PGresult *rows = rows_none(columns, ARRAY_LEN(columns));

	for (size_t i = 0; i < count; i++)
		rows_add(rows, texts[i]);
	const char *tag = etag_of_rows(rows, arena);
	PQclear(rows);
	return tag;
}

static const struct {
	size_t count;
	const char *texts[2][2];
} contents[] = {
	{ 0, { { NULL } } },
	{ 1, { { "ab", "c" } } },
	{ 1, { { "a", "bc" } } },
	{ 1, { { "abc", "" } } },
	{ 1, { { "", "abc" } } },
	{ 1, { { "abc", NULL } } },
	{ 1, { { NULL, "abc" } } },
	{ 1, { { NULL, NULL } } },
	{ 1, { { "", NULL } } },
	{ 1, { { NULL, "" } } },
	{ 1, { { "", "" } } },
	{ 2, { { "ab", "c" }, { "ab", "c" } } },
	{ 2, { { "ab", "c" }, { "a", "bc" } } },
	{ 2, { { "a", "bc" }, { "ab", "c" } } },
	{ 2, { { NULL, NULL }, { NULL, NULL } } },
};

START_TEST(content)
{
	struct arena arena = { 0 };
	const char *tag = tag_of(contents[_i].count, contents[_i].texts, &arena);

	ck_assert_uint_eq(strlen(tag), 32);
	ck_assert_uint_eq(strspn(tag, "0123456789abcdef"), 32);
	for (int i = 0; i < (int)ARRAY_LEN(contents); i++) {
		const char *other = tag_of(contents[i].count, contents[i].texts, &arena);
		ck_assert_msg((strcmp(tag, other) == 0) == (i == _i), "rows %d and %d: %s, %s", _i, i, tag, other);
	}
	arena_free(&arena);
}
END_TEST

Suite *etag_suite(void)
{
	Suite *suite = suite_create("etag");
	TCase *tests = tcase_create("etag");

	tcase_add_loop_test(tests, matches, 0, ARRAY_LEN(match_rows));
	tcase_add_loop_test(tests, condition, 0, ARRAY_LEN(condition_rows));
	tcase_add_loop_test(tests, malformed, 0, ARRAY_LEN(malformed_rows));
	tcase_add_loop_test(tests, content, 0, ARRAY_LEN(contents));
	suite_add_tcase(suite, tests);
	return suite;
}

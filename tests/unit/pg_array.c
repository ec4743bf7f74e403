/* Texts on their way to PostgreSQL: how many characters, how an array quotes them. */
#include "engine/pg_array.h"

#include <string.h>

#include "base/utf8.h"
#include "unit.h"

#define BYTES(bytes) (bytes), sizeof(bytes) - 1

static const struct {
	const char *name, *text;
	size_t length, characters;
} count_rows[] = {
	{ "nothing", BYTES(""), 0 },
	{ "one byte", BYTES("a"), 1 },
	{ "the last of one byte", BYTES("\x7f"), 1 },
	{ "the first of two bytes", BYTES("\xc2\x80"), 1 },
	{ "the last of two bytes", BYTES("\xdf\xbf"), 1 },
	{ "the first of three bytes", BYTES("\xe0\xa0\x80"), 1 },
	{ "the last of three bytes", BYTES("\xef\xbf\xbf"), 1 },
	{ "the first of four bytes", BYTES("\xf0\x90\x80\x80"), 1 },
	{ "the last of four bytes", BYTES("\xf4\x8f\xbf\xbf"), 1 },
	{ "one of each", BYTES("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"), 4 },
	{ "a combining accent is one more", BYTES("e\xcc\x81"), 2 },
	{ "a NUL within", BYTES("a\0b"), 3 },
	{ "spaces and lines", BYTES(" \n\t"), 3 },
};

START_TEST(characters)
{
	size_t count = utf8_characters(count_rows[_i].text, count_rows[_i].length);

	ck_assert_msg(count == count_rows[_i].characters, "%s: %zu", count_rows[_i].name, count);
}
END_TEST

static const struct {
	const char *name;
	const char *elements[4];
	const char *array;
} array_rows[] = {
	{ "none", { NULL }, "{}" },
	{ "one", { "a" }, "{\"a\"}" },
	{ "three", { "a", "b", "c" }, "{\"a\",\"b\",\"c\"}" },
	{ "empty ones", { "", "" }, "{\"\",\"\"}" },
	{ "a quote", { "a\"b" }, "{\"a\\\"b\"}" },
	{ "a backslash", { "a\\b", "\\" }, "{\"a\\\\b\",\"\\\\\"}" },
	{ "a backslash before a quote", { "\\\"" }, "{\"\\\\\\\"\"}" },
	{ "commas and braces", { ",", "{", "}", "{a,b}" }, "{\",\",\"{\",\"}\",\"{a,b}\"}" },
	{ "a brace ends the first", { "{", "a" }, "{\"{\",\"a\"}" },
	{ "NULL is a text", { "NULL", "null" }, "{\"NULL\",\"null\"}" },
	{ "spaces stay", { " a ", "\n" }, "{\" a \",\"\n\"}" },
	{ "UTF-8", { "\xc3\xa9", "\xf0\x9f\x98\x80" }, "{\"\xc3\xa9\",\"\xf0\x9f\x98\x80\"}" },
};

START_TEST(array)
{
	struct buffer out = { 0 };

	buffer_puts(&out, "{");
	for (size_t i = 0; i < ARRAY_LEN(array_rows[_i].elements) && array_rows[_i].elements[i] != NULL; i++)
		pg_array_add(&out, array_rows[_i].elements[i], strlen(array_rows[_i].elements[i]));
	buffer_puts(&out, "}");
	unit_expect(array_rows[_i].name, out.data, array_rows[_i].array);
	buffer_free(&out);
}
END_TEST

/* Only as many bytes as it is told. */
START_TEST(part_of_a_text)
{
	struct buffer out = { 0 };

	buffer_puts(&out, "{");
	pg_array_add(&out, "abc", 2);
	pg_array_add(&out, "abc", 0);
	ck_assert_str_eq(out.data, "{\"ab\",\"\"");
	buffer_free(&out);
}
END_TEST

Suite *pg_array_suite(void)
{
	Suite *suite = suite_create("pg_array");
	TCase *tests = tcase_create("text");

	tcase_add_loop_test(tests, characters, 0, ARRAY_LEN(count_rows));
	tcase_add_loop_test(tests, array, 0, ARRAY_LEN(array_rows));
	tcase_add_test(tests, part_of_a_text);
	suite_add_tcase(suite, tests);
	return suite;
}

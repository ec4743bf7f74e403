/* Queries: what each parameter is, and which are none. */
#include "engine/query.h"

#include <string.h>

#include "unit.h"

#define ESCAPE NULL, "The query has a malformed %-escape"
#define UTF8   NULL, "The query is not valid UTF-8"

static const struct {
	const char *query, *parameters, *problem; /* joined by '|' */
} rows[] = {
	{ "", "", NULL },
	{ "&", "", NULL },
	{ "&&&", "", NULL },
	{ "a=1", "a=1", NULL },
	{ "a=1&b=2", "a=1|b=2", NULL },
	{ "b=2&a=1", "b=2|a=1", NULL },
	{ "&a=1&&b=2&", "a=1|b=2", NULL },
	{ "a", "a=", NULL },
	{ "a=", "a=", NULL },
	{ "=1", "=1", NULL },
	{ "=", "=", NULL },
	{ "a=b=c", "a=b=c", NULL },
	{ "a=b?c/d:e", "a=b?c/d:e", NULL },
	{ "a;b=1", "a;b=1", NULL },
	{ "a=b+c", "a=b c", NULL },
	{ "a+b=%2B+%20", "a b=+  ", NULL },
	{ "%61=%62", "a=b", NULL },
	{ "a%3Db=c%26d", "a=b=c&d", NULL },
	{ "a=%25", "a=%", NULL },
	{ "a=%2541", "a=%41", NULL },
	{ "a=%C3%A9", "a=\xc3\xa9", NULL },
	{ "a=%c3%a9", "a=\xc3\xa9", NULL },
	{ "a=\xc3\xa9", "a=\xc3\xa9", NULL },
	{ "a=%F0%9F%98%80", "a=\xf0\x9f\x98\x80", NULL },
	{ "a=%01", "a=\001", NULL },
	{ "a=1&A=2", "a=1|A=2", NULL },
	{ "a=%", ESCAPE },
	{ "a=%4", ESCAPE },
	{ "a=%4&b=1", ESCAPE },
	{ "a=%zz", ESCAPE },
	{ "a=%4g", ESCAPE },
	{ "a=%g4", ESCAPE },
	{ "a=%%41", ESCAPE },
	{ "a=% 1", ESCAPE },
	{ "%=1", ESCAPE },
	{ "%4=1", ESCAPE },
	{ "a=%00", ESCAPE },
	{ "a=1%00", ESCAPE },
	{ "%00=1", ESCAPE },
	{ "a=1&a=2", NULL, "a is given twice" },
	{ "a=1&a=1", NULL, "a is given twice" },
	{ "a&a", NULL, "a is given twice" },
	{ "a=1&b=2&%61=3", NULL, "a is given twice" },
	{ "=1&=2", NULL, " is given twice" },
	{ "a=%ff", UTF8 },
	{ "%ff=1", UTF8 },
	{ "a=\xff", UTF8 },
	{ "a=%c0%80", UTF8 },
	{ "a=%ed%a0%80", UTF8 },
	{ "a=%e2%82", UTF8 },
	{ "a=%f4%90%80%80", UTF8 },
	{ "b=1&a=%ff&c=%", UTF8 },
};

static const char *join(const struct query *query)
{
	const char *text = "";

	for (size_t i = 0; i < query->count; i++)
		text = unit_text("%s%s%s=%s", text, i > 0 ? "|" : "", query->parameters[i].name, query->parameters[i].value);
	return text;
}

START_TEST(parse)
{
	struct arena arena = { 0 };
	struct query query;
	const char *problem = query_parse(rows[_i].query, &arena, &query);

	unit_expect(rows[_i].query, problem, rows[_i].problem);
	unit_expect(rows[_i].query, problem == NULL ? join(&query) : NULL, rows[_i].parameters);
	arena_free(&arena);
}
END_TEST

START_TEST(at_most_100_parameters)
{
	const char *text = "p1=1";
	struct arena arena = { 0 };
	struct query query;

	for (int i = 2; i <= 100; i++)
		text = unit_text("%s&p%d=%d", text, i, i);
	ck_assert_ptr_null(query_parse(text, &arena, &query));
	ck_assert_uint_eq(query.count, 100);
	ck_assert_str_eq(query_value(&query, "p100"), "100");
	unit_expect("101", query_parse(unit_text("%s&p101=1", text), &arena, &query), "The query has more than 100 parameters");
	arena_free(&arena);
}
END_TEST

/* The client's own bytes stay as they are: they are logged. */
START_TEST(leaves_its_input)
{
	char query[] = "a=%41&b&c=%ff";
	struct arena arena = { 0 };
	struct query parsed;

	ck_assert_ptr_nonnull(query_parse(query, &arena, &parsed));
	ck_assert_str_eq(query, "a=%41&b&c=%ff");
	arena_free(&arena);
}
END_TEST

Suite *query_suite(void)
{
	Suite *suite = suite_create("query");
	TCase *tests = tcase_create("query");

	tcase_add_loop_test(tests, parse, 0, ARRAY_LEN(rows));
	tcase_add_test(tests, at_most_100_parameters);
	tcase_add_test(tests, leaves_its_input);
	suite_add_tcase(suite, tests);
	return suite;
}

/* Decimal numbers: which is the greater, and is it whole? */
#include "base/decimal.h"

#include <string.h>

#include "unit.h"

/* In ascending order; those between two that are alike are alike. */
static const char *const ascending[][4] = {
	{ "-1e99", "-10e98", "-0.1e+100", NULL },
	{ "-90.000000000000000000000000000000001", NULL },
	{ "-90", "-90.0", "-9e1", "-900E-1" },
	{ "-89.999999999999999999999999999999999", NULL },
	{ "-1", NULL },
	{ "-0.1", "-1e-1", NULL },
	{ "-1e-99", NULL },
	{ "0", "-0", "0.000", "-0e99" },
	{ "1e-99", "0.1e-98", "0.01e-0097", NULL },
	{ "0.00999", "9.99e-3", NULL },
	{ "0.01", "0.010", "00.01", NULL },
	{ "0.1", NULL },
	{ "0.11", NULL },
	{ "0.9", NULL },
	{ "1", "1.0", "10e-1", "001" },
	{ "1.0000000000000000000000000001", NULL },
	{ "2", NULL },
	{ "10", "1e1", "0.01e3", NULL },
	{ "10.01", NULL },
	{ "100", NULL },
	{ "9007199254740992", NULL },
	{ "9007199254740993", "9007199254740993.0", NULL },
	{ "18446744073709551616", NULL },
	{ "9999999999999999999999999999999999999999", NULL },
	{ "1e99", NULL },
};

static int compare(const char *a, const char *b)
{
	struct arena arena = { 0 };
	const struct decimal first = decimal_parse(a, strlen(a), &arena), second = decimal_parse(b, strlen(b), &arena);
	int order = decimal_compare(&first, &second);

	arena_free(&arena);
	return order < 0 ? -1 : order > 0;
}

START_TEST(order)
{
	for (size_t i = 0; i < ARRAY_LEN(ascending); i++) {
		for (size_t j = 0; j < 16; j++) {
			const char *a = ascending[_i][j / 4], *b = ascending[i][j % 4];
			int expected = (int)i > _i ? -1 : (int)i < _i;
			if (a != NULL && b != NULL)
				ck_assert_msg(compare(a, b) == expected, "%s and %s: %d", a, b, compare(a, b));
		}
	}
}
END_TEST

static const struct {
	const char *text;
	bool whole;
} whole_rows[] = {
	{ "0", true },      { "-0.0", true },    { "0e-99", true },
	{ "7", true },      { "-7", true },      { "70e-1", true },
	{ "1e99", true },   { "1.5", false },    { "15e-1", false },
	{ "0.5", false },   { "1e-99", false },  { "1.0", true },
	{ "1.50e1", true }, { "1.55e1", false }, { "2.00000000000000000000000000000000000001", false },
};

START_TEST(whole)
{
	struct arena arena = { 0 };
	const char *text = whole_rows[_i].text;
	const struct decimal number = decimal_parse(text, strlen(text), &arena);

	ck_assert_msg(decimal_is_whole(&number) == whole_rows[_i].whole, "%s", text);
	arena_free(&arena);
}
END_TEST

Suite *decimal_suite(void)
{
	Suite *suite = suite_create("decimal");
	TCase *tests = tcase_create("decimal");

	tcase_add_loop_test(tests, order, 0, ARRAY_LEN(ascending));
	tcase_add_loop_test(tests, whole, 0, ARRAY_LEN(whole_rows));
	suite_add_tcase(suite, tests);
	return suite;
}

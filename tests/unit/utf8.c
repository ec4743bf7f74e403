/* UTF-8: what is a character, and how long it is. */
#include "base/utf8.h"

#include "unit.h"

static const struct {
	const char *text;
	size_t length;
} rows[] = {
	{ "a", 1 },
	{ "\x7f", 1 },
	{ "\xc2\x80", 2 },
	{ "\xdf\xbf", 2 },
	{ "\xe0\xa0\x80", 3 },
	{ "\xed\x9f\xbf", 3 },
	{ "\xee\x80\x80", 3 },
	{ "\xef\xbf\xbf", 3 },
	{ "\xf0\x90\x80\x80", 4 },
	{ "\xf1\x80\x80\x80", 4 },
	{ "\xf4\x8f\xbf\xbf", 4 },
	/* a continuation alone, and lead bytes that there are not */
	{ "\x80", 0 },
	{ "\xbf", 0 },
	{ "\xc0\x80", 0 },
	{ "\xc1\xbf", 0 },
	{ "\xf5\x80\x80\x80", 0 },
	{ "\xff", 0 },
	/* overlong, a surrogate, beyond U+10FFFF */
	{ "\xe0\x9f\xbf", 0 },
	{ "\xed\xa0\x80", 0 },
	{ "\xed\xbf\xbf", 0 },
	{ "\xf0\x8f\xbf\xbf", 0 },
	{ "\xf4\x90\x80\x80", 0 },
	/* broken off */
	{ "\xc3", 0 },
	{ "\xe2\x82", 0 },
	{ "\xf0\x9f\x98", 0 },
	{ "\xc3(", 0 },
	{ "\xe2(\x82", 0 },
	{ "\xe2\x82(", 0 },
	{ "\xf0\x9f\x98(", 0 },
};

START_TEST(first_character)
{
	const char *text = rows[_i].text;

	ck_assert_msg(utf8_length(text) == rows[_i].length, "row %d: %zu", _i, utf8_length(text));
	ck_assert_msg(utf8_is_valid(text) == (rows[_i].length > 0), "row %d", _i);
	ck_assert_msg(utf8_is_valid(unit_text("a\xc3\xa9%sb", text)) == (rows[_i].length > 0), "row %d within others", _i);
}
END_TEST

Suite *utf8_suite(void)
{
	Suite *suite = suite_create("utf8");
	TCase *tests = tcase_create("utf8");

	tcase_add_loop_test(tests, first_character, 0, ARRAY_LEN(rows));
	suite_add_tcase(suite, tests);
	return suite;
}

/* Ids of drafts: read just as they are written, and in no other way. */
#include "core/draft_id.h"

#include "unit.h"

static const char *(*const parsers[])(const char *text, struct arena *arena) = {
	draft_id_visit,
	draft_id_interaction,
	draft_id_principal_interaction,
	draft_id_lead,
};

static const struct {
	const char *id;
	size_t level; /* of the parser that takes it */
	const char *numbers;
} good_rows[] = {
	{ "V01", 0, "{1}" },
	{ "V09", 0, "{9}" },
	{ "V10", 0, "{10}" },
	{ "V99", 0, "{99}" },
	{ "V100", 0, "{100}" },
	{ "V9223372036854775807", 0, "{9223372036854775807}" },
	{ "V01-1", 1, "{1,1}" },
	{ "V01-10", 1, "{1,10}" },
	{ "V123-2147483647", 1, "{123,2147483647}" },
	{ "V01-1-PI1", 2, "{1,1,1}" },
	{ "V99-12-PI2147483647", 2, "{99,12,2147483647}" },
	{ "V01-1-PI1-L1", 3, "{1,1,1,1}" },
	{ "V1234-56-PI78-L90", 3, "{1234,56,78,90}" },
	{ "V9223372036854775807-2147483647-PI2147483647-L2147483647", 3,
	  "{9223372036854775807,2147483647,2147483647,2147483647}" },
};

START_TEST(good)
{
	struct arena arena = { 0 };

	for (size_t level = 0; level < ARRAY_LEN(parsers); level++)
		unit_expect(good_rows[_i].id, parsers[level](good_rows[_i].id, &arena),
			    level == good_rows[_i].level ? good_rows[_i].numbers : NULL);
	arena_free(&arena);
}
END_TEST

/* No parser takes any of these. */
static const char *const bad_ids[] = {
	"",
	"V",
	"V0",
	"V1",
	"V00",
	"V000",
	"V001",
	"V010",
	"V0100",
	"v01",
	"01",
	"VV01",
	"V 1",
	" V01",
	"V01 ",
	"V01\n",
	"V+1",
	"V-1",
	"V01.0",
	"V1e2",
	"V0x1",
	"V\xd9\xa0\xd9\xa1",
	"V9223372036854775808",
	"V99999999999999999999",
	"V01-",
	"V01-0",
	"V01-00",
	"V01-01",
	"V01-2147483648",
	"V01-99999999999999999999",
	"V01--1",
	"V01-+1",
	"V01_1",
	"V1-1",
	"V01-1-",
	"V01-1-1",
	"V01-1-PI",
	"V01-1-PI0",
	"V01-1-PI01",
	"V01-1-PI2147483648",
	"V01-1-pi1",
	"V01-1-Pi1",
	"V01-1PI1",
	"V01-PI1",
	"V01-1-L1",
	"V01-1-PI1-",
	"V01-1-PI1-L",
	"V01-1-PI1-L0",
	"V01-1-PI1-L01",
	"V01-1-PI1-l1",
	"V01-1-PI1-L1-",
	"V01-1-PI1-L1-1",
	"V01-1-PI1-L1-L1",
	"V01-1-PI1-L1x",
	"V01-1-PI1-L2147483648",
};

START_TEST(bad)
{
	struct arena arena = { 0 };

	for (size_t level = 0; level < ARRAY_LEN(parsers); level++)
		unit_expect(bad_ids[_i], parsers[level](bad_ids[_i], &arena), NULL);
	arena_free(&arena);
}
END_TEST

Suite *draft_id_suite(void)
{
	Suite *suite = suite_create("draft_id");
	TCase *tests = tcase_create("draft_id");

	tcase_add_loop_test(tests, good, 0, ARRAY_LEN(good_rows));
	tcase_add_loop_test(tests, bad, 0, ARRAY_LEN(bad_ids));
	suite_add_tcase(suite, tests);
	return suite;
}

/* The header traceparent: what the recommendation lets be read, and nothing else. */
#include "web/traceparent.h"

#include "unit.h"

#define TRACE_ID "0af7651916cd43dd8448eb211c80319c"
#define SPAN_ID  "b7ad6b7169203331"

struct row {
	const char *header;
	bool valid;
};

static const struct row rows[] = {
	{ "00-" TRACE_ID "-" SPAN_ID "-01", true },
	{ "00-" TRACE_ID "-" SPAN_ID "-00", true },
	{ "00-" TRACE_ID "-" SPAN_ID "-ff", true },
	/* A version to come has as much in front, and what is new behind a dash. */
	{ "01-" TRACE_ID "-" SPAN_ID "-01", true },
	{ "cc-" TRACE_ID "-" SPAN_ID "-01-what-the-future-will-be-like", true },
	{ "cc-" TRACE_ID "-" SPAN_ID "-01.", false },
	{ "cc-" TRACE_ID "-" SPAN_ID "-010", false },
	{ "ff-" TRACE_ID "-" SPAN_ID "-01", false },
	{ "00-" TRACE_ID "-" SPAN_ID "-01-more", false },
	{ "00-" TRACE_ID "-" SPAN_ID "-01 ", false },
	{ " 00-" TRACE_ID "-" SPAN_ID "-01", false },
	{ "00-" TRACE_ID "-" SPAN_ID "-0", false },
	{ "00-" TRACE_ID "-" SPAN_ID, false },
	{ "00-" TRACE_ID "-" SPAN_ID "-0x", false },
	{ "00-00000000000000000000000000000000-" SPAN_ID "-01", false },
	{ "00-" TRACE_ID "-0000000000000000-01", false },
	{ "00-0AF7651916CD43DD8448EB211C80319C-" SPAN_ID "-01", false },
	{ "00-" TRACE_ID "-B7AD6B7169203331-01", false },
	{ "0A-" TRACE_ID "-" SPAN_ID "-01", false },
	{ "0-" TRACE_ID "-" SPAN_ID "-011", false },
	{ "00_" TRACE_ID "-" SPAN_ID "-01", false },
	{ "00-" TRACE_ID "_" SPAN_ID "-01", false },
	{ "00-" TRACE_ID "-" SPAN_ID "_01", false },
	{ "00-0af7651916cd43dd8448eb211c80319'-" SPAN_ID "-01", false },
	{ "00-" TRACE_ID "-b7ad6b716920333\n-01", false },
	{ "", false },
	{ "00", false },
	{ NULL, false },
};

START_TEST(reading)
{
	const struct row *row = &rows[_i];
	struct trace trace = { "left over", "left over" };

	ck_assert_msg(traceparent_parse(row->header, &trace) == row->valid, "%s", row->header);
	ck_assert_str_eq(trace.trace_id, row->valid ? TRACE_ID : "");
	ck_assert_str_eq(trace.span_id, row->valid ? SPAN_ID : "");
}
END_TEST

Suite *traceparent_suite(void)
{
	Suite *suite = suite_create("traceparent");
	TCase *tests = tcase_create("traceparent");

	tcase_add_loop_test(tests, reading, 0, ARRAY_LEN(rows));
	suite_add_tcase(suite, tests);
	return suite;
}

/* Points in time: what is one, which instant it is, how PostgreSQL's text goes out. */
#include "base/timestamp.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "unit.h"

struct instant_row {
	const char *text, *canonical;
};

static const struct instant_row good_rows[] = {
	{ "2025-10-11T10:05:23.456789Z", "2025-10-11T10:05:23.456789Z" },
	{ "2025-10-11T10:05:23Z", "2025-10-11T10:05:23.000000Z" },
	{ "2025-10-11T10:05Z", "2025-10-11T10:05:00.000000Z" },
	{ "2025-10-11t10:05:23z", "2025-10-11T10:05:23.000000Z" },
	{ "2025-10-11T10:05+02:00", "2025-10-11T08:05:00.000000Z" },
	{ "2025-10-11T00:00:00Z", "2025-10-11T00:00:00.000000Z" },
	{ "2025-10-11T23:59:59Z", "2025-10-11T23:59:59.000000Z" },
	/* fractions: PostgreSQL keeps microseconds; what is beyond is dropped, never rounded into the next second */
	{ "2025-10-11T10:05:23.4Z", "2025-10-11T10:05:23.400000Z" },
	{ "2025-10-11T10:05:23.45Z", "2025-10-11T10:05:23.450000Z" },
	{ "2025-10-11T10:05:23.000001Z", "2025-10-11T10:05:23.000001Z" },
	{ "2025-10-11T10:05:23.1234567Z", "2025-10-11T10:05:23.123456Z" },
	{ "2025-10-11T23:59:59.9999999Z", "2025-10-11T23:59:59.999999Z" },
	{ "2025-10-11T10:05:23.000000000000000000000000000000000000000000001Z", "2025-10-11T10:05:23.000000Z" },
	{ "2025-10-11T10:05:23.456+02:00", "2025-10-11T08:05:23.456000Z" },
	/* offsets */
	{ "2025-10-11T10:05:23+00:00", "2025-10-11T10:05:23.000000Z" },
	{ "2025-10-11T10:05:23-00:00", "2025-10-11T10:05:23.000000Z" },
	{ "2025-10-11T10:05:23+05:45", "2025-10-11T04:20:23.000000Z" },
	{ "2025-10-11T10:05:23-03:30", "2025-10-11T13:35:23.000000Z" },
	{ "2025-10-11T23:58:00+23:59", "2025-10-10T23:59:00.000000Z" },
	{ "2025-10-11T23:59:00+23:59", "2025-10-11T00:00:00.000000Z" },
	{ "2025-10-11T00:00:00-23:59", "2025-10-11T23:59:00.000000Z" },
	{ "2025-10-11T00:01:00-23:59", "2025-10-12T00:00:00.000000Z" },
	{ "2025-10-11T00:00:00+00:01", "2025-10-10T23:59:00.000000Z" },
	{ "2025-10-11T23:59:00-00:01", "2025-10-12T00:00:00.000000Z" },
	{ "2025-05-01T01:00:00+02:00", "2025-04-30T23:00:00.000000Z" },
	{ "2025-04-30T23:00:00-02:00", "2025-05-01T01:00:00.000000Z" },
	{ "2025-03-01T00:00:00+00:01", "2025-02-28T23:59:00.000000Z" },
	{ "2024-03-01T00:00:00+00:01", "2024-02-29T23:59:00.000000Z" },
	{ "2024-02-29T23:59:00-00:01", "2024-03-01T00:00:00.000000Z" },
	{ "1900-02-28T23:59:00-00:01", "1900-03-01T00:00:00.000000Z" },
	{ "2025-01-01T00:00:00+14:00", "2024-12-31T10:00:00.000000Z" },
	{ "2024-12-31T23:30:00-12:00", "2025-01-01T11:30:00.000000Z" },
	/* the calendar and its ends */
	{ "2024-02-29T12:00:00Z", "2024-02-29T12:00:00.000000Z" },
	{ "2000-02-29T12:00:00Z", "2000-02-29T12:00:00.000000Z" },
	{ "0004-02-29T12:00:00Z", "0004-02-29T12:00:00.000000Z" },
	{ "2025-01-31T12:00:00Z", "2025-01-31T12:00:00.000000Z" },
	{ "2025-12-31T12:00:00Z", "2025-12-31T12:00:00.000000Z" },
	{ "0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000Z" },
	{ "0001-01-01T23:59:00+23:59", "0001-01-01T00:00:00.000000Z" },
	{ "0001-01-01T00:00:00-00:01", "0001-01-01T00:01:00.000000Z" },
	{ "9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z" },
	{ "9999-12-31T00:00:00-23:59", "9999-12-31T23:59:00.000000Z" },
	{ "9999-12-31T23:59:59+00:01", "9999-12-31T23:58:59.000000Z" },
	/* a leap second ends a day in UTC, wherever that is in local time */
	{ "2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000000Z" },
	{ "2016-12-31T23:59:60.25Z", "2017-01-01T00:00:00.250000Z" },
	{ "2017-01-01T05:29:60+05:30", "2017-01-01T00:00:00.000000Z" },
	{ "2016-12-31T15:59:60-08:00", "2017-01-01T00:00:00.000000Z" },
	{ "2015-06-30T23:59:60Z", "2015-07-01T00:00:00.000000Z" },
};

START_TEST(parses)
{
	const struct instant_row *row = &good_rows[_i];
	char canonical[TIMESTAMP_SIZE] = "";
	bool good = timestamp_parse(row->text, strlen(row->text), canonical);

	unit_expect(row->text, good ? canonical : NULL, row->canonical);
}
END_TEST

static const char *const bad_rows[] = {
	"",
	"now",
	"today",
	"infinity",
	"-infinity",
	"epoch",
	"1760176800",
	"2025-10-11",
	"10:05:23Z",
	/* no offset, or none that is one */
	"2025-10-11T10:05:23",
	"2025-10-11T10:05",
	"2025-10-11T10:05:23.456",
	"2025-10-11T10:05:23+24:00",
	"2025-10-11T10:05:23-24:00",
	"2025-10-11T10:05:23+02:60",
	"2025-10-11T10:05:23+99:99",
	"2025-10-11T10:05:23+02",
	"2025-10-11T10:05:23+0200",
	"2025-10-11T10:05:23+2:00",
	"2025-10-11T10:05:23+02:00:00",
	"2025-10-11T10:05:23 +02:00",
	"2025-10-11T10:05:23Z+02:00",
	"2025-10-11T10:05:23\u221202:00",
	"2025-10-11T10:05:23UTC",
	"2025-10-11T10:05:23 Z",
	"2025-10-11T10:05:23ZZ",
	/* no such time */
	"2025-10-11T24:00:00Z",
	"2025-10-11T24:00Z",
	"2025-10-11T25:00:00Z",
	"2025-10-11T10:60:00Z",
	"2025-10-11T10:05:61Z",
	"2025-10-11T10:05:99Z",
	/* no leap second: not the end of a day in UTC */
	"2025-10-11T10:05:60Z",
	"2016-12-31T23:58:60Z",
	"2016-12-31T22:59:60Z",
	"2016-12-31T23:59:60+01:00",
	"2017-01-01T00:00:60Z",
	/* no such date */
	"2025-02-29T10:00:00Z",
	"2025-02-30T10:00:00Z",
	"2024-02-30T10:00:00Z",
	"1900-02-29T10:00:00Z",
	"2100-02-29T10:00:00Z",
	"2025-04-31T10:00:00Z",
	"2025-06-31T10:00:00Z",
	"2025-09-31T10:00:00Z",
	"2025-11-31T10:00:00Z",
	"2025-01-32T10:00:00Z",
	"2025-12-32T10:00:00Z",
	"2025-10-00T10:00:00Z",
	"2025-00-11T10:00:00Z",
	"2025-13-11T10:00:00Z",
	"2025-99-99T99:99:99Z",
	/* years beyond 0001 to 9999, as written or in UTC */
	"0000-01-01T00:00:00Z",
	"0000-12-31T23:59:59Z",
	"0000-12-31T23:59:59-01:00",
	"0001-01-01T00:00:00+00:01",
	"0001-01-01T23:58:59+23:59",
	"9999-12-31T23:59:59-00:01",
	"9999-12-31T00:01:00-23:59",
	"9999-12-31T23:59:60Z",
	"10000-01-01T00:00:00Z",
	"-0001-01-01T00:00:00Z",
	"+2025-10-11T10:05:23Z",
	"025-10-11T10:05:23Z",
	/* not the form */
	"2025-10-11 10:05:23Z",
	"2025-10-11_10:05:23Z",
	"2025-10-11T10:05:23,456Z",
	"2025-10-11T10:05:23.Z",
	"2025-10-11T10:05:23.+02:00",
	"2025-10-11T10:05:.5Z",
	"2025-10-11T10:05.5Z",
	"2025-10-11T10:05:Z",
	"2025-10-11T10Z",
	"2025-10-11T10:5:23Z",
	"2025-10-11T1:05:23Z",
	"2025-10-11T10:05:3Z",
	"2025-1-11T10:05:23Z",
	"2025-10-1T10:05:23Z",
	"20251011T100523Z",
	"2025-W41-6T10:05:23Z",
	"2025-284T10:05:23Z",
	"2025/10/11T10:05:23Z",
	"11-10-2025T10:05:23Z",
	" 2025-10-11T10:05:23Z",
	"2025-10-11T10:05:23Z ",
	"2025-10-11T10:05:23Z\n",
	"2025-10-11T-1:05:23Z",
	"2025-10-11T+1:05:23Z",
	"2025-10-11T 1:05:23Z",
	"2025-10-11T0x:05:23Z",
	"2025-10-11T10:05:23.12a456Z",
	"\xd9\xa2\xd9\xa0\xd9\xa2\xd9\xa5-10-11T10:05:23Z",
	"Sat, 11 Oct 2025 10:05:23 GMT",
};

START_TEST(refuses)
{
	char canonical[TIMESTAMP_SIZE] = "";
	bool good = timestamp_parse(bad_rows[_i], strlen(bad_rows[_i]), canonical);

	ck_assert_msg(!good, "\"%s\" is taken for %s", bad_rows[_i], canonical);
}
END_TEST

/* The length counts, not a NUL: U+0000 may stand in a JSON string. */
START_TEST(minds_the_length)
{
	static const char nul[] = "2025-10-11T10:05:23Z\0";
	static const char inside[] = "2025-10-11T10:05\0:23Z";
	static const char whole[] = "2025-10-11T10:05:23.456+02:00";
	char canonical[TIMESTAMP_SIZE];

	ck_assert(!timestamp_parse(nul, sizeof nul - 1, canonical));
	ck_assert(!timestamp_parse(inside, sizeof inside - 1, canonical));
	for (size_t length = 0; length < sizeof whole - 1; length++) {
		/* A copy of just that length, so that reading beyond it is seen by AddressSanitizer. */
		char *part = memory_alloc(length);
		memcpy(part, whole, length);
		ck_assert_msg(!timestamp_parse(part, length, canonical), "%.*s is good", (int)length, whole);
		free(part);
	}
	ck_assert(timestamp_parse(whole, sizeof whole - 1, canonical));
}
END_TEST

/* The C library's calendar must agree, on any instant and any offset. */
START_TEST(agrees_with_libc)
{
	const time_t first = -62135596800, last = 253402300799; /* 0001-01-01T00:00:00Z, 9999-12-31T23:59:59Z */
	uint64_t seed = 1;

	for (int i = 0; i < 20000; i++) {
		time_t instant = first + (time_t)(unit_random(&seed) % (uint64_t)(last - first + 1));
		int offset = (int)(unit_random(&seed) % (2 * 1439 + 1)) - 1439;
		time_t shown = instant + offset * 60;
		struct tm utc, local;
		char text[64], expected[TIMESTAMP_SIZE + 32], canonical[TIMESTAMP_SIZE] = "";

		gmtime_r(&instant, &utc);
		gmtime_r(&shown, &local);
		snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", local.tm_year + 1900, local.tm_mon + 1,
			 local.tm_mday, local.tm_hour, local.tm_min, local.tm_sec, offset < 0 ? '-' : '+', abs(offset) / 60,
			 abs(offset) % 60);
		snprintf(expected, sizeof expected, "%04d-%02d-%02dT%02d:%02d:%02d.000000Z", utc.tm_year + 1900, utc.tm_mon + 1,
			 utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
		if (shown < first || shown > last)
			continue;
		bool good = timestamp_parse(text, strlen(text), canonical);
		unit_expect(text, good ? canonical : NULL, expected);
	}
}
END_TEST

struct date_row {
	const char *text;
	bool good;
};

static const struct date_row date_rows[] = {
	{ "2025-10-11", true },
	{ "0001-01-01", true },
	{ "9999-12-31", true },
	{ "2024-02-29", true },
	{ "2000-02-29", true },
	{ "2025-02-29", false },
	{ "1900-02-29", false },
	{ "2025-02-30", false },
	{ "2025-04-31", false },
	{ "2025-00-10", false },
	{ "2025-13-10", false },
	{ "2025-10-00", false },
	{ "2025-10-32", false },
	{ "0000-01-01", false },
	{ "10000-01-01", false },
	{ "2025-10-1", false },
	{ "2025-1-11", false },
	{ "20251011", false },
	{ "2025-10-11T", false },
	{ "2025-10-11T10:05:23Z", false },
	{ "2025-10-11 ", false },
	{ " 2025-10-11", false },
	{ "11-10-2025", false },
	{ "2025/10/11", false },
	{ "", false },
	{ "today", false },
};

START_TEST(dates)
{
	const struct date_row *row = &date_rows[_i];

	ck_assert_msg(timestamp_parse_date(row->text, strlen(row->text)) == row->good, "\"%s\": expected %s", row->text,
		      row->good ? "a date" : "no date");
}
END_TEST

static const struct instant_row render_rows[] = {
	{ "2025-10-11 10:05:23.456789+00", "\"2025-10-11T10:05:23.456Z\"" },
	{ "2025-10-11 10:05:23.456+00", "\"2025-10-11T10:05:23.456Z\"" },
	{ "2025-10-11 10:05:23.45+00", "\"2025-10-11T10:05:23.450Z\"" },
	{ "2025-10-11 10:05:23.4+00", "\"2025-10-11T10:05:23.400Z\"" },
	{ "2025-10-11 10:05:23+00", "\"2025-10-11T10:05:23.000Z\"" },
	{ "2025-10-11 10:05:23.000001+00", "\"2025-10-11T10:05:23.000Z\"" },
	{ "2025-10-11 23:59:59.999999+00", "\"2025-10-11T23:59:59.999Z\"" },
	{ "0001-01-01 00:00:00+00", "\"0001-01-01T00:00:00.000Z\"" },
	{ "9999-12-31 23:59:59.9+00", "\"9999-12-31T23:59:59.900Z\"" },
	/* never written by us; a table that was loaded may hold them */
	{ "infinity", "null" },
	{ "-infinity", "null" },
	{ "10000-01-01 00:00:00+00", "null" },
	{ "294276-12-31 23:59:59.999999+00", "null" },
	{ "0001-12-31 23:59:59+00 BC", "null" },
	{ "4714-11-24 00:00:00+00 BC", "null" },
	/* nor by a session that is not as it should be */
	{ "2025-10-11 10:05:23+02", "null" },
	{ "2025-10-11 10:05:23-00", "null" },
	{ "2025-10-11 10:05:23+05:45", "null" },
	{ "Sat Oct 11 10:05:23 2025 UTC", "null" },
	{ "11/10/2025 10:05:23.456 UTC", "null" },
	{ "2025-10-11 10:05:23", "null" },
	{ "2025-10-11", "null" },
	{ "", "null" },
};

START_TEST(renders)
{
	const struct instant_row *row = &render_rows[_i];
	struct buffer out = { 0 };
	char *column = memory_strdup(row->text); /* on the heap, where AddressSanitizer sees its end */

	timestamp_render(&out, column);
	unit_expect(row->text, out.data, row->canonical);
	free(column);
	buffer_free(&out);
}
END_TEST

Suite *timestamp_suite(void)
{
	Suite *suite = suite_create("timestamp");
	TCase *tests = tcase_create("timestamp");

	tcase_add_loop_test(tests, parses, 0, ARRAY_LEN(good_rows));
	tcase_add_loop_test(tests, refuses, 0, ARRAY_LEN(bad_rows));
	tcase_add_test(tests, minds_the_length);
	tcase_add_test(tests, agrees_with_libc);
	tcase_add_loop_test(tests, dates, 0, ARRAY_LEN(date_rows));
	tcase_add_loop_test(tests, renders, 0, ARRAY_LEN(render_rows));
	suite_add_tcase(suite, tests);
	return suite;
}

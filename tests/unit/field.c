/* Fields of a body and of a path: what goes on to the statement, what every bad one is called. */
#include "engine/field.h"

#include <float.h>
#include <stdio.h>
#include <string.h>

#include "core/operations.h"
#include "fields.h"
#include "unit.h"

#define ID   "3edaf4f8-2120-4011-a59f-f6d8a47c622f"
#define TIME "2025-10-11T10:00:00Z"
#define UTC  "2025-10-11T10:00:00.000000Z"
/* A check-in that is good but for what a row adds. */
#define GOOD(more) "{\"clientId\":\"" ID "\",\"scheduledStartTime\":\"" TIME "\"" more "}"

static const struct field number[] = { { .name = "n", .type = FIELD_NUMBER, .min = -90, .max = 90 } };
static const struct field any_number[] = { { .name = "n", .type = FIELD_NUMBER, .min = -DBL_MAX, .max = DBL_MAX } };
static const struct field one_required[] = { { .name = "a", .type = FIELD_UUID, .required = true },
					     { .name = "b", .type = FIELD_NUMBER, .max = 1 } };
static const struct field three_required[] = { { .name = "a", .type = FIELD_UUID, .required = true },
					       { .name = "x", .type = FIELD_UUID },
					       { .name = "b", .type = FIELD_TIMESTAMP, .required = true },
					       { .name = "c", .type = FIELD_NUMBER, .max = 1, .required = true } };

static const struct fields_table numbers = { number, ARRAY_LEN(number) };
static const struct fields_table any_numbers = { any_number, ARRAY_LEN(any_number) };
static const struct fields_table one = { one_required, ARRAY_LEN(one_required) };
static const struct fields_table three = { three_required, ARRAY_LEN(three_required) };

#define BAD_ID(name)   NULL, "Invalid " name " format", NULL
#define BAD_TIME(name) NULL, name " must be an ISO 8601 timestamp", NULL
#define BAD_TYPE(name) NULL, name " must be a number", NULL
#define LATITUDE       NULL, "checkInLatitude must be between -90 and 90", NULL
#define LONGITUDE      NULL, "checkInLongitude must be between -180 and 180", NULL
#define BOTH           "clientId and scheduledStartTime are required"

static const struct fields_row check_in_rows[] = {
	{ "the least", GOOD(""), ID "|" UTC "|-|-|-|-", NULL, NULL },
	{ "the whole",
	  GOOD(",\"checkInTime\":\"2025-10-11T12:05:23.456+02:00\",\"checkInLatitude\":43.6532,\"checkInLongitude\":-79.3832,"
	       "\"copiedFromVisitId\":\"00000000-0000-0000-0000-000000000001\""),
	  ID "|" UTC "|2025-10-11T10:05:23.456000Z|43.6532|-79.3832|00000000-0000-0000-0000-000000000001", NULL, NULL },
	{ "null is absent",
	  GOOD(",\"checkInTime\":null,\"checkInLatitude\":null,\"checkInLongitude\":null,\"copiedFromVisitId\":null"),
	  ID "|" UTC "|-|-|-|-", NULL, NULL },
	{ "a key twice: the last counts", GOOD(",\"checkInLatitude\":\"x\",\"checkInLatitude\":2"), ID "|" UTC "|-|2|-|-", NULL,
	  NULL },
	{ "upper-case UUID", "{\"clientId\":\"3EDAF4F8-2120-4011-A59F-F6D8A47C622F\",\"scheduledStartTime\":\"" TIME "\"}",
	  ID "|" UTC "|-|-|-|-", NULL, NULL },
	{ "escapes in a string",
	  "{\"clientId\":\"\\u0033edaf4f8-2120-4011-a59f-f6d8a47c622f\",\"scheduledStartTime\":\"" TIME "\"}",
	  ID "|" UTC "|-|-|-|-", NULL, NULL },

	/* required */
	{ "empty body", NULL, NULL, BOTH, "clientId is required; scheduledStartTime is required" },
	{ "empty object", "{}", NULL, BOTH, "clientId is required; scheduledStartTime is required" },
	{ "both null", "{\"clientId\":null,\"scheduledStartTime\":null}", NULL, BOTH,
	  "clientId is required; scheduledStartTime is required" },
	{ "no clientId", "{\"scheduledStartTime\":\"" TIME "\"}", NULL, BOTH, "clientId is required" },
	{ "no scheduledStartTime", "{\"clientId\":\"" ID "\"}", NULL, BOTH, "scheduledStartTime is required" },
	{ "a missing field leads, whatever else is wrong", "{\"clientId\":1,\"checkInLatitude\":91}", NULL, BOTH,
	  "Invalid clientId format; scheduledStartTime is required; checkInLatitude must be between -90 and 90" },

	/* unknown */
	{ "unknown field", GOOD(",\"x\":1"), NULL, "x is not a known field", NULL },
	{ "unknown field that is null", GOOD(",\"x\":null"), NULL, "x is not a known field", NULL },
	{ "another case", GOOD(",\"ClientId\":\"" ID "\""), NULL, "ClientId is not a known field", NULL },
	{ "snake_case", GOOD(",\"client_id\":\"" ID "\""), NULL, "client_id is not a known field", NULL },
	{ "space in the name", GOOD(",\"clientId \":\"" ID "\""), NULL, "clientId  is not a known field", NULL },
	{ "empty name", GOOD(",\"\":1"), NULL, " is not a known field", NULL },
	{ "a name that needs escapes", GOOD(",\"a\\\"\\n%s\":1"), NULL, "a\"\n%s is not a known field", NULL },
	{ "every unknown one is named", GOOD(",\"x\":1,\"y\":{},\"z\":null"), NULL, "x is not a known field",
	  "x is not a known field; y is not a known field; z is not a known field" },
	{ "everything wrong",
	  "{\"x\":0,\"clientId\":0,\"scheduledStartTime\":0,\"checkInTime\":0,\"checkInLatitude\":\"0\",\"checkInLongitude\":181,"
	  "\"copiedFromVisitId\":0}",
	  NULL, "Invalid clientId format",
	  "Invalid clientId format; scheduledStartTime must be an ISO 8601 timestamp; checkInTime must be an ISO 8601 timestamp; "
	  "checkInLatitude must be a number; checkInLongitude must be between -180 and 180; Invalid copiedFromVisitId format; "
	  "x is not a known field" },

	/* ids */
	{ "id: a number", GOOD(",\"clientId\":1"), BAD_ID("clientId") },
	{ "id: false", GOOD(",\"clientId\":false"), BAD_ID("clientId") },
	{ "id: an array", GOOD(",\"clientId\":[\"" ID "\"]"), BAD_ID("clientId") },
	{ "id: an object", GOOD(",\"clientId\":{\"id\":\"" ID "\"}"), BAD_ID("clientId") },
	{ "id: empty", GOOD(",\"clientId\":\"\""), BAD_ID("clientId") },
	{ "id: no UUID", GOOD(",\"clientId\":\"not-a-uuid\""), BAD_ID("clientId") },
	{ "id: a digit short", GOOD(",\"clientId\":\"3edaf4f8-2120-4011-a59f-f6d8a47c622\""), BAD_ID("clientId") },
	{ "id: U+0000 at the end", GOOD(",\"clientId\":\"" ID "\\u0000\""), BAD_ID("clientId") },
	{ "id: U+0000 inside", GOOD(",\"clientId\":\"3edaf4f8-2120-4011-a59f-f6d8a47c62\\u00002f\""), BAD_ID("clientId") },
	{ "id: U+0000 alone", GOOD(",\"clientId\":\"\\u0000\""), BAD_ID("clientId") },
	{ "id: space in front", GOOD(",\"clientId\":\" " ID "\""), BAD_ID("clientId") },
	{ "source: no UUID", GOOD(",\"copiedFromVisitId\":\"" ID "x\""), BAD_ID("copiedFromVisitId") },
	{ "source: empty", GOOD(",\"copiedFromVisitId\":\"\""), BAD_ID("copiedFromVisitId") },
	{ "source: true", GOOD(",\"copiedFromVisitId\":true"), BAD_ID("copiedFromVisitId") },

	/* times; which texts are times is timestamp.c's */
	{ "time: a number", GOOD(",\"scheduledStartTime\":1760176800"), BAD_TIME("scheduledStartTime") },
	{ "time: an object", GOOD(",\"scheduledStartTime\":{}"), BAD_TIME("scheduledStartTime") },
	{ "time: an array", GOOD(",\"scheduledStartTime\":[\"" TIME "\"]"), BAD_TIME("scheduledStartTime") },
	{ "time: empty", GOOD(",\"scheduledStartTime\":\"\""), BAD_TIME("scheduledStartTime") },
	{ "time: a date", GOOD(",\"scheduledStartTime\":\"2025-10-11\""), BAD_TIME("scheduledStartTime") },
	{ "time: no offset", GOOD(",\"scheduledStartTime\":\"2025-10-11T10:00:00\""), NULL,
	  "scheduledStartTime must be an ISO 8601 timestamp", "scheduledStartTime must be an ISO 8601 timestamp with an offset" },
	{ "time: no offset, and two more",
	  "{\"clientId\":\"" ID "\",\"scheduledStartTime\":\"2025-10-11T10:00\",\"checkInTime\":\"2025-10-11T10:00:00.5\"}", NULL,
	  "scheduledStartTime must be an ISO 8601 timestamp",
	  "scheduledStartTime must be an ISO 8601 timestamp with an offset; checkInTime must be an ISO 8601 timestamp with an "
	  "offset" },
	{ "time: no offset, on no day", GOOD(",\"scheduledStartTime\":\"2025-02-29T10:00:00\""), BAD_TIME("scheduledStartTime") },
	{ "time: no offset, but U+0000", GOOD(",\"scheduledStartTime\":\"2025-10-11T10:00:00\\u0000\""),
	  BAD_TIME("scheduledStartTime") },
	{ "time: 24:00", GOOD(",\"checkInTime\":\"2025-10-11T24:00:00Z\""), BAD_TIME("checkInTime") },
	{ "time: 30 February", GOOD(",\"checkInTime\":\"2024-02-30T10:00:00Z\""), BAD_TIME("checkInTime") },
	{ "time: year 0000", GOOD(",\"checkInTime\":\"0000-01-01T00:00:00Z\""), BAD_TIME("checkInTime") },
	{ "time: year 0000 in UTC", GOOD(",\"checkInTime\":\"0001-01-01T00:00:00+00:01\""), BAD_TIME("checkInTime") },
	{ "time: U+0000 at the end", GOOD(",\"checkInTime\":\"" TIME "\\u0000\""), BAD_TIME("checkInTime") },

	/* coordinates */
	{ "0, 0", GOOD(",\"checkInLatitude\":0,\"checkInLongitude\":0"), ID "|" UTC "|-|0|0|-", NULL, NULL },
	{ "-0", GOOD(",\"checkInLatitude\":-0,\"checkInLongitude\":-0.0"), ID "|" UTC "|-|0|0|-", NULL, NULL },
	{ "the poles", GOOD(",\"checkInLatitude\":90,\"checkInLongitude\":180"), ID "|" UTC "|-|90|180|-", NULL, NULL },
	{ "the other poles", GOOD(",\"checkInLatitude\":-90.0,\"checkInLongitude\":-1.8e2"), ID "|" UTC "|-|-90.0|-1.8e2|-", NULL,
	  NULL },
	{ "latitude alone", GOOD(",\"checkInLatitude\":90"), ID "|" UTC "|-|90|-|-", NULL, NULL },
	{ "beyond 90", GOOD(",\"checkInLatitude\":90.0000001"), LATITUDE },
	{ "beyond -90", GOOD(",\"checkInLatitude\":-90.0000001"), LATITUDE },
	{ "beyond 180", GOOD(",\"checkInLongitude\":180.0000001"), LONGITUDE },
	{ "beyond -180", GOOD(",\"checkInLongitude\":-180.0000001"), LONGITUDE },
	{ "a longitude as latitude", GOOD(",\"checkInLatitude\":91"), LATITUDE },
	{ "1e99", GOOD(",\"checkInLatitude\":1e99"), LATITUDE },
	{ "-1e99", GOOD(",\"checkInLongitude\":-1e99"), LONGITUDE },
	{ "an integer beyond 64 bits", GOOD(",\"checkInLatitude\":123456789012345678901234567890"), LATITUDE },
	{ "a number as string", GOOD(",\"checkInLatitude\":\"43.6532\""), BAD_TYPE("checkInLatitude") },
	{ "zero as string", GOOD(",\"checkInLongitude\":\"0\""), BAD_TYPE("checkInLongitude") },
	{ "empty string", GOOD(",\"checkInLatitude\":\"\""), BAD_TYPE("checkInLatitude") },
	{ "false", GOOD(",\"checkInLatitude\":false"), BAD_TYPE("checkInLatitude") },
	{ "array", GOOD(",\"checkInLatitude\":[43.6532]"), BAD_TYPE("checkInLatitude") },
	{ "object", GOOD(",\"checkInLatitude\":{\"value\":43.6532}"), BAD_TYPE("checkInLatitude") },
};

START_TEST(check_in)
{
	const struct fields_table table = { operations[0][0].fields, operations[0][0].field_count };

	fields_check(&table, &check_in_rows[_i], NULL);
}
END_TEST

static const struct fields_row required_rows[] = {
	{ "one of one is missing", "{}", NULL, "a is required", NULL },
	{ "one of one, another bad", "{\"b\":2}", NULL, "a is required", "a is required; b must be between 0 and 1" },
	{ "one of one is there", "{\"a\":\"" ID "\",\"b\":0.5}", ID "|0.5", NULL, NULL },
};

START_TEST(required_one)
{
	fields_check(&one, &required_rows[_i], NULL);
}
END_TEST

static const struct fields_row three_rows[] = {
	{ "three of three are missing", "{}", NULL, "a, b, and c are required", "a is required; b is required; c is required" },
	{ "the last of three is missing", "{\"a\":\"" ID "\",\"b\":\"" TIME "\"}", NULL, "a, b, and c are required",
	  "c is required" },
	{ "0 is not missing", "{\"a\":\"" ID "\",\"b\":\"" TIME "\",\"c\":0}", ID "|-|" UTC "|0", NULL, NULL },
};

START_TEST(required_three)
{
	fields_check(&three, &three_rows[_i], NULL);
}
END_TEST

/* A number leaves as it came, and is compared as it is: no double stands between. */
static const struct fields_row number_rows[] = {
	{ "43.6532", "{\"n\":43.6532}", "43.6532", NULL, NULL },
	{ "trailing zeros", "{\"n\":43.65320000}", "43.65320000", NULL, NULL },
	{ "1e-7", "{\"n\":0.0000001}", "0.0000001", NULL, NULL },
	{ "the least that JSON may spell here", "{\"n\":-1E-99}", "-1E-99", NULL, NULL },
	{ "17 digits", "{\"n\":0.30000000000000004}", "0.30000000000000004", NULL, NULL },
	{ "more digits than a double has", "{\"n\":0.10000000000000000555111512312578270211}",
	  "0.10000000000000000555111512312578270211", NULL, NULL },
	{ "exponent", "{\"n\":0.9e2}", "0.9e2", NULL, NULL },
	{ "exponent 0", "{\"n\":9e0}", "9", NULL, NULL },
	{ "0", "{\"n\":0}", "0", NULL, NULL },
	{ "0.00", "{\"n\":0.00}", "0", NULL, NULL },
	{ "-0", "{\"n\":-0}", "0", NULL, NULL },
	{ "-0.0e5", "{\"n\":-0.0e5}", "0", NULL, NULL },
	{ "the edge", "{\"n\":90}", "90", NULL, NULL },
	{ "the edge in other words", "{\"n\":-0.0900e+03}", "-0.0900e+03", NULL, NULL },
	{ "the next double after the edge", "{\"n\":90.00000000000001}", NULL, "n must be between -90 and 90", NULL },
	{ "less beyond the edge than a double tells", "{\"n\":90.0000000000000000000000000000000000001}", NULL,
	  "n must be between -90 and 90", NULL },
	{ "the same on the other side", "{\"n\":-90.000000000000000000000000000000000001}", NULL, "n must be between -90 and 90",
	  NULL },
	{ "within by less than a double tells", "{\"n\":89.999999999999999999999999999999999999}",
	  "89.999999999999999999999999999999999999", NULL, NULL },
	{ "1e99", "{\"n\":1e99}", NULL, "n must be between -90 and 90", NULL },
};

START_TEST(number_texts)
{
	fields_check(&numbers, &number_rows[_i], NULL);
}
END_TEST

static const struct fields_row large_rows[] = {
	{ "beyond 2^53", "{\"n\":9007199254740993}", "9007199254740993", NULL, NULL },
	{ "2^63 - 1", "{\"n\":9223372036854775807}", "9223372036854775807", NULL, NULL },
	{ "2^63", "{\"n\":9223372036854775808}", "9223372036854775808", NULL, NULL },
	{ "-2^63 - 1", "{\"n\":-9223372036854775809}", "-9223372036854775809", NULL, NULL },
	{ "2^64", "{\"n\":18446744073709551616}", "18446744073709551616", NULL, NULL },
	{ "40 digits", "{\"n\":1234567890123456789012345678901234567890}", "1234567890123456789012345678901234567890", NULL,
	  NULL },
	{ "a large number with cents", "{\"n\":123456789012345678.99}", "123456789012345678.99", NULL, NULL },
	{ "as many digits as there may be", "{\"n\":9999999999999999999999999999999999999e99}",
	  "9999999999999999999999999999999999999e99", NULL, NULL },
};

START_TEST(large_numbers)
{
	fields_check(&any_numbers, &large_rows[_i], NULL);
}
END_TEST

static const struct field path_fields[] = {
	{ .name = "visitId", .type = FIELD_UUID, .place = IN_PATH, .required = true },
	{ .name = "checkOutTime", .type = FIELD_TIMESTAMP },
	{ .name = "photoId", .type = FIELD_UUID, .place = IN_PATH, .required = true },
};

struct path_row {
	const char *values[2];
	struct fields_row body;
};

static const struct path_row path_rows[] = {
	{ { ID, "3EDAF4F8-2120-4011-A59F-F6D8A47C6220" },
	  { "both good", "{\"checkOutTime\":\"" TIME "\"}", ID "|" UTC "|3edaf4f8-2120-4011-a59f-f6d8a47c6220", NULL, NULL } },
	{ { ID, ID }, { "no body", NULL, ID "|-|" ID, NULL, NULL } },
	{ { "7", ID }, { "the first bad", "{}", BAD_ID("visitId") } },
	{ { ID, "upload-url" }, { "the second bad", "{}", BAD_ID("photoId") } },
	{ { "\xff\xfe", ID }, { "not UTF-8", "{}", BAD_ID("visitId") } },
	{ { "", ID }, { "empty", "{}", BAD_ID("visitId") } },
	{ { ID, ID }, { "its name in the body", "{\"visitId\":\"" ID "\"}", NULL, "visitId is not a known field", NULL } },
	{ { "1", "2" },
	  { "all bad, the body unseen", "{\"checkOutTime\":3,\"x\":4}", NULL, "Invalid visitId format",
	    "Invalid visitId format; Invalid photoId format" } },
};

START_TEST(path_values)
{
	const struct fields_table table = { path_fields, ARRAY_LEN(path_fields) };

	fields_check(&table, &path_rows[_i].body, path_rows[_i].values);
}
END_TEST

/* A value that is nested as deep as a body may be: the field says what it should have been, no more. */
START_TEST(nested)
{
	struct fields_row row = { "nested", NULL, BAD_TYPE("n") };
	char body[128];

	for (int depth = 1; depth < JSON_NESTING_MAX; depth++) {
		size_t length = (size_t)snprintf(body, sizeof body, "{\"n\":");
		memset(body + length, '[', (size_t)depth);
		memset(body + length + depth, ']', (size_t)depth);
		snprintf(body + length + 2 * depth, 2, "}");
		row.body = body;
		fields_check(&numbers, &row, NULL);
	}
}
END_TEST

Suite *field_suite(void)
{
	Suite *suite = suite_create("field");
	TCase *tests = tcase_create("field");

	tcase_add_loop_test(tests, check_in, 0, ARRAY_LEN(check_in_rows));
	tcase_add_loop_test(tests, required_one, 0, ARRAY_LEN(required_rows));
	tcase_add_loop_test(tests, required_three, 0, ARRAY_LEN(three_rows));
	tcase_add_loop_test(tests, number_texts, 0, ARRAY_LEN(number_rows));
	tcase_add_loop_test(tests, large_numbers, 0, ARRAY_LEN(large_rows));
	tcase_add_loop_test(tests, path_values, 0, ARRAY_LEN(path_rows));
	tcase_add_test(tests, nested);
	suite_add_tcase(suite, tests);
	return suite;
}

/* Rows of libpq become JSON: each type, each alias. */
#include "engine/render.h"

#include <string.h>

#include "rows.h"
#include "unit.h"

struct value_row {
	const char *name;
	Oid type;
	const char *text, *json;
};

static const struct value_row value_rows[] = {
	{ "true", BOOL, "t", "true" },
	{ "false", BOOL, "f", "false" },
	{ "smallint", INT2, "-32768", "-32768" },
	{ "integer", INT4, "0", "0" },
	{ "bigint", INT8, "9223372036854775807", "9223372036854775807" },
	{ "numeric: trailing zeros go", NUMERIC, "43.65320000", "43.6532" },
	{ "numeric: zero", NUMERIC, "0.00000000", "0" },
	{ "numeric: zero without a scale", NUMERIC, "0", "0" },
	{ "numeric: whole", NUMERIC, "-90.00000000", "-90" },
	{ "numeric: zeros of a whole number stay", NUMERIC, "100", "100" },
	{ "numeric: zeros before the point stay", NUMERIC, "180.00000000", "180" },
	{ "numeric: zeros after the point stay", NUMERIC, "-79.00320010", "-79.0032001" },
	{ "numeric: every digit", NUMERIC, "-179.12345678", "-179.12345678" },
	{ "numeric: small", NUMERIC, "0.00000001", "0.00000001" },
	{ "numeric: large", NUMERIC, "123456789012345678901234567890.50", "123456789012345678901234567890.5" },
	{ "json passes", JSON, "{\"b\": [1, 2.50], \"a\":null}", "{\"b\": [1, 2.50], \"a\":null}" },
	{ "jsonb passes", JSONB, "[]", "[]" },
	{ "jsonb null is a value", JSONB, "null", "null" },
	{ "timestamptz", TIMESTAMPTZ, "2025-10-11 10:05:23.456789+00", "\"2025-10-11T10:05:23.456Z\"" },
	{ "timestamptz without a fraction", TIMESTAMPTZ, "2025-10-11 10:05:23+00", "\"2025-10-11T10:05:23.000Z\"" },
	{ "date", DATE, "1942-02-28", "\"1942-02-28\"" },
	{ "uuid", UUID, "3edaf4f8-2120-4011-a59f-f6d8a47c622f", "\"3edaf4f8-2120-4011-a59f-f6d8a47c622f\"" },
	{ "text", TEXT, "a \"b\" \\ \n \xc3\xa9", "\"a \\\"b\\\" \\\\ \\n \xc3\xa9\"" },
	{ "empty text", TEXT, "", "\"\"" },
	{ "text that looks like a number", TEXT, "43.6532", "\"43.6532\"" },
	{ "text that looks like JSON", VARCHAR, "{\"a\":1}", "\"{\\\"a\\\":1}\"" },
	{ "text that says null", TEXT, "null", "\"null\"" },
	{ "varchar", VARCHAR, "0", "\"0\"" },
	{ "char(n)", BPCHAR, "CAD", "\"CAD\"" },
	{ "name", NAME, "t", "\"t\"" },
	/* what JSON cannot tell; an earlier system's rows may hold it */
	{ "NaN", NUMERIC, "NaN", "null" },
	{ "infinite", NUMERIC, "Infinity", "null" },
	{ "infinite and negative", NUMERIC, "-Infinity", "null" },
	{ "a date", DATE, "2025-10-11", "\"2025-10-11\"" },
	{ "the last date", DATE, "9999-12-31", "\"9999-12-31\"" },
	{ "a date beyond", DATE, "10000-01-01", "null" },
	{ "a date before Christ", DATE, "0044-03-15 BC", "null" },
	{ "a date never to come", DATE, "infinity", "null" },
	{ "a time never to come", TIMESTAMPTZ, "infinity", "null" },
	{ "a time beyond", TIMESTAMPTZ, "10000-01-01 00:00:00+00", "null" },
	{ "NULL date", DATE, NULL, "null" },
	{ "NULL boolean", BOOL, NULL, "null" },
	{ "NULL integer", INT4, NULL, "null" },
	{ "NULL numeric", NUMERIC, NULL, "null" },
	{ "NULL json", JSON, NULL, "null" },
	{ "NULL timestamptz", TIMESTAMPTZ, NULL, "null" },
	{ "NULL text", TEXT, NULL, "null" },
};

START_TEST(values)
{
	const struct value_row *row = &value_rows[_i];
	const struct rows_column column = { "value", row->type, row->text };
	PGresult *rows = rows_make(&column, 1);
	struct buffer out = { 0 };

	render_value(&out, rows, 0, 0);
	unit_expect(row->name, out.data, row->json);
	json_t *json = json_loads(out.data, JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL, NULL);
	ck_assert_msg(json != NULL, "%s: not JSON: %s", row->name, out.data);
	json_decref(json);
	buffer_free(&out);
	PQclear(rows);
}
END_TEST

static const struct rows_column check_in[] = {
	{ "@outcome", TEXT, "created" },
	{ "id", UUID, "3edaf4f8-2120-4011-a59f-f6d8a47c622f" },
	{ "scheduledStartTime", TIMESTAMPTZ, "2025-10-11 10:00:00+00" },
	{ "checkInLatitude", NUMERIC, "43.65320000" },
	{ "checkInLongitude", NUMERIC, NULL },
	{ "@log.hasGPS", BOOL, "f" },
	{ "outcomes", INT4, "1" },
	{ "log", TEXT, "book" },
	{ "@log.copiedFromVisit", UUID, NULL },
	{ "@log.note", TEXT, "no \"documentation\"" },
	{ "catalog.x", INT4, "2" },
};

START_TEST(row_as_object)
{
	PGresult *rows = rows_make(check_in, ARRAY_LEN(check_in));
	struct buffer out = { 0 };

	render_row(&out, rows);
	ck_assert_str_eq(out.data, "{\"id\":\"3edaf4f8-2120-4011-a59f-f6d8a47c622f\","
				   "\"scheduledStartTime\":\"2025-10-11T10:00:00.000Z\",\"checkInLatitude\":43.6532,"
				   "\"checkInLongitude\":null,\"outcomes\":1,\"log\":\"book\",\"catalog\":{\"x\":2}}");
	buffer_free(&out);
	PQclear(rows);
}
END_TEST

START_TEST(row_of_an_outcome_alone)
{
	PGresult *rows = rows_make(check_in, 1);
	struct buffer out = { 0 };

	buffer_open(&out, '[');
	render_row(&out, rows);
	render_row(&out, rows);
	buffer_close(&out, ']');
	ck_assert_str_eq(out.data, "[{},{}]");
	buffer_free(&out);
	PQclear(rows);
}
END_TEST

START_TEST(log_columns)
{
	PGresult *rows = rows_make(check_in, ARRAY_LEN(check_in));
	struct log_line line = { 0 };

	log_begin(&line, LOG_LEVEL_INFO, "request");
	size_t begun = line.text.length;
	render_log(&line, rows, 0);
	ck_assert_str_eq(line.text.data + begun, ",\"hasGPS\":false,\"note\":\"no \\\"documentation\\\"\"");
	buffer_free(&line.text);
	PQclear(rows);
}
END_TEST

START_TEST(columns_by_alias)
{
	PGresult *rows = rows_make(check_in, ARRAY_LEN(check_in));

	ck_assert_str_eq(render_column(rows, 0, "@outcome"), "created");
	ck_assert_ptr_null(render_column(rows, 0, "checkInLongitude"));
	ck_assert_ptr_null(render_column(rows, 0, "missing"));
	PQclear(rows);
}
END_TEST

Suite *render_suite(void)
{
	Suite *suite = suite_create("render");
	TCase *tests = tcase_create("render");

	tcase_add_loop_test(tests, values, 0, ARRAY_LEN(value_rows));
	tcase_add_test(tests, row_as_object);
	tcase_add_test(tests, row_of_an_outcome_alone);
	tcase_add_test(tests, log_columns);
	tcase_add_test(tests, columns_by_alias);
	suite_add_tcase(suite, tests);
	return suite;
}

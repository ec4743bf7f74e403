/* Types of fields and where they stand: texts, choices, whole numbers, days, JSON, lists, nested names, queries. */
#include "engine/field.h"

#include <stdint.h>

#include "core/draft_id.h"
#include "engine/cursor.h"
#include "fields.h"
#include "unit.h"

#define ID   "3edaf4f8-2120-4011-a59f-f6d8a47c622f"
#define UP   "3EDAF4F8-2120-4011-A59F-F6D8A47C622F"
#define ID_2 "3edaf4f8-2120-4011-a59f-f6d8a47c6220"

/* --- one field of each type: t --- */

static const char *const choices[] = { "a", "b c", NULL };

#define ONE_FIELD(name_, ...) static const struct field name_[] = { { .name = "t", __VA_ARGS__ } }
ONE_FIELD(text, .type = FIELD_TEXT, .min = 1, .max = 3);
ONE_FIELD(choice, .type = FIELD_CHOICE, .choices = choices);
ONE_FIELD(integer, .type = FIELD_INTEGER, .min = 1, .max = 5);
ONE_FIELD(huge, .type = FIELD_INTEGER, .min = -9e15, .max = 9e15);
ONE_FIELD(clamped, .type = FIELD_INTEGER, .min = 1, .max = 100, .clamp = true);
ONE_FIELD(since, .type = FIELD_SINCE);
ONE_FIELD(until, .type = FIELD_UNTIL);
ONE_FIELD(object, .type = FIELD_JSON_OBJECT);
ONE_FIELD(json, .type = FIELD_JSON);
ONE_FIELD(parsed, .type = FIELD_PARSED, .parse = draft_id_visit);
ONE_FIELD(texts, .type = FIELD_TEXTS, .max = 3, .item_max = 4);
ONE_FIELD(kept, .type = FIELD_TEXT, .max = 3, .not_null = true);
ONE_FIELD(fallback, .type = FIELD_INTEGER, .max = 5, .fallback = "4");
ONE_FIELD(worded, .type = FIELD_UUID, .message = "There is no such thing");

struct type_row {
	const struct field *field;
	struct fields_row row;
};

#define LENGTHS_MAX NULL, "t must be at most 3 characters", NULL
#define NOT_A_TEXT  NULL, "t must be a string", NULL
#define NO_CHOICE   NULL, "t must be one of: a, b c", NULL
#define NOT_WHOLE   NULL, "t must be a whole number from 1 to 5", NULL
#define NO_LIMIT    NULL, "t must be a whole number of at least 1", NULL
#define NO_DAY      NULL, "Invalid t format. Must be ISO 8601", NULL
#define NO_OBJECT   NULL, "t must be an object", NULL
#define NO_JSON     NULL, "t must be an object or an array", NULL
#define NO_NUL      NULL, "t must not contain U+0000", NULL
#define NO_ID       NULL, "Invalid t format", NULL
#define NO_STRINGS  NULL, "t must be an array of at most 3 strings", NULL
#define SAME(body)  body, body, NULL, NULL

static const struct type_row type_rows[] = {
	{ text, { "text of 1", "{\"t\":\"a\"}", "a", NULL, NULL } },
	{ text, { "text of 3", "{\"t\":\"abc\"}", "abc", NULL, NULL } },
	{ text,
	  { "text of 3 in 12 bytes", "{\"t\":\"\\ud83d\\ude00\\ud83d\\ude00\\ud83d\\ude00\"}",
	    "\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80", NULL, NULL } },
	{ text, { "text null", "{\"t\":null}", "-", NULL, NULL } },
	{ text, { "text absent", "{}", "-", NULL, NULL } },
	{ text, { "text, no body", NULL, "-", NULL, NULL } },
	{ text, { "text of 4", "{\"t\":\"abcd\"}", LENGTHS_MAX } },
	{ text, { "text of 0", "{\"t\":\"\"}", NULL, "t must not be empty", NULL } },
	{ text, { "text with U+0000", "{\"t\":\"a\\u0000b\"}", NO_NUL } },
	{ text, { "text a number", "{\"t\":1}", NOT_A_TEXT } },
	{ text, { "text true", "{\"t\":true}", NOT_A_TEXT } },
	{ text, { "text an object", "{\"t\":{}}", NOT_A_TEXT } },
	{ text, { "text an array", "{\"t\":[\"a\"]}", NOT_A_TEXT } },

	{ choice, { "the first", "{\"t\":\"a\"}", "a", NULL, NULL } },
	{ choice, { "the last", "{\"t\":\"b c\"}", "b c", NULL, NULL } },
	{ choice, { "choice null", "{\"t\":null}", "-", NULL, NULL } },
	{ choice, { "none of them", "{\"t\":\"b\"}", NO_CHOICE } },
	{ choice, { "another case", "{\"t\":\"A\"}", NO_CHOICE } },
	{ choice, { "choice empty", "{\"t\":\"\"}", NO_CHOICE } },
	{ choice, { "choice and U+0000", "{\"t\":\"a\\u0000\"}", NO_CHOICE } },
	{ choice, { "choice a number", "{\"t\":0}", NO_CHOICE } },
	{ choice, { "choice an array", "{\"t\":[\"a\"]}", NO_CHOICE } },

	{ integer, { "1", "{\"t\":1}", "1", NULL, NULL } },
	{ integer, { "5", "{\"t\":5}", "5", NULL, NULL } },
	{ integer, { "5.0", "{\"t\":5.0}", "5", NULL, NULL } },
	{ integer, { "500e-2", "{\"t\":500e-2}", "5", NULL, NULL } },
	{ integer, { "whole but for what a double drops", "{\"t\":2.00000000000000000000000000000000000001}", NOT_WHOLE } },
	{ integer, { "beyond by what a double drops", "{\"t\":5.00000000000000000000000000000000000001}", NOT_WHOLE } },
	{ integer, { "an integer beyond 64 bits", "{\"t\":18446744073709551617}", NOT_WHOLE } },
	{ integer, { "0.5e1", "{\"t\":0.5e1}", "5", NULL, NULL } },
	{ integer, { "integer null", "{\"t\":null}", "-", NULL, NULL } },
	{ integer, { "0", "{\"t\":0}", NOT_WHOLE } },
	{ integer, { "6", "{\"t\":6}", NOT_WHOLE } },
	{ integer, { "-1", "{\"t\":-1}", NOT_WHOLE } },
	{ integer, { "1.5", "{\"t\":1.5}", NOT_WHOLE } },
	{ integer, { "1e99", "{\"t\":1e99}", NOT_WHOLE } },
	{ integer, { "-1e99", "{\"t\":-1e99}", NOT_WHOLE } },
	{ integer, { "\"5\"", "{\"t\":\"5\"}", NOT_WHOLE } },
	{ integer, { "integer true", "{\"t\":true}", NOT_WHOLE } },
	{ integer, { "integer an array", "{\"t\":[5]}", NOT_WHOLE } },
	{ huge, { "-0", "{\"t\":-0}", "0", NULL, NULL } },
	{ huge, { "-0.0", "{\"t\":-0.0}", "0", NULL, NULL } },
	{ huge,
	  { "2^53 - 1", "{\"t\":9007199254740991}", NULL, "t must be a whole number from -9000000000000000 to 9000000000000000",
	    NULL } },
	{ huge, { "1e15", "{\"t\":1e15}", "1000000000000000", NULL, NULL } },
	{ huge, { "-1e15", "{\"t\":-1e15}", "-1000000000000000", NULL, NULL } },
	{ clamped, { "more than the most", "{\"t\":101}", "100", NULL, NULL } },
	{ clamped, { "the most", "{\"t\":100}", "100", NULL, NULL } },
	{ clamped, { "much more", "{\"t\":1e15}", "100", NULL, NULL } },
	{ clamped, { "beyond 64 bits", "{\"t\":99999999999999999999}", "100", NULL, NULL } },
	{ clamped, { "less than the least", "{\"t\":0}", NO_LIMIT } },
	{ clamped, { "not whole, and too much", "{\"t\":100.5}", NO_LIMIT } },

	{ since, { "since a day", "{\"t\":\"2025-10-11\"}", "2025-10-11T00:00:00Z", NULL, NULL } },
	{ until, { "until a day", "{\"t\":\"2025-10-11\"}", "2025-10-11T23:59:59.999999Z", NULL, NULL } },
	{ until, { "until a leap day", "{\"t\":\"2024-02-29\"}", "2024-02-29T23:59:59.999999Z", NULL, NULL } },
	{ since, { "since a time", "{\"t\":\"2025-10-11T12:00:00+02:00\"}", "2025-10-11T10:00:00.000000Z", NULL, NULL } },
	{ until, { "until a time", "{\"t\":\"2025-10-11T10:00Z\"}", "2025-10-11T10:00:00.000000Z", NULL, NULL } },
	{ since,
	  { "no offset", "{\"t\":\"2025-10-11T10:00:00\"}", NULL, "Invalid t format. Must be ISO 8601",
	    "t must be an ISO 8601 timestamp with an offset" } },
	{ since, { "no such day", "{\"t\":\"2025-02-29\"}", NO_DAY } },
	{ until, { "a month", "{\"t\":\"2025-10\"}", NO_DAY } },
	{ until, { "day empty", "{\"t\":\"\"}", NO_DAY } },
	{ until, { "day and U+0000", "{\"t\":\"2025-10-11\\u0000\"}", NO_DAY } },
	{ until, { "day a number", "{\"t\":20251011}", NO_DAY } },

	{ object, { "an object", SAME("{\"t\":{\"b\":1.50,\"a\":[{}]}}") } },
	{ object, { "an empty object", SAME("{\"t\":{}}") } },
	{ object, { "object null", "{\"t\":null}", "-", NULL, NULL } },
	{ object, { "object an array", "{\"t\":[]}", NO_OBJECT } },
	{ object, { "object a string", "{\"t\":\"{}\"}", NO_OBJECT } },
	{ object, { "object a number", "{\"t\":1}", NO_OBJECT } },
	{ object, { "U+0000 in it", "{\"t\":{\"a\":\"\\u0000\"}}", NO_NUL } },
	{ object, { "U+0000 deep in it", "{\"t\":{\"a\":[1,{\"b\":[\"x\\u0000\"]}]}}", NO_NUL } },
	{ json, { "either: an object", SAME("{\"t\":{\"a\":1}}") } },
	{ json, { "either: an array", SAME("{\"t\":[1, 2]}") } },
	{ json, { "either: null", "{\"t\":null}", "-", NULL, NULL } },
	{ json, { "either: false", "{\"t\":false}", NO_JSON } },
	{ json, { "either: a string", "{\"t\":\"x\"}", NO_JSON } },
	{ json, { "either: U+0000 in it", "{\"t\":[\"\\u0000\"]}", NO_NUL } },

	{ parsed, { "parsed", "{\"t\":\"V01\"}", "{1}", NULL, NULL } },
	{ parsed, { "parsed null", "{\"t\":null}", "-", NULL, NULL } },
	{ parsed, { "not parsed", "{\"t\":\"V1\"}", NO_ID } },
	{ parsed, { "parsed a number", "{\"t\":1}", NO_ID } },
	{ parsed, { "parsed and U+0000", "{\"t\":\"V01\\u0000\"}", NO_ID } },

	{ texts, { "no texts", "{\"t\":[]}", "{}", NULL, NULL } },
	{ texts, { "texts", "{\"t\":[\"a\",\"\",\"\\\"\\\\,}\"]}", "{\"a\",\"\",\"\\\"\\\\,}\"}", NULL, NULL } },
	{ texts,
	  { "texts of the greatest length", "{\"t\":[\"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\"]}",
	    "{\"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\"}", NULL, NULL } },
	{ texts, { "texts null", "{\"t\":null}", "-", NULL, NULL } },
	{ texts, { "four texts", "{\"t\":[\"a\",\"a\",\"a\",\"a\"]}", NO_STRINGS } },
	{ texts, { "texts a string", "{\"t\":\"a\"}", NO_STRINGS } },
	{ texts, { "texts an object", "{\"t\":{}}", NO_STRINGS } },
	{ texts,
	  { "texts that are none", "{\"t\":[1,null,\"abcde\"]}", NULL, "t[0] must be a string",
	    "t[0] must be a string; t[1] must be a string; t[2] must be at most 4 characters" } },
	{ texts, { "texts with U+0000", "{\"t\":[\"a\",\"\\u0000\"]}", NULL, "t[1] must not contain U+0000", NULL } },

	{ kept, { "may be left out", "{}", "-", NULL, NULL } },
	{ kept, { "may be empty", "{\"t\":\"\"}", "", NULL, NULL } },
	{ kept, { "may not be cleared", "{\"t\":null}", NOT_A_TEXT } },
	{ fallback, { "left out", "{}", "4", NULL, NULL } },
	{ fallback, { "null is left out", "{\"t\":null}", "4", NULL, NULL } },
	{ fallback, { "given", "{\"t\":0}", "0", NULL, NULL } },
	{ worded, { "in its own words", "{\"t\":\"x\"}", NULL, "There is no such thing", NULL } },
	{ worded, { "good", "{\"t\":\"" UP "\"}", ID, NULL, NULL } },
};

START_TEST(types)
{
	const struct fields_table table = { type_rows[_i].field, 1 };

	fields_check(&table, &type_rows[_i].row, NULL);
}
END_TEST

/* --- a list of objects --- */

static const struct field item_fields[] = {
	{ .name = "id", .type = FIELD_UUID, .required = true, .unique = true },
	{ .name = "n", .type = FIELD_INTEGER, .min = 1, .max = 5, .required = true },
	{ .name = "note", .type = FIELD_TEXT, .max = 3 },
};
static const struct field list_fields[] = {
	{ .name = "t", .type = FIELD_LIST, .max = 3, .item_fields = item_fields, .item_field_count = ARRAY_LEN(item_fields) },
	{ .name = "u", .type = FIELD_TEXT, .max = 3 },
};

#define NO_LIST NULL, "t must be an array of at most 3 objects", NULL

static const struct fields_row list_rows[] = {
	{ "none", "{\"t\":[]}", "[]|-", NULL, NULL },
	{ "absent", "{\"u\":\"x\"}", "-|x", NULL, NULL },
	{ "null", "{\"t\":null}", "-|-", NULL, NULL },
	{ "one", "{\"t\":[{\"id\":\"" UP "\",\"n\":3}]}", "[{\"id\":\"" ID "\",\"n\":\"3\",\"note\":null}]|-", NULL, NULL },
	{ "two, in their order",
	  "{\"t\":[{\"note\":\"\\\"\",\"n\":5,\"id\":\"" ID_2 "\"},{\"id\":\"" ID "\",\"n\":1,\"note\":null}]}",
	  "[{\"id\":\"" ID_2 "\",\"n\":\"5\",\"note\":\"\\\"\"},{\"id\":\"" ID "\",\"n\":\"1\",\"note\":null}]|-", NULL, NULL },
	{ "an object", "{\"t\":{}}", NO_LIST },
	{ "a string", "{\"t\":\"[]\"}", NO_LIST },
	{ "too many", "{\"t\":[{},{},{},{}]}", NO_LIST },
	{ "items that are no objects", "{\"t\":[null,[],\"x\"]}", NULL, "t[0] must be an object",
	  "t[0] must be an object; t[1] must be an object; t[2] must be an object" },
	{ "all of an item is missing", "{\"t\":[{}]}", NULL, "t[0].id is required", "t[0].id is required; t[0].n is required" },
	{ "bad in two items", "{\"t\":[{\"id\":\"x\",\"n\":1},{\"id\":\"" ID "\",\"n\":6,\"note\":\"abcd\"}],\"u\":1}", NULL,
	  "Invalid t[0].id format",
	  "Invalid t[0].id format; t[1].n must be a whole number from 1 to 5; t[1].note must be at most 3 characters; "
	  "u must be a string" },
	{ "twice", "{\"t\":[{\"id\":\"" ID "\",\"n\":1},{\"id\":\"" ID_2 "\",\"n\":1},{\"id\":\"" UP "\",\"n\":2}]}", NULL,
	  "t[2].id is given twice", NULL },
	{ "thrice", "{\"t\":[{\"id\":\"" ID "\",\"n\":1},{\"id\":\"" ID "\",\"n\":1},{\"id\":\"" ID "\",\"n\":1}]}", NULL,
	  "t[1].id is given twice", "t[1].id is given twice; t[2].id is given twice" },
	{ "twice what is no id", "{\"t\":[{\"id\":\"x\",\"n\":1},{\"id\":\"x\",\"n\":1}]}", NULL, "Invalid t[0].id format",
	  "Invalid t[0].id format; Invalid t[1].id format" },
	{ "unknown in an item", "{\"t\":[{\"id\":\"" ID "\",\"n\":1,\"x\":null,\"t\":{}}]}", NULL, "t[0].x is not a known field",
	  "t[0].x is not a known field; t[0].t is not a known field" },
	{ "a dot is no path", "{\"t\":[{\"id\":\"" ID "\",\"n\":1,\"note.x\":1}]}", NULL, "t[0].note.x is not a known field",
	  NULL },
	{ "a field of the items above them", "{\"t\":[],\"n\":1}", NULL, "n is not a known field", NULL },
};

START_TEST(lists)
{
	const struct fields_table table = { list_fields, ARRAY_LEN(list_fields) };

	fields_check(&table, &list_rows[_i], NULL);
}
END_TEST

/* --- nested names, and what a PATCH names --- */

static const struct field nested_fields[] = {
	{ .name = "If-Match", .place = FROM_IF_MATCH },
	{ .name = "present", .place = FROM_PRESENT },
	{ .name = "doc.a", .type = FIELD_TEXT, .max = 3 },
	{ .name = "doc.deep.n", .type = FIELD_INTEGER, .max = 5 },
	{ .name = "doc.b", .type = FIELD_TEXT, .max = 3, .not_null = true },
	{ .name = "top", .type = FIELD_UUID, .fallback = "none" },
};

static const struct fields_row nested_rows[] = {
	{ "none", "{}", "{\"1\"}|{}|-|-|-|none", NULL, NULL },
	{ "no body", NULL, "{\"1\"}|{}|-|-|-|none", NULL, NULL },
	{ "all", "{\"top\":\"" ID "\",\"doc\":{\"b\":\"y\",\"deep\":{\"n\":1},\"a\":\"x\"}}",
	  "{\"1\"}|{\"doc.a\",\"doc.deep.n\",\"doc.b\",\"top\"}|x|1|y|" ID, NULL, NULL },
	{ "null is there", "{\"top\":null,\"doc\":{\"a\":null,\"deep\":{\"n\":null}}}",
	  "{\"1\"}|{\"doc.a\",\"doc.deep.n\",\"top\"}|-|-|-|none", NULL, NULL },
	{ "empty objects", "{\"doc\":{\"deep\":{}}}", "{\"1\"}|{}|-|-|-|none", NULL, NULL },
	{ "not to be cleared", "{\"doc\":{\"b\":null}}", NULL, "doc.b must be a string", NULL },
	{ "doc is null", "{\"doc\":null}", NULL, "doc must be an object", NULL },
	{ "doc is an array", "{\"doc\":[]}", NULL, "doc must be an object", NULL },
	{ "doc is a string", "{\"doc\":\"a\"}", NULL, "doc must be an object", NULL },
	{ "deep is a number", "{\"doc\":{\"a\":\"x\",\"deep\":5}}", NULL, "doc.deep must be an object", NULL },
	{ "unknown in doc", "{\"doc\":{\"x\":1}}", NULL, "doc.x is not a known field", NULL },
	{ "unknown in deep", "{\"doc\":{\"deep\":{\"n\":6,\"x\":{}}}}", NULL, "doc.deep.n must be a whole number from 0 to 5",
	  "doc.deep.n must be a whole number from 0 to 5; doc.deep.x is not a known field" },
	{ "a dot is no path", "{\"doc.a\":\"x\"}", NULL, "doc.a is not a known field", NULL },
	{ "nor is it deeper down", "{\"doc\":{\"deep.n\":1}}", NULL, "doc.deep.n is not a known field", NULL },
	{ "the beginning of a name", "{\"do\":{\"a\":1}}", NULL, "do is not a known field", NULL },
	{ "another level's", "{\"a\":\"x\",\"doc\":{\"top\":1},\"deep\":{}}", NULL, "a is not a known field",
	  "a is not a known field; doc.top is not a known field; deep is not a known field" },
	{ "not from the body", "{\"present\":[],\"If-Match\":1}", NULL, "present is not a known field",
	  "present is not a known field; If-Match is not a known field" },
};

START_TEST(nested)
{
	const struct fields_table table = { nested_fields, ARRAY_LEN(nested_fields) };

	fields_check_if_match(&table, &nested_rows[_i], "\"1\"");
}
END_TEST

/* What a malformed condition would have meant is not known. */
START_TEST(if_match)
{
	static const struct fields_row row = { "no tag", "{\"top\":1}", NULL,
					       "If-Match must be * or entity tags, each in double quotes", NULL };
	static const struct fields_row any = { "any", "{}", "-|{}|-|-|-|none", NULL, NULL };
	const struct fields_table table = { nested_fields, ARRAY_LEN(nested_fields) };

	fields_check_if_match(&table, &row, "1");
	fields_check_if_match(&table, &any, "*");
	fields_check_if_match(&table, &any, NULL);
}
END_TEST

/* --- queries --- */

static const struct field query_fields[] = {
	{ .name = "id", .type = FIELD_UUID, .place = IN_QUERY },
	{ .name = "skip", .type = FIELD_INTEGER, .place = IN_QUERY, .max = INT32_MAX, .fallback = "0" },
	{ .name = "limit", .type = FIELD_INTEGER, .place = IN_QUERY, .min = 1, .max = 100, .clamp = true, .fallback = "50" },
	{ .name = "status", .type = FIELD_CHOICE, .place = IN_QUERY, .choices = choices },
	{ .name = "end", .type = FIELD_UNTIL, .place = IN_QUERY },
	{ .name = "cursor", .type = FIELD_CURSOR, .place = IN_QUERY },
};

#define NO_SKIP NULL, "skip must be a whole number from 0 to 2147483647", NULL
#define LIMIT_1 NULL, "limit must be a whole number of at least 1", NULL

static const struct fields_row query_rows[] = {
	{ "none", "", "-|0|50|-|-|-", NULL, NULL },
	{ "all", "id=" UP "&skip=7&limit=8&status=b%20c&end=2025-10-11&cursor=", ID "|7|8|b c|2025-10-11T23:59:59.999999Z|", NULL,
	  NULL },
	{ "a plus is an offset's sign", "end=2025-10-11T12:00:00+02:00", "-|0|50|-|2025-10-11T10:00:00.000000Z|-", NULL, NULL },
	{ "the edges", "skip=2147483647&limit=1", "-|2147483647|1|-|-|-", NULL, NULL },
	{ "the most", "skip=0&limit=100", "-|0|100|-|-|-", NULL, NULL },
	{ "counts as the most", "limit=101", "-|0|100|-|-|-", NULL, NULL },
	{ "as much as there is", "limit=1000000000000000", "-|0|100|-|-|-", NULL, NULL },
	{ "leading zeros", "skip=00&limit=0099", "-|0|99|-|-|-", NULL, NULL },
	{ "skip too much", "skip=2147483648", NO_SKIP },
	{ "skip beyond all numbers", "skip=99999999999999999999999999999999", NO_SKIP },
	{ "skip -1", "skip=-1", NO_SKIP },
	{ "skip -0", "skip=-0", NO_SKIP },
	{ "skip 1.0", "skip=1.0", NO_SKIP },
	{ "skip 1e1", "skip=1e1", NO_SKIP },
	{ "skip with a space", "skip=%201", NO_SKIP },
	{ "skip Infinity", "skip=Infinity", NO_SKIP },
	{ "limit 0", "limit=0", LIMIT_1 },
	{ "limit x", "limit=x", LIMIT_1 },
	{ "limit 0x10", "limit=0x10", LIMIT_1 },
	{ "limit beyond what fits", "limit=99999999999999999999", "-|0|100|-|-|-", NULL, NULL },
	{ "limit beyond all numbers", "limit=99999999999999999999999999999999999999999999999999999999999999", "-|0|100|-|-|-",
	  NULL, NULL },
	{ "empty values count as absent", "id=&skip=&limit=&status=&end", "-|0|50|-|-|-", NULL, NULL },
	{ "but an empty cursor is one", "cursor=&id=", "-|0|50|-|-|", NULL, NULL },
	{ "unknown, empty or not", "id=&page=", NULL, "page is not a known parameter", NULL },
	{ "unknown", "page=1&Limit=2", NULL, "page is not a known parameter",
	  "page is not a known parameter; Limit is not a known parameter" },
	{ "unknown and empty", "=1", NULL, " is not a known parameter", NULL },
	{ "damaged", "cursor=AAAA", NULL, "cursor is damaged", NULL },
	{ "no cursor at all", "cursor=%20", NULL, "cursor is damaged", NULL },
};

START_TEST(queries)
{
	const struct fields_table table = { query_fields, ARRAY_LEN(query_fields) };

	fields_check_query(&table, &query_rows[_i]);
}
END_TEST

START_TEST(cursor_in_a_query)
{
	const struct fields_table table = { query_fields, ARRAY_LEN(query_fields) };
	struct arena arena = { 0 };
	const struct fields_row row = { "a cursor", unit_text("cursor=%s", cursor_encode("at 1", &arena)), "-|0|50|-|-|at 1",
					NULL, NULL };

	fields_check_query(&table, &row);
	arena_free(&arena);
}
END_TEST

/* A bad query is told before anything of the body; a field of the one is none of the other. */
static const struct field both_fields[] = {
	{ .name = "q", .type = FIELD_UUID, .place = IN_QUERY, .required = true },
	{ .name = "b", .type = FIELD_UUID, .required = true },
};

static const struct fields_row both_rows[] = {
	{ "missing in the query", "", NULL, "q is required", NULL },
	{ "empty in the query", "q=", NULL, "q is required", NULL },
	{ "the body's in the query", "q=" ID "&b=" ID, NULL, "b is not a known parameter", NULL },
};

START_TEST(query_before_body)
{
	const struct fields_table table = { both_fields, ARRAY_LEN(both_fields) };

	fields_check_query(&table, &both_rows[_i]);
}
END_TEST

Suite *field_types_suite(void)
{
	Suite *suite = suite_create("field types");
	TCase *tests = tcase_create("field types");

	tcase_add_loop_test(tests, types, 0, ARRAY_LEN(type_rows));
	tcase_add_loop_test(tests, lists, 0, ARRAY_LEN(list_rows));
	tcase_add_loop_test(tests, nested, 0, ARRAY_LEN(nested_rows));
	tcase_add_test(tests, if_match);
	tcase_add_loop_test(tests, queries, 0, ARRAY_LEN(query_rows));
	tcase_add_test(tests, cursor_in_a_query);
	tcase_add_loop_test(tests, query_before_body, 0, ARRAY_LEN(both_rows));
	suite_add_tcase(suite, tests);
	return suite;
}

/* JSON: every rule of RFC 8259's grammar, what is taken and what is refused, alone and nested; and what a tree tells. */
#include "base/json.h"

#include <string.h>

#include "unit.h"

/* Texts may have NUL bytes in them. */
struct text_row {
	const char *text;
	size_t length;
};
#define TEXT(bytes)                                                                                                              \
	{                                                                                                                        \
		(bytes), sizeof(bytes) - 1                                                                                       \
	}

/* --- values, by the sections of RFC 8259 --- */

static const struct text_row good_rows[] = {
	/* 3: words */
	TEXT("null"),
	TEXT("true"),
	TEXT("false"),
	/* 4: objects */
	TEXT("{}"),
	TEXT("{ }"),
	TEXT("{\"a\":1}"),
	TEXT("{\"\":0}"),
	TEXT("{\"a\":1,\"b\":2}"),
	TEXT("{\"a\":1,\"a\":2}"),
	TEXT("{ \"a\" : { \"b\" : {} } , \"c\" : [] }"),
	TEXT("{\"\\u0001\\\"\\\\\\/\":1}"),
	TEXT("{\"\\ud83d\\ude00\":1}"),
	TEXT("{\"\xc3\xa9\":1}"),
	TEXT("{\"a\\u0062\":1}"),
	/* 5: arrays */
	TEXT("[]"),
	TEXT("[ ]"),
	TEXT("[1]"),
	TEXT("[1,2]"),
	TEXT("[[],[[]],{}]"),
	TEXT("[null,true,false,\"\",0,{},[]]"),
	TEXT("[\t1 ,\r\n2 ]"),
	/* 6: numbers */
	TEXT("0"),
	TEXT("-0"),
	TEXT("1"),
	TEXT("-1"),
	TEXT("10"),
	TEXT("1234567890"),
	TEXT("0.0"),
	TEXT("-0.5"),
	TEXT("1.05"),
	TEXT("1e1"),
	TEXT("1E1"),
	TEXT("1e+1"),
	TEXT("1E-1"),
	TEXT("0e0"),
	TEXT("0E+00"),
	TEXT("-0e-0"),
	TEXT("1.5e10"),
	TEXT("1e01"),
	TEXT("1e0000000000000000000000000000000000099"),
	TEXT("1e99"),
	TEXT("1e-99"),
	TEXT("9223372036854775807"),
	TEXT("9223372036854775808"),
	TEXT("-9223372036854775809"),
	TEXT("18446744073709551616"),
	TEXT("1234567890123456789012345678901234567890"),
	TEXT("-123456789012345678901234567890123456789"),
	TEXT("0.00000000000000000000000000000000000001"),
	TEXT("123456789012345678.99"),
	TEXT("1e+0000000000000000000000000000000000001"),
	/* 7: strings */
	TEXT("\"\""),
	TEXT("\"a\""),
	TEXT("\" \""),
	TEXT("\"'\""),
	TEXT("\"/\""),
	TEXT("\"\x7f\""),
	TEXT("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""),
	TEXT("\"\\u0000\""),
	TEXT("\"\\u0020\\u00e9\\u20AC\\uffff\""),
	TEXT("\"\\ud7ff\\ue000\""),
	TEXT("\"\\ud800\\udc00\""),
	TEXT("\"\\uDBFF\\uDFFF\""),
	TEXT("\"\\\\u12\""),
	TEXT("\"\xc2\x80\xdf\xbf\""),
	TEXT("\"\xe0\xa0\x80\xed\x9f\xbf\xef\xbf\xbf\""),
	TEXT("\"\xf0\x90\x80\x80\xf4\x8f\xbf\xbf\""),
	TEXT("\"\xe2\x80\xa8\xe2\x80\xa9\""),
	TEXT("\"\xef\xbb\xbf\""),
	TEXT("\"[{,:}]\""),
	/* 2: white space around any of it */
	TEXT(" \t\n\r1"),
	TEXT("1 \t\n\r"),
	TEXT("\n{ }\n"),
};

static const struct text_row bad_rows[] = {
	/* 2: other spaces, a byte order mark, comments */
	TEXT("\f1"),
	TEXT("\v1"),
	TEXT("\xc2\xa0"
	     "1"),
	TEXT("\xe2\x80\xa8"
	     "1"),
	TEXT("\xef\xbb\xbf"
	     "1"),
	TEXT("/**/1"),
	TEXT("1//"),
	TEXT("1/**/"),
	TEXT("#\n1"),
	TEXT("\0"),
	TEXT("1\0"),
	TEXT("\0"
	     "1"),
	TEXT("1\0 "),
	TEXT("1 2"),
	TEXT("{}{}"),
	TEXT("1,"),
	TEXT(",1"),
	TEXT("1;"),
	TEXT("1]"),
	TEXT("1}"),
	TEXT("]"),
	TEXT("}"),
	TEXT(":"),
	TEXT("\xff"),
	TEXT("{\0}\0"),
	/* 3: words */
	TEXT("nul"),
	TEXT("nulL"),
	TEXT("Null"),
	TEXT("NULL"),
	TEXT("nulll"),
	TEXT("True"),
	TEXT("tru"),
	TEXT("TRUE"),
	TEXT("fals"),
	TEXT("False"),
	TEXT("n"),
	TEXT("undefined"),
	TEXT("NaN"),
	TEXT("nan"),
	TEXT("-NaN"),
	TEXT("Infinity"),
	TEXT("-Infinity"),
	TEXT("inf"),
	TEXT("a"),
	/* 4: objects */
	TEXT("{"),
	TEXT("{\"a\""),
	TEXT("{\"a\":"),
	TEXT("{\"a\":1"),
	TEXT("{\"a\":1,"),
	TEXT("{\"a\":1,}"),
	TEXT("{,\"a\":1}"),
	TEXT("{\"a\":1,,\"b\":2}"),
	TEXT("{\"a\" 1}"),
	TEXT("{\"a\":1 \"b\":2}"),
	TEXT("{\"a\"::1}"),
	TEXT("{\"a\":}"),
	TEXT("{:1}"),
	TEXT("{\"a\"}"),
	TEXT("{a:1}"),
	TEXT("{'a':1}"),
	TEXT("{1:1}"),
	TEXT("{null:1}"),
	TEXT("{[]:1}"),
	TEXT("{\"a\":1]"),
	TEXT("{]"),
	TEXT("{\"a\",1}"),
	TEXT("{\"a\\u0000\":1}"),
	TEXT("{\"\\u0000\":1}"),
	TEXT("{\"\\ud83d\":1}"),
	TEXT("{\"\\ude00\":1}"),
	TEXT("{\"\xff\":1}"),
	TEXT("{\"a\n\":1}"),
	TEXT("{\"a\\x\":1}"),
	TEXT("{\"a\":1}}"),
	TEXT("{\"a\":\"b\":1}"),
	/* 5: arrays */
	TEXT("["),
	TEXT("[1"),
	TEXT("[1,"),
	TEXT("[1,]"),
	TEXT("[,1]"),
	TEXT("[,]"),
	TEXT("[1,,2]"),
	TEXT("[1 2]"),
	TEXT("[1:2]"),
	TEXT("[1}"),
	TEXT("[}"),
	TEXT("[1]]"),
	TEXT("[\"a\":1]"),
	TEXT("[1;2]"),
	TEXT("[[]"),
	TEXT("[...]"),
	/* 6: numbers */
	TEXT("-"),
	TEXT("+"),
	TEXT("+1"),
	TEXT("--1"),
	TEXT("- 1"),
	TEXT("00"),
	TEXT("01"),
	TEXT("-01"),
	TEXT("00.5"),
	TEXT("."),
	TEXT(".5"),
	TEXT("-.5"),
	TEXT("1."),
	TEXT("1.e1"),
	TEXT("1.e"),
	TEXT("-."),
	TEXT("1e"),
	TEXT("1e+"),
	TEXT("1e-"),
	TEXT("1E"),
	TEXT("e1"),
	TEXT("1e1.5"),
	TEXT("1e1e1"),
	TEXT("1ee1"),
	TEXT("1.2.3"),
	TEXT("1_000"),
	TEXT("0x10"),
	TEXT("0b1"),
	TEXT("0o7"),
	TEXT("1f"),
	TEXT("1n"),
	TEXT("1 e1"),
	TEXT("1-1"),
	TEXT("1+1"),
	TEXT("\xd9\xa1"),
	TEXT("\xef\xbc\x91"),
	TEXT("1\x80"),
	TEXT("0e"),
	TEXT("-0."),
	TEXT("-a"),
	/* 7: strings */
	TEXT("\""),
	TEXT("\"a"),
	TEXT("\"\\\""),
	TEXT("\"\\"),
	TEXT("'a'"),
	TEXT("'a\""),
	TEXT("`a`"),
	TEXT("a\""),
	TEXT("\"a\"b\""),
	TEXT("\"a\" \"b\""),
	TEXT("\"\0\""),
	TEXT("\"\x01\""),
	TEXT("\"\x1f\""),
	TEXT("\"\t\""),
	TEXT("\"\n\""),
	TEXT("\"\r\""),
	TEXT("\"a\\\n\""),
	TEXT("\"\\a\""),
	TEXT("\"\\'\""),
	TEXT("\"\\v\""),
	TEXT("\"\\0\""),
	TEXT("\"\\x41\""),
	TEXT("\"\\U0041\""),
	TEXT("\"\\u\""),
	TEXT("\"\\u1\""),
	TEXT("\"\\u12\""),
	TEXT("\"\\u123\""),
	TEXT("\"\\u12g4\""),
	TEXT("\"\\u+123\""),
	TEXT("\"\\u 123\""),
	TEXT("\"\\u00"),
	TEXT("\"\\\0\""),
	TEXT("\"\\u\0\""),
	TEXT("\"\\u{41}\""),
	/* 8.2: halves of surrogate pairs */
	TEXT("\"\\ud800\""),
	TEXT("\"\\udbff\""),
	TEXT("\"\\udc00\""),
	TEXT("\"\\udfff\""),
	TEXT("\"\\ud800a\""),
	TEXT("\"\\ud800\\n\""),
	TEXT("\"\\ud800\\u0041\""),
	TEXT("\"\\ud800\\ud800\""),
	TEXT("\"\\udc00\\ud800\""),
	TEXT("\"\\ud800\\ue000\""),
	TEXT("\"\\ud800\\u\""),
	TEXT("\"\\ud800\\udc0\""),
	TEXT("\"\\ud800\\\\udc00\""),
	TEXT("\"\\ud800"),
	TEXT("\"\\ud800\\"),
	TEXT("\"\\ud83d\xf0\x9f\x98\x80\""),
	/* 8.1: what is no UTF-8 (utf8.c has all of it) */
	TEXT("\"\x80\""),
	TEXT("\"\xff\""),
	TEXT("\"\xfe\""),
	TEXT("\"\xc0\x80\""),
	TEXT("\"\xc0\xaf\""),
	TEXT("\"\xe0\x80\xaf\""),
	TEXT("\"\xf0\x80\x80\xaf\""),
	TEXT("\"\xed\xa0\x80\""),
	TEXT("\"\xed\xa0\xbd\xed\xb8\x80\""),
	TEXT("\"\xf4\x90\x80\x80\""),
	TEXT("\"\xc3\""),
	TEXT("\"\xe2\x82\""),
	TEXT("\"\xe2\x82"),
	TEXT("\"\xc3(\""),
};

/* Alone, and where another value stands: the text around it must neither hide nor cause anything. */
static const char *const nests[][2] = {
	{ "", "" }, { "[", "]" }, { "[1,", ",2]" }, { "{\"k\":", "}" }, { "{\"i\":[{\"j\":{}},{\"k\":", "}],\"l\":null}" },
};

static struct json parse_nested(const struct text_row *row, const char *const nest[2], struct json_refusal *refusal)
{
	struct buffer text = { 0 };

	buffer_puts(&text, nest[0]);
	buffer_add(&text, row->text, row->length);
	buffer_puts(&text, nest[1]);
	const struct json json = json_parse(text.data, text.length, refusal);
	buffer_free(&text);
	return json;
}

START_TEST(good)
{
	for (size_t i = 0; i < ARRAY_LEN(nests); i++) {
		struct json_refusal refusal;
		const struct json json = parse_nested(&good_rows[_i], nests[i], &refusal);
		ck_assert_msg(json.kind != JSON_KIND_ABSENT && refusal.fault == JSON_FAULT_NONE, "%s%s%s: refused at %zu:%zu",
			      nests[i][0], good_rows[_i].text, nests[i][1], refusal.line, refusal.column);
		json_free(&json);
	}
}
END_TEST

START_TEST(bad)
{
	const struct text_row *row = &bad_rows[_i];

	for (size_t i = 0; i < ARRAY_LEN(nests); i++) {
		struct json_refusal refusal;
		const struct json json = parse_nested(row, nests[i], &refusal);
		ck_assert_msg(json.kind == JSON_KIND_ABSENT, "row %d: %s%s%s is taken", _i, nests[i][0], row->text, nests[i][1]);
		ck_assert_int_eq(refusal.fault, JSON_FAULT_MALFORMED);
		json_free(&json);
	}
}
END_TEST

/* --- bounds, and where it went wrong --- */

#define DEEP_31 "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["

static const struct {
	const char *text;
	enum json_fault fault;
	size_t line, column;
} refusal_rows[] = {
	{ "12345678901234567890123456789012345678901", JSON_FAULT_NUMBER, 1, 1 },
	{ "-1234567890123456789012345678901234567890", JSON_FAULT_NUMBER, 1, 1 },
	{ "0.000000000000000000000000000000000000001", JSON_FAULT_NUMBER, 1, 1 },
	{ "1e+000000000000000000000000000000000000001", JSON_FAULT_NUMBER, 1, 1 },
	{ "1e100", JSON_FAULT_NUMBER, 1, 1 },
	{ "1e-100", JSON_FAULT_NUMBER, 1, 1 },
	{ "0e100", JSON_FAULT_NUMBER, 1, 1 },
	{ "1E+0100", JSON_FAULT_NUMBER, 1, 1 },
	{ "{\"a\":\n  [1, 1e400]}", JSON_FAULT_NUMBER, 2, 7 },
	/* what is no number is not too large */
	{ "123456789012345678901234567890123456789012.", JSON_FAULT_MALFORMED, 1, 44 },
	{ "1e100e", JSON_FAULT_NUMBER, 1, 1 },

	{ DEEP_31 "[[", JSON_FAULT_NESTING, 1, 33 },
	{ DEEP_31 "{", JSON_FAULT_MALFORMED, 1, 33 },
	{ DEEP_31 "{\"a\":[", JSON_FAULT_NESTING, 1, 37 },
	{ "{\"a\":1,\n\"b\":" DEEP_31 "[", JSON_FAULT_NESTING, 2, 36 },

	{ "", JSON_FAULT_MALFORMED, 1, 1 },
	{ " ", JSON_FAULT_MALFORMED, 1, 2 },
	{ "\n\n", JSON_FAULT_MALFORMED, 3, 1 },
	{ "{\"a\":x}", JSON_FAULT_MALFORMED, 1, 6 },
	{ "{\"a\":\n\tx}", JSON_FAULT_MALFORMED, 2, 2 },
	{ "{\r\n\"a\" 1}", JSON_FAULT_MALFORMED, 2, 5 },
	{ "{\"a\":1,}", JSON_FAULT_MALFORMED, 1, 8 },
	{ "{\"a\":1", JSON_FAULT_MALFORMED, 1, 7 },
	{ "{\"a\":1} x", JSON_FAULT_MALFORMED, 1, 9 },
	{ "[tru]", JSON_FAULT_MALFORMED, 1, 5 },
	{ "[01]", JSON_FAULT_MALFORMED, 1, 3 },
	{ "[1.]", JSON_FAULT_MALFORMED, 1, 4 },
	/* a column is a character, not a byte; within a string it is the character or the escape that is bad */
	{ "[\"\xc3\xa9\xf0\x9f\x98\x80\",x]", JSON_FAULT_MALFORMED, 1, 7 },
	{ "[\"ab\x80\"]", JSON_FAULT_MALFORMED, 1, 5 },
	{ "[\"ab\\ud800\"]", JSON_FAULT_MALFORMED, 1, 5 },
	{ "[\"ab\\x\"]", JSON_FAULT_MALFORMED, 1, 5 },
	{ "[\"ab\nc\"]", JSON_FAULT_MALFORMED, 1, 5 },
	{ "[\"ab", JSON_FAULT_MALFORMED, 1, 5 },
};

START_TEST(refusals)
{
	const char *text = refusal_rows[_i].text;
	struct json_refusal refusal;
	const struct json json = json_parse(text, strlen(text), &refusal);

	ck_assert_int_eq(json.kind, JSON_KIND_ABSENT);
	ck_assert_msg(refusal.fault == refusal_rows[_i].fault && refusal.line == refusal_rows[_i].line &&
			      refusal.column == refusal_rows[_i].column,
		      "%s: fault %d at %zu:%zu", text, (int)refusal.fault, refusal.line, refusal.column);
	json_free(&json);
}
END_TEST

START_TEST(nested_as_deep_as_may_be)
{
	static const char text[] = "{\"a\":" DEEP_31 "17]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}";
	struct json_refusal refusal;
	const struct json root = json_parse(text, sizeof text - 1, &refusal);
	struct json value = json_member(&root, "a");

	while (value.kind == JSON_KIND_ARRAY)
		value = json_item(&value, 0);
	ck_assert_str_eq(value.text, "17");
	json_free(&root);
}
END_TEST

/* --- what a tree tells --- */

/* A number keeps its text, but for an exponent that changes nothing. */
static const char *const number_rows[][2] = {
	{ "0", "0" },
	{ "-0", "0" },
	{ "-0.0", "-0.0" },
	{ "42", "42" },
	{ "-42", "-42" },
	{ "1.50", "1.50" },
	{ "1E+2", "1E+2" },
	{ "1e10", "1e10" },
	{ "5e0", "5" },
	{ "5e00", "5e00" },
	{ "0.1000000000000000055511151231257827", "0.1000000000000000055511151231257827" },
	{ "999999999999999999", "999999999999999999" },
	{ "-999999999999999999", "-999999999999999999" },
	{ "9007199254740993", "9007199254740993" },
	{ "1000000000000000000", "1000000000000000000" },
	{ "9223372036854775808", "9223372036854775808" },
	{ "-9223372036854775809", "-9223372036854775809" },
	{ "18446744073709551616", "18446744073709551616" },
	{ "1234567890123456789012345678901234567890", "1234567890123456789012345678901234567890" },
	{ "123456789012345678.99", "123456789012345678.99" },
	{ "99999999999999999999e99", "99999999999999999999e99" },
};

START_TEST(numbers)
{
	const char *text = unit_text("{\"a\":%s,\"b\":[ %s ,12345678901234567890],\"c\":%s\n}", number_rows[_i][0],
				     number_rows[_i][0], number_rows[_i][0]);
	struct json_refusal refusal;
	const struct json root = json_parse(text, strlen(text), &refusal), a = json_member(&root, "a"),
			  b = json_member(&root, "b");
	const struct json c = json_member(&root, "c"), first = json_item(&b, 0), second = json_item(&b, 1);

	ck_assert_int_eq(a.kind, JSON_KIND_NUMBER);
	unit_expect(text, unit_text("%.*s", (int)a.length, a.text), number_rows[_i][1]);
	unit_expect(text, unit_text("%.*s", (int)first.length, first.text), number_rows[_i][1]);
	unit_expect(text, unit_text("%.*s", (int)c.length, c.text), number_rows[_i][1]);
	unit_expect(text, unit_text("%.*s", (int)second.length, second.text), "12345678901234567890");
	json_free(&root);
}
END_TEST

static const struct {
	const char *text, *value;
	size_t length;
} string_rows[] = {
	{ "\"\"", "", 0 },
	{ "\"a\\u0000b\"", "a\0b", 3 },
	{ "\"\\u0000\"", "\0", 1 },
	{ "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t", 8 },
	{ "\"\\u00e9\\u20AC\\uffff\"", "\xc3\xa9\xe2\x82\xac\xef\xbf\xbf", 8 },
	{ "\"\\ud83d\\uDE00\\ud800\\udc00\"", "\xf0\x9f\x98\x80\xf0\x90\x80\x80", 8 },
	{ "\"\\ud836\\ude00\\ud876\\udc00 \\udb76\\udfff\"", "\xf0\x9d\xa8\x80\xf0\xad\xa0\x80 \xf3\xad\xaf\xbf", 13 },
	{ "\"\xc3\xa9\xf0\x9f\x98\x80\"", "\xc3\xa9\xf0\x9f\x98\x80", 6 },
	{ "\"1e0\"", "1e0", 3 },
};

START_TEST(strings)
{
	struct json_refusal refusal;
	const struct json json = json_parse(string_rows[_i].text, strlen(string_rows[_i].text), &refusal);

	ck_assert_int_eq(json.kind, JSON_KIND_TEXT);
	ck_assert_uint_eq(json.length, string_rows[_i].length);
	ck_assert_mem_eq(json.text, string_rows[_i].value, json.length + 1);
	ck_assert(json_is_plain_text(&json) == (strlen(string_rows[_i].value) == json.length));
	ck_assert(json_is(&json, string_rows[_i].value) == json_is_plain_text(&json));
	json_free(&json);
}
END_TEST

START_TEST(kinds)
{
	static const char text[] =
		"{\"null\":null,\"true\":true,\"number\":1,\"text\":\"x\",\"array\":[[],null],\"object\":{\"a\":1}}";
	static const enum json_kind expected[] = { JSON_KIND_NULL, JSON_KIND_BOOLEAN, JSON_KIND_NUMBER,
						   JSON_KIND_TEXT, JSON_KIND_ARRAY,   JSON_KIND_OBJECT };
	static const char *const names[] = { "null", "true", "number", "text", "array", "object" };
	static const size_t lengths[] = { 0, 0, 1, 1, 2, 1 };
	struct json_refusal refusal;
	const struct json root = json_parse(text, sizeof text - 1, &refusal);
	const struct lh_entry *entry = NULL;

	ck_assert_uint_eq(root.length, ARRAY_LEN(names));
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const struct json value = json_member(&root, names[i]);
		ck_assert_int_eq(value.kind, expected[i]);
		ck_assert_uint_eq(value.length, lengths[i]);
		entry = json_next(&root, entry);
		ck_assert_str_eq(json_entry_name(entry), names[i]);
		ck_assert_int_eq(json_entry_value(entry).kind, expected[i]);
		/* What is within a scalar is not there, and is no fault. */
		if (value.kind != JSON_KIND_OBJECT) {
			ck_assert_int_eq(json_member(&value, "a").kind, JSON_KIND_ABSENT);
			ck_assert_ptr_null(json_next(&value, NULL));
		}
		if (value.kind != JSON_KIND_ARRAY)
			ck_assert_int_eq(json_item(&value, 0).kind, JSON_KIND_ABSENT);
	}
	ck_assert_ptr_null(json_next(&root, entry));
	const struct json array = json_member(&root, "array"), absent = json_member(&root, "nothing"), none = json_text(NULL);
	ck_assert_int_eq(json_item(&array, 0).kind, JSON_KIND_ARRAY);
	ck_assert_int_eq(json_item(&array, 1).kind, JSON_KIND_NULL);
	ck_assert_int_eq(json_item(&array, 2).kind, JSON_KIND_ABSENT);
	ck_assert_int_eq(absent.kind, JSON_KIND_ABSENT);
	ck_assert_int_eq(none.kind, JSON_KIND_ABSENT);
	ck_assert_int_eq(json_member(&none, "a").kind, JSON_KIND_ABSENT);
	json_free(&root);
	json_free(&none);
}
END_TEST

START_TEST(last_of_equal_keys_counts)
{
	static const char text[] = "{\"a\":1,\"b\":2,\"a\":{\"a\":3,\"a\":4},\"\\u0061\":5}";
	struct json_refusal refusal;
	const struct json root = json_parse(text, sizeof text - 1, &refusal), a = json_member(&root, "a");

	ck_assert_uint_eq(root.length, 2);
	ck_assert_str_eq(a.text, "5");
	json_free(&root);
}
END_TEST

START_TEST(a_text_of_ours)
{
	const struct json value = json_text("draft");

	ck_assert_int_eq(value.kind, JSON_KIND_TEXT);
	ck_assert_uint_eq(value.length, 5);
	ck_assert(json_is(&value, "draft") && !json_is(&value, "drafts") && json_is_plain_text(&value));
	json_free(&value);
}
END_TEST

Suite *json_suite(void)
{
	Suite *suite = suite_create("json");
	TCase *tests = tcase_create("json");

	tcase_add_loop_test(tests, good, 0, ARRAY_LEN(good_rows));
	tcase_add_loop_test(tests, bad, 0, ARRAY_LEN(bad_rows));
	tcase_add_loop_test(tests, refusals, 0, ARRAY_LEN(refusal_rows));
	tcase_add_test(tests, nested_as_deep_as_may_be);
	tcase_add_loop_test(tests, numbers, 0, ARRAY_LEN(number_rows));
	tcase_add_loop_test(tests, strings, 0, ARRAY_LEN(string_rows));
	tcase_add_test(tests, kinds);
	tcase_add_test(tests, last_of_equal_keys_counts);
	tcase_add_test(tests, a_text_of_ours);
	suite_add_tcase(suite, tests);
	return suite;
}

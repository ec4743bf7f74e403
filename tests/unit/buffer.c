/* The string that grows, and the JSON that is written into it. */
#include "base/buffer.h"

#include <string.h>

#include "unit.h"

struct quote_row {
	const char *name, *text;
	size_t length;
	const char *json;
};

#define TEXT(bytes) (bytes), sizeof(bytes) - 1
static const struct quote_row quote_rows[] = {
	{ "empty", TEXT(""), "\"\"" },
	{ "plain", TEXT("Objective"), "\"Objective\"" },
	{ "quotation mark", TEXT("say \"no\""), "\"say \\\"no\\\"\"" },
	{ "backslash", TEXT("C:\\x\\"), "\"C:\\\\x\\\\\"" },
	{ "newline", TEXT("a\nb\n"), "\"a\\nb\\n\"" },
	{ "tab, return, bell, escape", TEXT("\t\r\a\x1b"), "\"\\u0009\\u000d\\u0007\\u001b\"" },
	{ "U+0000", TEXT("a\0b"), "\"a\\u0000b\"" },
	{ "U+001F and its neighbours", TEXT("\x1f \x7f"), "\"\\u001f \x7f\"" },
	{ "solidus", TEXT("a/b"), "\"a/b\"" },
	{ "two, three and four bytes", TEXT("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"), "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"" },
	{ "escapes only", TEXT("\"\"\\\\"), "\"\\\"\\\"\\\\\\\\\"" },
	{ "a part of a longer text", "Objective", 6, "\"Object\"" },
};

START_TEST(quotes)
{
	const struct quote_row *row = &quote_rows[_i];
	struct buffer buffer = { 0 };

	buffer_string(&buffer, row->text, row->length);
	unit_expect(row->name, buffer.data, row->json);
	json_t *json = json_loadb(buffer.data, buffer.length, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
	ck_assert_msg(json != NULL, "%s: not JSON", row->name);
	ck_assert_msg(json_string_length(json) == row->length && memcmp(json_string_value(json), row->text, row->length) == 0,
		      "%s: reads back as another text", row->name);
	json_decref(json);
	buffer_free(&buffer);
}
END_TEST

/* Every string of one byte below U+0080 comes back as it went out. */
START_TEST(quotes_every_byte)
{
	for (char c = 0; c >= 0 && c < 0x7f; c++) {
		struct buffer buffer = { 0 };
		buffer_string(&buffer, &c, 1);
		json_t *json = json_loadb(buffer.data, buffer.length, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
		ck_assert_msg(json != NULL, "byte %d: not JSON: %s", c, buffer.data);
		ck_assert_msg(json_string_length(json) == 1 && json_string_value(json)[0] == c, "byte %d: %s", c, buffer.data);
		json_decref(json);
		buffer_free(&buffer);
	}
}
END_TEST

START_TEST(commas)
{
	struct buffer out = { 0 };

	buffer_open(&out, '{');
	buffer_member(&out, "a", "x");
	buffer_member(&out, "b", NULL);
	buffer_key(&out, "c:");
	buffer_raw(&out, "1", 1);
	buffer_key(&out, "{");
	buffer_open(&out, '[');
	buffer_close(&out, ']');
	buffer_key(&out, "e");
	buffer_open(&out, '[');
	buffer_open(&out, '{');
	buffer_close(&out, '}');
	buffer_open(&out, '{');
	buffer_member(&out, "", "");
	buffer_close(&out, '}');
	buffer_string(&out, "[", 1);
	buffer_string(&out, ":", 1);
	buffer_raw(&out, "null", 4);
	buffer_raw(&out, "{}", 2);
	buffer_close(&out, ']');
	buffer_key(&out, "q\"");
	buffer_raw(&out, "true", 4);
	buffer_close(&out, '}');
	ck_assert_str_eq(out.data,
			 "{\"a\":\"x\",\"b\":null,\"c:\":1,\"{\":[],\"e\":[{},{\"\":\"\"},\"[\",\":\",null,{}],\"q\\\"\":true}");
	buffer_free(&out);
}
END_TEST

START_TEST(grows)
{
	struct buffer buffer = { 0 };
	char line[64];

	for (unsigned i = 0; i < 20000; i++) {
		if (i % 3 == 0)
			buffer_printf(&buffer, "%09u\n", i);
		else if (snprintf(line, sizeof line, "%09u\n", i) > 0 && i % 3 == 1)
			buffer_puts(&buffer, line);
		else
			buffer_add(&buffer, line, 10);
		ck_assert_uint_eq(buffer.length, 10 * (i + 1));
		ck_assert_uint_eq(strlen(buffer.data + 10 * i), 10);
	}
	for (unsigned i = 0; i < 20000; i++) {
		snprintf(line, sizeof line, "%09u\n", i);
		ck_assert_msg(memcmp(buffer.data + 10 * i, line, 10) == 0, "line %u is another", i);
	}
	buffer_free(&buffer);
	ck_assert_ptr_null(buffer.data);
}
END_TEST

/* Around the first size and its double, where an off-by-one would write a NUL beyond the end. */
START_TEST(grows_by_one_byte)
{
	static const char bytes[2100];

	for (size_t length = 0; length < sizeof bytes; length++) {
		struct buffer added = { 0 }, printed = { 0 };
		buffer_add(&added, bytes, length);
		buffer_printf(&printed, "%*s", (int)length, "");
		ck_assert_uint_eq(added.length, length);
		ck_assert_uint_eq(printed.length, length);
		ck_assert_uint_gt(added.size, length);
		ck_assert_int_eq(added.data[length], '\0');
		ck_assert_uint_eq(strlen(printed.data), length);
		buffer_free(&added);
		buffer_free(&printed);
	}
}
END_TEST

START_TEST(adds_nothing)
{
	struct buffer buffer = { 0 };

	buffer_clear(&buffer);
	buffer_puts(&buffer, "");
	buffer_add(&buffer, "ignored", 0);
	buffer_add(&buffer, NULL, 0); /* the body of a reply that has none */
	buffer_printf(&buffer, "%s", "");
	ck_assert_uint_eq(buffer.length, 0);
	ck_assert_str_eq(buffer.data, "");
	buffer_free(&buffer);
}
END_TEST

START_TEST(clears)
{
	struct buffer buffer = { 0 };

	buffer_puts(&buffer, "first");
	const char *data = buffer.data;
	buffer_clear(&buffer);
	ck_assert_uint_eq(buffer.length, 0);
	ck_assert_str_eq(buffer.data, "");
	buffer_puts(&buffer, "second");
	ck_assert_str_eq(buffer.data, "second");
	ck_assert_msg(buffer.data == data, "the memory was not kept");

	buffer_printf(&buffer, "%*s", 300 * 1024, "");
	buffer_clear(&buffer);
	ck_assert_msg(buffer.data == NULL && buffer.size == 0, "one huge reply's memory is kept for ever");
	buffer_puts(&buffer, "third");
	ck_assert_str_eq(buffer.data, "third");
	buffer_free(&buffer);
}
END_TEST

Suite *buffer_suite(void)
{
	Suite *suite = suite_create("buffer");
	TCase *tests = tcase_create("buffer");

	tcase_add_loop_test(tests, quotes, 0, ARRAY_LEN(quote_rows));
	tcase_add_test(tests, quotes_every_byte);
	tcase_add_test(tests, commas);
	tcase_add_test(tests, grows);
	tcase_add_test(tests, grows_by_one_byte);
	tcase_add_test(tests, adds_nothing);
	tcase_add_test(tests, clears);
	suite_add_tcase(suite, tests);
	return suite;
}

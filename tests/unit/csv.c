/* Comma-separated values: what is a field, what is none, and where. */
#include "base/csv.h"

#include <string.h>

#include "unit.h"

/* All records as one text: "2:a|b;" is a record of line 2 with two fields. A field with a problem is its line and "!" and words
 * of it in brackets; so is a record's. */
static const char *told(const char *bytes, size_t length)
{
	struct csv csv = { .file = fmemopen((void *)(uintptr_t)bytes, length, "r") };
	struct csv_record record;
	const char *all = "";

	ck_assert_ptr_nonnull(csv.file);
	while (csv_read(&csv, &record)) {
		all = unit_text("%s%zu:", all, record.line);
		for (size_t i = 0; i < record.count && i < CSV_FIELDS_MAX; i++) {
			const struct csv_field *field = &record.fields[i];
			all = unit_text("%s%s%s", all, i > 0 ? "|" : "", field->problem == NULL ? field->text : "");
			if (field->problem != NULL)
				all = unit_text("%s%zu![%s]", all, field->line, field->problem);
		}
		all = unit_text("%s;", all);
	}
	fclose(csv.file);
	csv_free(&csv);
	return all;
}

static const struct {
	const char *text, *expected;
} rows[] = {
	{ "a,b\n1,2\n", "1:a|b;2:1|2;" },
	{ "a,b\r\n1,2\r\n", "1:a|b;2:1|2;" },
	{ "a,b\n1,2", "1:a|b;2:1|2;" },
	{ "a,b\n1,2\r\n", "1:a|b;2:1|2;" },
	{ "\xef\xbb\xbf"
	  "a,b\n",
	  "1:a|b;" },
	{ "\xef\xbb\xbf\"a\",b\n", "1:a|b;" },
	{ "a\n\xef\xbb\xbf"
	  "b\n",
	  "1:a;2:\xef\xbb\xbf"
	  "b;" },
	{ "\n", "" },
	{ "\xef\xbb\xbf", "" },
	{ "\n\r\na\n\n\nb\n\n", "3:a;6:b;" },
	{ ",\n,,\n", "1:|;2:||;" },
	{ "a,", "1:a|;" },
	{ "\"\"\n", "1:;" },
	{ " a , b \n", "1: a | b ;" },
	{ "\"a,b\",c\n", "1:a,b|c;" },
	{ "\"a \"\"b\"\"\",\"\"\"\"\n", "1:a \"b\"|\";" },
	{ "\"a\nb\",\"c\r\nd\"\ne,f\n", "1:a\nb|c\r\nd;4:e|f;" },
	{ "Zo\xc3\xab,\xf0\x9f\x98\x80\n", "1:Zo\xc3\xab|\xf0\x9f\x98\x80;" },
	{ "a;b\n", "1:a;b;" },
	/* What is wrong is told by the line that it begins in, and the records behind it are read. */
	{ "\"a\nb\",\"c\nd\"e,f\ng\n", "1:a\nb|2![something stands between the closing quote and the comma; a quote within is "
				       "written twice]|f;4:g;" },
	{ "a 5\" b,c\nd\n", "1:1![a quote within: the field must be in quotes, and each quote within it written twice]|c;2:d;" },
	{ "a\rb\nc\n", "1:1![a carriage return without a line feed];2:c;" },
	{ "a,\"b\"\r\nc\n", "1:a|b;2:c;" },
	{ "a,\"b\"\rc\n", "1:a|1![something stands between the closing quote and the comma; a quote within is written twice];" },
	{ "a\nb,\"c\nd,e\n", "1:a;2:b|2![the quote that begins here does not close];" },
	{ "a,\"", "1:a|1![the quote that begins here does not close];" },
	{ "a,b\xff"
	  "c,d\ne\n",
	  "1:a|1![it is not UTF-8]|d;2:e;" },
	{ "\xff\xfe", "1:1![it is not UTF-8];" },
};

START_TEST(records)
{
	unit_expect(rows[_i].text, told(rows[_i].text, strlen(rows[_i].text)), rows[_i].expected);
}
END_TEST

START_TEST(a_nul_byte_is_no_text)
{
	static const char text[] = "a,b\0c,d\n\0\n";

	unit_expect("NUL", told(text, sizeof text - 1), "1:a|1![there is a NUL byte in it]|d;2:2![there is a NUL byte in it];");
}
END_TEST

/* How much of the input is kept, and whether the next record is found behind it. */
static void expect_bounded(const char *what, const char *head, const char *piece, const char *tail, const char *problem)
{
	enum { SIZE = 3 * CSV_RECORD_MAX };
	static struct csv_record record;
	struct buffer text = { 0 };
	struct csv csv = { 0 };

	buffer_puts(&text, head);
	while (text.length < SIZE)
		buffer_puts(&text, piece);
	buffer_puts(&text, tail);
	csv.file = fmemopen(text.data, text.length, "r");
	ck_assert_ptr_nonnull(csv.file);
	ck_assert_msg(csv_read(&csv, &record), "%s", what);
	ck_assert_msg(unit_same(record.problem, problem), "%s: %s", what, record.problem);
	ck_assert_msg(csv.text.size <= 2 * CSV_RECORD_MAX, "%s: %zu bytes", what, csv.text.size);
	ck_assert_msg(csv_read(&csv, &record), "%s: the next record", what);
	unit_expect(what, record.fields[0].text, "next");
	ck_assert_msg(!csv_read(&csv, &record), "%s: another record", what);
	fclose(csv.file);
	csv_free(&csv);
	buffer_free(&text);
}

START_TEST(no_record_takes_more_memory_than_one_may)
{
	const char *problem = "a record of more than a mebibyte: is there a quote that does not close?";

	expect_bounded("a long field", "", "xxxxxxxxxxxxxxxx", "\nnext\n", problem);
	expect_bounded("a long field in quotes", "\"", "xxxxxxxxxxxxxxx\n", "\"\nnext\n", problem);
	expect_bounded("fields without end", "", ",,,,,,,,,,,,,,,,", "\nnext\n", NULL);
	expect_bounded("long fields that are too many", "", "xxxxxxxxxxxxxxxx,", "\nnext\n", NULL);
}
END_TEST

START_TEST(what_cannot_be_read_is_no_end)
{
	struct csv csv = { .file = fopen("/", "r") };
	struct csv_record record;

	ck_assert_ptr_nonnull(csv.file);
	ck_assert(!csv_read(&csv, &record));
	ck_assert(ferror(csv.file));
	fclose(csv.file);
	csv_free(&csv);
}
END_TEST

Suite *csv_suite(void)
{
	Suite *suite = suite_create("csv");
	TCase *tests = tcase_create("csv");

	tcase_add_loop_test(tests, records, 0, ARRAY_LEN(rows));
	tcase_add_test(tests, a_nul_byte_is_no_text);
	tcase_add_test(tests, no_record_takes_more_memory_than_one_may);
	tcase_add_test(tests, what_cannot_be_read_is_no_end);
	suite_add_tcase(suite, tests);
	return suite;
}

/* Comma-separated values (RFC 4180): fields, quotes, ends of lines. */
#include "base/csv.h"

#include <string.h>

#include "base/utf8.h"

/* Where a field has ended. */
enum ending { BEFORE_FIELD, BEFORE_RECORD, BEFORE_NOTHING };

static int take(struct csv *csv)
{
	int c = getc_unlocked(csv->file);

	csv->ended_lines += c == '\n';
	return c;
}

static int peek(const struct csv *csv)
{
	int c = getc_unlocked(csv->file);

	return c == EOF ? EOF : ungetc(c, csv->file);
}

static void keep(struct csv *csv, int c)
{
	if (csv->text.length >= CSV_RECORD_MAX)
		csv->is_too_long = true;
	else if (csv->is_kept)
		buffer_add(&csv->text, (const char[]){ (char)c }, 1);
}

/* The rest of a field that is not quoted, or of what stands behind the quote that closes one. What may not be
 * there is read past. */
static enum ending take_rest(struct csv *csv, const char **problem)
{
	for (;;) {
		int c = take(csv);
		if (c == '\r' && peek(csv) == '\n')
			c = take(csv);
		if (c == ',')
			return BEFORE_FIELD;
		if (c == '\n' || c == EOF)
			return c == EOF ? BEFORE_NOTHING : BEFORE_RECORD;
		if (csv->is_quoted)
			*problem = "something stands between the closing quote and the comma; a quote within is written twice";
		else if (c == '"')
			*problem = "a quote within: the field must be in quotes, and each quote within it written twice";
		else if (c == '\r')
			*problem = "a carriage return without a line feed";
		else
			keep(csv, c);
	}
}

static enum ending take_quoted(struct csv *csv, const char **problem)
{
	for (int c; (c = take(csv)) != EOF;) {
		if (c == '"' && peek(csv) != '"')
			return take_rest(csv, problem);
		if (c == '"')
			c = take(csv);
		keep(csv, c);
	}
	*problem = "the quote that begins here does not close";
	return BEFORE_NOTHING;
}

static const char *text_problem(const char *text, size_t length)
{
	if (strlen(text) != length)
		return "there is a NUL byte in it";
	return utf8_is_valid(text) ? NULL : "it is not UTF-8";
}

static enum ending take_field(struct csv *csv, struct csv_record *record)
{
	size_t start = csv->text.length, line = csv->ended_lines + 1, number = record->count++;
	const char *problem = NULL;

	csv->is_kept = number < CSV_FIELDS_MAX;
	csv->is_quoted = peek(csv) == '"';
	if (csv->is_quoted)
		(void)take(csv);
	enum ending ending = csv->is_quoted ? take_quoted(csv, &problem) : take_rest(csv, &problem);
	if (!csv->is_kept)
		return ending;
	buffer_add(&csv->text, "", 1);
	if (problem == NULL && !csv->is_too_long)
		problem = text_problem(csv->text.data + start, csv->text.length - start - 1);
	csv->starts[number] = start;
	record->fields[number] = (struct csv_field){ NULL, line, problem };
	return ending;
}

static bool take_record(struct csv *csv, struct csv_record *record)
{
	enum ending ending;

	if (peek(csv) == EOF)
		return false;
	csv->text.length = 0;
	csv->is_too_long = false;
	record->line = csv->ended_lines + 1;
	record->count = 0;
	do {
		ending = take_field(csv, record);
	} while (ending == BEFORE_FIELD);
	/* The buffer will not move any more. */
	for (size_t i = 0; i < record->count && i < CSV_FIELDS_MAX; i++)
		record->fields[i].text = csv->text.data + csv->starts[i];
	record->problem = csv->is_too_long ? "a record of more than a mebibyte: is there a quote that does not close?" : NULL;
	return true;
}

/* Of a mark that is broken off nothing is missed: no name of a column begins so. */
static void pass_over_mark(struct csv *csv)
{
	static const char mark[] = "\xef\xbb\xbf";
	size_t i = 0;

	while (mark[i] != '\0' && peek(csv) == (unsigned char)mark[i]) {
		(void)take(csv);
		i++;
	}
}

bool csv_read(struct csv *csv, struct csv_record *record)
{
	if (!csv->is_begun)
		pass_over_mark(csv);
	csv->is_begun = true;
	while (take_record(csv, record)) {
		bool is_empty = record->count == 1 && !csv->is_quoted && record->fields[0].problem == NULL &&
				record->fields[0].text[0] == '\0';
		if (!is_empty)
			return !ferror(csv->file);
	}
	return false;
}

void csv_free(struct csv *csv)
{
	buffer_free(&csv->text);
}

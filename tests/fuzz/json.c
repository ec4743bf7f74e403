/* Made-up and damaged texts, read by our parser and by another one: they differ by our bounds and by nothing else. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/panic.h"
#include "fuzz.h"

/* Until the one or the other. */
enum { TEXTS_MAX = 500000, SECONDS_MAX = 4 };

/* --- texts --- */

static void add_spaces(struct buffer *out)
{
	while (fuzz_below(8) == 0)
		buffer_add(out, &" \t\n\r"[fuzz_below(4)], 1);
}

static void add_digits(struct buffer *out, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buffer_add(out, &"0123456789"[fuzz_below(10)], 1);
}

static void add_number(struct buffer *out)
{
	static const char *const edges[] = { "0",
					     "-0",
					     "9223372036854775807",
					     "9223372036854775808",
					     "-9223372036854775808",
					     "-9223372036854775809",
					     "18446744073709551615",
					     "18446744073709551616",
					     "999999999999999999",
					     "1000000000000000000",
					     "1234567890123456789012345678901234567890",
					     "1e99",
					     "1e100",
					     "-1e-99",
					     "0e0" };

	if (fuzz_below(4) == 0) {
		fuzz_add(out, edges, ARRAY_LEN(edges));
		return;
	}
	buffer_puts(out, fuzz_below(3) == 0 ? "-" : "");
	buffer_add(out, &"123456789"[fuzz_below(9)], 1);
	add_digits(out, fuzz_below(8) == 0 ? fuzz_below(44) : fuzz_below(4));
	if (fuzz_below(3) == 0) {
		buffer_puts(out, ".");
		add_digits(out, 1 + (fuzz_below(8) == 0 ? fuzz_below(44) : fuzz_below(4)));
	}
	if (fuzz_below(4) == 0) {
		buffer_puts(out, &"e\0E\0e-\0e+"[2 * fuzz_below(2)]);
		buffer_puts(out, fuzz_below(2) == 0 ? "-" : "");
		add_digits(out, 1 + fuzz_below(fuzz_below(4) == 0 ? 4 : 2));
	}
}

static void add_string(struct buffer *out, bool is_key)
{
	static const char *const pieces[] = { "a",
					      "b",
					      "Deublin",
					      " ",
					      "'",
					      "\\\"",
					      "\\\\",
					      "\\/",
					      "\\n",
					      "\\u00e9",
					      "\\uD83D\\uDE00",
					      "\\ud800\\udc00",
					      "\\uffff",
					      "\xc3\xa9",
					      "\xe2\x82\xac",
					      "\xf0\x9f\x98\x80",
					      "\xed\x9f\xbf",
					      "\x7f" };
	static const char *const bad[] = { "\\u0000", "\\ud800",      "\\udc00",  "\xff", "\x01",
					   "\\x",     "\xed\xa0\x80", "\xc0\x80", "\n" };

	buffer_puts(out, "\"");
	for (size_t i = fuzz_below(is_key ? 3 : 6); i > 0; i--)
		fuzz_add(out, pieces, ARRAY_LEN(pieces));
	if (fuzz_below(60) == 0)
		fuzz_add(out, bad, ARRAY_LEN(bad));
	buffer_puts(out, "\"");
}

static void add_value(struct buffer *out, size_t depth)
{
	static const char *const words[] = { "true", "false", "null" };
	size_t kind = fuzz_below(depth > 0 ? 8 : 4);

	add_spaces(out);
	if (kind == 0) {
		fuzz_add(out, words, ARRAY_LEN(words));
	} else if (kind == 1) {
		add_string(out, false);
	} else if (kind < 4) {
		add_number(out);
	} else {
		buffer_puts(out, kind < 6 ? "{" : "[");
		for (size_t i = 0, count = fuzz_below(4); i < count; i++) {
			buffer_puts(out, i > 0 ? "," : "");
			if (kind < 6) {
				add_spaces(out);
				add_string(out, true);
				add_spaces(out);
				buffer_puts(out, ":");
			}
			add_value(out, depth - 1);
		}
		buffer_puts(out, kind < 6 ? "}" : "]");
	}
	add_spaces(out);
}

/* A tower, for the nesting's bound. */
static void add_tower(struct buffer *out)
{
	size_t levels = JSON_NESTING_MAX - 3 + fuzz_below(6);
	bool object[JSON_NESTING_MAX + 3];

	for (size_t i = 0; i < levels; i++) {
		object[i] = fuzz_below(2) == 0;
		buffer_puts(out, object[i] ? "{\"k\":" : "[");
	}
	add_number(out);
	while (levels > 0)
		buffer_puts(out, object[--levels] ? "}" : "]");
}

/* What is put in now and then. */
static const char *const tokens[] = {
	"'",    "\"",  "\\",   "{", "}", "[",  "]",  ",",   ":",       "NaN",     "Infinity",     ".",
	"-",    "+",   "0",    "e", "1", "/*", "//", "\\u", "\\u0000", "\\ud800", "\xef\xbb\xbf", "\x80",
	"\x1f", "tru", "null", "e0"
};

/* --- the two readings --- */

static bool is_number(const json_t *theirs, const struct json *ours)
{
	char text[JSON_NUMBER_MAX + 1];

	panic_unless(ours->length < sizeof text);
	snprintf(text, sizeof text, "%.*s", (int)ours->length, ours->text);
	return json_is_real(theirs) && json_real_value(theirs) == strtod(text, NULL);
}

static bool is_same(json_t *theirs, const struct json *ours)
{
	const char *name;
	json_t *value;

	switch (ours->kind) {
	case JSON_KIND_ABSENT:
		return false;
	case JSON_KIND_NULL:
		return json_is_null(theirs);
	case JSON_KIND_BOOLEAN:
		return json_is_boolean(theirs);
	case JSON_KIND_NUMBER:
		return is_number(theirs, ours);
	case JSON_KIND_TEXT:
		return json_is_string(theirs) && json_string_length(theirs) == ours->length &&
		       memcmp(json_string_value(theirs), ours->text, ours->length + 1) == 0;
	case JSON_KIND_ARRAY:
		for (size_t i = 0; i < ours->length; i++) {
			const struct json item = json_item(ours, i);
			if (!is_same(json_array_get(theirs, i), &item))
				return false;
		}
		return json_is_array(theirs) && json_array_size(theirs) == ours->length;
	case JSON_KIND_OBJECT:
		json_object_foreach (theirs, name, value) {
			const struct json member = json_member(ours, name);
			if (!is_same(value, &member))
				return false;
		}
		return json_is_object(theirs) && json_object_size(theirs) == ours->length;
	}
	return false;
}

/* Is a number or a nesting of this text beyond the bounds? Looks at brackets and runs of digits, and believes the rest. */
static bool exceeds(const char *text, enum json_fault fault)
{
	static const char of_numbers[] = "0123456789+-.eE";
	int depth = 0;
	bool nested = false, large = false;

	for (; *text != '\0'; text++) {
		if (*text == '"') {
			for (text++; *text != '"' && *text != '\0'; text++)
				text += *text == '\\' && text[1] != '\0';
		} else if (*text == '[' || *text == '{') {
			nested = ++depth > JSON_NESTING_MAX || nested;
		} else if (*text == ']' || *text == '}') {
			depth--;
		} else if (*text == '-' || (*text >= '0' && *text <= '9')) {
			size_t length = strspn(text, of_numbers), mantissa = strcspn(text, "eE");
			long exponent = mantissa < length ? strtol(text + mantissa + 1, NULL, 10) : 0;
			large = large || length > JSON_NUMBER_MAX || exponent < -99 || exponent > 99;
			text += length - 1;
		}
		if (*text == '\0')
			break;
	}
	return fault == JSON_FAULT_NESTING ? nested : large;
}

static size_t taken, malformed, large, nested;

static bool agree(const char *text, size_t length)
{
	struct json_refusal refusal;
	const struct json ours = json_parse(text, length, &refusal);
	json_t *theirs = json_loadb(text, length, JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, NULL);
	bool good;

	if (refusal.fault == JSON_FAULT_NUMBER || refusal.fault == JSON_FAULT_NESTING)
		good = ours.kind == JSON_KIND_ABSENT && exceeds(text, refusal.fault);
	else if (refusal.fault == JSON_FAULT_NONE)
		good = theirs != NULL && is_same(theirs, &ours) && !exceeds(text, JSON_FAULT_NUMBER) &&
		       !exceeds(text, JSON_FAULT_NESTING);
	else /* a NUL byte is JSON nowhere, but jansson overlooks one that ends a number */
		good = (theirs == NULL || strlen(text) < length) && ours.kind == JSON_KIND_ABSENT;
	taken += refusal.fault == JSON_FAULT_NONE;
	malformed += refusal.fault == JSON_FAULT_MALFORMED;
	large += refusal.fault == JSON_FAULT_NUMBER;
	nested += refusal.fault == JSON_FAULT_NESTING;
	if (!good)
		printf("they differ: %s, fault %d at %zu:%zu\n%.*s\n",
		       theirs != NULL ? "taken by the other" : "refused by the other", (int)refusal.fault, refusal.line,
		       refusal.column, (int)length, text);
	json_free(&ours);
	json_decref(theirs);
	return good;
}

static bool try_one(void)
{
	struct buffer out = { 0 };

	if (fuzz_below(12) == 0)
		add_tower(&out);
	else
		add_value(&out, fuzz_below(5));
	for (size_t i = fuzz_below(4) == 0 ? 1 + fuzz_below(3) : 0; i > 0; i--)
		fuzz_damage(&out, tokens, ARRAY_LEN(tokens));
	/* Exactly as large as it is, for a sanitizer to see what reads beyond. */
	char *text = memory_alloc(out.length + 1);
	memcpy(text, out.data, out.length);
	bool good = agree(text, out.length);
	free(text);
	buffer_free(&out);
	return good;
}

int main(void)
{
	size_t count;

	if (!fuzz_run(try_one, TEXTS_MAX, SECONDS_MAX, &count))
		return EXIT_FAILURE;
	printf("%zu texts: %zu taken, %zu malformed, %zu with a number and %zu with a nesting beyond the bounds\n", count, taken,
	       malformed, large, nested);
	/* Texts of one kind alone would prove nothing. */
	return taken > count / 3 && malformed > count / 50 && large > 0 && nested > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

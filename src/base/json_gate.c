/* Walks a JSON text once and refuses what is not RFC 8259, and what is beyond our bounds.
 *
 * json-c 0.16, in strict mode too, takes single quotes, NaN, "1." and raw control characters, makes U+FFFD of a lone surrogate
 * and of some that are not alone, cuts a key off at U+0000 and clamps integers to 64 bits. */
#include "base/json_gate.h"

#include <string.h>

#include "base/integer.h"
#include "base/utf8.h"

/* Any 18 digits fit into 64 bits. */
enum { SAFE_DIGITS = 18 };

/* What may come next, white space aside. */
enum place { FIRST_VALUE, VALUE, FIRST_KEY, KEY, COLON, AFTER_VALUE, NOWHERE };

struct walk {
	const char *at;
	uint64_t objects; /* the open brackets, innermost last: 1 for an object, 0 for an array */
	int depth;
	enum json_fault fault;
	struct buffer *restated;
	const char *unstated; /* what `restated` does not have yet begins here */
};

/* No bracket can be deeper than the bits that remember them. */
_Static_assert(JSON_NESTING_MAX <= 64, "struct walk's objects");

/* Characters of a string that stand for themselves, in one byte. */
static const bool plain[256] = { [' ' ... '!'] = true, ['#' ... '['] = true, [']' ... 0x7f] = true };

/* Say something else instead of what is at `at`, so many bytes, and pass it. */
static void restate(struct walk *walk, size_t instead_of, const char *words, size_t length)
{
	buffer_add(walk->restated, walk->unstated, (size_t)(walk->at - walk->unstated));
	buffer_add(walk->restated, words, length);
	walk->at += instead_of;
	walk->unstated = walk->at;
}

/* The walks over strings and numbers return whether all is well; if not, `at` is where it is not. */

/* "\uD83D\uDE00": the low half must follow the high one. */
static bool pass_pair(struct walk *walk, int high)
{
	const char *second = walk->at + 6;
	int low = high < 0xdc00 && second[0] == '\\' && second[1] == 'u' ? integer_hexadecimal(second + 2, 4) : -1;
	unsigned c = 0x10000u + (((unsigned)high & 0x3ff) << 10 | ((unsigned)low & 0x3ff));
	const char utf8[] = { (char)(0xf0 | c >> 18), (char)(0x80 | (c >> 12 & 0x3f)), (char)(0x80 | (c >> 6 & 0x3f)),
			      (char)(0x80 | (c & 0x3f)) };

	if (low < 0xdc00 || low > 0xdfff)
		return false;
	restate(walk, 12, utf8, sizeof utf8);
	return true;
}

static bool pass_escape(struct walk *walk, bool is_key)
{
	const char *at = walk->at;

	if (at[1] != '\0' && strchr("\"\\/bfnrt", at[1]) != NULL) {
		walk->at += 2;
		return true;
	}
	int unit = at[1] == 'u' ? integer_hexadecimal(at + 2, 4) : -1;
	if (unit < 0 || (unit == 0 && is_key))
		return false;
	if (unit >= 0xd800 && unit <= 0xdfff)
		return pass_pair(walk, unit);
	walk->at += 6;
	return true;
}

static bool pass_string(struct walk *walk, bool is_key)
{
	for (walk->at++;;) {
		while (plain[(unsigned char)*walk->at])
			walk->at++;
		if (*walk->at == '"') {
			walk->at++;
			return true;
		}
		if (*walk->at == '\\') {
			if (!pass_escape(walk, is_key))
				return false;
			continue;
		}
		size_t length = (unsigned char)*walk->at >= 0x80 ? utf8_length(walk->at) : 0;
		if (length == 0)
			return false;
		walk->at += length;
	}
}

static size_t pass_digits(struct walk *walk)
{
	const char *start = walk->at;

	while (*walk->at >= '0' && *walk->at <= '9')
		walk->at++;
	return (size_t)(walk->at - start);
}

/* The exponent from its 'e' on; *digits gets how many it has, leading zeros aside. */
static bool pass_exponent(struct walk *walk, size_t *digits)
{
	walk->at++;
	walk->at += *walk->at == '-' || *walk->at == '+';
	size_t zeros = strspn(walk->at, "0"), all = pass_digits(walk);

	*digits = all - zeros;
	return all > 0;
}

static bool pass_number(struct walk *walk)
{
	const char *start = walk->at;
	bool negative = *start == '-';
	size_t exponent = 0;

	walk->at += negative;
	if (*walk->at == '0')
		walk->at++;
	else if (pass_digits(walk) == 0)
		return false;
	const char *integer_end = walk->at;
	if (*walk->at == '.') {
		walk->at++;
		if (pass_digits(walk) == 0)
			return false;
	}
	if ((*walk->at == 'e' || *walk->at == 'E') && !pass_exponent(walk, &exponent))
		return false;
	if (walk->at - start > JSON_NUMBER_MAX || exponent > JSON_EXPONENT_DIGITS) {
		walk->fault = JSON_FAULT_NUMBER;
		walk->at = start;
		return false;
	}
	if (walk->at == integer_end && walk->at - start - negative > SAFE_DIGITS)
		restate(walk, 0, "e0", 2);
	return true;
}

static bool pass_word(struct walk *walk, const char *word)
{
	for (; *word != '\0'; word++, walk->at++) {
		if (*walk->at != *word)
			return false;
	}
	return true;
}

static enum place open_bracket(struct walk *walk, bool object)
{
	if (walk->depth == JSON_NESTING_MAX) {
		walk->fault = JSON_FAULT_NESTING;
		return NOWHERE;
	}
	walk->at++;
	walk->depth++;
	walk->objects = walk->objects << 1 | object;
	return object ? FIRST_KEY : FIRST_VALUE;
}

static enum place close_bracket(struct walk *walk)
{
	walk->at++;
	walk->depth--;
	walk->objects >>= 1;
	return AFTER_VALUE;
}

static enum place pass_value(struct walk *walk)
{
	bool good;

	switch (*walk->at) {
	case '{':
		return open_bracket(walk, true);
	case '[':
		return open_bracket(walk, false);
	case '"':
		good = pass_string(walk, false);
		break;
	case 't':
		good = pass_word(walk, "true");
		break;
	case 'f':
		good = pass_word(walk, "false");
		break;
	case 'n':
		good = pass_word(walk, "null");
		break;
	default:
		good = pass_number(walk);
	}
	return good ? AFTER_VALUE : NOWHERE;
}

/* Pass what begins at `at`, if it may come here; tells what may come next. */
static enum place step(struct walk *walk, enum place place)
{
	bool in_object = walk->objects & 1;
	char c = *walk->at;

	switch (place) {
	case FIRST_VALUE:
		return c == ']' ? close_bracket(walk) : pass_value(walk);
	case VALUE:
		return pass_value(walk);
	case FIRST_KEY:
		if (c == '}')
			return close_bracket(walk);
		/* fall through */
	case KEY:
		return c == '"' && pass_string(walk, true) ? COLON : NOWHERE;
	case COLON:
		walk->at += c == ':';
		return c == ':' ? VALUE : NOWHERE;
	case AFTER_VALUE:
		if (walk->depth == 0)
			return NOWHERE;
		if (c == (in_object ? '}' : ']'))
			return close_bracket(walk);
		walk->at += c == ',';
		return c != ',' ? NOWHERE : in_object ? KEY : VALUE;
	case NOWHERE:
		break;
	}
	return NOWHERE;
}

static const char *pass_spaces(const char *at)
{
	while (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')
		at++;
	return at;
}

enum json_fault json_gate_walk(const char *text, size_t length, struct buffer *restated, const char **where)
{
	struct walk walk = { .at = text, .fault = JSON_FAULT_NONE, .restated = restated, .unstated = text };
	const char *end = text + length;

	for (enum place place = VALUE; place != NOWHERE; place = step(&walk, place)) {
		walk.at = pass_spaces(walk.at);
		if (walk.at == end && place == AFTER_VALUE && walk.depth == 0) {
			if (restated->length > 0)
				restate(&walk, 0, "", 0);
			return JSON_FAULT_NONE;
		}
	}
	*where = walk.at;
	return walk.fault != JSON_FAULT_NONE ? walk.fault : JSON_FAULT_MALFORMED;
}

/* Cursors: what is handed back whole is understood, all else is damaged. */
#include "engine/cursor.h"

#include <string.h>

#include "unit.h"

#define ALPHABET "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

static const char *const positions[] = {
	"",          "a", "ab", "abc", "2025-10-11 10:00:00.123456+00,3edaf4f8-2120-4011-a59f-f6d8a47c622f", "\xc3\xa9\n\x01\x7f",
	"<<<>>>~~~",
};

START_TEST(round_trip)
{
	struct arena arena = { 0 };
	const char *cursor = cursor_encode(positions[_i], &arena);

	ck_assert_msg(strspn(cursor, ALPHABET) == strlen(cursor), "%s", cursor);
	unit_expect(cursor, cursor_decode(cursor, &arena), positions[_i]);
	unit_expect("again", cursor_encode(positions[_i], &arena), cursor);
	arena_free(&arena);
}
END_TEST

START_TEST(every_length)
{
	enum { LONG = 193 };
	char position[LONG + 1];
	struct arena arena = { 0 };

	for (size_t length = 0; length <= LONG; length++) {
		memset(position, 'x', length);
		position[length] = '\0';
		unit_expect("long", cursor_decode(cursor_encode(position, &arena), &arena), position);
	}
	arena_free(&arena);
}
END_TEST

START_TEST(cut)
{
	struct arena arena = { 0 };
	const char *cursor = cursor_encode(positions[_i], &arena);
	size_t length = strlen(cursor);

	for (size_t i = 0; i < length; i++) {
		const char *front = arena_copy(&arena, cursor, i);
		unit_expect(front, cursor_decode(front, &arena), NULL);
		if (i > 0)
			unit_expect(cursor + i, cursor_decode(cursor + i, &arena), NULL);
	}
	for (const char *more = ALPHABET; *more != '\0'; more++) {
		const char *longer = arena_printf(&arena, "%s%c", cursor, *more);
		unit_expect(longer, cursor_decode(longer, &arena), NULL);
	}
	arena_free(&arena);
}
END_TEST

/* Every other character in every place. The last one may have bits that carry nothing: then the position is the same. */
START_TEST(changed)
{
	struct arena arena = { 0 };
	const char *cursor = cursor_encode(positions[_i], &arena);
	size_t length = strlen(cursor);

	for (size_t i = 0; i < length; i++) {
		for (const char *other = ALPHABET; *other != '\0'; other++) {
			char *copy = arena_copy(&arena, cursor, length);
			if (copy[i] == *other)
				continue;
			copy[i] = *other;
			const char *position = cursor_decode(copy, &arena);
			bool same = i == length - 1 && length % 4 != 0 && unit_same(position, positions[_i]);
			ck_assert_msg(position == NULL || same, "%s for %s: %s", copy, cursor, position);
		}
	}
	arena_free(&arena);
}
END_TEST

START_TEST(bytes_that_are_not_base64url)
{
	struct arena arena = { 0 };
	const char *cursor = cursor_encode("abc", &arena);

	for (int byte = 1; byte < 256; byte++) {
		if (strchr(ALPHABET, byte) != NULL)
			continue;
		for (size_t i = 0; i <= strlen(cursor); i++) {
			const char *copy = arena_printf(&arena, "%.*s%c%s", (int)i, cursor, byte, cursor + i);
			ck_assert_msg(cursor_decode(copy, &arena) == NULL, "byte %d at %zu", byte, i);
		}
	}
	arena_free(&arena);
}
END_TEST

static const struct {
	const char *name, *text;
	size_t repeat;
} garbage_rows[] = {
	{ "empty", "", 1 },
	{ "padding alone", "=", 4 },
	{ "one character", "A", 1 },
	{ "seven characters", "A", 7 },
	{ "eight", "A", 8 },
	{ "266", "A", 266 },
	{ "267", "A", 267 },
	{ "100,000", "A", 100000 },
	{ "a number", "7", 1 },
	{ "an offset", "100", 1 },
	{ "plain text", "2025-10-11", 1 },
};

START_TEST(garbage)
{
	struct arena arena = { 0 };
	size_t length = strlen(garbage_rows[_i].text);
	char *text = arena_alloc(&arena, length * garbage_rows[_i].repeat + 1);

	for (size_t i = 0; i < garbage_rows[_i].repeat; i++)
		memcpy(text + i * length, garbage_rows[_i].text, length);
	unit_expect(garbage_rows[_i].name, cursor_decode(text, &arena), NULL);
	arena_free(&arena);
}
END_TEST

Suite *cursor_suite(void)
{
	Suite *suite = suite_create("cursor");
	TCase *tests = tcase_create("cursor");

	tcase_add_loop_test(tests, round_trip, 0, ARRAY_LEN(positions));
	tcase_add_test(tests, every_length);
	tcase_add_loop_test(tests, cut, 0, ARRAY_LEN(positions));
	tcase_add_loop_test(tests, changed, 0, ARRAY_LEN(positions));
	tcase_add_test(tests, bytes_that_are_not_base64url);
	tcase_add_loop_test(tests, garbage, 0, ARRAY_LEN(garbage_rows));
	suite_add_tcase(suite, tests);
	return suite;
}

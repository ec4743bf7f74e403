/* Number parsing, small files, the arena. */
#include "base/memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/integer.h"
#include "unit.h"

struct integer_row {
	const char *text;
	int64_t min, max;
	bool good;
	int64_t value;
};

static const struct integer_row integer_rows[] = {
	{ "0", 0, 0, true, 0 },
	{ "-0", 0, 0, true, 0 },
	{ "007", 0, 7, true, 7 },
	{ "-5", -5, 5, true, -5 },
	{ "9223372036854775807", 0, INT64_MAX, true, INT64_MAX },
	{ "-9223372036854775808", INT64_MIN, 0, true, INT64_MIN },
	{ "9223372036854775808", INT64_MIN, INT64_MAX, false, 0 },
	{ "-9223372036854775809", INT64_MIN, INT64_MAX, false, 0 },
	{ "99999999999999999999999999", INT64_MIN, INT64_MAX, false, 0 },
	{ "6", 1, 5, false, 0 },
	{ "0", 1, 5, false, 0 },
	{ "", 0, 9, false, 0 },
	{ "-", -9, 9, false, 0 },
	{ "--1", -9, 9, false, 0 },
	{ "+1", 0, 9, false, 0 },
	{ " 1", 0, 9, false, 0 },
	{ "1 ", 0, 9, false, 0 },
	{ "1\n", 0, 9, false, 0 },
	{ "1.0", 0, 9, false, 0 },
	{ "1e0", 0, 9, false, 0 },
	{ "0x1", 0, 9, false, 0 },
	{ "one", 0, 9, false, 0 },
	{ "1\xc2\xa0", 0, 9, false, 0 },
};

START_TEST(parse_integer)
{
	const struct integer_row *row = &integer_rows[_i];
	int64_t value = 42;
	bool good = integer_parse(row->text, row->min, row->max, &value);

	ck_assert_msg(good == row->good, "\"%s\": got %d, expected %d", row->text, good, row->good);
	ck_assert_msg(value == (good ? row->value : 42), "\"%s\": the value is %lld", row->text, (long long)value);
}
END_TEST

enum { LIMIT = 1000 };

struct file_row {
	const char *name;
	size_t length;
	int error; /* 0: it can be read */
};

static const struct file_row file_rows[] = {
	{ "empty", 0, 0 },
	{ "one byte", 1, 0 },
	{ "as long as may be", LIMIT, 0 },
	{ "a byte too long", LIMIT + 1, EFBIG },
	{ "much too long", 100 * LIMIT, EFBIG },
};

START_TEST(read_file)
{
	const struct file_row *row = &file_rows[_i];
	char *written = memory_alloc(row->length);
	size_t length;

	for (size_t i = 0; i < row->length; i++)
		written[i] = (char)i; /* NUL is a byte like any other */
	const char *path = unit_file(unit_directory(), "file", written, row->length);
	errno = 0;
	char *bytes = file_read(path, LIMIT, &length);
	ck_assert_msg((bytes == NULL) == (row->error != 0), "%s: got %p", row->name, (void *)bytes);
	if (bytes == NULL) {
		ck_assert_msg(errno == row->error, "%s: got errno %d", row->name, errno);
	} else {
		ck_assert_msg(length == row->length, "%s: got %zu bytes", row->name, length);
		ck_assert_msg(memcmp(bytes, written, length) == 0, "%s: other bytes", row->name);
		ck_assert_msg(bytes[length] == '\0', "%s: no NUL after the last byte", row->name);
	}
	free(bytes);
	free(written);
}
END_TEST

START_TEST(read_no_file)
{
	const char *directory = unit_directory();
	size_t length;

	ck_assert_ptr_null(file_read(unit_text("%s/missing", directory), LIMIT, &length));
	ck_assert_int_eq(errno, ENOENT);
	ck_assert_ptr_null(file_read(directory, LIMIT, &length));
	ck_assert_int_eq(errno, EISDIR);
}
END_TEST

START_TEST(clock_runs_forward)
{
	int64_t before = clock_ms();

	for (int i = 0; i < 1000; i++) {
		int64_t now = clock_ms();
		ck_assert_int_ge(now, before);
		before = now;
	}
}
END_TEST

/* Pieces are aligned, zeroed, and do not overlap, whatever was in the block before. */
START_TEST(arena_pieces)
{
	static const size_t sizes[] = { 0, 1, 7, 16, 17, 4000, 16 * 1024, 16 * 1024 + 1, 300 * 1024, 3, 5000, 12000 };
	struct arena arena = { 0 };
	unsigned char *pieces[ARRAY_LEN(sizes)];

	for (int round = 0; round < 3; round++) {
		for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
			pieces[i] = arena_alloc(&arena, sizes[i]);
			ck_assert_msg((uintptr_t)pieces[i] % _Alignof(max_align_t) == 0, "%zu bytes: not aligned", sizes[i]);
			/* Check tells its parent of every assertion: one for each byte would take seconds. */
			for (size_t k = 0; k < sizes[i]; k++) {
				if (pieces[i][k] != 0)
					ck_abort_msg("%zu bytes: not zeroed at %zu", sizes[i], k);
			}
			memset(pieces[i], (int)i + 1, sizes[i]);
		}
		for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
			for (size_t k = 0; k < sizes[i]; k++) {
				if (pieces[i][k] != i + 1)
					ck_abort_msg("%zu bytes: overwritten at %zu", sizes[i], k);
			}
		}
		arena_reset(&arena);
	}
	arena_free(&arena);
	ck_assert_ptr_null(arena.blocks);
}
END_TEST

START_TEST(arena_texts)
{
	struct arena arena = { 0 };
	char *copy = arena_copy(&arena, "visitor", 5);
	char *empty = arena_copy(&arena, "", 0);
	char *formatted = arena_printf(&arena, "%s must be between %g and %g", "x", -90.0, 90.0);
	char *large = arena_printf(&arena, "%0*d", 20000, 7);

	ck_assert_str_eq(copy, "visit");
	ck_assert_str_eq(empty, "");
	ck_assert_str_eq(formatted, "x must be between -90 and 90");
	ck_assert_uint_eq(strlen(large), 20000);
	ck_assert_int_eq(large[19999], '7');
	arena_free(&arena);
}
END_TEST

/* A worker lives for weeks: what one request took, the next one gets. */
START_TEST(arena_reset_keeps_one_block)
{
	struct arena arena = { 0 };
	char *first = arena_alloc(&arena, 100);
	char *huge = arena_alloc(&arena, 256 * 1024);

	ck_assert_ptr_ne(first, huge);
	arena_reset(&arena);
	char *again = arena_alloc(&arena, 100);
	ck_assert_ptr_eq(again, first);
	arena_free(&arena);

	huge = arena_alloc(&arena, 256 * 1024);
	ck_assert_ptr_nonnull(huge);
	arena_reset(&arena);
	ck_assert_msg(arena.blocks == NULL, "a huge block is kept");
	arena_reset(&arena);
	arena_free(&arena);
}
END_TEST

Suite *memory_suite(void)
{
	Suite *suite = suite_create("memory");
	TCase *tests = tcase_create("base");

	tcase_add_loop_test(tests, parse_integer, 0, ARRAY_LEN(integer_rows));
	tcase_add_loop_test(tests, read_file, 0, ARRAY_LEN(file_rows));
	tcase_add_test(tests, read_no_file);
	tcase_add_test(tests, clock_runs_forward);
	tcase_add_test(tests, arena_pieces);
	tcase_add_test(tests, arena_texts);
	tcase_add_test(tests, arena_reset_keeps_one_block);
	suite_add_tcase(suite, tests);
	return suite;
}

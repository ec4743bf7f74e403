/* Runs the unit tests, one suite a file. */
#include "unit.h"

#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/file.h"

enum { READ_MAX = 1024 * 1024 };

static struct arena texts;
static char root[256];

static Suite *(*const suites[])(void) = {
	memory_suite,   decimal_suite,   sha256_suite,  utf8_suite,       json_suite,        buffer_suite,   log_suite,
	config_suite,   timestamp_suite, caller_suite,  pg_array_suite,   query_suite,       csv_suite,      cursor_suite,
	draft_id_suite, etag_suite,      fit_suite,     field_suite,      field_types_suite, render_suite,   page_suite,
	reply_suite,    store_suite,     router_suite,  jwks_suite,       keys_suite,        token_suite,    claims_suite,
	remember_suite, aws_sigv4_suite, objects_suite, scoreboard_suite, traceparent_suite, counters_suite,
};

char *unit_text(const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	int length = vasprintf(&text, format, arguments);
	va_end(arguments);
	ck_assert_int_ge(length, 0);
	char *copy = arena_copy(&texts, text, (size_t)length);
	free(text);
	return copy;
}

const char *unit_directory(void)
{
	char *path = unit_text("%s/XXXXXX", root);

	ck_assert_msg(mkdtemp(path) != NULL, "%s: %m", path);
	return path;
}

const char *unit_file(const char *directory, const char *name, const void *bytes, size_t length)
{
	const char *path = unit_text("%s/%s", directory, name);
	FILE *file = fopen(path, "w");

	ck_assert_msg(file != NULL, "%s: %m", path);
	ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
	ck_assert_int_eq(fclose(file), 0);
	return path;
}

const char *unit_read(const char *path)
{
	size_t length;
	char *bytes = file_read(path, READ_MAX, &length);

	ck_assert_msg(bytes != NULL, "%s: %m", path);
	const char *text = arena_copy(&texts, bytes, length);
	free(bytes);
	return text;
}

/* Knuth's linear congruential generator; its low bits are poor and left out. */
uint64_t unit_random(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return *seed >> 16;
}

bool unit_same(const char *got, const char *expected)
{
	return got == NULL || expected == NULL ? got == expected : strcmp(got, expected) == 0;
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *where)
{
	(void)status;
	(void)type;
	(void)where;
	return remove(path);
}

int main(void)
{
	const char *parent = getenv("TMPDIR");
	SRunner *runner = srunner_create(NULL);

	snprintf(root, sizeof root, "%s/visitd-unit-XXXXXX", parent != NULL ? parent : "/tmp");
	if (mkdtemp(root) == NULL) {
		perror(root);
		return EXIT_FAILURE;
	}
	for (size_t i = 0; i < ARRAY_LEN(suites); i++)
		srunner_add_suite(runner, suites[i]());
	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	arena_free(&texts);
	nftw(root, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* The logs of visitd and nginx. */
#include "journal.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/memory.h"
#include "process.h"
#include "text.h"

enum { WAIT_MS = 5000 };

long journal_mark(const char *path)
{
	struct stat file;

	return stat(path, &file) == 0 ? (long)file.st_size : 0;
}

char *journal_bytes(const char *path, long mark)
{
	long end = journal_mark(path);
	char *bytes = memory_alloc((size_t)(end - mark) + 1);
	FILE *file = fopen(path, "re");

	if (file == NULL || end == mark)
		return bytes;
	ck_assert_int_eq(fseek(file, mark, SEEK_SET), 0);
	ck_assert_uint_eq(fread(bytes, 1, (size_t)(end - mark), file), (size_t)(end - mark));
	fclose(file);
	return bytes;
}

json_t *journal_since(const char *path, long mark)
{
	json_t *lines = json_array();
	/* With the byte before it: a line of which only a part was there at the mark is not of after it. */
	long from = mark > 0 ? mark - 1 : 0;
	char *bytes = journal_bytes(path, from), *rest = bytes, *line;

	if (mark > 0)
		strsep(&rest, "\n");
	/* What follows the last newline is empty, or a line that is still being written. */
	while ((line = strsep(&rest, "\n")) != NULL && rest != NULL) {
		json_t *object = json_loads(line, 0, NULL);
		ck_assert_msg(json_is_object(object), "no JSON object in %s: %s", path, line);
		json_array_append_new(lines, object);
	}
	free(bytes);
	return lines;
}

json_t *journal_find(const char *path, long mark, const char *key, const char *value)
{
	int64_t deadline = clock_ms() + WAIT_MS;

	for (;;) {
		json_t *lines = journal_since(path, mark), *line;
		size_t i;
		json_array_foreach (lines, i, line) {
			if (strcmp(journal_text(line, key), value) == 0)
				return line;
		}
		json_decref(lines);
		if (clock_ms() > deadline)
			return NULL;
		process_sleep_ms(20);
	}
}

const char *journal_text(const json_t *line, const char *key)
{
	const char *value = json_string_value(json_object_get(line, key));

	return value != NULL ? value : "";
}

/* What the tests of keeping the directory share: files of comma-separated values, and loading them. */
#ifndef VISITD_TEST_KEEPING_H
#define VISITD_TEST_KEEPING_H

#include "commands.h"

/* A zone under a name that no other has. */
struct keeping_zone {
	char *id, *name;
};
struct keeping_zone keeping_zone(void) must_check;

/* Write a file in the tests' directory, and return its path. */
const char *keeping_file(const char *bytes, size_t length) must_check;

/* Load a text as a file of this table; the result of visitctl. "--dry-run" or NULL. */
struct process_result keeping_load(const char *table, const char *csv, const char *option) must_check;

/* The same, of which the only output is this one line, and there is no complaint. */
void keeping_expect(const char *table, const char *csv, const char *line);

void keeping_add_load(Suite *suite);
void keeping_add_moves(Suite *suite);

#endif

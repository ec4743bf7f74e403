/* What the unit tests share: their suites, a directory to write into, texts that live as long as the run. */
#ifndef UNIT_H
#define UNIT_H

#include <check.h>
#include <jansson.h>

#include "base/memory.h"

Suite *memory_suite(void);
Suite *aws_sigv4_suite(void);
Suite *buffer_suite(void);
Suite *caller_suite(void);
Suite *claims_suite(void);
Suite *config_suite(void);
Suite *counters_suite(void);
Suite *csv_suite(void);
Suite *cursor_suite(void);
Suite *decimal_suite(void);
Suite *sha256_suite(void);
Suite *draft_id_suite(void);
Suite *etag_suite(void);
Suite *field_suite(void);
Suite *fit_suite(void);
Suite *field_types_suite(void);
Suite *json_suite(void);
Suite *jwks_suite(void);
Suite *keys_suite(void);
Suite *objects_suite(void);
Suite *page_suite(void);
Suite *log_suite(void);
Suite *query_suite(void);
Suite *remember_suite(void);
Suite *render_suite(void);
Suite *reply_suite(void);
Suite *router_suite(void);
Suite *scoreboard_suite(void);
Suite *store_suite(void);
Suite *pg_array_suite(void);
Suite *timestamp_suite(void);
Suite *token_suite(void);
Suite *traceparent_suite(void);
Suite *utf8_suite(void);

/* A formatted string that nobody frees. */
char *unit_text(const char *format, ...) must_check printf_like(1, 2);

/* A new empty directory; all of them are removed at the end. */
const char *unit_directory(void) must_check;

/* Write a file and return its path. */
const char *unit_file(const char *directory, const char *name, const void *bytes, size_t length);

/* The text of a file that a test has made the program write. */
const char *unit_read(const char *path) must_check;

/* Pseudo-random numbers, the same in every run: a failure must come again. */
uint64_t unit_random(uint64_t *seed);

/* Are two texts the same, or both NULL? */
bool unit_same(const char *got, const char *expected) must_check;

/* A row's result, with the row's name in the failure. */
#define unit_expect(row, got, expected)                                                                                          \
	do {                                                                                                                     \
		const char *got_ = (got), *expected_ = (expected);                                                               \
		ck_assert_msg(unit_same(got_, expected_), "%s: got %s, expected %s", (row), got_ != NULL ? got_ : "NULL",        \
			      expected_ != NULL ? expected_ : "NULL");                                                           \
	} while (0)

#endif

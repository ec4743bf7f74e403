/* Runs a suite of Check's on the stack. */
#ifndef VISITD_TEST_SUITE_H
#define VISITD_TEST_SUITE_H

#include <check.h>

/* A named part of a suite; `before` (may be NULL) runs ahead of each of its tests, in the test's process. */
TCase *suite_part(Suite *suite, const char *name, void (*before)(void));

/* The body of main(): run all, print the summary, return the exit status. */
int suite_main(Suite *suite);

#endif

/* The parts of the program tests/e2e/api/requests. */
#ifndef VISITD_TEST_REQUESTS_H
#define VISITD_TEST_REQUESTS_H

#include <check.h>

void bodies_add(Suite *suite);
void description_add(Suite *suite);
void sizes_add(Suite *suite);

#endif

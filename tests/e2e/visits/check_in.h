/* The parts of the program tests/e2e/visits/check_in, and what they share. */
#ifndef VISITD_TEST_CHECK_IN_H
#define VISITD_TEST_CHECK_IN_H

#include <check.h>

#include "world.h"

#define GPS ",\"checkInTime\":\"2025-10-11T10:05:00Z\",\"checkInLatitude\":43.6532,\"checkInLongitude\":-79.3832"

/* The visit that a reply is about, one column of it. */
char *check_in_column(const struct http_response *response, const char *name) must_check;

/* What makes a check-in copy from that visit. */
char *check_in_copying(const char *visit) must_check;

/* How many rows of documentation a visit has. */
long check_in_count_documentation(const char *visit) must_check;

void check_in_add_contract(Suite *suite);

#endif

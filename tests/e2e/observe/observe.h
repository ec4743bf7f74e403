/* The parts of the program tests/e2e/observe/observe. */
#ifndef VISITD_TEST_OBSERVE_H
#define VISITD_TEST_OBSERVE_H

#include <check.h>
#include <jansson.h>

#include "sql.h"
#include "world.h"

/* A PATCH of a visit whose row somebody holds: it waits for PostgreSQL until it is let go. */
struct held {
	PGconn *holder;
	struct http_request request;
	struct http_pending *pending;
	char *backend; /* that serves it */
};
void observe_hold(struct held *held, const struct world *world, const char *const *headers);
struct http_response *observe_release(struct held *held) must_check;

/* The line of visitd's log about this reply's request. */
json_t *observe_line(const struct http_response *response, long mark) must_check;

void counts_add(Suite *suite);
void slow_requests_add(Suite *suite);
void states_add(Suite *suite);
void traces_add(Suite *suite);

#endif

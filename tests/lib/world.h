/* Rows of a test's own, under fresh ids: no test meets another's, nor what an earlier run has left. */
#ifndef VISITD_TEST_WORLD_H
#define VISITD_TEST_WORLD_H

#include <libpq-fe.h>

#include "http.h"

/* Texts that stand in rows about people and must never be in a log. */
#define WORLD_FIRST_NAME "Quillonbert"
#define WORLD_LAST_NAME  "Xanthopoulos"

#define WORLD_VISITS "/api/v1/visits"
/* When the visits of tests begin, unless they say otherwise. */
#define WORLD_SLOT "2025-10-11T10:00:00Z"

/* A zone with a client and a caregiver, and the caregiver's token. */
struct world {
	char *zone, *client, *caregiver, *token;
};
struct world world_new(void) must_check;

/* More rows; each returns the id. A user's zone may be NULL. */
char *world_zone(void) must_check;
char *world_user(const char *role, const char *zone) must_check;
char *world_client(const char *zone) must_check;
/* A visit that is over, with vital signs, activities, observations and concerns documented if so wished. */
char *world_visit(const char *client, const char *staff, bool documented) must_check;

/* An id that is nobody's. */
char *world_uuid(void) must_check;

/* The n-th slot of a series that never ends. */
char *world_slot(int n) must_check;

/* The body of a check-in: client, slot, and what else (`,"checkInLatitude":0`). */
char *world_check_in_body(const char *client, const char *slot, const char *more) must_check;

/* Check the world's caregiver in at its client, in the usual slot. */
struct http_response *world_check_in(const struct world *world, const char *more) must_check;

/* How many visits the client has. */
long world_count_visits(const char *client) must_check;

/* A session in whose open transaction the world's usual slot is taken: a check-in there waits, until "ROLLBACK". */
PGconn *world_hold_slot(const struct world *world) must_check;

#endif

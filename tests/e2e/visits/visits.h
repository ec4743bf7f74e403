/* The parts of the program tests/e2e/visits/visits, and what they share with each other and with photos. */
#ifndef VISITD_TEST_VISITS_H
#define VISITD_TEST_VISITS_H

#include <check.h>

#include "expect.h"
#include "world.h"

/* When visits_new() has checked in. */
#define VISITS_CHECK_IN "2025-10-11T10:05:00Z"

/* Somebody who asks about a visit of the world's caregiver, and what becomes of it. */
enum visits_zone { OWN_ZONE, OTHER_ZONE, NO_ZONE };
enum visits_verdict { ALLOWED, NOT_YOURS, NOT_IN_ZONE, NO_ACCESS, NOBODY };
struct visits_caller {
	const char *name, *role;
	enum visits_zone zone;
	enum visits_verdict verdict;
	bool own;                        /* the caregiver of the visit */
	const char *token_role, *change; /* of the token if it is not the role; SQL that changes the user */
};

enum { VISITS_CALLERS = 17 };
extern const struct visits_caller visits_callers[VISITS_CALLERS];
char *visits_token(const struct world *world, const struct visits_caller *caller) must_check;

/* A visit of the world's caregiver and client in this state: in_progress and completed are checked in, completed is checked
 * out after 55 minutes. At WORLD_SLOT. */
char *visits_new(const struct world *world, const char *status) must_check;

char *visits_path(const char *visit) must_check;

/* One header more, "Name: value"; NULL for none. */
struct http_response *visits_get(const char *path, const char *token, const char *header) must_check;
struct http_response *visits_patch(const char *visit, const char *token, const char *body, const char *header) must_check;

/* One column of a visit's row, or of its documentation's. */
char *visits_column(const char *visit, const char *name) must_check;
char *visits_documentation(const char *visit, const char *name) must_check;

#define visits_value  expect_at
#define visits_expect expect_json

/* Until so many wait for locks of PostgreSQL's. */
void visits_wait_for_locks(const char *what, int count);

void visits_add_update(Suite *suite);
void visits_add_documentation(Suite *suite);
void visits_add_conditions(Suite *suite);
void visits_add_list(Suite *suite);
void visits_add_bounds(Suite *suite);
void visits_add_moves(Suite *suite);
void visits_add_earlier(Suite *suite);
void visits_add_paging(Suite *suite);
void visits_add_read(Suite *suite);
void visits_add_order(Suite *suite);
void visits_add_plan(Suite *suite);
void visits_add_schedule(Suite *suite);

#endif

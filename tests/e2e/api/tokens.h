/* What the parts of the tests of tokens share. */
#ifndef VISITD_TEST_TOKENS_H
#define VISITD_TEST_TOKENS_H

#include <check.h>

#include "world.h"

/* A check-in of the world's client, in a slot of its own. */
struct http_response *tokens_check_in(const struct world *world, const char *token) must_check;

/* It is 201; or 401, the log tells why, and the client hears no more than whether the token has expired. */
void tokens_expect_good(const struct world *world, const char *what, const char *token);
void tokens_expect_bad(const struct world *world, const char *what, const char *token);

/* Settle the stack as it comes. */
void tokens_settle(void);

void tokens_add_external_ids(Suite *suite);

#endif

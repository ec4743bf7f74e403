/* What a reply should be. Each check that fails says what was asked (`what`) and shows the reply. */
#ifndef VISITD_TEST_EXPECT_H
#define VISITD_TEST_EXPECT_H

#include "http.h"

/* The status, JSON, and a request id. */
void expect_status(const struct http_response *response, const char *what, int status);

/* A refusal: the one shape that all have, nginx's own too. */
void expect_refusal(const struct http_response *response, const char *what, int status);

/* A refusal of visitd's, with this message unless it is NULL. A 405 has Allow, a 401 a challenge, a 503 Retry-After. */
void expect_problem(const struct http_response *response, const char *what, int status, const char *message);

/* The refusal's details name the field, with this message unless it is NULL. */
void expect_detail(const struct http_response *response, const char *what, const char *field, const char *message);
/* So many fields are named. */
void expect_details(const struct http_response *response, const char *what, size_t count);

/* The reply is an object whose member is just this piece of JSON: "null", "0", "\"in_progress\"". Numbers are compared
 * as they are spelt in the body. */
void expect_member(const struct http_response *response, const char *what, const char *key, const char *json);

/* A value deep in a reply, "data.client.phone" or "data.visits.0.id"; NULL if there is none. */
json_t *expect_at(const struct http_response *response, const char *path) must_check;
/* It is just this piece of JSON. */
void expect_json(const struct http_response *response, const char *what, const char *path, const char *json);

/* Text of a member; the test fails if it is no string. */
const char *expect_text(const struct http_response *response, const char *what, const char *key) must_check;

/* What is null in SQL and in `expected` alike, or the same text. */
void expect_value(const char *what, const char *value, const char *expected);

#endif

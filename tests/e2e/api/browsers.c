/* What browsers and phones ask of nginx: other origins, compressed replies, and tags that compressing has weakened. */
#include <string.h>

#include "expect.h"
#include "mint.h"
#include "sql.h"
#include "stack.h"
#include "suite.h"
#include "text.h"
#include "world.h"

/* tools/stack lists this one. */
#define ALLOWED "https://app.example.org"

static struct http_response *ask(const char *method, const char *token, const char *origin, const char *header)
{
	const struct http_request request = {
		.method = method, .path = WORLD_VISITS, .token = token, .headers = { text("Origin: %s", origin), header }
	};

	return http_send(&request);
}

static void expect_header(const char *what, const struct http_response *response, const char *name, const char *value)
{
	expect_value(text("%s: %s", what, name), http_header(response, name), value);
}

START_TEST(allowed_origin)
{
	struct world world = world_new();
	struct http_response *response = ask("OPTIONS", NULL, ALLOWED, "Access-Control-Request-Method: PATCH");

	ck_assert_int_eq(response->status, 204);
	expect_header("preflight", response, "Access-Control-Allow-Origin", ALLOWED);
	expect_header("preflight", response, "Access-Control-Allow-Methods", "GET, HEAD, POST, PATCH, DELETE");
	expect_header(
		"preflight", response, "Access-Control-Allow-Headers",
		"Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Request-Id, traceparent, tracestate");
	response = ask(NULL, world.token, ALLOWED, NULL);
	expect_status(response, "list", 200);
	expect_header("list", response, "Access-Control-Allow-Origin", ALLOWED);
	expect_header("list", response, "Access-Control-Expose-Headers",
		      "ETag, Location, Link, Retry-After, X-Request-Id, Idempotent-Replayed");
	ck_assert_ptr_nonnull(strstr(http_header(response, "Vary"), "Origin"));
	/* A refusal can be read too. */
	response = ask(NULL, "x", ALLOWED, NULL);
	expect_problem(response, "no token", 401, NULL);
	expect_header("refusal", response, "Access-Control-Allow-Origin", ALLOWED);
}
END_TEST

static const char *const others[] = {
	ALLOWED ".evil.example",
	ALLOWED ":8443",
	"http://app.example.org",
	"https://evil.example",
	"https://example.org",
	"null",
	"*",
	"https://app.example.or",
	"https://xapp.example.org",
};

/* What only begins like an allowed one is another. */
START_TEST(other_origins)
{
	struct world world = world_new();
	struct http_response *response = ask("OPTIONS", NULL, others[_i], "Access-Control-Request-Method: GET");

	expect_problem(response, others[_i], 405, NULL);
	expect_header(others[_i], response, "Access-Control-Allow-Origin", NULL);
	response = ask(NULL, world.token, others[_i], NULL);
	expect_status(response, others[_i], 200);
	expect_header(others[_i], response, "Access-Control-Allow-Origin", NULL);
	expect_header(others[_i], response, "Access-Control-Expose-Headers", NULL);
}
END_TEST

/* More than 1 KiB is compressed; its tag is weak then, and as good as the strong one. */
START_TEST(compressed)
{
	struct world world = world_new();
	const char *visit = world_visit(world.client, world.caregiver, true), *gzip = "Accept-Encoding: gzip";
	const struct http_request plain = { .path = text(WORLD_VISITS "/%s", visit), .token = world.token },
				  small = { .path = "/api/v1/me", .token = world.token, .headers = { gzip } };
	struct http_request request = plain;

	request.headers[0] = gzip;
	struct http_response *whole = http_send(&plain), *packed = http_send(&request);
	const char *tag = http_header(packed, "ETag");
	ck_assert_uint_gt(whole->length, 1024);
	expect_header("large", packed, "Content-Encoding", "gzip");
	ck_assert_uint_lt(packed->length, whole->length);
	expect_value("weakened", tag, text("W/%s", http_header(whole, "ETag")));
	expect_header("small", http_send(&small), "Content-Encoding", NULL);

	request.headers[1] = text("If-None-Match: %s", tag);
	ck_assert_int_eq(http_send(&request)->status, 304);
	struct http_request change = { .method = "PATCH",
				       .path = plain.path,
				       .token = world.token,
				       .body = "{\"documentation\":{\"concerns\":\"x\"}}",
				       .headers = { text("If-Match: %s", tag) } };
	expect_status(http_send(&change), "weak tag", 200);
	change.body = "{\"documentation\":{\"concerns\":\"y\"}}";
	expect_problem(http_send(&change), "weak tag of before", 412, NULL);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("browsers");
	TCase *part = suite_part(suite, "origins", NULL);

	tcase_add_test(part, allowed_origin);
	tcase_add_loop_test(part, other_origins, 0, ARRAY_LEN(others));
	part = suite_part(suite, "compression", NULL);
	tcase_add_test(part, compressed);
	return suite_main(suite);
}

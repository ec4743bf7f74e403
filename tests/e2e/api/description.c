/* /api/openapi.json: the description of the API, for everybody. */
#include <string.h>

#include "expect.h"
#include "requests.h"
#include "suite.h"
#include "text.h"

#define DESCRIPTION "/api/openapi.json"

START_TEST(description_needs_no_token)
{
	struct http_response *response = http_send(&(struct http_request){ .path = DESCRIPTION });

	expect_status(response, DESCRIPTION, 200);
	expect_value("type", http_header(response, "Content-Type"), "application/json");
	expect_value("cache", http_header(response, "Cache-Control"), "no-cache");
	expect_json(response, DESCRIPTION, "openapi", "\"3.1.0\"");
	expect_json(response, "this release", "info.version", "\"" PACKAGE_VERSION "\"");
}
END_TEST

/* As all of the API: with a slash at its end too. */
START_TEST(description_has_a_slash_or_not)
{
	struct http_response *whole = http_send(&(struct http_request){ .path = DESCRIPTION });
	struct http_request request = { .path = DESCRIPTION "/" };
	struct http_response *same = http_send(&request);

	expect_status(same, DESCRIPTION "/", 200);
	expect_value("tag", http_header(same, "ETag"), http_header(whole, "ETag"));
	request.method = "POST";
	same = http_send(&request);
	expect_problem(same, "POST", 405, NULL);
	expect_value("POST", http_header(same, "Allow"), "GET, HEAD");
}
END_TEST

START_TEST(description_is_asked_for_by_its_tag)
{
	struct http_response *whole = http_send(&(struct http_request){ .path = DESCRIPTION });
	struct http_request request = { .path = DESCRIPTION, .headers = { "Accept-Encoding: gzip" } };
	struct http_response *packed = http_send(&request);

	expect_value("compressed", http_header(packed, "Content-Encoding"), "gzip");
	ck_assert_uint_lt(packed->length, whole->length / 4);
	request.headers[0] = text("If-None-Match: %s", http_header(whole, "ETag"));
	ck_assert_int_eq(http_send(&request)->status, 304);
	request.headers[0] = text("If-None-Match: %s", http_header(packed, "ETag"));
	ck_assert_int_eq(http_send(&request)->status, 304);
	request.headers[0] = "If-None-Match: \"another\"";
	ck_assert_int_eq(http_send(&request)->status, 200);
	request = (struct http_request){ .method = "HEAD", .path = DESCRIPTION };
	struct http_response *head = http_send(&request);
	ck_assert_int_eq(head->status, 200);
	ck_assert_uint_eq(head->length, 0);
	expect_value("tag", http_header(head, "ETag"), http_header(whole, "ETag"));
}
END_TEST

static const char *const methods[] = { "POST", "PUT", "PATCH", "DELETE", "OPTIONS" };

START_TEST(description_is_only_read)
{
	struct http_response *response = http_send(&(struct http_request){ .method = methods[_i], .path = DESCRIPTION });

	expect_problem(response, methods[_i], 405, NULL);
	expect_value(methods[_i], http_header(response, "Allow"), "GET, HEAD");
}
END_TEST

START_TEST(description_is_there_for_allowed_origins)
{
	struct http_request request = { .path = DESCRIPTION, .headers = { "Origin: https://app.example.org" } };
	struct http_response *response = http_send(&request);

	expect_value("origin", http_header(response, "Access-Control-Allow-Origin"), "https://app.example.org");
	request.method = "OPTIONS";
	ck_assert_int_eq(http_send(&request)->status, 204);
}
END_TEST

void description_add(Suite *suite)
{
	TCase *part = suite_part(suite, "description", NULL);

	tcase_add_test(part, description_needs_no_token);
	tcase_add_test(part, description_has_a_slash_or_not);
	tcase_add_test(part, description_is_asked_for_by_its_tag);
	tcase_add_loop_test(part, description_is_only_read, 0, ARRAY_LEN(methods));
	tcase_add_test(part, description_is_there_for_allowed_origins);
}

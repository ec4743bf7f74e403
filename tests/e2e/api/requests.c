/* Section 1 of the contract: addresses, methods, request ids, and nginx's own refusals; bodies.c has the bodies. */
#include "requests.h"

#include <string.h>

#include "expect.h"
#include "journal.h"
#include "sql.h"
#include "stack.h"
#include "suite.h"
#include "text.h"
#include "world.h"

/* --- addresses and methods --- */

static const struct {
	const char *path;
	int status; /* of a POST with a token and a body */
} paths[] = {
	{ "/api/v1/visits", 201 },
	{ "/api/v1/visits/", 201 },
	{ "/api/v1/visits?x=1", 400 },
	{ "/api//v1/visits", 201 },
	{ "/api/v1/./visits", 201 },
	{ "/api/v1/x/../visits", 201 },
	{ "/api/v1/%76isits", 201 },
	{ "/api/v1/visits//", 201 },
	{ "/", 404 },
	{ "/api", 404 },
	{ "/api/", 404 },
	{ "/api/v1", 404 },
	{ "/api/v1/visitsx", 404 },
	{ "/api/v1/visit", 404 },
	{ "/API/v1/visits", 404 },
	{ "/api/v2/visits", 404 },
	{ "/api/v1/visits/x/y/z", 404 },
	{ "/api/v1/visits%2f", 201 },
	{ "/api/v1/visits%00", 400 },
	{ "/api/v1/%ff%fe", 404 },
	{ "/api/../../etc/passwd", 400 },
	{ "/visitd-error", 404 },
	{ "/favicon.ico", 404 },
};

START_TEST(address)
{
	struct world world = world_new();
	const char *path = paths[_i].path;
	struct http_response *response = http_post(path, world.token, world_check_in_body(world.client, WORLD_SLOT, ""));

	if (paths[_i].status == 201)
		expect_status(response, path, 201);
	else
		expect_problem(response, path, paths[_i].status, NULL);
}
END_TEST

static const struct {
	const char *method, *path;
	int status;
	const char *allow;
} methods[] = {
	{ "PUT", WORLD_VISITS, 405, "POST" },     { "DELETE", WORLD_VISITS, 405, "POST" },
	{ "OPTIONS", WORLD_VISITS, 405, "POST" }, { "PROPFIND", WORLD_VISITS, 405, "POST" },
	{ "BREW", WORLD_VISITS, 405, "POST" },    { "DELETE", "/api/v1/visitsx", 404, NULL },
	{ "POST", "/healthz", 405, "GET, HEAD" }, { "DELETE", "/readyz", 405, "GET, HEAD" },
	{ "POST", "/demo/", 405, "GET, HEAD" },   { "PUT", "/demo/visitd.js?v=1", 405, "GET, HEAD" },
};

START_TEST(method_that_the_address_does_not_take)
{
	struct world world = world_new();
	const char *what = text("%s %s", methods[_i].method, methods[_i].path);
	struct http_response *response = http_send(
		&(struct http_request){ .method = methods[_i].method, .path = methods[_i].path, .token = world.token });

	expect_problem(response, what, methods[_i].status, NULL);
	if (methods[_i].allow != NULL)
		ck_assert_msg(strstr(http_header(response, "Allow"), methods[_i].allow) != NULL, "%s: Allow: %s", what,
			      http_header(response, "Allow"));
}
END_TEST

START_TEST(HEAD_has_the_headers_and_no_body)
{
	struct http_response *response = http_send(&(struct http_request){ .method = "HEAD", .path = "/healthz" });

	expect_status(response, "HEAD /healthz", 200);
	ck_assert_uint_eq(response->length, 0);
	ck_assert_str_eq(http_header(response, "Content-Length"), "15");
	response = http_send(&(struct http_request){ .method = "HEAD", .path = "/api/v1/nothing" });
	expect_status(response, "HEAD of nothing", 404);
	ck_assert_uint_eq(response->length, 0);
}
END_TEST

/* --- health --- */

START_TEST(healthz_and_readyz_say_ok)
{
	static const char *const health[] = { "/healthz", "/readyz" };

	for (size_t i = 0; i < ARRAY_LEN(health); i++) {
		struct http_response *response = http_send(&(struct http_request){ .path = health[i] });
		expect_status(response, health[i], 200);
		ck_assert_str_eq(response->body, "{\"status\":\"ok\"}");
	}
}
END_TEST

/* --- request ids --- */

static const struct {
	const char *name, *id;
	size_t repeat;
	bool taken;
} ids[] = {
	{ "a word", "check-in.17_A", 1, true },
	{ "1 character", "x", 1, true },
	{ "128 characters", "x", 128, true },
	{ "129 characters", "x", 129, false },
	{ "empty", "", 1, false },
	{ "a space", "a b", 1, false },
	{ "a quote", "a\"b", 1, false },
	{ "a slash", "a/b", 1, false },
	{ "UTF-8", "cl\xc3\xa9", 1, false },
	{ "a tag", "<b>", 1, false },
	{ "something like JSON", "{}", 1, false },
};

START_TEST(request_id_is_the_clients_if_it_does_no_harm)
{
	const char *sent = text_repeat(ids[_i].id, ids[_i].repeat);
	const struct http_request request = { .path = "/healthz",
					      .headers = { sent[0] != '\0' ? text("X-Request-Id: %s", sent) : "X-Request-Id;" } };
	struct http_response *response = http_send(&request);

	expect_status(response, ids[_i].name, 200);
	const char *got = http_header(response, "X-Request-Id");
	ck_assert_msg((strcmp(got, sent) == 0) == ids[_i].taken, "%s: %s", ids[_i].name, got);
	if (!ids[_i].taken)
		ck_assert_uint_eq(strspn(got, "0123456789abcdef"), 32);
}
END_TEST

START_TEST(request_ids_differ)
{
	const char *first = http_header(http_send(&(struct http_request){ .path = "/healthz" }), "X-Request-Id");

	ck_assert_str_ne(first, http_header(http_send(&(struct http_request){ .path = "/healthz" }), "X-Request-Id"));
}
END_TEST

/* A request can be followed from nginx's log over visitd's into PostgreSQL. */
START_TEST(request_id_stands_in_both_logs_beside_the_backend)
{
	struct world world = world_new();
	long mark = journal_mark(stack.log), nginx_mark = journal_mark(stack.nginx_log);
	const char *id = text("follow-%s", world.client);
	struct http_request request = { .path = WORLD_VISITS,
					.token = world.token,
					.body = world_check_in_body(world.client, WORLD_SLOT, ""),
					.headers = { text("X-Request-Id: %s", id) } };

	expect_status(http_send(&request), "reply", 201);
	json_t *line = journal_find(stack.log, mark, "requestId", id);
	json_t *nginx_line = journal_find(stack.nginx_log, nginx_mark, "requestId", id);
	ck_assert_ptr_nonnull(line);
	ck_assert_ptr_nonnull(nginx_line);
	ck_assert_str_eq(journal_text(line, "caller"), world.caregiver);
	ck_assert_str_eq(journal_text(line, "operation"), "visits_check_in");
	ck_assert_int_eq(json_integer_value(json_object_get(line, "status")), 201);
	ck_assert_str_eq(journal_text(nginx_line, "status"), "201");
	ck_assert_str_eq(journal_text(nginx_line, "path"), WORLD_VISITS);
	const char *backend = text("%lld", (long long)json_integer_value(json_object_get(line, "backend")));
	ck_assert_int_eq(sql_count("SELECT count(*) FROM pg_stat_activity WHERE usename = 'visitd' AND pid = $1", backend), 1);
}
END_TEST

START_TEST(refusals_are_logged_with_their_id_too)
{
	long mark = journal_mark(stack.log), nginx_mark = journal_mark(stack.nginx_log);
	struct http_response *nobody = http_post(WORLD_VISITS, NULL, "{}"), *nothing = http_post("/api/v1/x", NULL, "{}");
	struct http_response *nginxs = http_post("/x", NULL, "{}");

	ck_assert_ptr_nonnull(journal_find(stack.log, mark, "requestId", http_header(nobody, "X-Request-Id")));
	ck_assert_ptr_nonnull(journal_find(stack.log, mark, "requestId", http_header(nothing, "X-Request-Id")));
	ck_assert_ptr_nonnull(journal_find(stack.nginx_log, nginx_mark, "requestId", http_header(nginxs, "X-Request-Id")));
}
END_TEST

/* --- nginx's own refusals --- */

#define HOST  "Host: 127.0.0.1\r\n"
#define CLOSE "Connection: close\r\n"

static const struct {
	const char *name, *bytes;
	enum http_raw how;
	int status;
} raws[] = {
	{ "no HTTP", "hello\r\n\r\n", HTTP_RAW_TLS, 400 },
	{ "no Host", "GET /healthz HTTP/1.1\r\n" CLOSE "\r\n", HTTP_RAW_TLS, 400 },
	{ "two Hosts", "GET /healthz HTTP/1.1\r\n" HOST HOST CLOSE "\r\n", HTTP_RAW_TLS, 400 },
	{ "method in small letters", "post /api/v1/visits HTTP/1.1\r\n" HOST CLOSE "\r\n", HTTP_RAW_TLS, 400 },
	{ "a space in the path", "GET /api/v1/a b HTTP/1.1\r\n" HOST CLOSE "\r\n", HTTP_RAW_TLS, 400 },
	{ "NUL in the path", "GET /api/v1/%00 HTTP/1.1\r\n" HOST CLOSE "\r\n", HTTP_RAW_TLS, 400 },
	{ "HTTP/3.0 in the request line", "GET /healthz HTTP/3.0\r\n" HOST CLOSE "\r\n", HTTP_RAW_TLS, 505 },
	{ "TRACE", "TRACE /api/v1/visits HTTP/1.1\r\n" HOST CLOSE "\r\n", HTTP_RAW_TLS, 405 },
	{ "CONNECT", "CONNECT 127.0.0.1:5432 HTTP/1.1\r\n" HOST CLOSE "\r\n", HTTP_RAW_TLS, 400 },
	{ "two lengths", "POST /api/v1/visits HTTP/1.1\r\n" HOST CLOSE "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
	  HTTP_RAW_TLS, 400 },
	{ "a negative length", "POST /api/v1/visits HTTP/1.1\r\n" HOST CLOSE "Content-Length: -2\r\n\r\n{}", HTTP_RAW_TLS, 400 },
	{ "a length that is no number", "POST /api/v1/visits HTTP/1.1\r\n" HOST CLOSE "Content-Length: x\r\n\r\n{}", HTTP_RAW_TLS,
	  400 },
	{ "length and chunks",
	  "POST /api/v1/visits HTTP/1.1\r\n" HOST CLOSE
	  "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
	  HTTP_RAW_TLS, 400 },
	{ "chunks that are none", "POST /api/v1/visits HTTP/1.1\r\n" HOST CLOSE "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}",
	  HTTP_RAW_TLS, 400 },
	{ "another transfer encoding", "POST /api/v1/visits HTTP/1.1\r\n" HOST CLOSE "Transfer-Encoding: gzip\r\n\r\n",
	  HTTP_RAW_TLS, 501 },
	{ "a huge length", "POST /api/v1/visits HTTP/1.1\r\n" HOST CLOSE "Content-Length: 99999999\r\n\r\n{}", HTTP_RAW_TLS,
	  413 },
	{ "plain HTTP on the port for TLS", "GET /healthz HTTP/1.1\r\n" HOST CLOSE "\r\n", HTTP_RAW_PLAIN, 400 },
};

START_TEST(refusal_by_nginx_has_the_same_shape)
{
	struct http_response *response = http_send_raw(raws[_i].how, raws[_i].bytes, strlen(raws[_i].bytes));

	expect_refusal(response, raws[_i].name, raws[_i].status);
	if (raws[_i].status == 405)
		expect_value(raws[_i].name, http_header(response, "Allow"), "GET, HEAD, POST, PATCH, DELETE");
	if (raws[_i].status == 413)
		expect_member(response, raws[_i].name, "message", "\"The body is larger than 256 KiB\"");
}
END_TEST

/* Much too long for nginx's buffers, over both versions of HTTP. */
static const struct {
	const char *name, *path, *header;
	long version;
	int status;
} lengths[] = {
	{ "address of 20,000", "/api/v1/visits/", NULL, CURL_HTTP_VERSION_1_1, 414 },
	{ "header of 20,000", NULL, "X-Long: ", CURL_HTTP_VERSION_1_1, 400 },
	{ "header of 20,000 over HTTP/2", NULL, "X-Long: ", CURL_HTTP_VERSION_2TLS, 0 },
};

START_TEST(address_or_header_that_is_far_too_long)
{
	const char *filling = text_repeat("x", 20000);
	const struct http_request request = {
		.path = lengths[_i].path != NULL ? text("%s%s", lengths[_i].path, filling) : "/healthz",
		.headers = { lengths[_i].header != NULL ? text("%s%s", lengths[_i].header, filling) : NULL },
		.version = lengths[_i].version,
	};
	struct http_response *response = http_send(&request);

	/* HTTP/2 ends the connection: there the compression's state would be lost. */
	if (lengths[_i].status == 0)
		ck_assert_msg(response->status == 0 || response->status == 400, "%s: %d", lengths[_i].name, response->status);
	else
		expect_problem(response, lengths[_i].name, lengths[_i].status, NULL);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("requests");
	TCase *part = suite_part(suite, "requests", NULL);

	tcase_add_loop_test(part, address, 0, ARRAY_LEN(paths));
	tcase_add_loop_test(part, method_that_the_address_does_not_take, 0, ARRAY_LEN(methods));
	tcase_add_test(part, HEAD_has_the_headers_and_no_body);
	tcase_add_test(part, healthz_and_readyz_say_ok);
	tcase_add_loop_test(part, request_id_is_the_clients_if_it_does_no_harm, 0, ARRAY_LEN(ids));
	tcase_add_test(part, request_ids_differ);
	tcase_add_test(part, request_id_stands_in_both_logs_beside_the_backend);
	tcase_add_test(part, refusals_are_logged_with_their_id_too);
	tcase_add_loop_test(part, refusal_by_nginx_has_the_same_shape, 0, ARRAY_LEN(raws));
	tcase_add_loop_test(part, address_or_header_that_is_far_too_long, 0, ARRAY_LEN(lengths));
	bodies_add(suite);
	description_add(suite);
	sizes_add(suite);
	return suite_main(suite);
}

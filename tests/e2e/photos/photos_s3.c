/* Photos in an S3 service that checks signatures: tests/s3/run starts one. From the granted address to the thumbnail, and what
 * differs from the granted request is refused. */
#include <check.h>
#include <string.h>
#include <time.h>

#include "base/aws_sigv4.h"
#include "base/file.h"
#include "expect.h"
#include "sql.h"
#include "stack.h"
#include "suite.h"
#include "text.h"
#include "visits.h"

static const char *service; /* its origin */

static struct http_response *send_to(const char *method, const char *path, const char *type, const char *body, size_t length)
{
	const struct http_request request = { .method = method,
					      .url = service,
					      .ca = stack.ca,
					      .path = path,
					      .content_type = type,
					      .body = body,
					      .body_length = length };

	return http_send(&request);
}

struct grant {
	const char *visit, *path, *key;
};

static struct grant granted(const struct world *world, const char *name, const char *type, size_t length)
{
	struct grant grant = { .visit = visits_new(world, "in_progress") };
	struct http_response *response = http_post(
		text("%s/photos/upload-url", visits_path(grant.visit)), world->token,
		text("{\"fileName\":\"%s\",\"mimeType\":\"%s\",\"fileSize\":%zu}", name, type, length));

	expect_status(response, name, 200);
	const char *url = expect_text(response, name, "uploadUrl");
	ck_assert_msg(strncmp(url, service, strlen(service)) == 0, "%s is elsewhere", url);
	grant.path = url + strlen(service);
	grant.key = expect_text(response, name, "photoKey");
	return grant;
}

static const char *record(const struct world *world, const struct grant *grant, const char *type, size_t length)
{
	struct http_response *response = http_post(
		text("%s/photos", visits_path(grant->visit)), world->token,
		text("{\"photoKey\":\"%s\",\"fileName\":\"a\",\"mimeType\":\"%s\",\"fileSize\":%zu}", grant->key, type, length));

	expect_status(response, "recorded", 201);
	return text("%s/photos/%s", visits_path(grant->visit), expect_text(response, "recorded", "id"));
}

START_TEST(there_and_back)
{
	size_t length;
	struct world world = world_new();
	const char *bytes = file_read(PICTURES "/wide.jpg", 1024 * 1024, &length);
	const struct grant grant = granted(&world, "Frau M\xc3\xbcller +%&.jpg", "image/jpeg", length);

	ck_assert_int_eq(send_to("PUT", grant.path, "image/jpeg", bytes, length)->status, 200);
	const char *photo = record(&world, &grant, "image/jpeg", length);
	struct http_response *found = visits_get(photo, world.token, NULL);
	ck_assert_int_eq(found->status, 302);
	const char *location = http_header(found, "Location");
	ck_assert_int_eq(strncmp(location, service, strlen(service)), 0);
	struct http_response *got = send_to("GET", location + strlen(service), "", NULL, 0);
	ck_assert_int_eq(got->status, 200);
	ck_assert_str_eq(http_header(got, "Content-Type"), "image/jpeg");
	ck_assert_uint_eq(got->length, length);
	ck_assert_mem_eq(got->body, bytes, length);

	struct http_response *small = visits_get(text("%s/thumbnail", photo), world.token, NULL);
	ck_assert_msg(small->status == 200, "the thumbnail: %d %s", small->status, small->body);
	ck_assert_str_eq(http_header(small, "Content-Type"), "image/jpeg");
	ck_assert_uint_lt(small->length, length);
	/* The service's own headers are none of the client's business. */
	ck_assert_ptr_null(http_header(small, "x-amz-request-id"));
}
END_TEST

START_TEST(nothing_there)
{
	struct world world = world_new();
	const struct grant grant = granted(&world, "a.png", "image/png", 3);

	expect_problem(visits_get(text("%s/thumbnail", record(&world, &grant, "image/png", 3)), world.token, NULL),
		       "never uploaded", 404, "This photo cannot be scaled");
}
END_TEST

/* The value of a query's parameter replaced. */
static char *with(const char *path, const char *name, const char *value)
{
	const char *at = strstr(path, text("%s=", name));

	ck_assert_msg(at != NULL, "no %s in %s", name, path);
	at += strlen(name) + 1;
	return text("%.*s%s%s", (int)(at - path), path, value, at + strcspn(at, "&"));
}

START_TEST(another_request)
{
	struct world world = world_new(), another = world_new();
	const struct grant grant = granted(&world, "a.png", "image/png", 3), other = granted(&another, "b.png", "image/png", 3);
	const char *query = strchr(grant.path, '?');
	const struct {
		const char *what, *method, *path, *type, *bytes;
	} rows[] = {
		{ "another key", "PUT", text("%.*s%s", (int)strcspn(other.path, "?"), other.path, query), "image/png", "abc" },
		{ "another method", "GET", grant.path, "", NULL },
		{ "another type", "PUT", grant.path, "image/jpeg", "abc" },
		{ "no type", "PUT", grant.path, "", "abc" },
		{ "one byte more", "PUT", grant.path, "image/png", "abcd" },
		{ "one byte less", "PUT", grant.path, "image/png", "ab" },
		{ "another expiry", "PUT", with(grant.path, "X-Amz-Expires", "604800"), "image/png", "abc" },
		{ "fewer signed headers", "PUT", with(grant.path, "X-Amz-SignedHeaders", "host"), "image/png", "abc" },
		{ "another signature", "PUT",
		  with(grant.path, "X-Amz-Signature", "0000000000000000000000000000000000000000000000000000000000000000"),
		  "image/png", "abc" },
		{ "no query", "PUT", text("%.*s", (int)(query - grant.path), grant.path), "image/png", "abc" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct http_response *response = send_to(rows[i].method, rows[i].path, rows[i].type, rows[i].bytes,
							 rows[i].bytes != NULL ? strlen(rows[i].bytes) : 0);
		ck_assert_msg(response->status >= 400 && response->status < 500, "%s: %d %s", rows[i].what, response->status,
			      response->body);
	}
	ck_assert_int_eq(send_to("PUT", grant.path, "image/png", "abc", 3)->status, 200);
}
END_TEST

/* An address of the past: good until then, and not after. */
START_TEST(over)
{
	struct arena arena = { 0 };
	struct world world = world_new();
	const struct aws_sigv4_signer signer = { "S3RVER", "S3RVER", "us-east-1" };
	struct aws_sigv4_request request = {
		.method = "PUT",
		.host = strstr(service, "://") + 3,
		.path = text("/visits/visits/%s/photos/1-a.png", visits_new(&world, "in_progress")),
		.content_length = "3",
		.content_type = "image/png",
		.signed_at = time(NULL) - 100,
		.seconds = 50,
	};

	ck_assert_int_eq(send_to("PUT", aws_sigv4_sign(&signer, &request, &arena), "image/png", "abc", 3)->status, 403);
	request.seconds = 200;
	ck_assert_int_eq(send_to("PUT", aws_sigv4_sign(&signer, &request, &arena), "image/png", "abc", 3)->status, 200);
	arena_free(&arena);
}
END_TEST

START_TEST(signatures)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress");
	struct http_response *response = http_post(text("%s/signature/upload-url", visits_path(visit)), world.token,
						   "{\"signatureType\":\"client\",\"fileSize\":3}");

	expect_status(response, "granted", 200);
	const char *path = expect_text(response, "granted", "uploadUrl") + strlen(service);
	ck_assert_int_eq(send_to("PUT", path, "image/png", "abc", 3)->status, 200);
	expect_status(http_post(text("%s/signature", visits_path(visit)), world.token,
				text("{\"signatureKey\":\"%s\",\"signatureType\":\"client\"}",
				     expect_text(response, "granted", "signatureKey"))),
		      "signed", 200);
	struct http_response *found = visits_get(text("%s/signature", visits_path(visit)), world.token, NULL);
	ck_assert_int_eq(found->status, 302);
	struct http_response *got = send_to("GET", http_header(found, "Location") + strlen(service), "", NULL, 0);
	ck_assert_int_eq(got->status, 200);
	ck_assert_str_eq(http_header(got, "Content-Type"), "image/png");
	ck_assert_str_eq(got->body, "abc");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("photos_s3");
	TCase *part = suite_part(suite, "s3", NULL);

	service = getenv("VISITD_S3");
	if (service == NULL || service[0] == '\0') {
		fputs("VISITD_S3 is not set: this is for tests/s3/run\n", stderr);
		return EXIT_FAILURE;
	}
	tcase_add_test(part, there_and_back);
	tcase_add_test(part, nothing_there);
	tcase_add_test(part, another_request);
	tcase_add_test(part, over);
	tcase_add_test(part, signatures);
	return suite_main(suite);
}

/* Signatures: one a visit, part of its documentation. */
#include <string.h>

#include "expect.h"
#include "photos.h"
#include "sql.h"
#include "stack.h"
#include "suite.h"
#include "text.h"

static struct http_response *sign(const char *visit, const char *token, const char *key, const char *type)
{
	return photos_post(visit, "/signature", token, text("{\"signatureKey\":\"%s\",\"signatureType\":\"%s\"}", key, type));
}

START_TEST(there_and_back)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress");
	const struct photos_picture picture = photos_picture("half.png");
	struct http_response *granted = photos_post(visit, "/signature/upload-url", world.token,
						    text("{\"signatureType\":\"client\",\"fileSize\":%zu}", picture.length));

	expect_status(granted, "granted", 200);
	const char *key = expect_text(granted, "granted", "signatureKey"), *prefix = text("visits/%s/signatures/client-", visit);
	ck_assert_int_eq(strncmp(key, prefix, strlen(prefix)), 0);
	ck_assert_str_eq(key + strlen(prefix) + strspn(key + strlen(prefix), "0123456789"), ".png");
	const char *path = expect_text(granted, "granted", "uploadUrl") + strlen(stack.url);
	expect_refusal(photos_put(path, "image/jpeg", picture.bytes, picture.length), "another type", 403);
	ck_assert_int_eq(photos_put(path, "image/png", picture.bytes, picture.length)->status, 201);

	struct http_response *signed_ = sign(visit, world.token, key, "client");
	expect_status(signed_, "signed", 200);
	expect_member(signed_, "signed", "signatureUrl", text("\"%s\"", photos_path(visit, "/signature")));
	expect_member(signed_, "signed", "signatureType", "\"client\"");
	ck_assert_uint_eq(strlen(expect_text(signed_, "signed", "uploadedAt")), strlen("2025-10-11T10:05:23.456Z"));
	ck_assert_str_eq(visits_documentation(visit, "signature_url"), key);

	struct http_response *found = photos_get(visit, "/signature", world.token);
	ck_assert_int_eq(found->status, 302);
	const struct http_request request = { .path = http_header(found, "Location") + strlen(stack.url) };
	struct http_response *got = http_send(&request);
	ck_assert_int_eq(got->status, 200);
	ck_assert_str_eq(http_header(got, "Content-Type"), "image/png");
	ck_assert_uint_eq(got->length, picture.length);
	ck_assert_mem_eq(got->body, picture.bytes, picture.length);
}
END_TEST

/* '@' is the visit. */
static const struct {
	const char *key, *type;
	bool good;
} keys[] = {
	{ "visits/@/signatures/client-1.png", "client", true },
	{ "visits/@/signatures/family-1700000000000.png", "family", true },
	{ "visits/@/signatures/client-1.png", "family", false },
	{ "visits/@/signatures/client-1.jpg", "client", false },
	{ "visits/@/signatures/client-.png", "client", false },
	{ "visits/@/signatures/client-1xpng", "client", false },
	{ "visits/@/signatures/../photos/client-1.png", "client", false },
	{ "visits/@/photos/1-a.png", "client", false },
	{ "visits/00000000-0000-4000-8000-000000000000/signatures/client-1.png", "client", false },
	{ "https://example.org/visits/@/signatures/client-1.png", "client", false },
	{ "visits/@/signatures/client-1.png?x", "client", false },
};

START_TEST(which_keys)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress"), *key = text_fill(keys[_i].key, visit);
	struct http_response *response = sign(visit, world.token, key, keys[_i].type);

	if (keys[_i].good) {
		expect_status(response, key, 200);
		return;
	}
	expect_problem(response, key, 400, "Invalid signatureKey format");
	expect_detail(response, key, "signatureKey", NULL);
	ck_assert_int_eq(sql_count("SELECT count(*) FROM visit_documentation WHERE visit_id = $1", visit), 0);
}
END_TEST

/* The later one counts, whoever signed; what else was documented is not touched. */
START_TEST(a_later_one)
{
	struct world world = world_new();
	const char *visit = world_visit(world.client, world.caregiver, true);
	static const char others[] = "md5(row(id, vital_signs, activities, observations, concerns, created_at)::text)";
	const char *before = visits_documentation(visit, others);

	expect_status(sign(visit, world.token, text("visits/%s/signatures/client-1.png", visit), "client"), "first", 200);
	expect_status(sign(visit, world.token, text("visits/%s/signatures/family-2.png", visit), "family"), "second", 200);
	expect_status(sign(visit, world.token, text("visits/%s/signatures/family-2.png", visit), "family"), "once more", 200);
	ck_assert_str_eq(visits_documentation(visit, "signature_url"), text("visits/%s/signatures/family-2.png", visit));
	ck_assert_str_eq(visits_documentation(visit, others), before);
	ck_assert_int_eq(sql_count("SELECT count(*) FROM visit_documentation WHERE visit_id = $1", visit), 1);
	visits_expect(visits_get(visits_path(visit), world.token, NULL), "shown", "data.documentation.signatureUrl",
		      text("\"%s\"", photos_path(visit, "/signature")));
}
END_TEST

/* Nor does a PATCH of the documentation touch the signature. */
START_TEST(documented_later)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress"), *key = text("visits/%s/signatures/client-1.png", visit);

	expect_status(sign(visit, world.token, key, "client"), "signed", 200);
	expect_status(visits_patch(visit, world.token, "{\"documentation\":{\"observations\":\"x\",\"concerns\":null}}", NULL),
		      "documented", 200);
	ck_assert_str_eq(visits_documentation(visit, "signature_url"), key);
	ck_assert_str_eq(visits_documentation(visit, "observations"), "x");
}
END_TEST

START_TEST(none)
{
	struct world world = world_new();
	const char *bare = visits_new(&world, "scheduled"), *documented = world_visit(world.client, world.caregiver, true);

	expect_problem(photos_get(bare, "/signature", world.token), "no documentation", 404, "Signature not found");
	expect_problem(photos_get(documented, "/signature", world.token), "no signature", 404, "Signature not found");
	visits_expect(visits_get(visits_path(documented), world.token, NULL), "no signature", "data.documentation.signatureUrl",
		      "null");
}
END_TEST

/* '@' is the visit. What is no address of a signature of this visit is not given out as one. */
static const struct {
	const char *url, *key;
} earlier[] = {
	{ "https://bucket.s3.amazonaws.com/visits/@/signatures/client-1.png", "/visits/@/signatures/client-1.png?" },
	{ "s3://bucket/visits/@/signatures/old.png", "/visits/@/signatures/old.png?" },
	{ "https://bucket.example.org/other.png", NULL },
	{ "https://bucket.example.org/visits/@/photos/1-a.png", NULL },
	{ "https://bucket.example.org/visits/00000000-0000-4000-8000-000000000000/signatures/client-1.png", NULL },
	{ "https://bucket.example.org/visits/@/signatures/..", NULL },
	{ "", NULL },
};

START_TEST(from_an_earlier_system)
{
	struct world world = world_new();
	const char *visit = world_visit(world.client, world.caregiver, true), *url = text_fill(earlier[_i].url, visit);

	sql_exec("UPDATE visit_documentation SET signature_url = $2 WHERE visit_id = $1", visit, url);
	struct http_response *response = photos_get(visit, "/signature", world.token),
			     *whole = visits_get(visits_path(visit), world.token, NULL);
	visits_expect(whole, url, "data.documentation.signatureUrl",
		      earlier[_i].key != NULL ? text("\"%s\"", photos_path(visit, "/signature")) : "null");
	ck_assert_ptr_null(strstr(whole->body, "bucket"));
	if (earlier[_i].key == NULL) {
		expect_problem(response, url, 404, "Signature not found");
		return;
	}
	ck_assert_int_eq(response->status, 302);
	ck_assert_ptr_nonnull(strstr(http_header(response, "Location"), text_fill(earlier[_i].key, visit)));
	ck_assert_ptr_null(strstr(http_header(response, "Location"), "bucket"));
}
END_TEST

void photos_add_signature(Suite *suite)
{
	TCase *part = suite_part(suite, "signature", NULL);

	tcase_add_test(part, there_and_back);
	tcase_add_loop_test(part, which_keys, 0, ARRAY_LEN(keys));
	tcase_add_test(part, a_later_one);
	tcase_add_test(part, documented_later);
	tcase_add_test(part, none);
	tcase_add_loop_test(part, from_an_earlier_system, 0, ARRAY_LEN(earlier));
}

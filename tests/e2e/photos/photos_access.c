/* Who may do what with photos and signatures: every operation, every kind of caller; and no visit's photo through another's. */
#include <string.h>

#include "expect.h"
#include "mint.h"
#include "photos.h"
#include "sql.h"
#include "suite.h"
#include "text.h"

#define VIEW_OWN  "You can only view your own visits"
#define VIEW_ZONE "You can only view visits in your zone"
#define ZONE      "You can only update visits in your zone"

/* '@' is the visit, '%' a photo of it. */
static const struct {
	const char *method, *rest, *body;
	int status;
	const char *not_yours, *not_in_zone;
} operations[] = {
	{ "POST", "/photos/upload-url", "{\"fileName\":\"a.jpg\",\"mimeType\":\"image/jpeg\",\"fileSize\":1}", 200,
	  "You can only upload photos for your own visits", ZONE },
	{ "POST", "/photos",
	  "{\"photoKey\":\"visits/@/photos/2-a\",\"fileName\":\"a\",\"mimeType\":\"image/jpeg\",\"fileSize\":1}", 201,
	  "You can only add photos to your own visits", ZONE },
	{ "GET", "/photos/%", NULL, 302, VIEW_OWN, VIEW_ZONE },
	{ "GET", "/photos/%/thumbnail", NULL, 404, VIEW_OWN, VIEW_ZONE }, /* it was never uploaded */
	{ "POST", "/signature/upload-url", "{\"signatureType\":\"client\",\"fileSize\":1}", 200,
	  "You can only upload signatures for your own visits", ZONE },
	{ "POST", "/signature", "{\"signatureKey\":\"visits/@/signatures/client-2.png\",\"signatureType\":\"client\"}", 200,
	  "You can only add signatures to your own visits", ZONE },
	{ "GET", "/signature", NULL, 302, VIEW_OWN, VIEW_ZONE },
};

/* A visit with a photo and a signature, neither of which is in the store. */
static const char *photographed(const char *visit)
{
	sql_exec("INSERT INTO visit_documentation (visit_id, signature_url) VALUES ($1, 'visits/' || $1::uuid || "
		 "'/signatures/client-1.png')",
		 visit);
	return sql_value("INSERT INTO visit_photos (visit_id, s3_key, file_name, file_size, mime_type)"
			 " VALUES ($1, 'visits/' || $1::uuid || '/photos/1-a.jpg', 'a.jpg', 1, 'image/jpeg') RETURNING id",
			 visit);
}

static struct http_response *ask(size_t operation, const char *visit, const char *photo, const char *token)
{
	const char *rest = operations[operation].rest, *percent = strchr(rest, '%');
	const struct http_request request = {
		.method = operations[operation].method,
		.path = photos_path(visit,
				    percent != NULL ? text("%.*s%s%s", (int)(percent - rest), rest, photo, percent + 1) : rest),
		.body = operations[operation].body != NULL ? text_fill(operations[operation].body, visit) : NULL,
		.token = token,
	};

	return http_send(&request);
}

START_TEST(callers)
{
	const struct visits_caller *caller = &visits_callers[_i];
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress"), *photo = photographed(visit),
		   *token = visits_token(&world, caller);

	for (size_t i = 0; i < ARRAY_LEN(operations); i++) {
		const char *messages[] = {
			[ALLOWED] = NULL,
			[NOT_YOURS] = operations[i].not_yours,
			[NOT_IN_ZONE] = operations[i].not_in_zone,
			[NO_ACCESS] = "Family members have no access to visits",
			[NOBODY] = "User not found",
		};
		const char *what = text("%s %s by %s", operations[i].method, operations[i].rest, caller->name);
		struct http_response *response = ask(i, visit, photo, token);
		if (caller->verdict == ALLOWED)
			ck_assert_msg(response->status == operations[i].status, "%s: %d %s", what, response->status,
				      response->body);
		else
			expect_problem(response, what, 403, messages[caller->verdict]);
		ck_assert(caller->verdict == ALLOWED || http_header(response, "Location") == NULL);
		if (caller->verdict != NO_ACCESS && caller->verdict != NOBODY)
			expect_problem(ask(i, world_uuid(), photo, token), what, 404, "Visit not found");
	}
	ck_assert_int_eq(sql_count("SELECT count(*) FROM visit_photos WHERE visit_id = $1", visit),
			 caller->verdict == ALLOWED ? 2 : 1);
}
END_TEST

START_TEST(without_a_token)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress"), *photo = photographed(visit);

	for (size_t i = 0; i < ARRAY_LEN(operations); i++)
		expect_problem(ask(i, visit, photo, NULL), operations[i].rest, 401, "Authentication required");
}
END_TEST

/* Not by any role: an admin of every zone may see both visits. */
START_TEST(through_another_visit)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress"), *photo = photographed(visit),
		   *other = world_visit(world.client, world.caregiver, true);
	const char *tokens[] = { world.token, mint_token(world_user("coordinator", world.zone), "coordinator"),
				 mint_token(world_user("admin", NULL), "admin") };

	for (size_t i = 0; i < ARRAY_LEN(tokens); i++) {
		expect_problem(photos_get(other, text("/photos/%s", photo), tokens[i]), "photo", 404, "Photo not found");
		expect_problem(photos_get(other, text("/photos/%s/thumbnail", photo), tokens[i]), "thumbnail", 404,
			       "Photo not found");
		expect_problem(photos_get(other, "/signature", tokens[i]), "signature", 404, "Signature not found");
	}
}
END_TEST

/* Nor is what nginx uses inside to be had from outside. */
static const char *const inside[] = {
	"/visitd-thumbnail/objects/visits/",
	"/visitd-thumbnail",
	"/visitd-unscalable",
	"/visitd-error",
	"/api/../visitd-unscalable",
	"/objects/",
	"/objects",
	"/objects/visits/",
	"/objects/../objects/",
};

START_TEST(inside_of_nginx)
{
	const struct http_request request = { .path = inside[_i] };
	struct http_response *response = http_send(&request);

	ck_assert_msg(response->status == 404 || response->status == 403, "%s: %d", inside[_i], response->status);
	expect_refusal(response, inside[_i], response->status);
}
END_TEST

static const struct {
	const char *rest, *message;
} bad_ids[] = {
	{ "/photos/x", "Invalid photoId format" },
	{ "/photos/x/thumbnail", "Invalid photoId format" },
	{ "/photos/%2e%2e%2f/thumbnail", NULL },
	{ "/photos/00000000-0000-4000-8000-00000000000g", "Invalid photoId format" },
	{ "/photos/upload-url", "Invalid photoId format" },
};

START_TEST(bad_photo_ids)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress");
	struct http_response *response = photos_get(visit, bad_ids[_i].rest, world.token);

	if (bad_ids[_i].message != NULL)
		expect_problem(response, bad_ids[_i].rest, 400, bad_ids[_i].message);
	else
		ck_assert_int_ge(response->status, 400);
}
END_TEST

void photos_add_access(Suite *suite)
{
	TCase *part = suite_part(suite, "access", NULL);

	tcase_add_loop_test(part, callers, 0, VISITS_CALLERS);
	tcase_add_test(part, without_a_token);
	tcase_add_test(part, through_another_visit);
	tcase_add_loop_test(part, inside_of_nginx, 0, ARRAY_LEN(inside));
	tcase_add_loop_test(part, bad_photo_ids, 0, ARRAY_LEN(bad_ids));
}

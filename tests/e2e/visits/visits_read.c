/* GET /api/v1/visits/{visitId}: who may, and the whole of a visit with its client, caregiver, documentation and photos. */
#include <string.h>

#include "expect.h"
#include "mint.h"
#include "sql.h"
#include "suite.h"
#include "text.h"
#include "visits.h"

START_TEST(who_may_read)
{
	static const char *const messages[] = {
		[NOT_YOURS] = "You can only view your own visits",
		[NOT_IN_ZONE] = "You can only view visits in your zone",
		[NO_ACCESS] = "Family members have no access to visits",
		[NOBODY] = "User not found",
	};
	const struct visits_caller *caller = &visits_callers[_i];
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress"), *token = visits_token(&world, caller);
	struct http_response *response = visits_get(visits_path(visit), token, NULL);

	if (caller->verdict == ALLOWED) {
		expect_status(response, caller->name, 200);
		visits_expect(response, caller->name, "data.id", text("\"%s\"", visit));
		return;
	}
	expect_problem(response, caller->name, 403, messages[caller->verdict]);
	ck_assert_ptr_null(strstr(response->body, WORLD_LAST_NAME));
	/* Of what is not there everybody who may ask is told the same. */
	if (caller->verdict == NOT_YOURS || caller->verdict == NOT_IN_ZONE)
		expect_problem(visits_get(visits_path(world_uuid()), token, NULL), caller->name, 404, "Visit not found");
}
END_TEST

static const struct {
	const char *path, *message;
} bad_paths[] = {
	{ "/x", "Invalid visitId format" },
	{ "/%ff", "Invalid visitId format" },
	{ "/00000000-0000-0000-0000-00000000000%30%30", "Invalid visitId format" },
	{ "/00000000000000000000000000000000", "Invalid visitId format" },
	{ "/%7B00000000-0000-0000-0000-000000000000%7D", "Invalid visitId format" },
	{ "/00000000-0000-0000-0000-000000000000?x=1", "x is not a known parameter" },
	{ "/00000000-0000-0000-0000-000000000000?visitId=1", "visitId is not a known parameter" },
	{ "/00000000-0000-0000-0000-000000000000?%=", "The query has a malformed %-escape" },
};

START_TEST(bad_paths_are_refused)
{
	struct world world = world_new();
	const char *path = bad_paths[_i].path;

	expect_problem(visits_get(text(WORLD_VISITS "%s", path), world.token, NULL), path, 400, bad_paths[_i].message);
}
END_TEST

START_TEST(a_visit_without_anything)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "scheduled"), *what = "scheduled";
	struct http_response *response = visits_get(visits_path(sql_value("SELECT upper($1)", visit)), world.token, NULL);
	static const char *const null[] = { "checkInTime",       "checkInLatitude",   "checkInLongitude",
					    "checkOutTime",      "checkOutLatitude",  "duration",
					    "checkOutLongitude", "copiedFromVisitId", "client.latitude",
					    "client.phone",      "client.longitude",  "client.emergencyContact.name",
					    "documentation" };

	expect_status(response, what, 200);
	ck_assert_uint_eq(json_object_size(response->json), 1);
	ck_assert_uint_eq(json_object_size(visits_value(response, "data")), 19);
	ck_assert_uint_eq(json_object_size(visits_value(response, "data.client")), 10);
	ck_assert_uint_eq(json_object_size(visits_value(response, "data.client.emergencyContact")), 3);
	ck_assert_uint_eq(json_object_size(visits_value(response, "data.staff")), 4);
	visits_expect(response, what, "data.id", text("\"%s\"", visit));
	visits_expect(response, what, "data.status", "\"scheduled\"");
	visits_expect(response, what, "data.scheduledStartTime", "\"2025-10-11T10:00:00.000Z\"");
	visits_expect(response, what, "data.photos", "[]");
	for (size_t i = 0; i < ARRAY_LEN(null); i++)
		visits_expect(response, what, text("data.%s", null[i]), "null");
}
END_TEST

/* Each value as the contract spells it. */
static const struct {
	const char *path, *json;
} whole[] = {
	{ "scheduledStartTime", "\"2025-10-11T10:00:00.000Z\"" },
	{ "checkInTime", "\"2025-10-11T10:05:00.000Z\"" },
	{ "checkInLatitude", "43.6532" },
	{ "checkInLongitude", "-79.3832" },
	{ "checkOutTime", "\"2025-10-11T11:05:30.250Z\"" },
	{ "checkOutLatitude", "0" },
	{ "checkOutLongitude", "180" },
	{ "status", "\"completed\"" },
	{ "duration", "61" },
	{ "client.firstName", "\"" WORLD_FIRST_NAME "\"" },
	{ "client.lastName", "\"" WORLD_LAST_NAME "\"" },
	{ "client.dateOfBirth", "\"1938-04-12\"" },
	{ "client.address", "\"1 \\\"Test\\\" Street\\n\"" },
	{ "client.latitude", "43.65" },
	{ "client.longitude", "-79" },
	{ "client.phone", "\"+1 416 555 0100\"" },
	{ "client.emergencyContact", "{\"name\":\"Ada\",\"phone\":\"+1 416 555 0101\",\"relationship\":\"daughter\"}" },
	{ "staff.firstName", "\"" WORLD_FIRST_NAME "\"" },
	{ "documentation.vitalSigns", "{\"pulse\":72,\"temperature\":36.6}" },
	{ "documentation.activities", "[{\"name\":\"walk\"}]" },
	{ "documentation.observations", "\"Slept.\"" },
	{ "documentation.concerns", "null" },
};

START_TEST(a_visit_with_everything)
{
	struct world world = world_new();
	const char *source = world_visit(world.client, world.caregiver, false), *what = "whole";
	const char *visit = expect_text(
		world_check_in(&world, text(",\"checkInTime\":\"" VISITS_CHECK_IN "\",\"checkInLatitude\":43.6532,"
					    "\"checkInLongitude\":-79.3832,\"copiedFromVisitId\":\"%s\"",
					    source)),
		what, "id");

	sql_exec("UPDATE clients SET address = E'1 \"Test\" Street\\n', latitude = 43.65, longitude = -79, phone = '+1 416 555 "
		 "0100',"
		 " emergency_contact_name = 'Ada', emergency_contact_phone = '+1 416 555 0101',"
		 " emergency_contact_relationship = 'daughter' WHERE id = $1",
		 world.client);
	expect_status(
		visits_patch(visit, world.token,
			     "{\"status\":\"completed\",\"checkOutTime\":\"2025-10-11T11:05:30.25Z\",\"checkOutLatitude\":0,"
			     "\"checkOutLongitude\":180,\"documentation\":{\"vitalSigns\":{\"pulse\":72,\"temperature\":36.6},"
			     "\"activities\":[{\"name\":\"walk\"}],\"observations\":\"Slept.\"}}",
			     NULL),
		what, 200);
	struct http_response *response = visits_get(visits_path(visit), world.token, NULL);
	expect_status(response, what, 200);
	for (size_t i = 0; i < ARRAY_LEN(whole); i++)
		visits_expect(response, whole[i].path, text("data.%s", whole[i].path), whole[i].json);
	visits_expect(response, what, "data.copiedFromVisitId", text("\"%s\"", source));
	visits_expect(response, what, "data.clientId", text("\"%s\"", world.client));
	visits_expect(response, what, "data.client.id", text("\"%s\"", world.client));
	visits_expect(response, what, "data.client.zoneId", text("\"%s\"", world.zone));
	visits_expect(response, what, "data.staffId", text("\"%s\"", world.caregiver));
	visits_expect(response, what, "data.staff.id", text("\"%s\"", world.caregiver));
	visits_expect(response, what, "data.staff.email",
		      text("\"%s\"", sql_value("SELECT email FROM users WHERE id = $1", world.caregiver)));
	ck_assert_uint_eq(json_object_size(visits_value(response, "data.documentation")), 7);
	ck_assert(json_is_null(visits_value(response, "data.documentation.signatureUrl")));
	ck_assert(json_is_string(visits_value(response, "data.documentation.createdAt")));
	ck_assert(json_is_string(visits_value(response, "data.documentation.updatedAt")));
}
END_TEST

/* Documentation that was emptied is an object of nothing, for it is there. */
START_TEST(emptied_documentation)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress"), *what = "emptied";

	expect_status(visits_patch(visit, world.token, "{\"documentation\":{\"concerns\":null}}", NULL), what, 200);
	struct http_response *response = visits_get(visits_path(visit), world.token, NULL);
	visits_expect(response, what, "data.documentation.vitalSigns", "null");
	visits_expect(response, what, "data.documentation.concerns", "null");
	ck_assert(json_is_string(visits_value(response, "data.documentation.createdAt")));
}
END_TEST

START_TEST(photos_oldest_first)
{
	static const char *const names[] = { "first.jpg", "second \"b\".jpg", "third.jpg" };
	struct world world = world_new();
	const char *visit = visits_new(&world, "completed"), *path = visits_path(visit);

	for (size_t i = 0; i < 3; i++) {
		size_t n = (i + 2) % 3;
		sql_exec("INSERT INTO visit_photos (visit_id, s3_key, file_name, file_size, mime_type, uploaded_at)"
			 " VALUES ($1, $2, $3, 2097152, 'image/jpeg', timestamptz '2025-10-11 10:30Z' + $4 * interval '1 ms')",
			 visit, text("visits/%s/photos/%zu", visit, n), names[n], text("%zu", n));
	}
	struct http_response *response = visits_get(path, world.token, NULL);
	expect_status(response, "photos", 200);
	ck_assert_uint_eq(json_array_size(visits_value(response, "data.photos")), 3);
	for (size_t i = 0; i < 3; i++) {
		json_t *photo = visits_value(response, text("data.photos.%zu", i));
		const char *id = json_string_value(json_object_get(photo, "id"));
		json_t *expected = json_pack("{s:s,s:s,s:s,s:s,s:s,s:i,s:s,s:s}", "id", id, "photoKey",
					     text("visits/%s/photos/%zu", visit, i), "photoUrl", text("%s/photos/%s", path, id),
					     "thumbnailUrl", text("%s/photos/%s/thumbnail", path, id), "fileName", names[i],
					     "fileSize", 2097152, "mimeType", "image/jpeg", "uploadedAt",
					     text("2025-10-11T10:30:00.00%zuZ", i));
		ck_assert_msg(json_equal(photo, expected), "%s", response->body);
	}
	visits_expect(visits_get(visits_path(visits_new(&world, "completed")), world.token, NULL), "no photos", "data.photos",
		      "[]");
}
END_TEST

/* A record of care stays in sight of those who have its address. */
START_TEST(client_or_caregiver_deleted_since)
{
	struct world world = world_new();
	const char *path = visits_path(visits_new(&world, "completed"));
	const char *coordinator = mint_token(world_user("coordinator", world.zone), NULL);

	sql_exec("UPDATE clients SET deleted_at = now() WHERE id = $1", world.client);
	expect_status(visits_get(path, world.token, NULL), "client deleted", 200);
	sql_exec("UPDATE users SET deleted_at = now() WHERE id = $1", world.caregiver);
	expect_status(visits_get(path, coordinator, NULL), "caregiver deleted", 200);
	expect_problem(visits_get(path, world.token, NULL), "who is deleted", 403, "User not found");
}
END_TEST

/* Coordinator and admin follow the client, in the statement that reads: a client who has moved is in their new zone. */
START_TEST(client_who_has_moved)
{
	struct world world = world_new();
	const char *zone = world_zone(), *path = visits_path(visits_new(&world, "completed"));
	const char *here = mint_token(world_user("coordinator", world.zone), NULL);
	const char *there = mint_token(world_user("coordinator", zone), NULL);

	expect_status(visits_get(path, here, NULL), "before", 200);
	expect_problem(visits_get(path, there, NULL), "before", 403, "You can only view visits in your zone");
	sql_exec("UPDATE clients SET zone_id = $2 WHERE id = $1", world.client, zone);
	expect_problem(visits_get(path, here, NULL), "after", 403, "You can only view visits in your zone");
	expect_status(visits_get(path, there, NULL), "after", 200);
	expect_status(visits_get(path, world.token, NULL), "the caregiver's own", 200);
}
END_TEST

START_TEST(other_methods)
{
	static const char *const methods[] = { "POST", "PUT", "DELETE" };
	struct world world = world_new();
	const char *path = visits_path(visits_new(&world, "in_progress"));

	for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
		const struct http_request request = { .method = methods[i], .path = path, .token = world.token };
		struct http_response *response = http_send(&request);
		expect_problem(response, methods[i], 405, NULL);
		ck_assert_ptr_nonnull(strstr(http_header(response, "Allow"), "GET"));
		ck_assert_ptr_nonnull(strstr(http_header(response, "Allow"), "PATCH"));
	}
}
END_TEST

void visits_add_read(Suite *suite)
{
	TCase *part = suite_part(suite, "read", NULL);

	tcase_add_loop_test(part, who_may_read, 0, VISITS_CALLERS);
	tcase_add_loop_test(part, bad_paths_are_refused, 0, ARRAY_LEN(bad_paths));
	tcase_add_test(part, a_visit_without_anything);
	tcase_add_test(part, a_visit_with_everything);
	tcase_add_test(part, emptied_documentation);
	tcase_add_test(part, photos_oldest_first);
	tcase_add_test(part, client_or_caregiver_deleted_since);
	tcase_add_test(part, client_who_has_moved);
	tcase_add_test(part, other_methods);
}

/* Check in, POST /api/v1/visits, end to end: the seed's fifteen tests; check_in_contract.c goes through the contract. */
#include "check_in.h"

#include <string.h>

#include "expect.h"
#include "mint.h"
#include "sql.h"
#include "suite.h"
#include "text.h"

char *check_in_column(const struct http_response *response, const char *name)
{
	return sql_value(text("SELECT %s FROM visits WHERE id = $1", name), expect_text(response, "created", "id"));
}

char *check_in_copying(const char *visit)
{
	return text(",\"copiedFromVisitId\":\"%s\"", visit);
}

long check_in_count_documentation(const char *visit)
{
	return sql_count("SELECT count(*) FROM visit_documentation WHERE visit_id = $1", visit);
}

/* --- the seed's tests: successful visit creation --- */

START_TEST(should_create_visit_with_GPS_coordinates)
{
	struct world world = world_new();
	struct http_response *response = world_check_in(&world, GPS);

	expect_status(response, "reply", 201);
	ck_assert_uint_eq(json_object_size(response->json), 9);
	ck_assert_str_eq(expect_text(response, "reply", "clientId"), world.client);
	ck_assert_str_eq(expect_text(response, "reply", "staffId"), world.caregiver);
	expect_member(response, "reply", "scheduledStartTime", "\"2025-10-11T10:00:00.000Z\"");
	expect_member(response, "reply", "checkInTime", "\"2025-10-11T10:05:00.000Z\"");
	expect_member(response, "reply", "checkInLatitude", "43.6532");
	expect_member(response, "reply", "checkInLongitude", "-79.3832");
	expect_member(response, "reply", "status", "\"in_progress\"");
	expect_value("row", check_in_column(response, "check_in_latitude"), "43.65320000");
	expect_value("row", check_in_column(response, "check_in_longitude"), "-79.38320000");
	expect_value("row", check_in_column(response, "status"), "in_progress");
	expect_value("row", check_in_column(response, "client_id"), world.client);
	expect_value("row", check_in_column(response, "staff_id"), world.caregiver);
	expect_value("row", check_in_column(response, "check_in_time = '2025-10-11 10:05Z'"), "t");
}
END_TEST

START_TEST(should_create_visit_without_GPS_coordinates)
{
	struct world world = world_new();
	struct http_response *response = world_check_in(&world, "");

	expect_status(response, "reply", 201);
	expect_member(response, "reply", "checkInLatitude", "null");
	expect_member(response, "reply", "checkInLongitude", "null");
	expect_value("row", check_in_column(response, "check_in_latitude"), NULL);
	expect_value("row", check_in_column(response, "check_in_longitude"), NULL);
}
END_TEST

START_TEST(should_use_current_time_if_checkInTime_not_provided)
{
	struct world world = world_new();
	struct http_response *response = world_check_in(&world, "");

	expect_status(response, "reply", 201);
	expect_value("row", check_in_column(response, "abs(extract(epoch FROM check_in_time - now())) < 10"), "t");
	expect_value("row", check_in_column(response, "check_in_time = date_trunc('milliseconds', created_at)"), "t");
	ck_assert_str_eq(expect_text(response, "reply", "checkInTime"), expect_text(response, "reply", "createdAt"));
}
END_TEST

START_TEST(should_preserve_0_as_valid_GPS_coordinates_equator_prime_meridian)
{
	struct world world = world_new();
	struct http_response *response = world_check_in(&world, ",\"checkInLatitude\":0,\"checkInLongitude\":0");

	expect_status(response, "reply", 201);
	expect_member(response, "reply", "checkInLatitude", "0");
	expect_member(response, "reply", "checkInLongitude", "0");
	expect_value("row", check_in_column(response, "check_in_latitude = 0 AND check_in_longitude = 0"), "t");
}
END_TEST

/* --- the seed's tests: smart data reuse --- */

START_TEST(should_copy_documentation_from_previous_visit)
{
	struct world world = world_new();
	char *source = world_visit(world.client, world.caregiver, true);
	struct http_response *response = world_check_in(&world, check_in_copying(source));

	expect_status(response, "reply", 201);
	ck_assert_uint_eq(json_object_size(response->json), 9);
	expect_value("row", check_in_column(response, "copied_from_visit_id"), source);
	expect_value(
		"copy",
		sql_value("SELECT (a.vital_signs, a.activities, a.observations) = (b.vital_signs, b.activities, b.observations)"
			  " FROM visit_documentation AS a, visit_documentation AS b WHERE a.visit_id = $1 AND b.visit_id = $2",
			  source, expect_text(response, "reply", "id")),
		"t");
	expect_value(
		"concerns stay",
		sql_value("SELECT concerns FROM visit_documentation WHERE visit_id = $1", expect_text(response, "reply", "id")),
		NULL);
	ck_assert_int_eq(check_in_count_documentation(source), 1);
}
END_TEST

START_TEST(should_not_copy_documentation_if_source_visit_does_not_exist)
{
	struct world world = world_new();
	struct http_response *response = world_check_in(&world, check_in_copying(world_uuid()));

	expect_status(response, "reply", 201);
	expect_value("row", check_in_column(response, "copied_from_visit_id"), NULL);
	ck_assert_int_eq(check_in_count_documentation(expect_text(response, "reply", "id")), 0);
}
END_TEST

/* --- the seed's tests: authorization --- */

START_TEST(should_reject_unauthenticated_requests)
{
	struct world world = world_new();
	struct http_response *response = http_post(WORLD_VISITS, NULL, world_check_in_body(world.client, WORLD_SLOT, ""));

	expect_problem(response, "no token", 401, "Authentication required");
	ck_assert_int_eq(strncmp(http_header(response, "WWW-Authenticate"), "Bearer", 6), 0);
	ck_assert_int_eq(world_count_visits(world.client), 0);
}
END_TEST

/* Who is no caregiver: by the directory, by the token, or by both. Both must say caregiver. */
static const struct {
	const char *directory, *token;
	bool allowed;
} roles[] = {
	{ "coordinator", "coordinator", false },
	{ "admin", "admin", false },
	{ "family", "family", false },
	{ "coordinator", "caregiver", false },
	{ "caregiver", "family", false },
	{ "caregiver", "nurse", false },
	{ "admin", NULL, false },
	{ "caregiver", "Caregiver", false },
	{ "caregiver", NULL, true },
	{ "caregiver", "caregiver", true },
};

START_TEST(should_reject_non_caregiver_users)
{
	struct world world = world_new();
	const char *user = world_user(roles[_i].directory, world.zone);
	const char *what = text("%s with a token for %s", roles[_i].directory,
				roles[_i].token != NULL ? roles[_i].token : "any role");
	struct http_response *response = http_post(WORLD_VISITS, mint_token(user, roles[_i].token),
						   world_check_in_body(world.client, WORLD_SLOT, ""));

	if (roles[_i].allowed)
		expect_status(response, what, 201);
	else
		expect_problem(response, what, 403, "Only caregivers can create visits");
	ck_assert_int_eq(world_count_visits(world.client), roles[_i].allowed);
}
END_TEST

START_TEST(should_reject_caregiver_from_different_zone)
{
	struct world world = world_new();
	const char *stranger = world_user("caregiver", world_zone());
	struct http_response *response = http_post(WORLD_VISITS, mint_token(stranger, "caregiver"),
						   world_check_in_body(world.client, WORLD_SLOT, ""));

	expect_problem(response, "other zone", 403, "Cannot create visit for client in different zone");
	ck_assert_int_eq(world_count_visits(world.client), 0);
}
END_TEST

/* --- the seed's tests: validation --- */

START_TEST(should_reject_missing_clientId)
{
	struct world world = world_new();
	struct http_response *response = http_post(WORLD_VISITS, world.token, "{\"scheduledStartTime\":\"" WORLD_SLOT "\"}");

	expect_problem(response, "no clientId", 400, "clientId and scheduledStartTime are required");
	expect_detail(response, "no clientId", "clientId", NULL);
	expect_details(response, "no clientId", 1);
}
END_TEST

START_TEST(should_reject_missing_scheduledStartTime)
{
	struct world world = world_new();
	struct http_response *response = http_post(WORLD_VISITS, world.token, text_fill("{\"clientId\":\"@\"}", world.client));

	expect_problem(response, "no slot", 400, "clientId and scheduledStartTime are required");
	expect_detail(response, "no slot", "scheduledStartTime", NULL);
	expect_details(response, "no slot", 1);
}
END_TEST

START_TEST(should_reject_invalid_clientId_format)
{
	struct world world = world_new();
	struct http_response *response = http_post(WORLD_VISITS, world.token,
						   world_check_in_body("invalid-uuid", WORLD_SLOT, ""));

	expect_problem(response, "bad clientId", 400, "Invalid clientId format");
	expect_detail(response, "bad clientId", "clientId", "Invalid clientId format");
}
END_TEST

static const struct {
	const char *field, *value, *message;
} bad_coordinates[] = {
	{ "checkInLatitude", "91", "checkInLatitude must be between -90 and 90" },
	{ "checkInLatitude", "-91", "checkInLatitude must be between -90 and 90" },
	{ "checkInLatitude", "90.0000001", "checkInLatitude must be between -90 and 90" },
	{ "checkInLatitude", "1e99", "checkInLatitude must be between -90 and 90" },
	{ "checkInLatitude", "99999999999999999999", "checkInLatitude must be between -90 and 90" },
	{ "checkInLongitude", "181", "checkInLongitude must be between -180 and 180" },
	{ "checkInLongitude", "-180.00000001", "checkInLongitude must be between -180 and 180" },
	{ "checkInLongitude", "-1e99", "checkInLongitude must be between -180 and 180" },
};

START_TEST(should_reject_invalid_GPS_coordinates)
{
	struct world world = world_new();
	const char *what = text("%s %s", bad_coordinates[_i].field, bad_coordinates[_i].value);
	struct http_response *response = world_check_in(&world,
							text(",\"%s\":%s", bad_coordinates[_i].field, bad_coordinates[_i].value));

	expect_problem(response, what, 400, bad_coordinates[_i].message);
	expect_detail(response, what, bad_coordinates[_i].field, bad_coordinates[_i].message);
	expect_details(response, what, 1);
	ck_assert_int_eq(world_count_visits(world.client), 0);
}
END_TEST

START_TEST(should_reject_non_existent_client)
{
	struct world world = world_new();
	struct http_response *response = http_post(WORLD_VISITS, world.token, world_check_in_body(world_uuid(), WORLD_SLOT, ""));

	expect_problem(response, "unknown client", 404, "Client not found");
	sql_exec("UPDATE clients SET deleted_at = now() WHERE id = $1", world.client);
	expect_problem(world_check_in(&world, ""), "deleted client", 404, "Client not found");
}
END_TEST

START_TEST(should_reject_duplicate_visit_for_same_time_slot)
{
	struct world world = world_new();

	expect_status(world_check_in(&world, ""), "first", 201);
	expect_problem(world_check_in(&world, ""), "second", 409, "Visit already exists for this time slot");
	/* The same moment, spelt otherwise, by a colleague. */
	expect_problem(http_post(WORLD_VISITS, mint_token(world_user("caregiver", world.zone), NULL),
				 world_check_in_body(world.client, "2025-10-11T12:00:00+02:00", "")),
		       "third", 409, "Visit already exists for this time slot");
	ck_assert_int_eq(world_count_visits(world.client), 1);
}
END_TEST

/* --- the suite --- */

static void add_seed_tests(Suite *suite)
{
	TCase *part = suite_part(suite, "seed", NULL);

	tcase_add_test(part, should_create_visit_with_GPS_coordinates);
	tcase_add_test(part, should_create_visit_without_GPS_coordinates);
	tcase_add_test(part, should_use_current_time_if_checkInTime_not_provided);
	tcase_add_test(part, should_preserve_0_as_valid_GPS_coordinates_equator_prime_meridian);
	tcase_add_test(part, should_copy_documentation_from_previous_visit);
	tcase_add_test(part, should_not_copy_documentation_if_source_visit_does_not_exist);
	tcase_add_test(part, should_reject_unauthenticated_requests);
	tcase_add_loop_test(part, should_reject_non_caregiver_users, 0, ARRAY_LEN(roles));
	tcase_add_test(part, should_reject_caregiver_from_different_zone);
	tcase_add_test(part, should_reject_missing_clientId);
	tcase_add_test(part, should_reject_missing_scheduledStartTime);
	tcase_add_test(part, should_reject_invalid_clientId_format);
	tcase_add_loop_test(part, should_reject_invalid_GPS_coordinates, 0, ARRAY_LEN(bad_coordinates));
	tcase_add_test(part, should_reject_non_existent_client);
	tcase_add_test(part, should_reject_duplicate_visit_for_same_time_slot);
}

int main(void)
{
	Suite *suite = suite_create("check-in");

	add_seed_tests(suite);
	check_in_add_contract(suite);
	return suite_main(suite);
}

/* Check in: every row of the contract, what leaves as it came, what is copied, what is logged and what is not. */
#include <stdlib.h>
#include <string.h>

#include "check_in.h"
#include "expect.h"
#include "journal.h"
#include "mint.h"
#include "sql.h"
#include "stack.h"
#include "suite.h"
#include "text.h"

/* --- slots --- */

static const struct {
	const char *status;
	bool free;
} earlier[] = { { "scheduled", false }, { "in_progress", false }, { "completed", true }, { "cancelled", true } };

START_TEST(slot_is_taken_by_a_visit_that_is_not_over)
{
	struct world world = world_new();

	sql_exec("INSERT INTO visits (client_id, staff_id, scheduled_start_time, status) VALUES ($1, $2, $3, $4)", world.client,
		 world.caregiver, WORLD_SLOT, earlier[_i].status);
	if (earlier[_i].free)
		expect_status(world_check_in(&world, ""), earlier[_i].status, 201);
	else
		expect_problem(world_check_in(&world, ""), earlier[_i].status, 409, "Visit already exists for this time slot");
	ck_assert_int_eq(world_count_visits(world.client), 1 + earlier[_i].free);
}
END_TEST

/* What the reply tells of a slot is the slot: times beyond milliseconds would make two of one. */
START_TEST(a_slot_is_a_millisecond)
{
	static const char *const again[] = { "2025-10-11T10:00:00.279Z", "2025-10-11T10:00:00.279456Z",
					     "2025-10-11T10:00:00.2799999Z" };
	struct world world = world_new();
	struct http_response *response = http_post(WORLD_VISITS, world.token,
						   world_check_in_body(world.client, "2025-10-11T10:00:00.279456Z", ""));

	expect_status(response, "first", 201);
	expect_member(response, "first", "scheduledStartTime", "\"2025-10-11T10:00:00.279Z\"");
	for (size_t i = 0; i < ARRAY_LEN(again); i++)
		expect_problem(http_post(WORLD_VISITS, world.token, world_check_in_body(world.client, again[i], "")), again[i],
			       409, "Visit already exists for this time slot");
	expect_status(http_post(WORLD_VISITS, world.token, world_check_in_body(world.client, "2025-10-11T10:00:00.280Z", "")),
		      "next", 201);
}
END_TEST

/* --- callers --- */

static const struct {
	const char *name, *change, *message;
} callers[] = {
	{ "inactive", "UPDATE users SET is_active = false WHERE id = $1", "User not found" },
	{ "deleted", "UPDATE users SET deleted_at = now() WHERE id = $1", "User not found" },
	{ "unknown", "DELETE FROM users WHERE id = $1", "User not found" },
	{ "without a zone", "UPDATE users SET zone_id = NULL WHERE id = $1", "Cannot create visit for client in different zone" },
};

START_TEST(caller_whom_the_directory_does_not_let_in)
{
	struct world world = world_new();

	sql_exec(callers[_i].change, world.caregiver);
	expect_problem(world_check_in(&world, ""), callers[_i].name, 403, callers[_i].message);
	ck_assert_int_eq(world_count_visits(world.client), 0);
}
END_TEST

/* Of several things that are wrong, the one that comes first is told: token, role, body, client, zone. */
START_TEST(order_of_checks)
{
	struct world world = world_new();
	const char *family = mint_token(world_user("family", world.zone), NULL);
	const char *stranger = mint_token(world_user("caregiver", world_zone()), NULL);

	expect_problem(http_post(WORLD_VISITS, "bad", "{}"), "token before body", 401, "Invalid or expired token");
	expect_problem(http_post(WORLD_VISITS, family, "{}"), "role before body", 403, "Only caregivers can create visits");
	expect_problem(http_post(WORLD_VISITS, family, "not JSON"), "role before JSON", 403, "Only caregivers can create visits");
	expect_problem(http_post(WORLD_VISITS, mint_token(world_uuid(), NULL), "{}"), "caller before body", 403,
		       "User not found");
	expect_problem(http_post(WORLD_VISITS, stranger, world_check_in_body("x", WORLD_SLOT, "")), "body before client", 400,
		       "Invalid clientId format");
	expect_status(world_check_in(&world, ""), "slot", 201);
	expect_problem(http_post(WORLD_VISITS, stranger, world_check_in_body(world.client, WORLD_SLOT, "")), "zone before slot",
		       403, "Cannot create visit for client in different zone");
}
END_TEST

/* --- reply --- */

START_TEST(location_leads_to_the_visit)
{
	struct world world = world_new();
	const char *body = world_check_in_body(world.client, WORLD_SLOT, "");
	struct http_response *response = http_post(WORLD_VISITS "/", world.token, body);

	expect_status(response, "with a trailing slash", 201);
	expect_value("Location", http_header(response, "Location"),
		     text("/api/v1/visits/%s", expect_text(response, "reply", "id")));
	expect_value("Idempotent-Replayed", http_header(response, "Idempotent-Replayed"), NULL);
	expect_value("Cache-Control", http_header(response, "Cache-Control"), "no-store");
}
END_TEST

START_TEST(upper_case_uuids_come_out_in_lower_case)
{
	struct world world = world_new();
	char *upper = sql_value("SELECT upper($1)", world.client);
	struct http_response *response = http_post(WORLD_VISITS, world.token, world_check_in_body(upper, WORLD_SLOT, ""));

	expect_status(response, "reply", 201);
	ck_assert_str_eq(expect_text(response, "reply", "clientId"), world.client);
}
END_TEST

START_TEST(null_is_as_absent)
{
	struct world world = world_new();
	struct http_response *response = world_check_in(
		&world, ",\"checkInTime\":null,\"checkInLatitude\":null,\"checkInLongitude\":null,\"copiedFromVisitId\":null");

	expect_status(response, "reply", 201);
	expect_member(response, "reply", "checkInLatitude", "null");
	expect_value("row", check_in_column(response, "check_in_time = date_trunc('milliseconds', created_at)"), "t");
	expect_problem(http_post(WORLD_VISITS, world.token, "{\"clientId\":null,\"scheduledStartTime\":null}"), "required", 400,
		       "clientId and scheduledStartTime are required");
}
END_TEST

static const struct {
	const char *sent, *latitude, *longitude;
} numbers[] = {
	{ "43.6532", "43.6532", "43.6532" },
	{ "-0", "0", "0" },
	{ "-0.0", "0", "0" },
	{ "0.0", "0", "0" },
	{ "1e1", "10", "10" },
	{ "1E+1", "10", "10" },
	{ "125e-1", "12.5", "12.5" },
	{ "43.65321234", "43.65321234", "43.65321234" },
	{ "-79.38321234", "-79.38321234", "-79.38321234" },
	{ "0.00000001", "0.00000001", "0.00000001" },
	{ "1e-12", "0", "0" },
	{ "-1e-12", "0", "0" },
	{ "1e-99", "0", "0" },
	{ "90", "90", "90" },
	{ "-90.000", "-90", "-90" },
	{ "89.999999999999", "90", "90" },
	{ "30.000000000000000000000000000000000001", "30", "30" },
};

START_TEST(numbers_leave_as_they_came)
{
	struct world world = world_new();
	const char *sent = numbers[_i].sent;
	struct http_response *response = world_check_in(&world,
							text(",\"checkInLatitude\":%s,\"checkInLongitude\":%s", sent, sent));

	expect_status(response, sent, 201);
	expect_member(response, sent, "checkInLatitude", numbers[_i].latitude);
	expect_member(response, sent, "checkInLongitude", numbers[_i].longitude);
}
END_TEST

START_TEST(longitudes_go_to_180)
{
	struct world world = world_new();
	struct http_response *response = world_check_in(&world, ",\"checkInLatitude\":-90,\"checkInLongitude\":180");

	expect_status(response, "180", 201);
	expect_member(response, "180", "checkInLongitude", "180");
	expect_member(response, "180", "checkInLatitude", "-90");
}
END_TEST

static const struct {
	const char *sent, *reply; /* NULL: refused */
} times[] = {
	{ "2025-10-11T10:05:23.456Z", "2025-10-11T10:05:23.456Z" },
	{ "2025-10-11T10:05:23.4Z", "2025-10-11T10:05:23.400Z" },
	{ "2025-10-11T10:05:23.456789Z", "2025-10-11T10:05:23.456Z" },
	{ "2025-10-11T10:05Z", "2025-10-11T10:05:00.000Z" },
	{ "2025-10-11t10:05:00z", "2025-10-11T10:05:00.000Z" },
	{ "2025-10-11T06:05:00-04:00", "2025-10-11T10:05:00.000Z" },
	{ "2025-10-11T15:50:00+05:45", "2025-10-11T10:05:00.000Z" },
	{ "2025-10-11T00:30:00+14:00", "2025-10-10T10:30:00.000Z" },
	{ "2024-02-29T23:59:59-23:59", "2024-03-01T23:58:59.000Z" },
	{ "0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z" },
	{ "9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999Z" },
	{ "2025-10-11", NULL },
	{ "2025-10-11T10:05:00", NULL },
	{ "2025-10-11 10:05:00Z", NULL },
	{ "2025-10-11T10:05:00+0200", NULL },
	{ "2025-10-11T10:05:00+24:00", NULL },
	{ "2025-10-11T24:00:00Z", NULL },
	{ "2025-10-11T10:60:00Z", NULL },
	{ "2025-02-29T10:00:00Z", NULL },
	{ "2025-02-30T10:00:00Z", NULL },
	{ "2025-13-01T10:00:00Z", NULL },
	{ "0000-01-01T00:00:00Z", NULL },
	{ "0001-01-01T00:00:00+00:01", NULL },
	{ "9999-12-31T23:59:59-00:01", NULL },
	{ "10000-01-01T00:00:00Z", NULL },
	{ "2025-10-11T10:05:00Z ", NULL },
	{ "2025-10-11T10:05:00.Z", NULL },
	{ "now", NULL },
	{ "infinity", NULL },
	{ "", NULL },
};

START_TEST(timestamps_with_offsets)
{
	struct world world = world_new();
	const char *sent = times[_i].sent, *reply = times[_i].reply;
	struct http_response *response = http_post(
		WORLD_VISITS, world.token,
		text("{\"clientId\":\"%s\",\"scheduledStartTime\":\"%s\",\"checkInTime\":\"%s\"}", world.client, sent, sent));

	if (reply == NULL) {
		expect_problem(response, sent, 400, "scheduledStartTime must be an ISO 8601 timestamp");
		expect_detail(response, sent, "checkInTime", NULL);
		expect_details(response, sent, 2);
		return;
	}
	expect_status(response, sent, 201);
	expect_member(response, sent, "scheduledStartTime", text("\"%s\"", reply));
	expect_member(response, sent, "checkInTime", text("\"%s\"", reply));
}
END_TEST

/* --- copying --- */

/* Which visit a check-in names as its source, and what comes of it. */
enum source { SAME_CLIENT, SAME_CLIENT_UNDOCUMENTED, OTHER_CLIENT, MISSING };
static const struct {
	const char *name;
	enum source source;
	bool linked, copied;
	const char *why_not;
} sources[] = {
	{ "same client, documented", SAME_CLIENT, true, true, "" },
	{ "same client, undocumented", SAME_CLIENT_UNDOCUMENTED, true, false, "source visit has no documentation" },
	{ "other client", OTHER_CLIENT, false, false, "source visit is of another client" },
	{ "missing", MISSING, false, false, "source visit not found" },
};

static char *make_source(enum source source, const struct world *world)
{
	switch (source) {
	case SAME_CLIENT:
	case SAME_CLIENT_UNDOCUMENTED:
		return world_visit(world->client, world->caregiver, source == SAME_CLIENT);
	case OTHER_CLIENT:
		return world_visit(world_client(world->zone), world->caregiver, true);
	case MISSING:
		break;
	}
	return world_uuid();
}

START_TEST(copying_from_an_earlier_visit)
{
	struct world world = world_new();
	const char *name = sources[_i].name, *source = make_source(sources[_i].source, &world);
	long mark = journal_mark(stack.log);
	struct http_response *response = world_check_in(&world, check_in_copying(source));

	expect_status(response, name, 201);
	const char *visit = expect_text(response, name, "id");
	expect_value(name, check_in_column(response, "copied_from_visit_id"), sources[_i].linked ? source : NULL);
	ck_assert_int_eq(check_in_count_documentation(visit), sources[_i].copied);
	json_t *line = journal_find(stack.log, mark, "visitId", visit);
	ck_assert_ptr_nonnull(line);
	ck_assert_int_eq(json_is_true(json_object_get(line, "copiedFromVisit")), sources[_i].copied);
	ck_assert_str_eq(journal_text(line, "notCopied"), sources[_i].why_not);
}
END_TEST

START_TEST(malformed_copiedFromVisitId_is_refused)
{
	struct world world = world_new();

	expect_problem(world_check_in(&world, check_in_copying("visit-1")), "bad id", 400, "Invalid copiedFromVisitId format");
	ck_assert_int_eq(world_count_visits(world.client), 0);
}
END_TEST

/* --- log --- */

START_TEST(success_is_logged_with_the_fields_of_the_contract)
{
	struct world world = world_new();
	long mark = journal_mark(stack.log);
	struct http_response *response = world_check_in(&world, GPS);
	const char *visit = expect_text(response, "reply", "id");
	json_t *line = journal_find(stack.log, mark, "visitId", visit);

	ck_assert_ptr_nonnull(line);
	ck_assert_str_eq(journal_text(line, "clientId"), world.client);
	ck_assert_str_eq(journal_text(line, "staffId"), world.caregiver);
	ck_assert_str_eq(journal_text(line, "caller"), world.caregiver);
	ck_assert_str_eq(journal_text(line, "checkInTime"), "2025-10-11T10:05:00.000Z");
	ck_assert(json_is_true(json_object_get(line, "hasGPS")));
	ck_assert(json_is_false(json_object_get(line, "copiedFromVisit")));
	ck_assert_ptr_null(json_object_get(line, "notCopied"));
	ck_assert_str_eq(journal_text(line, "requestId"), http_header(response, "X-Request-Id"));
}
END_TEST

static const struct {
	const char *more;
	bool has;
} positions[] = {
	{ "", false },
	{ ",\"checkInLatitude\":0", false },
	{ ",\"checkInLongitude\":0", false },
	{ ",\"checkInLatitude\":0,\"checkInLongitude\":0", true },
};

START_TEST(hasGPS_says_whether_both_coordinates_came)
{
	struct world world = world_new();
	long mark = journal_mark(stack.log);
	struct http_response *response = world_check_in(&world, positions[_i].more);
	json_t *line = journal_find(stack.log, mark, "visitId", expect_text(response, "reply", "id"));

	ck_assert_ptr_nonnull(line);
	ck_assert_int_eq(json_is_true(json_object_get(line, "hasGPS")), positions[_i].has);
	ck_assert_int_eq(json_is_false(json_object_get(line, "hasGPS")), !positions[_i].has);
}
END_TEST

/* Logs may not tell where somebody was, who it was or what was written about them, whether the request was good or bad. */
START_TEST(logs_hold_no_coordinates_names_documentation_or_tokens)
{
	static const char *const secrets[] = { "43.65321234", "-79.38325678", "79.3832", WORLD_FIRST_NAME, WORLD_LAST_NAME,
					       "Slept well",  "heartRate",    "eyJ",     "Test Street" };
	struct world world = world_new();
	const char *source = world_visit(world.client, world.caregiver, true);
	const char *more = text("%s,\"checkInLatitude\":43.65321234,\"checkInLongitude\":-79.38325678", check_in_copying(source));
	const char *logs[] = { stack.log, stack.nginx_log, text("%s/place/log/nginx.error.log", stack.home),
			       text("%s/place/log/postgres.log", stack.home) };
	long marks[ARRAY_LEN(logs)];

	for (size_t i = 0; i < ARRAY_LEN(logs); i++)
		marks[i] = journal_mark(logs[i]);
	expect_status(world_check_in(&world, more), "good", 201);
	expect_problem(world_check_in(&world, more), "taken", 409, NULL);
	expect_problem(world_check_in(&world, text("%s,\"" WORLD_LAST_NAME "\":1", more)), "unknown field", 400, NULL);
	expect_problem(world_check_in(&world, ",\"checkInLongitude\":179.3832" WORLD_FIRST_NAME), "no JSON", 400, NULL);
	expect_problem(http_post(WORLD_VISITS "?name=" WORLD_LAST_NAME, text("%sx", world.token), "{}"), "bad token", 401, NULL);
	expect_problem(http_post("/api/v1/" WORLD_LAST_NAME, world.token, "{}"), "bad path", 404, NULL);

	(void)!http_send(&(struct http_request){ .path = "/healthz", .headers = { "X-Request-Id: logs-end" } });
	ck_assert_ptr_nonnull(journal_find(stack.log, marks[0], "requestId", "logs-end"));
	ck_assert_ptr_nonnull(journal_find(stack.nginx_log, marks[1], "requestId", "logs-end"));
	for (size_t i = 0; i < ARRAY_LEN(logs); i++) {
		const char *bytes = journal_bytes(logs[i], marks[i]);
		for (size_t j = 0; j < ARRAY_LEN(secrets); j++) {
			/* nginx logs the path that was asked for. */
			bool in_path = logs[i] == stack.nginx_log && strcmp(secrets[j], WORLD_LAST_NAME) == 0;
			ck_assert_msg(in_path || strstr(bytes, secrets[j]) == NULL, "'%s' is in %s:\n%s", secrets[j], logs[i],
				      bytes);
		}
	}
	ck_assert_ptr_null(strstr(journal_bytes(stack.nginx_log, marks[1]), "name="));
}
END_TEST

void check_in_add_contract(Suite *suite)
{
	TCase *part = suite_part(suite, "contract", NULL);

	tcase_add_loop_test(part, slot_is_taken_by_a_visit_that_is_not_over, 0, ARRAY_LEN(earlier));
	tcase_add_test(part, a_slot_is_a_millisecond);
	tcase_add_loop_test(part, caller_whom_the_directory_does_not_let_in, 0, ARRAY_LEN(callers));
	tcase_add_test(part, order_of_checks);
	tcase_add_test(part, location_leads_to_the_visit);
	tcase_add_test(part, upper_case_uuids_come_out_in_lower_case);
	tcase_add_test(part, null_is_as_absent);
	tcase_add_loop_test(part, numbers_leave_as_they_came, 0, ARRAY_LEN(numbers));
	tcase_add_test(part, longitudes_go_to_180);
	tcase_add_loop_test(part, timestamps_with_offsets, 0, ARRAY_LEN(times));
	tcase_add_loop_test(part, copying_from_an_earlier_visit, 0, ARRAY_LEN(sources));
	tcase_add_test(part, malformed_copiedFromVisitId_is_refused);
	tcase_add_test(part, success_is_logged_with_the_fields_of_the_contract);
	tcase_add_loop_test(part, hasGPS_says_whether_both_coordinates_came, 0, ARRAY_LEN(positions));
	tcase_add_test(part, logs_hold_no_coordinates_names_documentation_or_tokens);
}

/* Planning: who may move a scheduled visit, and how a caregiver begins it, online or afterwards. */
#include <string.h>

#include "expect.h"
#include "mint.h"
#include "sql.h"
#include "suite.h"
#include "text.h"
#include "visits.h"

#define LATER "2025-10-12T10:00:00Z"

static const char *coordinator(const struct world *world)
{
	return mint_token(world_user("coordinator", world->zone), NULL);
}

START_TEST(moving_a_visit)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "scheduled"), *token = coordinator(&world), *what = "move";
	const char *other = world_user("caregiver", world.zone);
	const char *body = text("{\"scheduledStartTime\":\"2025-10-12T12:00:00.1239+02:00\",\"staffId\":\"%s\"}", other);
	struct http_response *response = visits_patch(visit, token, body, NULL);

	expect_status(response, what, 200);
	expect_member(response, what, "scheduledStartTime", "\"2025-10-12T10:00:00.123Z\"");
	expect_member(response, what, "staffId", text("\"%s\"", other));
	expect_member(response, what, "status", "\"scheduled\"");
	/* Said again it is no change, not even when the visit has begun. */
	const char *etag = http_header(response, "ETag");
	expect_value("tag", http_header(visits_patch(visit, token, body, NULL), "ETag"), etag);
	expect_status(visits_patch(visit, mint_token(other, "caregiver"), "{\"status\":\"in_progress\"}", NULL), "begin", 200);
	expect_status(visits_patch(visit, token, body, NULL), "again", 200);
	struct http_response *refused = visits_patch(visit, token, "{\"scheduledStartTime\":\"" LATER "\"}", NULL);
	expect_problem(refused, "in progress", 409, "Only a scheduled visit can be rescheduled");
	expect_member(refused, "in progress", "code", "\"not_scheduled\"");
	expect_problem(visits_patch(visit, world.token, "{\"status\":\"completed\"}", NULL), "whose it was", 403,
		       "You can only update your own visits");
}
END_TEST

START_TEST(slot_of_another_visit)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "scheduled"), *token = coordinator(&world);
	const char *other = expect_text(http_post(WORLD_VISITS, world.token, world_check_in_body(world.client, LATER, "")),
					"check-in", "id");
	struct http_response *response = visits_patch(visit, token, "{\"scheduledStartTime\":\"" LATER "\"}", NULL);

	expect_problem(response, "taken", 409, "Visit already exists for this time slot");
	expect_member(response, "taken", "code", "\"slot_taken\"");
	expect_value("where", http_header(response, "Location"), visits_path(other));
	expect_value("unchanged", visits_column(visit, "to_char(scheduled_start_time, 'DD')"), "11");
	sql_exec("UPDATE visits SET status = 'cancelled' WHERE id = $1", other);
	expect_status(visits_patch(visit, token, "{\"scheduledStartTime\":\"" LATER "\"}", NULL), "free again", 200);
}
END_TEST

/* Only to whom it is shown: a caregiver sees their own. */
START_TEST(where_the_taken_slot_is)
{
	struct world world = world_new();
	const char *first = http_header(world_check_in(&world, ""), "Location");
	const char *other = mint_token(world_user("caregiver", world.zone), NULL);

	expect_value("own", http_header(world_check_in(&world, ""), "Location"), first);
	struct http_response *response = http_post(WORLD_VISITS, other, world_check_in_body(world.client, WORLD_SLOT, ""));
	expect_problem(response, "another's", 409, NULL);
	expect_value("another's", http_header(response, "Location"), NULL);
	const char *roster = text("{\"visits\":[{\"clientId\":\"%s\",\"staffId\":\"%s\",\"scheduledStartTime\":\"" WORLD_SLOT
				  "\"}]}",
				  world.client, world.caregiver);
	expect_value("roster", http_header(http_post(WORLD_VISITS "/schedule", coordinator(&world), roster), "Location"), first);
}
END_TEST

/* Of two that are the same, at once, the second is told of the first, which was not there when its statement began. */
START_TEST(where_the_slot_is_that_was_taken_just_now)
{
	struct world world = world_new();
	const struct http_request request = { .path = WORLD_VISITS,
					      .token = world.token,
					      .body = world_check_in_body(world.client, WORLD_SLOT, "") };
	PGconn *session = world_hold_slot(&world);
	struct http_pending *pending = http_begin(&request);

	(void)!sql_wait_for_blocked();
	sql_run(session, "COMMIT", (char *)NULL);
	struct http_response *response = http_end(pending);
	expect_problem(response, "second", 409, "Visit already exists for this time slot");
	expect_value("second", http_header(response, "Location"),
		     visits_path(sql_value("SELECT id FROM visits WHERE client_id = $1", world.client)));
}
END_TEST

/* Several at once into one slot: one gets it, nobody a 500. */
START_TEST(moving_into_one_slot_at_once)
{
	enum { AT_ONCE = 6 };
	struct world world = world_new();
	struct http_request requests[AT_ONCE];
	struct http_response *responses[AT_ONCE];
	const char *token = coordinator(&world);
	int moved = 0;

	for (int i = 0; i < AT_ONCE; i++) {
		const char *visit = sql_value("INSERT INTO visits (client_id, staff_id, scheduled_start_time)"
					      " VALUES ($1, $2, $3) RETURNING id",
					      world.client, world.caregiver, world_slot(i));
		requests[i] = (struct http_request){ .method = "PATCH",
						     .path = visits_path(visit),
						     .token = token,
						     .body = "{\"scheduledStartTime\":\"" LATER "\"}" };
	}
	http_send_all(requests, responses, AT_ONCE);
	for (int i = 0; i < AT_ONCE; i++) {
		moved += responses[i]->status == 200;
		if (responses[i]->status != 200)
			expect_problem(responses[i], "lost", 409, "Visit already exists for this time slot");
	}
	ck_assert_int_eq(moved, 1);
}
END_TEST

static const struct {
	const char *what, *sql, *message;
	int status;
} staff[] = {
	{ "nobody", "SELECT gen_random_uuid() || left($1, 0)", "Caregiver not found", 404 },
	{ "a coordinator", "SELECT id FROM users WHERE zone_id = $1 AND role = 'coordinator'", "Caregiver not found", 404 },
	{ "one who has left",
	  "INSERT INTO users (email, first_name, last_name, role, zone_id, is_active)"
	  " VALUES (gen_random_uuid() || '@x.example', 'a', 'b', 'caregiver', $1, false) RETURNING id",
	  "Caregiver not found", 404 },
	{ "one of another zone",
	  "WITH zone AS (INSERT INTO zones (name) SELECT 'x' || left($1, 0) RETURNING id)"
	  " INSERT INTO users (email, first_name, last_name, role)"
	  " VALUES (gen_random_uuid() || '@x.example', 'a', 'b', 'caregiver') RETURNING id",
	  "The caregiver does not work in the client's zone", 403 },
};

START_TEST(who_cannot_make_it)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "scheduled"), *token = coordinator(&world);
	const char *id = sql_value(staff[_i].sql, world.zone);
	struct http_response *response = visits_patch(visit, token, text("{\"staffId\":\"%s\"}", id), NULL);

	expect_problem(response, staff[_i].what, staff[_i].status, staff[_i].message);
	expect_detail(response, staff[_i].what, "staffId", staff[_i].message);
	expect_value("unchanged", visits_column(visit, "staff_id"), world.caregiver);
}
END_TEST

START_TEST(who_may_move_it)
{
	const struct visits_caller *who = &visits_callers[_i];
	static const char *const messages[] = {
		[NOT_YOURS] = "You can only update your own visits",
		[NOT_IN_ZONE] = "You can only update visits in your zone",
		[NO_ACCESS] = "Family members have no access to visits",
		[NOBODY] = "User not found",
	};
	struct world world = world_new();
	const char *visit = visits_new(&world, "scheduled"), *token = visits_token(&world, who);
	struct http_response *response = visits_patch(visit, token, "{\"scheduledStartTime\":\"" LATER "\"}", NULL);

	if (who->verdict == ALLOWED && strcmp(who->role, "caregiver") != 0)
		expect_status(response, who->name, 200);
	else if (who->verdict == ALLOWED)
		expect_problem(response, who->name, 403, "Only coordinators and admins can reschedule visits");
	else
		expect_problem(response, who->name, 403, messages[who->verdict]);
}
END_TEST

/* --- beginning --- */

#define BEGIN                                                                                                                    \
	"{\"status\":\"in_progress\",\"checkInTime\":\"2025-10-11T10:07:08.5Z\",\"checkInLatitude\":0,\"checkInLongitude\":-79." \
	"5}"

START_TEST(beginning_afterwards)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "scheduled"), *what = "begin";
	struct http_response *response = visits_patch(visit, world.token, BEGIN, NULL);

	expect_status(response, what, 200);
	expect_member(response, what, "checkInTime", "\"2025-10-11T10:07:08.500Z\"");
	expect_member(response, what, "checkInLatitude", "0");
	expect_member(response, what, "checkInLongitude", "-79.5");
	expect_member(response, what, "status", "\"in_progress\"");
	/* Repeated it is no change; said otherwise, it is refused. */
	expect_value("again", http_header(visits_patch(visit, world.token, BEGIN, NULL), "ETag"), http_header(response, "ETag"));
	expect_problem(visits_patch(visit, world.token, "{\"status\":\"in_progress\",\"checkInLatitude\":1}", NULL),
		       "another place", 409, "Check-in can only be given when a scheduled visit is started");
	expect_member(
		visits_patch(visit, world.token, "{\"checkOutTime\":\"2025-10-11T11:07:08.5Z\",\"status\":\"completed\"}", NULL),
		"end", "durationMinutes", "60");
}
END_TEST

START_TEST(beginning_without_a_check_in)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "scheduled");
	struct http_response *response = visits_patch(visit, world.token, "{\"status\":\"in_progress\",\"checkInTime\":null}",
						      NULL);

	expect_status(response, "now", 200);
	expect_value("now", visits_column(visit, "check_in_time > now() - interval '1 minute'"), "t");
	expect_member(response, "now", "checkInLatitude", "null");
}
END_TEST

static const struct {
	const char *status, *body;
} not_starting[] = {
	{ "scheduled", "{\"checkInTime\":\"2025-10-11T10:00:00Z\"}" },
	{ "scheduled", "{\"checkInLatitude\":1}" },
	{ "scheduled", "{\"checkInLongitude\":null}" },
	{ "scheduled", "{\"checkInTime\":\"2025-10-11T10:00:00Z\",\"status\":\"cancelled\"}" },
	{ "in_progress", "{\"checkInTime\":\"2025-10-11T10:00:00Z\"}" },
	{ "in_progress", "{\"checkInTime\":\"2025-10-11T10:00:00Z\",\"status\":\"in_progress\"}" },
	{ "in_progress", "{\"checkInTime\":\"2025-10-11T10:00:00Z\",\"status\":\"completed\"}" },
	{ "completed", "{\"checkInTime\":\"2025-10-11T10:00:00Z\"}" },
	{ "cancelled", "{\"checkInTime\":\"2025-10-11T10:00:00Z\"}" },
};

START_TEST(check_in_at_another_moment)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, not_starting[_i].status);
	struct http_response *response = visits_patch(visit, world.token, not_starting[_i].body, NULL);

	expect_problem(response, not_starting[_i].body, 409, "Check-in can only be given when a scheduled visit is started");
	expect_value("unchanged", visits_column(visit, "status"), not_starting[_i].status);
}
END_TEST

START_TEST(bad_values)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "scheduled"), *token = coordinator(&world);
	struct http_response *response = visits_patch(
		visit, token,
		"{\"scheduledStartTime\":null,\"staffId\":null,\"checkInTime\":\"2025-10-11\",\"checkInLatitude\":91,"
		"\"checkInLongitude\":\"1\",\"status\":\"in_progress\"}",
		NULL);

	expect_problem(response, "all bad", 400, NULL);
	expect_details(response, "all bad", 5);
	response = visits_patch(visit, token, "{\"checkOutLatitude\":1,\"status\":\"in_progress\"}", NULL);
	expect_problem(response, "cross-field", 400, "Check-out coordinates need a check-out time");
	expect_detail(response, "cross-field", "checkOutTime", NULL);
}
END_TEST

void visits_add_plan(Suite *suite)
{
	TCase *part = suite_part(suite, "plan", NULL);

	tcase_add_test(part, moving_a_visit);
	tcase_add_test(part, slot_of_another_visit);
	tcase_add_test(part, where_the_taken_slot_is);
	tcase_add_test(part, where_the_slot_is_that_was_taken_just_now);
	tcase_add_test(part, moving_into_one_slot_at_once);
	tcase_add_loop_test(part, who_cannot_make_it, 0, ARRAY_LEN(staff));
	tcase_add_loop_test(part, who_may_move_it, 0, VISITS_CALLERS);
	tcase_add_test(part, beginning_afterwards);
	tcase_add_test(part, beginning_without_a_check_in);
	tcase_add_loop_test(part, check_in_at_another_moment, 0, ARRAY_LEN(not_starting));
	tcase_add_test(part, bad_values);
}

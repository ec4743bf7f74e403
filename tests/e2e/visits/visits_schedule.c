/* Scheduling: a roster is made whole or not at all, and every bad item of it is named. */
#include <string.h>

#include "base/buffer.h"
#include "expect.h"
#include "mint.h"
#include "sql.h"
#include "suite.h"
#include "text.h"
#include "visits.h"

#define SCHEDULE "/api/v1/visits/schedule"

static char *item(const char *client, const char *staff, const char *slot)
{
	return text("{\"clientId\":\"%s\",\"staffId\":\"%s\",\"scheduledStartTime\":\"%s\"}", client, staff, slot);
}

/* So many for the world's caregiver and client, in slots of their own; `bad` stands in the place of one. */
static char *roster(const struct world *world, int count, int place, const char *bad)
{
	struct buffer body = { 0 };

	buffer_puts(&body, "{\"visits\":[");
	for (int i = 0; i < count; i++)
		buffer_printf(&body, "%s%s", i > 0 ? "," : "",
			      i == place ? bad : item(world->client, world->caregiver, world_slot(i)));
	buffer_puts(&body, "]}");
	return body.data;
}

static char *coordinator(const struct world *world)
{
	return mint_token(world_user("coordinator", world->zone), NULL);
}

START_TEST(a_roster)
{
	struct world world = world_new();
	struct http_response *response = http_post(SCHEDULE, coordinator(&world), roster(&world, 500, -1, NULL));

	expect_status(response, "500", 201);
	ck_assert_int_eq(world_count_visits(world.client), 500);
	for (int i = 0; i < 500; i += 499) {
		json_t *row = expect_at(response, text("data.visits.%d", i));
		const char *id = json_string_value(json_object_get(row, "id"));
		ck_assert_uint_eq(json_object_size(row), 5);
		expect_value(
			"in the order given",
			sql_value("SELECT scheduled_start_time = $2::timestamptz FROM visits WHERE id = $1", id, world_slot(i)),
			"t");
		expect_json(response, "status", text("data.visits.%d.status", i), "\"scheduled\"");
		expect_json(response, "staff", text("data.visits.%d.staffId", i), text("\"%s\"", world.caregiver));
	}
	/* They stand in the caregiver's list, and their slots are taken. */
	expect_json(visits_get(WORLD_VISITS "?status=scheduled", world.token, NULL), "list", "data.pagination.total", "500");
	expect_problem(http_post(WORLD_VISITS, world.token, world_check_in_body(world.client, world_slot(0), "")), "check-in",
		       409, "Visit already exists for this time slot");
}
END_TEST

START_TEST(sizes)
{
	struct world world = world_new();
	const char *token = coordinator(&world);

	expect_status(http_post(SCHEDULE, token, roster(&world, 1, -1, NULL)), "1", 201);
	expect_problem(http_post(SCHEDULE, token, "{\"visits\":[]}"), "none", 400, "visits must not be empty");
	expect_problem(http_post(SCHEDULE, token, "{}"), "absent", 400, "visits is required");
	expect_problem(http_post(SCHEDULE, token, roster(&world, 501, -1, NULL)), "501", 400,
		       "visits must be an array of at most 500 objects");
}
END_TEST

static const struct bad_item {
	const char *what;
	int status;
	const char *field, *message, *json; /* @ stands for the world's client */
} bad_items[] = {
	{ "no object", 400, "visits[250]", "visits[250] must be an object", "7" },
	{ "unknown field", 400, "visits[250].note", "visits[250].note is not a known field",
	  "{\"clientId\":\"@\",\"staffId\":\"@\",\"scheduledStartTime\":\"2025-10-11T10:00:00Z\",\"note\":1}" },
	{ "no time", 400, "visits[250].scheduledStartTime", "visits[250].scheduledStartTime is required",
	  "{\"clientId\":\"@\",\"staffId\":\"@\"}" },
	{ "bad time", 400, "visits[250].scheduledStartTime", NULL,
	  "{\"clientId\":\"@\",\"staffId\":\"@\",\"scheduledStartTime\":\"2025-02-30T10:00:00Z\"}" },
	{ "bad id", 400, "visits[250].staffId", "Invalid visits[250].staffId format",
	  "{\"clientId\":\"@\",\"staffId\":\"1\",\"scheduledStartTime\":\"2025-10-11T10:00:00Z\"}" },
	{ "nobody", 404, "visits[250]", "Caregiver not found",
	  "{\"clientId\":\"@\",\"staffId\":\"@\",\"scheduledStartTime\":\"2025-10-11T10:00:00Z\"}" },
};

/* One bad line of 500: it alone is named, and nothing is written. */
START_TEST(one_bad_item)
{
	const struct bad_item *bad = &bad_items[_i];
	struct world world = world_new();
	struct http_response *response = http_post(SCHEDULE, coordinator(&world),
						   roster(&world, 500, 250, text_fill(bad->json, world.client)));

	expect_problem(response, bad->what, bad->status, NULL);
	expect_detail(response, bad->what, bad->field, bad->message);
	expect_details(response, bad->what, 1);
	ck_assert_int_eq(world_count_visits(world.client), 0);
}
END_TEST

/* What only the records tell is the reply's own, status, sentence and code. */
START_TEST(one_item_of_somebody_elses)
{
	struct world world = world_new(), other = world_new();
	const char *token = coordinator(&world), *slot = world_slot(1);
	struct http_response *response = http_post(SCHEDULE, token,
						   text("{\"visits\":[%s]}", item(world_uuid(), world.caregiver, slot)));

	expect_problem(response, "no client", 404, "Client not found");
	expect_member(response, "no client", "code", "\"client_unknown\"");
	response = http_post(SCHEDULE, token, text("{\"visits\":[%s]}", item(world.client, other.caregiver, slot)));
	expect_problem(response, "other caregiver", 403, "The caregiver does not work in the client's zone");
	expect_member(response, "other caregiver", "code", "\"staff_of_other_zone\"");
}
END_TEST

START_TEST(every_bad_item_is_named)
{
	struct world world = world_new(), other = world_new();
	char *gone = world_client(world.zone), *left = world_user("caregiver", world.zone), *slot = world_slot(1);

	sql_exec("UPDATE clients SET deleted_at = now() WHERE id = $1", gone);
	sql_exec("UPDATE users SET is_active = false WHERE id = $1", left);
	expect_status(world_check_in(&world, ""), "taken", 201);
	struct http_response *response = http_post(
		SCHEDULE, coordinator(&world),
		text("{\"visits\":[%s,%s,%s,%s,%s,%s,%s,%s]}", item(world.client, world.caregiver, slot),
		     item(world.client, world.caregiver, WORLD_SLOT), item(other.client, other.caregiver, slot),
		     item(gone, world.caregiver, slot), item(world.client, other.caregiver, world_slot(2)),
		     item(world.client, left, world_slot(3)),
		     item(world.client, world_user("coordinator", world.zone), world_slot(4)),
		     item(world.client, world.caregiver, text("%.19s.0004Z", slot))));

	/* The first of them gives status and message. */
	expect_problem(response, "many", 409, "Visit already exists for this time slot");
	expect_member(response, "many", "code", "\"slot_taken\"");
	expect_details(response, "many", 7);
	expect_detail(response, "many", "visits[1]", "Visit already exists for this time slot");
	expect_detail(response, "many", "visits[2]", "You can only schedule visits in your zone");
	expect_detail(response, "many", "visits[3]", "Client not found");
	expect_detail(response, "many", "visits[4]", "The caregiver does not work in the client's zone");
	expect_detail(response, "many", "visits[5]", "Caregiver not found");
	expect_detail(response, "many", "visits[6]", "Caregiver not found");
	/* The same slot, as it is to the millisecond. */
	expect_detail(response, "many", "visits[7]", "Visit already exists for this time slot");
	ck_assert_int_eq(world_count_visits(world.client), 1);
}
END_TEST

static const struct {
	const char *role;
	enum visits_zone zone;
	int status;
	const char *message;
} schedulers[] = {
	{ "coordinator", OWN_ZONE, 201, NULL },
	{ "coordinator", OTHER_ZONE, 403, "You can only schedule visits in your zone" },
	{ "coordinator", NO_ZONE, 403, "You can only schedule visits in your zone" },
	{ "admin", OWN_ZONE, 201, NULL },
	{ "admin", OTHER_ZONE, 403, "You can only schedule visits in your zone" },
	{ "admin", NO_ZONE, 201, NULL },
	{ "caregiver", OWN_ZONE, 403, "Only coordinators and admins can schedule visits" },
	{ "family", OWN_ZONE, 403, "Only coordinators and admins can schedule visits" },
};

START_TEST(who_may_schedule)
{
	struct world world = world_new();
	const char *zone = schedulers[_i].zone == OWN_ZONE ? world.zone : schedulers[_i].zone == NO_ZONE ? NULL : world_zone();
	const char *user = world_user(schedulers[_i].role, zone);
	struct http_response *response = http_post(SCHEDULE, mint_token(user, schedulers[_i].role), roster(&world, 1, -1, NULL));

	if (schedulers[_i].status == 201)
		expect_status(response, schedulers[_i].role, 201);
	else
		expect_problem(response, schedulers[_i].role, 403, schedulers[_i].message);
	/* What the token says grants nothing. */
	if (_i >= 6)
		expect_problem(http_post(SCHEDULE, mint_token(user, "admin"), roster(&world, 1, -1, NULL)), "token", 403,
			       schedulers[_i].message);
	sql_exec("UPDATE users SET is_active = false WHERE id = $1", user);
	if (_i < 6)
		expect_problem(http_post(SCHEDULE, mint_token(user, schedulers[_i].role), roster(&world, 1, -1, NULL)), "gone",
			       403, "User not found");
}
END_TEST

/* Rosters that share slots and name them in opposite order: one is made, whole; each of the others is told what it lost. */
START_TEST(rosters_at_once)
{
	enum { ROSTERS = 6, ITEMS = 40 };
	struct world world = world_new();
	struct http_request requests[ROSTERS];
	struct http_response *responses[ROSTERS];
	const char *token = coordinator(&world);
	int made = 0;

	for (int i = 0; i < ROSTERS; i++) {
		char *body = text("%s", "{\"visits\":[");
		for (int j = 0; j < ITEMS; j++)
			body = text("%s%s%s", body, j > 0 ? "," : "",
				    item(world.client, world.caregiver, world_slot(i % 2 == 0 ? j : ITEMS - 1 - j)));
		requests[i] = (struct http_request){ .path = SCHEDULE, .token = token, .body = text("%s]}", body) };
		if (i > 3)
			requests[i].headers[0] = text("Idempotency-Key: %d", i);
	}
	http_send_all(requests, responses, ROSTERS);
	for (int i = 0; i < ROSTERS; i++) {
		made += responses[i]->status == 201;
		if (responses[i]->status == 201)
			continue;
		expect_problem(responses[i], "lost", 409, "Visit already exists for this time slot");
		expect_details(responses[i], "lost", ITEMS);
	}
	ck_assert_int_eq(made, 1);
	ck_assert_int_eq(world_count_visits(world.client), ITEMS);
}
END_TEST

void visits_add_schedule(Suite *suite)
{
	TCase *part = suite_part(suite, "schedule", NULL);

	tcase_add_test(part, a_roster);
	tcase_add_test(part, sizes);
	tcase_add_loop_test(part, one_bad_item, 0, ARRAY_LEN(bad_items));
	tcase_add_test(part, one_item_of_somebody_elses);
	tcase_add_test(part, every_bad_item_is_named);
	tcase_add_loop_test(part, who_may_schedule, 0, ARRAY_LEN(schedulers));
	tcase_add_test(part, rosters_at_once);
}

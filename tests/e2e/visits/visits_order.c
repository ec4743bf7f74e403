/* Lists as a board and a phone want them: several states, oldest first, one zone of an admin's. */
#include <string.h>

#include "expect.h"
#include "mint.h"
#include "sql.h"
#include "suite.h"
#include "text.h"
#include "visits.h"

static char *visit_at(const struct world *world, int slot, const char *status)
{
	return sql_value(
		"INSERT INTO visits (client_id, staff_id, scheduled_start_time, status) VALUES ($1, $2, $3, $4) RETURNING id",
		world->client, world->caregiver, world_slot(slot), status);
}

/* The numbers of the slots in a list, in its order. */
static char *slots(const struct http_response *response)
{
	json_t *rows = expect_at(response, "data.visits"), *row;
	char *all = text("%s", "");
	size_t i;

	expect_status(response, "list", 200);
	json_array_foreach (rows, i, row) {
		const char *start = json_string_value(json_object_get(row, "scheduledStartTime"));
		all = text("%s%s%d", all, i > 0 ? " " : "", (start[14] - '0') * 10 + start[15] - '0');
	}
	return all;
}

enum { LISTS = 6 };

/* All the ways to ask for the same visits: as the caregiver, of the client, of the zone, of it as an admin. */
START_TEST(oldest_first_and_several_states)
{
	static const char *const states[] = { "completed", "scheduled", "cancelled", "in_progress" };
	struct world world = world_new();
	const char *coordinator = mint_token(world_user("coordinator", world.zone), NULL);
	const char *admin = mint_token(world_user("admin", NULL), NULL);
	const struct {
		const char *token, *filter;
	} lists[LISTS] = {
		{ world.token, "" },
		{ coordinator, "" },
		{ coordinator, text("&clientId=%s", world.client) },
		{ coordinator, text("&staffId=%s", world.caregiver) },
		{ admin, text("&zoneId=%s", world.zone) },
		{ admin, text("&zoneId=%s&clientId=%s", world.zone, world.client) },
	};
	static const struct {
		const char *query, *slots;
	} queries[] = {
		{ "", "7 6 5 4 3 2 1 0" },
		{ "sort=-scheduledStartTime", "7 6 5 4 3 2 1 0" },
		{ "sort=scheduledStartTime", "0 1 2 3 4 5 6 7" },
		{ "sort=scheduledStartTime&cursor=", "0 1 2 3 4 5 6 7" },
		{ "sort=scheduledStartTime&limit=3&page=2", "3 4 5" },
		{ "status=scheduled,in_progress", "7 5 3 1" },
		{ "status=in_progress,scheduled,scheduled&sort=scheduledStartTime", "1 3 5 7" },
		{ "status=scheduled,in_progress,completed,cancelled", "7 6 5 4 3 2 1 0" },
		{ "status=completed&sort=scheduledStartTime", "0 4" },
		{ "sort=scheduledStartTime&startDate=2025-01-01T00:02:00Z&endDate=2025-01-01T00:05:00Z", "2 3 4 5" },
		{ "sort=scheduledStartTime&startDate=2026-01-01", "" },
	};

	for (int i = 0; i < 8; i++)
		(void)!visit_at(&world, i, states[i % 4]);
	for (size_t i = 0; i < ARRAY_LEN(queries); i++) {
		const char *path = text(WORLD_VISITS "?%s%s", queries[i].query, lists[_i].filter);
		expect_value(path, slots(visits_get(path, lists[_i].token, NULL)), queries[i].slots);
	}
	struct http_response *response = visits_get(WORLD_VISITS "?status=scheduled,in_progress&sort=scheduledStartTime&limit=1",
						    lists[0].token, NULL);
	expect_json(response, "total", "data.pagination.total", "4");
	ck_assert(json_is_string(expect_at(response, "data.visits.0.updatedAt")));
}
END_TEST

/* By cursor, upwards, within dates: every visit once, and of one moment by id. */
START_TEST(cursor_upwards)
{
	struct world world = world_new();
	const char *cursor = "", *last = "";
	size_t seen = 0;

	for (int i = 0; i < 9; i++)
		(void)!visit_at(&world, i / 3, "cancelled");
	for (int page = 0; cursor != NULL; page++) {
		struct http_response *response = visits_get(
			text(WORLD_VISITS "?sort=scheduledStartTime&startDate=2025-01-01T00:01:00Z&limit=2&cursor=%s", cursor),
			world.token, NULL);
		json_t *rows = expect_at(response, "data.visits"), *row;
		size_t i;
		json_array_foreach (rows, i, row) {
			const char *place = text("%s %s", json_string_value(json_object_get(row, "scheduledStartTime")),
						 json_string_value(json_object_get(row, "id")));
			ck_assert_str_lt(last, place);
			last = place;
			seen++;
		}
		cursor = json_string_value(expect_at(response, "data.pagination.nextCursor"));
		ck_assert_int_lt(page, 4);
	}
	ck_assert_uint_eq(seen, 6);
}
END_TEST

START_TEST(zone_of_another)
{
	struct world world = world_new(), other = world_new();
	const char *path = text(WORLD_VISITS "?zoneId=%s", other.zone), *own = text(WORLD_VISITS "?zoneId=%s", world.zone);
	static const char *const roles[] = { "coordinator", "admin", "caregiver" };

	(void)!visit_at(&other, 1, "scheduled");
	for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
		const char *token = mint_token(world_user(roles[i], world.zone), NULL);
		expect_problem(visits_get(path, token, NULL), roles[i], 403, "You can only view visits in your zone");
		expect_status(visits_get(own, token, NULL), roles[i], 200);
	}
	const char *nowhere = mint_token(world_user("coordinator", NULL), NULL);
	expect_problem(visits_get(own, nowhere, NULL), "of no zone", 403, "You can only view visits in your zone");
	const char *admin = mint_token(world_user("admin", NULL), NULL);
	expect_value("admin", slots(visits_get(path, admin, NULL)), "1");
	expect_value("admin", slots(visits_get(own, admin, NULL)), "");
	/* A caregiver's own visits to a client who has moved away are not of the zone. */
	(void)!visit_at(&world, 2, "scheduled");
	sql_exec("UPDATE clients SET zone_id = $2 WHERE id = $1", world.client, other.zone);
	expect_value("all", slots(visits_get(WORLD_VISITS, world.token, NULL)), "2");
	expect_value("of the zone", slots(visits_get(own, world.token, NULL)), "");
}
END_TEST

void visits_add_order(Suite *suite)
{
	TCase *part = suite_part(suite, "order", NULL);

	tcase_add_loop_test(part, oldest_first_and_several_states, 0, LISTS);
	tcase_add_test(part, cursor_upwards);
	tcase_add_test(part, zone_of_another);
}

/* Rows that an earlier system has left, or another program writes: they are shown as they are, and harm nobody. */
#include "expect.h"
#include "mint.h"
#include "sql.h"
#include "suite.h"
#include "text.h"
#include "visits.h"

#define DOCUMENTATION "\"documentation\":{\"observations\":\"Slept well.\"}"

/* Rows of an earlier system may lack what visitd always writes, or go beyond what it takes in. */
static const struct {
	const char *change, *body, *expression;
	int status;
} old_rows[] = {
	{ "status = 'completed', check_out_time = NULL, duration_minutes = NULL", "{\"status\":\"completed\"}",
	  "check_out_time IS NULL", 200 },
	{ "status = 'in_progress', check_in_time = NULL", "{\"status\":\"in_progress\"," DOCUMENTATION "}",
	  "check_in_time IS NULL", 200 },
	{ "status = 'scheduled', check_in_time = NULL", "{\"status\":\"in_progress\"}",
	  "status = 'scheduled' AND check_in_time IS NULL", 400 },
	{ "status = 'in_progress', check_in_time = NULL, check_out_time = NULL", "{\"status\":\"completed\"}",
	  "check_out_time IS NOT NULL AND duration_minutes IS NULL", 200 },
	{ "check_out_time = check_in_time + interval '30 days', duration_minutes = 43200", "{" DOCUMENTATION "}",
	  "duration_minutes = 43200", 200 },
	{ "duration_minutes = 54", "{" DOCUMENTATION "}", "duration_minutes = 54", 200 },
	{ "status = 'in_progress', check_out_time = NULL, check_out_latitude = 1", "{" DOCUMENTATION "}",
	  "check_out_latitude = 1", 200 },
};

START_TEST(rows_of_an_earlier_system)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "completed"), *what = old_rows[_i].change;

	sql_exec(text("UPDATE visits SET %s WHERE id = $1", what), visit);
	expect_status(visits_patch(visit, world.token, old_rows[_i].body, NULL), what, old_rows[_i].status);
	expect_value(what, visits_column(visit, old_rows[_i].expression), "t");
}
END_TEST

/* The contract's promise: a database filled by the earlier system loads unchanged. */
START_TEST(photos_of_which_little_is_known)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "completed"), *what = "photo";

	sql_exec("INSERT INTO visit_photos (visit_id, s3_key, s3_url) VALUES ($1::uuid, 'old/' || $1, "
		 "'https://bucket.example/old')",
		 visit);
	struct http_response *response = visits_get(visits_path(visit), world.token, NULL);
	expect_status(response, what, 200);
	visits_expect(response, what, "data.photos.0.photoKey", text("\"old/%s\"", visit));
	visits_expect(response, what, "data.photos.0.fileName", "null");
	visits_expect(response, what, "data.photos.0.fileSize", "null");
	visits_expect(response, what, "data.photos.0.mimeType", "null");
}
END_TEST

START_TEST(client_in_a_zone_that_is_not_there)
{
	struct world world = world_new();
	const char *admin = mint_token(world_user("admin", NULL), NULL), *nowhere = world_uuid(), *what = "a missing zone";
	const char *coordinator = mint_token(world_user("coordinator", world.zone), NULL);
	const char *stray = mint_token(world_user("coordinator", NULL), NULL);
	const char *client = sql_value("INSERT INTO clients (first_name, last_name, zone_id) VALUES ('A', 'B', $1) RETURNING id",
				       nowhere);
	const char *visit = world_visit(client, world.caregiver, true);
	/* Nobody else's visits are in year 9000. */
	const char *lists[] = { "?startDate=9000-01-01",
				"?startDate=9000-01-01&cursor=", "?startDate=9000-01-01&status=completed",
				text("?clientId=%s", client), text("?staffId=%s&clientId=%s&cursor=", world.caregiver, client) };

	sql_exec("UPDATE visits SET scheduled_start_time = '9000-01-01 10:00Z', check_in_time = NULL WHERE id = $1", visit);
	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		struct http_response *response = visits_get(text(WORLD_VISITS "%s", lists[i]), admin, NULL);
		expect_status(response, lists[i], 200);
		visits_expect(response, lists[i], "data.visits.0.id", text("\"%s\"", visit));
		visits_expect(visits_get(text(WORLD_VISITS "%s", lists[i]), coordinator, NULL), what, "data.visits", "[]");
		visits_expect(visits_get(text(WORLD_VISITS "%s", lists[i]), stray, NULL), what, "data.visits", "[]");
	}
	struct http_response *response = visits_get(visits_path(visit), admin, NULL);
	expect_status(response, what, 200);
	visits_expect(response, what, "data.client.zoneId", text("\"%s\"", nowhere));
	expect_status(visits_get(visits_path(visit), world.token, NULL), "the caregiver's own", 200);
	expect_problem(visits_get(visits_path(visit), stray, NULL), what, 403, "You can only view visits in your zone");
	expect_problem(http_post(WORLD_VISITS, world.token, world_check_in_body(client, WORLD_SLOT, "")), what, 403,
		       "Cannot create visit for client in different zone");
	sql_exec("DELETE FROM visit_documentation WHERE visit_id = $1", visit);
	sql_exec("DELETE FROM visits WHERE id = $1", visit);
}
END_TEST

/* Two open visits that an earlier system has begun within a millisecond: both can be worked on and ended. */
START_TEST(open_visits_finer_than_a_slot)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "scheduled"), *what = "finer";

	sql_exec("ALTER TABLE visits DISABLE TRIGGER visits_cut_new_times");
	sql_exec("INSERT INTO visits (client_id, staff_id, scheduled_start_time) SELECT client_id, staff_id, "
		 "scheduled_start_time +"
		 " interval '7 microseconds' FROM visits WHERE id = $1",
		 visit);
	sql_exec("ALTER TABLE visits ENABLE TRIGGER visits_cut_new_times");
	const char *finer = sql_value("SELECT id FROM visits WHERE client_id = $1 AND id <> $2", world.client, visit);
	struct http_response *response = visits_get(WORLD_VISITS "?startDate=" WORLD_SLOT "&endDate=" WORLD_SLOT, world.token,
						    NULL);
	visits_expect(response, what, "data.pagination.total", "2");
	expect_status(visits_patch(finer, world.token, "{\"status\":\"in_progress\"}", NULL), what, 200);
	expect_status(visits_patch(finer, world.token, "{\"status\":\"completed\"}", NULL), what, 200);
	expect_status(visits_patch(visit, world.token, "{\"status\":\"in_progress\"}", NULL), what, 200);
}
END_TEST

void visits_add_earlier(Suite *suite)
{
	TCase *part = suite_part(suite, "earlier", NULL);

	tcase_add_loop_test(part, rows_of_an_earlier_system, 0, ARRAY_LEN(old_rows));
	tcase_add_test(part, photos_of_which_little_is_known);
	tcase_add_test(part, client_in_a_zone_that_is_not_there);
	tcase_add_test(part, open_visits_finer_than_a_slot);
}

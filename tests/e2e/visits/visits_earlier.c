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

void visits_add_earlier(Suite *suite)
{
	TCase *part = suite_part(suite, "earlier", NULL);

	tcase_add_loop_test(part, rows_of_an_earlier_system, 0, ARRAY_LEN(old_rows));
}

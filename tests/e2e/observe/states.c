/* States that /metrics tells: of workers, of the configuration, of PostgreSQL and of what it holds. */
#include <signal.h>
#include <string.h>

#include "base/clock.h"
#include "expect.h"
#include "observe.h"
#include "process.h"
#include "scrape.h"
#include "stack.h"
#include "suite.h"
#include "text.h"

enum { HELD = 3, READERS = 100, AT_ONCE_MS = 1000 };

static void settle(void)
{
	/* Who waits for a lock shall do so for longer than a text of metrics lasts. */
	stack_settle("[database]\nlock_timeout = 5\n");
}

static double all_workers(void)
{
	pid_t pids[STACK_WORKERS_MAX];

	return (double)stack_workers(pids);
}

START_TEST(busy_workers_and_the_oldest_request)
{
	struct world world = world_new();
	struct held held[HELD];

	for (int i = 0; i < HELD; i++)
		observe_hold(&held[i], &world, NULL);
	const char *text = scrape_wait("visitd_workers{state=\"busy\"}", HELD);
	ck_assert(scrape_value(text, "visitd_workers{state=\"idle\"}") == all_workers() - HELD);
	double age = scrape_value(scrape(), "visitd_oldest_request_seconds");
	ck_assert_msg(age > 1 && age < 10, "the oldest request is of %g seconds", age);
	for (int i = 0; i < HELD; i++)
		(void)!observe_release(&held[i]);
	scrape_wait("visitd_workers{state=\"busy\"}", 0);
	ck_assert(scrape_value(scrape(), "visitd_oldest_request_seconds") == 0);
}
END_TEST

START_TEST(longest_wait)
{
	struct world world = world_new();
	const struct http_request request = { .path = "/api/v1/me", .token = world.token };

	stack_signal(SIGSTOP);
	struct http_pending *pending = http_begin(&request);
	process_sleep_ms(700);
	stack_signal(SIGCONT);
	expect_status(http_end(pending), "waited", 200);
	double wait = scrape_value(scrape(), "visitd_request_wait_seconds_max");
	ck_assert_msg(wait >= 0.6 && wait < 5, "it has waited %g seconds", wait);
}
END_TEST

START_TEST(reconnections)
{
	const char *before = scrape();
	PGconn *session = sql_connect(stack.superuser);

	/* Idle workers notice by themselves, within a second. */
	(void)sql_run(session, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'visitd'", (char *)NULL);
	PQfinish(session);
	process_sleep_ms(1500);
	double made = scrape_growth(before, scrape(), "visitd_postgresql_connections_total");
	/* Of the API's workers each, of health's those that have been asked. */
	ck_assert_msg(made >= all_workers() && made <= all_workers() + 2, "%g connections", made);
}
END_TEST

START_TEST(configuration_that_was_refused)
{
	const char *before = scrape();

	ck_assert(scrape_value(before, "visitd_config_last_reload_successful") == 1);
	ck_assert(!stack_configure("[log]\nslow_request = never\n"));
	const char *refused = scrape();
	ck_assert(scrape_value(refused, "visitd_config_last_reload_successful") == 0);
	ck_assert(scrape_growth(before, refused, "visitd_config_last_reload_success_timestamp_seconds") == 0);
	ck_assert(stack_configure(""));
	const char *taken = scrape();
	ck_assert(scrape_value(taken, "visitd_config_last_reload_successful") == 1);
}
END_TEST

START_TEST(without_PostgreSQL_it_is_answered_at_once_with_what_is_known)
{
	struct world world = world_new();
	const char *before = scrape();

	ck_assert(scrape_value(before, "visitd_postgresql_up") == 1);
	ck_assert(scrape_has(before, "visitd_open_visits"));
	stack_command("postgres-stop");
	expect_problem(world_check_in(&world, ""), "away", 503, NULL);
	process_sleep_ms(1100);
	int64_t start = clock_ms();
	const char *away = scrape_wait("visitd_postgresql_up", 0);
	ck_assert_msg(clock_ms() - start < AT_ONCE_MS, "answered after %d ms", (int)(clock_ms() - start));
	ck_assert(!scrape_has(away, "visitd_open_visits") && !scrape_has(away, "visitd_forgotten_visits") &&
		  !scrape_has(away, "visitd_drafts"));
	away = scrape();
	ck_assert(scrape_growth(before, away, "visitd_requests_total{operation=\"visits_check_in\",status=\"503\"}") == 1);
	ck_assert(scrape_growth(before, away, "visitd_refusals_total{code=\"away\"}") == 1);
	ck_assert(scrape_growth(before, away, "visitd_postgresql_connection_failures_total") > 0);
	stack_command("postgres-start");
	ck_assert(scrape_has(scrape_wait("visitd_postgresql_up", 1), "visitd_open_visits"));
}
END_TEST

/* Workers of health ask once in a quarter of a minute, and after a reload. */
static const char *ask_anew(void)
{
	ck_assert(stack_reload());
	return scrape();
}

START_TEST(visits_and_drafts_that_there_are)
{
	/* Planned so long ago, checked in so long ago. */
	static const char insert[] = "INSERT INTO visits (client_id, staff_id, scheduled_start_time, check_in_time, status)"
				     " VALUES ($1, $2, now() - $3::interval, now() - $4::interval, $5)";
	static const struct {
		const char *planned, *begun, *status;
	} visits[] = {
		{ "1 hour", "1 hour", "in_progress" }, { "26 hours", "25 hours", "in_progress" },
		{ "9 days", "8 days", "in_progress" }, { "10 days", "5 minutes", "in_progress" }, /* entered late */
		{ "7 days", "7 days", "completed" },
	};
	struct world world = world_new();
	const char *before = ask_anew();

	for (size_t i = 0; i < ARRAY_LEN(visits); i++)
		sql_exec(insert, world.client, world.caregiver, visits[i].planned, visits[i].begun, visits[i].status);
	sql_exec("INSERT INTO visits (client_id, staff_id, scheduled_start_time, status) VALUES ($1, $2, now() - interval '2 "
		 "days',"
		 " 'scheduled')",
		 world.client, world.caregiver);
	for (int i = 0; i < 5; i++)
		expect_status(http_post("/api/visits", world.token, "{}"), "draft", 201);
	sql_exec("ANALYZE draft_visits");
	const char *after = ask_anew();
	ck_assert(scrape_growth(before, after, "visitd_open_visits") == 4);
	ck_assert(scrape_growth(before, after, "visitd_forgotten_visits") == 2);
	ck_assert(scrape_value(after, "visitd_drafts") == (double)sql_count("SELECT count(*) FROM draft_visits"));
}
END_TEST

/* However many there are: an index is read, and no further than it is counted. */
START_TEST(counting_open_visits_reads_an_index)
{
	struct world world = world_new();

	sql_exec("INSERT INTO visits (client_id, staff_id, scheduled_start_time, check_in_time, status)"
		 " SELECT $1, $2, now() - interval '90 days' - n * interval '1 second', now() - interval '80 days', 'in_progress'"
		 " FROM generate_series(1, 12000) AS n",
		 world.client, world.caregiver);
	sql_exec("ANALYZE visits");
	const char *text = ask_anew();
	ck_assert(scrape_value(text, "visitd_open_visits") == 10000);
	ck_assert(scrape_value(text, "visitd_forgotten_visits") == 10000);
	sql_exec("DELETE FROM visits WHERE client_id = $1", world.client);
}
END_TEST

START_TEST(many_readers_at_once)
{
	static struct http_request requests[READERS];
	static struct http_response *responses[READERS];
	struct world world = world_new();

	for (int i = 0; i < READERS; i++)
		requests[i] = (struct http_request){ .path = "/metrics" };
	http_send_all(requests, responses, READERS);
	for (int i = 0; i < READERS; i++) {
		ck_assert_int_eq(responses[i]->status, 200);
		ck_assert(scrape_has(responses[i]->body, "visitd_postgresql_up"));
	}
	expect_status(world_check_in(&world, ""), "meanwhile", 201);
}
END_TEST

void states_add(Suite *suite)
{
	TCase *part = suite_part(suite, "states", settle);

	tcase_add_test(part, busy_workers_and_the_oldest_request);
	tcase_add_test(part, longest_wait);
	tcase_add_test(part, reconnections);
	tcase_add_test(part, configuration_that_was_refused);
	tcase_add_test(part, without_PostgreSQL_it_is_answered_at_once_with_what_is_known);
	tcase_add_test(part, visits_and_drafts_that_there_are);
	tcase_add_test(part, counting_open_visits_reads_an_index);
	tcase_add_test(part, many_readers_at_once);
}

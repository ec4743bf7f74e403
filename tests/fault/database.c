/* Faults of the database: gone, hung, full, in a hurry, or not the one that this build needs. */
#include <signal.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/integer.h"
#include "expect.h"
#include "faults.h"
#include "journal.h"
#include "process.h"
#include "sql.h"
#include "stack.h"
#include "suite.h"
#include "text.h"

enum { BACKENDS_MAX = 100, FILE_SIZE_MAX = 4096, RECOVERY_SECONDS = 15, RETRY_AFTER = 2 };

/* Once the time that a 503 asks for is over, nobody is refused any more. */
static void expect_recovery(const struct world *world, const char *what)
{
	process_sleep_ms(RETRY_AFTER * 1000 + 200);
	faults_expect_all_good(world, what);
	ck_assert(stack_all_alive());
}

static void expect_away(const struct http_response *response, const char *what)
{
	expect_problem(response, what, 503, "The database is not available; try again shortly");
	expect_value(what, http_header(response, "Retry-After"), text("%d", RETRY_AFTER));
}

static struct http_response *get(const char *path)
{
	return http_send(&(struct http_request){ .path = path });
}

START_TEST(postgres_stopped_and_started_again)
{
	struct world world = world_new();

	faults_expect_all_good(&world, "before");
	stack_command("postgres-stop");
	for (int i = 0; i < 16; i++)
		expect_away(faults_check_in(&world), "stopped");
	expect_status(get("/healthz"), "/healthz while stopped", 200);
	expect_problem(get("/readyz"), "/readyz while stopped", 503, "PostgreSQL cannot be reached");
	expect_problem(http_post(WORLD_VISITS, "x", "{}"), "a bad token is known without it", 401, NULL);
	stack_command("postgres-start");
	expect_recovery(&world, "started again");
	expect_status(get("/readyz"), "/readyz again", 200);
}
END_TEST

/* As an administrator's restart does it: sessions that are idle are ended, and nobody needs to know. */
START_TEST(idle_backends_terminated)
{
	struct world world = world_new();
	PGconn *session = sql_connect(stack.superuser);

	faults_expect_all_good(&world, "before");
	ck_assert_int_gt(sql_run(session, "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'visitd'",
				 (char *)NULL),
			 0);
	faults_expect_all_good(&world, "after");
	ck_assert(stack_all_alive());
}
END_TEST

/* With and without an Idempotency-Key: a 503 is not kept, so that the same key may be used again. */
static const char *const keys[] = { NULL, "Idempotency-Key: k" };

START_TEST(backend_terminated_in_the_middle_of_a_statement)
{
	struct world world = world_new();
	const struct http_request request = { .path = WORLD_VISITS,
					      .token = world.token,
					      .body = world_check_in_body(world.client, WORLD_SLOT, ""),
					      .headers = { keys[_i] } };
	PGconn *holder = faults_hold_slot(&world), *super = sql_connect(stack.superuser);
	struct http_pending *pending = http_begin(&request);

	sql_get(super, "SELECT pg_terminate_backend($1, 5000)", sql_wait_for_blocked(), (char *)NULL);
	expect_away(http_end(pending), "terminated");
	sql_run(holder, "ROLLBACK", (char *)NULL);
	expect_status(http_send(&request), "again", 201);
	ck_assert_int_eq(world_count_visits(world.client), 1);
	faults_expect_all_good(&world, "after");
	ck_assert(stack_all_alive());
}
END_TEST

/* Whoever waits for a lock is answered in a second; the holder has all the time there is. */
START_TEST(lock_that_is_held_too_long)
{
	struct world world = world_new();
	PGconn *holder = faults_hold_slot(&world);
	struct http_response *response = world_check_in(&world, "");

	expect_away(response, "lock timeout");
	ck_assert_msg(response->seconds > 0.5 && response->seconds < 2, "after %g seconds", response->seconds);
	sql_run(holder, "ROLLBACK", (char *)NULL);
	expect_status(world_check_in(&world, ""), "again", 201);
	ck_assert(stack_all_alive());
}
END_TEST

START_TEST(statement_that_takes_too_long)
{
	/* Longer than that, so that it is the statement's own time that ends. */
	ck_assert(stack_configure(text("[database]\nlock_timeout = 60\nstatement_timeout = %d\n", STATEMENT_TIMEOUT)));

	struct world world = world_new();
	const struct http_request request = { .path = WORLD_VISITS,
					      .token = world.token,
					      .body = world_check_in_body(world.client, WORLD_SLOT, ""),
					      .headers = { keys[_i] } };
	PGconn *holder = faults_hold_slot(&world);
	struct http_response *response = http_send(&request);

	expect_away(response, "statement timeout");
	ck_assert_msg(response->seconds > STATEMENT_TIMEOUT - 0.5 && response->seconds < STATEMENT_TIMEOUT + 2,
		      "after %g seconds", response->seconds);
	sql_run(holder, "ROLLBACK", (char *)NULL);
	expect_status(http_send(&request), "again", 201);
	ck_assert_int_eq(world_count_visits(world.client), 1);
	ck_assert(stack_all_alive());
}
END_TEST

/* A server that takes no more sessions answers at once, but does not work. */
START_TEST(no_more_connections)
{
	struct world world = world_new();
	PGconn *super = sql_connect(stack.superuser);

	sql_run(super, "ALTER ROLE visitd CONNECTION LIMIT 0", (char *)NULL);
	sql_run(super, "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'visitd'", (char *)NULL);
	struct http_response *response = faults_check_in(&world);
	sql_run(super, "ALTER ROLE visitd CONNECTION LIMIT -1", (char *)NULL);
	expect_away(response, "full");
	expect_recovery(&world, "not full any more");
}
END_TEST

/* PostgreSQL ends all sessions when one of its processes crashes, and comes back by itself. */
START_TEST(backend_crashes)
{
	struct world world = world_new();
	PGconn *super = sql_connect(stack.superuser);
	int64_t backend, deadline = clock_ms() + RECOVERY_SECONDS * 1000;
	struct http_response *response;

	ck_assert(integer_parse(sql_get(super, "SELECT min(pid) FROM pg_stat_activity WHERE usename = 'visitd'", (char *)NULL), 2,
				INT32_MAX, &backend));
	ck_assert_int_eq(kill((pid_t)backend, SIGKILL), 0);
	while ((response = faults_check_in(&world))->status != 201) {
		expect_away(response, "crashed");
		ck_assert_msg(clock_ms() < deadline, "it does not recover");
		process_sleep_ms(50);
	}
	expect_recovery(&world, "recovered");
}
END_TEST

/* --- hung --- */

/* The postmaster and every backend of visitd. */
static size_t list_postgres(pid_t pids[BACKENDS_MAX])
{
	PGconn *super = sql_connect(stack.superuser);
	char *list = sql_get(super, "SELECT string_agg(pid::text, ' ') FROM pg_stat_activity WHERE usename = 'visitd'",
			     (char *)NULL);
	size_t count = 0, length;
	char *file = file_read(text("%s/place/postgres/data/postmaster.pid", stack.home), FILE_SIZE_MAX, &length);

	PQfinish(super);
	ck_assert_ptr_nonnull(file);
	file[strcspn(file, "\n")] = '\0';
	char *rest = text("%s %s", file, list != NULL ? list : ""), *word;
	while ((word = strsep(&rest, " ")) != NULL) {
		int64_t pid;
		if (integer_parse(word, 2, INT32_MAX, &pid) && count < BACKENDS_MAX)
			pids[count++] = (pid_t)pid;
	}
	return count;
}

static void signal_all(const pid_t pids[], size_t count, int number)
{
	for (size_t i = 0; i < count; i++)
		(void)kill(pids[i], number);
}

START_TEST(postgres_hangs)
{
	enum { ONE_BY_ONE = 1, AT_ONCE = 8 };
	const double limit = STATEMENT_TIMEOUT + 2;
	struct world world = world_new();
	struct http_request requests[AT_ONCE];
	struct http_response *responses[ONE_BY_ONE + AT_ONCE], *health, *ready[2], *metrics;
	pid_t pids[BACKENDS_MAX];

	faults_expect_all_good(&world, "before");
	size_t count = list_postgres(pids);
	signal_all(pids, count, SIGSTOP);
	for (size_t i = 0; i < ONE_BY_ONE; i++)
		responses[i] = faults_check_in(&world);
	for (size_t i = 0; i < ARRAY_LEN(ready); i++)
		ready[i] = get("/readyz");
	metrics = get("/metrics");
	health = get("/healthz");
	for (size_t i = 0; i < AT_ONCE; i++)
		requests[i] = (struct http_request){ .path = WORLD_VISITS,
						     .token = world.token,
						     .body = world_check_in_body(world.client, world_slot(1000 + (int)i), "") };
	http_send_all(requests, responses + ONE_BY_ONE, AT_ONCE);
	/* Before anything can fail. */
	signal_all(pids, count, SIGCONT);
	for (size_t i = 0; i < ARRAY_LEN(responses); i++) {
		expect_away(responses[i], "hung");
		ck_assert_msg(responses[i]->seconds < limit, "the %zuth after %g seconds", i, responses[i]->seconds);
	}
	for (size_t i = 0; i < ARRAY_LEN(ready); i++) {
		expect_problem(ready[i], "/readyz", 503, "PostgreSQL cannot be reached");
		ck_assert_msg(ready[i]->seconds < 1, "/readyz after %g seconds", ready[i]->seconds);
	}
	ck_assert_int_eq(metrics->status, 200);
	ck_assert_ptr_nonnull(strstr(metrics->body, "\nvisitd_postgresql_up 0\n"));
	ck_assert_msg(metrics->seconds < 1, "/metrics after %g seconds", metrics->seconds);
	expect_status(health, "/healthz", 200);
	ck_assert_msg(health->seconds < 0.2, "/healthz after %g seconds", health->seconds);
	expect_recovery(&world, "awake again");
}
END_TEST

/* None of the API's workers takes anything up: health has workers of its own. */
START_TEST(health_while_no_worker_is_free)
{
	stack_signal(SIGSTOP);
	struct http_response *health = get("/healthz"), *ready = get("/readyz");
	stack_signal(SIGCONT);

	expect_status(health, "/healthz", 200);
	expect_status(ready, "/readyz", 200);
	ck_assert_msg(health->seconds < 0.2, "/healthz after %g seconds", health->seconds);
	ck_assert_msg(ready->seconds < 1, "/readyz after %g seconds", ready->seconds);
}
END_TEST

/* --- the schema --- */

START_TEST(schema_is_older_than_the_build_needs)
{
	char *change = sql_value("SELECT change FROM sqitch.changes ORDER BY committed_at DESC LIMIT 1");

	sql_exec("UPDATE sqitch.changes SET change = 'another' WHERE change = $1", change);
	struct http_response *ready = get("/readyz"), *health = get("/healthz");
	sql_exec("UPDATE sqitch.changes SET change = $1 WHERE change = 'another'", change);

	expect_problem(ready, "/readyz", 503, text("The schema is older than this build needs: %s is not deployed", change));
	expect_status(health, "/healthz", 200);
	expect_status(get("/readyz"), "/readyz after", 200);
}
END_TEST

/* A fault of ours, here of whoever administers: it is said to be one, without telling what it is. */
START_TEST(privilege_that_is_missing)
{
	struct world world = world_new();

	long mark = journal_mark(stack.log);

	sql_exec("REVOKE INSERT ON visits FROM visitd");
	struct http_response *response = faults_check_in(&world);
	sql_exec("GRANT INSERT ON visits TO visitd");

	expect_problem(response, "revoked", 500, "The request could not be completed");
	/* The log tells, for it is about a table and nobody's data. */
	ck_assert_ptr_nonnull(journal_find(stack.log, mark, "message",
					   "statement visits_check_in: SQLSTATE 42501, permission denied for table visits"));
	faults_expect_all_good(&world, "granted again");
}
END_TEST

/* A migration under running workers: their prepared statements are out of date, and nobody notices. */
START_TEST(table_changed_under_prepared_statements)
{
	struct world world = world_new();

	faults_expect_all_good(&world, "before");
	sql_exec("ALTER TABLE visits ADD COLUMN added_by_a_test text");
	faults_expect_all_good(&world, "with a column more");
	sql_exec("ALTER TABLE visits DROP COLUMN added_by_a_test");
	faults_expect_all_good(&world, "without it");
}
END_TEST

/* --- rows that nobody should have made --- */

START_TEST(answer_kept_without_its_body)
{
	struct world world = world_new();
	struct http_request request = { .path = WORLD_VISITS,
					.token = world.token,
					.body = world_check_in_body(world.client, WORLD_SLOT, ""),
					.headers = { "Idempotency-Key: k" } };

	expect_status(http_send(&request), "first", 201);
	sql_exec("ALTER TABLE idempotency_keys DROP CONSTRAINT idempotency_keys_answer_check");
	sql_exec("UPDATE idempotency_keys SET body = NULL WHERE user_id = $1", world.caregiver);
	struct http_response *again = http_send(&request);
	sql_exec("DELETE FROM idempotency_keys WHERE user_id = $1", world.caregiver);
	sql_exec("ALTER TABLE idempotency_keys"
		 " ADD CONSTRAINT idempotency_keys_answer_check CHECK (status IS NULL OR body IS NOT NULL)");

	expect_problem(again, "again", 500, "The request could not be completed");
	ck_assert(stack_all_alive());
}
END_TEST

START_TEST(answer_kept_with_headers_that_are_two)
{
	struct world world = world_new();
	struct http_request request = { .path = WORLD_VISITS,
					.token = world.token,
					.body = world_check_in_body(world.client, WORLD_SLOT, ""),
					.headers = { "Idempotency-Key: k" } };

	expect_status(http_send(&request), "first", 201);
	sql_exec("UPDATE idempotency_keys SET location = E'/x\\r\\nX-Other: 1', etag = E'x\\nX-Other: 1' WHERE user_id = $1",
		 world.caregiver);
	struct http_response *again = http_send(&request);
	expect_status(again, "again", 201);
	expect_value("another header", http_header(again, "X-Other"), NULL);
	expect_value("half a Location", http_header(again, "Location"), NULL);
}
END_TEST

void faults_add_database(Suite *suite)
{
	TCase *part = suite_part(suite, "database", faults_settle);

	tcase_add_test(part, postgres_stopped_and_started_again);
	tcase_add_test(part, idle_backends_terminated);
	tcase_add_loop_test(part, backend_terminated_in_the_middle_of_a_statement, 0, ARRAY_LEN(keys));
	tcase_add_test(part, lock_that_is_held_too_long);
	tcase_add_loop_test(part, statement_that_takes_too_long, 0, ARRAY_LEN(keys));
	tcase_add_test(part, no_more_connections);
	tcase_add_test(part, backend_crashes);
	tcase_add_test(part, postgres_hangs);
	tcase_add_test(part, health_while_no_worker_is_free);
	tcase_add_test(part, schema_is_older_than_the_build_needs);
	tcase_add_test(part, privilege_that_is_missing);
	tcase_add_test(part, table_changed_under_prepared_statements);
	tcase_add_test(part, answer_kept_without_its_body);
	tcase_add_test(part, answer_kept_with_headers_that_are_two);
}

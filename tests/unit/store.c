/* PostgreSQL that cannot be reached: every answer comes at once, and is the right one. */
#include "engine/store.h"

#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "engine/reply.h"
#include "unit.h"
#include "web/health.h"

static struct config config;
static struct store *store;
static const char *directory; /* of the server's socket */

/* A session whose server's socket is not there. */
static void make_store(void)
{
	directory = unit_directory();
	config = (struct config){
		.conninfo = unit_text("host=%s port=5432 dbname=visitd user=visitd", directory),
		.statement_timeout = 1,
		.lock_timeout = 1,
		.connect_timeout = 2,
	};
	store = store_new(&config);
	/* That it cannot connect is logged, which is right, but here it would be noise. */
	ck_assert(log_open(unit_text("%s/visitd.log", unit_directory()), LOG_LEVEL_ERROR));
}

static void free_store(void)
{
	store_free(store);
	log_close();
}

START_TEST(away)
{
	const char *parameters[] = { SCHEMA_CHANGE };
	const struct store_step step = { &statement_schema_ready, parameters };
	PGresult *rows = NULL;

	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(store_run(store, &step, 1, i % 2 == 0, &rows), STORE_AWAY);
		ck_assert_ptr_null(rows);
	}
	ck_assert_int_eq(store_backend(store), 0);
	ck_assert(!store_in_transaction(store));
}
END_TEST

START_TEST(tells_why)
{
	struct store_error error;
	PGresult *description;

	store_revive(store);
	const char *problem = store_problem(store);
	ck_assert_msg(strstr(problem, "No such file or directory") != NULL, "%s", problem);
	ck_assert_msg(strchr(problem, '\n') == NULL, "more than one line: %s", problem);
	ck_assert_int_eq(store_try(store, &statement_visits_check_in, &description, &error), STORE_AWAY);
	ck_assert_ptr_null(description);
	ck_assert_str_eq(error.sqlstate, "08006");
}
END_TEST

static bool finds(const char *reason)
{
	const struct store_step step = { &statement_commit, NULL };
	PGresult *rows;

	ck_assert_int_eq(store_run(store, &step, 1, true, &rows), STORE_AWAY);
	return strstr(store_problem(store), reason) != NULL;
}

/* A connection that cannot be had is not asked for again in every request, but is after a while: what is in the way changes
 * meanwhile, which shows when it is looked at. */
START_TEST(backs_off)
{
	int64_t start = clock_ms();

	ck_assert(finds("No such file or directory"));
	unit_file(directory, ".s.PGSQL.5432", "", 0); /* no socket: nobody listens there */
	bool seen = finds("Connection refused");
	ck_assert_msg(!seen || clock_ms() - start >= 100, "no back-off");
	while (!finds("Connection refused"))
		ck_assert_msg(clock_ms() - start < 3000, "never tried again");
}
END_TEST

/* A server's socket that takes connections and says nothing. */
static int be_silent(const char *where)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const char *path = unit_text("%s/.s.PGSQL.5432", where);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_uint_lt(strlen(path), sizeof address.sun_path);
	memcpy(address.sun_path, path, strlen(path));
	ck_assert_int_eq(bind(fd, (const struct sockaddr *)&address, sizeof address), 0);
	ck_assert_int_eq(listen(fd, 10), 0);
	return fd;
}

static int64_t time_of_a_run(void)
{
	const struct store_step step = { &statement_commit, NULL };
	int64_t start = clock_ms();
	PGresult *rows;

	store_begin(store);
	ck_assert_int_eq(store_run(store, &step, 1, true, &rows), STORE_AWAY);
	return clock_ms() - start;
}

/* As PostgreSQL is whose processes are stopped: one request waits for a moment, and those after it do not. */
START_TEST(silent_server_holds_no_worker)
{
	int fd = be_silent(directory);

	int64_t first = time_of_a_run();
	ck_assert_msg(first < 1000, "the first took %lld ms", (long long)first);
	for (int i = 0; i < 20; i++) {
		int64_t later = time_of_a_run();
		ck_assert_msg(later < 100, "one after it took %lld ms", (long long)later);
	}
	store_hurry(store, 100, 100);
	int64_t hurried = time_of_a_run();
	ck_assert_msg(hurried < 200, "in a hurry it took %lld ms", (long long)hurried);
	close(fd);
}
END_TEST

START_TEST(silent_server_is_passed_over)
{
	const char *other = unit_directory();
	int first = be_silent(directory), second = be_silent(other);
	struct pollfd called = { .fd = second, .events = POLLIN };
	int64_t start = clock_ms();

	config.conninfo = unit_text("host=%s,%s port=5432,5432 dbname=visitd user=visitd", directory, other);
	store_free(store);
	store = store_new(&config);
	while (poll(&called, 1, 20) == 0) {
		(void)time_of_a_run();
		ck_assert_msg(clock_ms() - start < config.connect_timeout * 1000 + 1500, "the second server is never called");
	}
	ck_assert_str_eq(store_problem(store), "the server does not answer");
	close(first);
	close(second);
}
END_TEST

START_TEST(nothing_to_free)
{
	store_free(NULL);
	store_drop(store);
	store_drop(store);
}
END_TEST

struct health_row {
	const char *path;
	int status, retry_after;
	const char *body; /* NULL: the path is not one of health's */
};

static const struct health_row health_rows[] = {
	{ "/healthz", 200, 0, "{\"status\":\"ok\"}" },
	{ "/readyz", 503, 2,
	  "{\"error\":\"Service Unavailable\",\"message\":\"PostgreSQL cannot be reached\",\"code\":\"unreachable\"}" },
	{ "/healthz/", 0, 0, NULL },
	{ "/health", 0, 0, NULL },
	{ "/", 0, 0, NULL },
	{ "", 0, 0, NULL },
};

START_TEST(health)
{
	const struct health_row *row = &health_rows[_i];
	struct reply reply = { 0 };
	bool answered = health_answer(store, "GET", row->path, &reply);

	unit_expect(row->path, answered ? reply.body.data : NULL, row->body);
	ck_assert_msg(reply.status == row->status, "%s: got status %d", row->path, reply.status);
	ck_assert_msg(reply.retry_after == row->retry_after, "%s: got Retry-After %d", row->path, reply.retry_after);
	buffer_free(&reply.body);
}
END_TEST

/* The table and the numbers in it are made by a script. */
START_TEST(statements_are_sound)
{
	for (unsigned i = 0; i < STATEMENT_COUNT; i++) {
		const struct statement *statement = statement_table[i];
		const char *last = unit_text("$%u", statement->parameters);
		const char *next = unit_text("$%u", statement->parameters + 1);
		ck_assert_msg(statement->number == i, "%s is number %u at place %u", statement->name, statement->number, i);
		ck_assert_msg(statement->parameters == 0 || strstr(statement->text, last) != NULL, "%s has no %s",
			      statement->name, last);
		ck_assert_msg(strstr(statement->text, next) == NULL, "%s has %s", statement->name, next);
	}
}
END_TEST

Suite *store_suite(void)
{
	Suite *suite = suite_create("store");
	TCase *tests = tcase_create("store");

	tcase_add_checked_fixture(tests, make_store, free_store);
	tcase_add_test(tests, away);
	tcase_add_test(tests, tells_why);
	tcase_add_test(tests, backs_off);
	tcase_add_test(tests, silent_server_holds_no_worker);
	tcase_add_test(tests, silent_server_is_passed_over);
	tcase_add_test(tests, nothing_to_free);
	tcase_add_loop_test(tests, health, 0, ARRAY_LEN(health_rows));
	tcase_add_test(tests, statements_are_sound);
	suite_add_tcase(suite, tests);
	return suite;
}

/* What sessions must be, and the servers and poolers that are in their way: a standby, a server that turns read-only, PgBouncer
 * in two modes, a database in another encoding, a role with settings of its own. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "commands.h"
#include "expect.h"
#include "sql.h"
#include "stack.h"
#include "text.h"
#include "world.h"

#define SERVER commands_source("tests/e2e/api/server")

enum { READY_SECONDS = 10, FILE_SIZE_MAX = 64 * 1024 };

static char *original; /* the stack's configuration */

static void server(const char *verb, const char *which)
{
	commands_shell(text("%s %s %s", SERVER, verb, which));
}

/* The directory of a server's socket. */
static const char *place(const char *which)
{
	return text("%s/place/%s", stack.home, which);
}

/* Workers of the API and of health, with this conninfo. */
static void restart(const char *conninfo)
{
	commands_configure(stack.conf, conninfo, "");
	stack_command("workers-stop");
	stack_command("workers-start");
}

static struct http_response *ready(void)
{
	return http_send(&(struct http_request){ .path = "/readyz" });
}

static void await_ready(const char *what, int status, const char *message)
{
	struct http_response *response = ready();

	for (int i = 0; i < READY_SECONDS * 10 && response->status != status; i++) {
		process_sleep_ms(100);
		response = ready();
	}
	if (status == 200)
		expect_status(response, what, status);
	else
		expect_problem(response, what, status, message);
}

/* Whatever the last test has left. */
static void begin_sessions(void)
{
	static const char *const resets[] = { "SET default_transaction_read_only = off", "ALTER ROLE visitd RESET ALL",
					      "ALTER SYSTEM RESET default_transaction_read_only", "SELECT pg_reload_conf()" };
	PGconn *super = sql_connect(stack.superuser);

	commands_begin();
	for (size_t i = 0; i < ARRAY_LEN(resets); i++)
		sql_run(super, resets[i], (char *)NULL);
	PQfinish(super);
	commands_shell(text("! test -d %s || %s stop standby; ! test -d %s || %s stop session", place("standby"), SERVER,
			    place("pooler"), SERVER));
	stack_put(stack.conf, original, strlen(original));
	stack_command("workers-stop");
	stack_command("workers-start");
	await_ready("before", 200, NULL);
}

static void expect_right_times(const char *what)
{
	struct world world = world_new();
	struct http_response *response = world_check_in(&world, ",\"checkInTime\":\"2025-10-11T10:05:23.456Z\"");

	expect_status(response, what, 201);
	expect_member(response, what, "checkInTime", "\"2025-10-11T10:05:23.456Z\"");
	expect_member(response, what, "scheduledStartTime", "\"2025-10-11T10:00:00.000Z\"");
}

static void expect_check(const char *what, const char *conninfo, int status, const char *out)
{
	commands_configure(commands.conf, conninfo, "");
	struct process_result result = RUN("visitctl", "-c", commands.conf, "check", "--socket", stack.socket, "--nginx", "root");
	commands_expect(what, result, status, out, "");
}

/* What a DBA may have set for the role or the database, and what of it would make replies wrong. */
START_TEST(session_is_what_it_must_be_whatever_the_role_has_set)
{
	static const char *const settings[] = {
		"timezone = 'America/New_York'",     "datestyle = 'German'",
		"client_encoding = 'LATIN1'",        "search_path = 'pg_catalog'",
		"standard_conforming_strings = off", "default_transaction_isolation = 'serializable'",
		"plan_cache_mode = 'auto'",          "lock_timeout = '1ms'",
	};
	PGconn *super = sql_connect(stack.superuser);

	for (size_t i = 0; i < ARRAY_LEN(settings); i++)
		sql_run(super, text("ALTER ROLE visitd SET %s", settings[i]), (char *)NULL);
	ck_assert(stack_reload());
	expect_right_times("settings of the role");
	struct world world = world_new();
	expect_status(http_send(&(struct http_request){ .path = WORLD_VISITS, .token = world.token }), "list", 200);
	sql_run(super, "ALTER ROLE visitd RESET ALL", (char *)NULL);
}
END_TEST

/* Options of the start are ignored on the way; 10:00Z was answered as 05:00:00.000Z. */
START_TEST(pooler_in_session_mode_serves)
{
	const char *conninfo = text("host=%s dbname=visitd user=visitd", place("pooler"));
	PGconn *super = sql_connect(stack.superuser);

	sql_run(super, "ALTER ROLE visitd SET timezone = 'America/New_York'", (char *)NULL);
	server("start", "session");
	restart(conninfo);
	await_ready("behind a pooler", 200, NULL);
	for (int i = 0; i < 10; i++)
		expect_right_times("behind a pooler");
	expect_check("session mode", conninfo, 0, "ok    database\n");
	restart(text("host=%s dbname=visitd user=visitd", getenv("PGHOST")));
	server("stop", "session");
	sql_run(super, "ALTER ROLE visitd RESET ALL", (char *)NULL);
}
END_TEST

/* A session that others get between two requests can keep nothing: it is not used. */
START_TEST(pooler_in_transaction_mode_is_refused)
{
	const char *conninfo = text("host=%s dbname=visitd user=visitd", place("pooler"));

	server("start", "transaction");
	expect_check("transaction mode", conninfo, 1, "WRONG database: A pooler in front of PostgreSQL shares sessions (server ");
	expect_check("transaction mode", conninfo, 1, "      to mend it: in pgbouncer.ini set pool_mode = session");
	restart(conninfo);
	await_ready("transaction mode", 503, "A pooler in front of PostgreSQL shares sessions");
	server("stop", "transaction");

	server("start", "session");
	expect_check("mended", conninfo, 0, "ok    database\n");
	await_ready("mended", 200, NULL);
	restart(text("host=%s dbname=visitd user=visitd", getenv("PGHOST")));
	server("stop", "session");
}
END_TEST

/* /readyz said 200, and every write was a 503. */
START_TEST(standby_is_passed_over_for_the_primary)
{
	const char *standby = place("standby"), *primary = getenv("PGHOST");

	server("start", "standby");
	const char *alone = text("host=%s dbname=visitd user=visitd", standby);
	restart(alone);
	expect_problem(ready(), "standby", 503, "PostgreSQL is read-only");
	struct world world = world_new();
	expect_problem(world_check_in(&world, ""), "standby", 503, NULL);
	expect_check("standby", alone, 1, text("WRONG database: PostgreSQL is read-only (server %s, ", standby));
	expect_check("standby", alone, 1,
		     "      to mend it: name the primary in conninfo, or every server of the cluster, host=a,b");

	const char *both = text("host=%s,%s dbname=visitd user=visitd", standby, primary);
	expect_check("mended", both, 0, "ok    database\n");
	restart(both);
	for (int i = 0; i < 10; i++)
		expect_right_times("the primary behind a standby");
	await_ready("both", 200, NULL);
	restart(text("host=%s dbname=visitd user=visitd", primary));
	server("stop", "standby");
}
END_TEST

/* Under workers that have their sessions: the first write that fails gives its session up. */
START_TEST(server_that_turns_read_only)
{
	PGconn *super = sql_connect(stack.superuser);
	struct world world = world_new();

	expect_right_times("before");
	await_ready("before", 200, NULL);
	sql_run(super, "ALTER SYSTEM SET default_transaction_read_only = on", (char *)NULL);
	sql_run(super, "SELECT pg_reload_conf()", (char *)NULL);
	await_ready("read-only", 503, "PostgreSQL is read-only");
	expect_problem(world_check_in(&world, ""), "read-only", 503, NULL);
	sql_run(super, "SET default_transaction_read_only = off", (char *)NULL);
	sql_run(super, "ALTER SYSTEM RESET default_transaction_read_only", (char *)NULL);
	sql_run(super, "SELECT pg_reload_conf()", (char *)NULL);
	await_ready("writable again", 200, NULL);
	process_sleep_ms(2200);
	for (int i = 0; i < 10; i++)
		expect_right_times("writable again");
}
END_TEST

/* SQL_ASCII keeps bytes: 150 times a letter of two in a field of 200 characters was a 500. */
START_TEST(database_in_another_encoding_is_refused)
{
	const char *conninfo = text("host=%s dbname=visitd_ascii user=visitd", getenv("PGHOST"));
	PGconn *super = sql_connect(stack.superuser);

	sql_run(super, "DROP DATABASE IF EXISTS visitd_ascii", (char *)NULL);
	sql_run(super, "DROP DATABASE IF EXISTS visitd_utf8", (char *)NULL);
	sql_run(super,
		"CREATE DATABASE visitd_ascii OWNER visitd_owner ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE "
		"template0",
		(char *)NULL);
	expect_check("SQL_ASCII", conninfo, 1, "WRONG database: The database is not encoded in UTF8 (server ");
	expect_check("SQL_ASCII", conninfo, 1, "encoding SQL_ASCII)");
	expect_check("SQL_ASCII", conninfo, 1, ": createdb -E UTF8 -T template0 -O visitd_owner visitd_utf8\n");
	restart(conninfo);
	await_ready("SQL_ASCII", 503, "The database is not encoded in UTF8");
	restart(text("host=%s dbname=visitd user=visitd", getenv("PGHOST")));

	commands_shell(text("PGUSER=%s createdb -E UTF8 -T template0 -O visitd_owner visitd_utf8", stack.superuser));
	expect_check("mended", text("host=%s dbname=visitd_utf8 user=visitd", getenv("PGHOST")), 1, "ok    database\n");
	sql_run(super, "DROP DATABASE visitd_ascii", (char *)NULL);
	sql_run(super, "DROP DATABASE visitd_utf8", (char *)NULL);
}
END_TEST

void suite_add_sessions(Suite *suite)
{
	TCase *part = suite_part(suite, "sessions", begin_sessions);
	size_t length;

	original = file_read(getenv("VISITD_CONF"), FILE_SIZE_MAX, &length);
	tcase_add_test(part, session_is_what_it_must_be_whatever_the_role_has_set);
	tcase_add_test(part, pooler_in_session_mode_serves);
	tcase_add_test(part, pooler_in_transaction_mode_is_refused);
	tcase_add_test(part, standby_is_passed_over_for_the_primary);
	tcase_add_test(part, server_that_turns_read_only);
	tcase_add_test(part, database_in_another_encoding_is_refused);
}

/* visitctl deploy: what it says before, what it does, and how it fails; into a database of its own. */
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "sql.h"
#include "stack.h"
#include "text.h"

#define NAME "visitd_deployed"

static const char *schema; /* a copy of the sources', with two changes alone */

static void begin_deployment(void)
{
	PGconn *super = sql_connect(stack.superuser);

	commands_begin();
	commands_configure(commands.conf, text("host=%s dbname=" NAME " user=visitd", getenv("PGHOST")), "");
	/* Of the stack's shell; here the configuration shall say where. */
	unsetenv("PGDATABASE");
	unsetenv("PGUSER");
	sql_run(super, "DROP DATABASE IF EXISTS " NAME, (char *)NULL);
	sql_run(super, "CREATE DATABASE " NAME " OWNER visitd_owner", (char *)NULL);
	PQfinish(super);
	schema = text("%s/sql", commands.directory);
	commands_shell(text("mkdir %s && cp -r %s %s && sed -i '/^visits /,$d' %s/sqitch.plan", schema,
			    text_fill("@/deploy @/revert @/verify @/sqitch.conf @/sqitch.plan", commands_source("sql")), schema,
			    schema));
}

#define DEPLOY(user, ...)                                                                                                        \
	RUN("visitctl", "-c", commands.conf, "-d", text("user=%s", user), "deploy", "--directory", schema, ##__VA_ARGS__)

/* What this build needs is more, so its last word is that something is wrong. */
static void deploy_both(void)
{
	commands_expect("both", DEPLOY("visitd_owner"), 1, "  + directory ... ok\n", "");
}

static PGconn *deployed(void)
{
	return PQconnectdb(text("dbname=" NAME " user=%s", stack.superuser));
}

static long count_changes(void)
{
	PGconn *conn = deployed();
	long count = 0;

	if (sql_get(conn, "SELECT to_regclass('sqitch.changes')", (char *)NULL) != NULL)
		count = sql_get_count(conn, "SELECT count(*) FROM sqitch.changes", (char *)NULL);

	PQfinish(conn);
	return count;
}

/* A change that is new to the plan. */
static void add_change(const char *name, const char *sql)
{
	for (size_t i = 0; i < 3; i++) {
		static const char *const folders[] = { "deploy", "revert", "verify" };
		const char *script = i == 0 ? sql : "SELECT 1;";
		stack_put(text("%s/%s/%s.sql", schema, folders[i], name), script, strlen(script));
	}
	commands_shell(text("echo '%s 2026-11-21T23:00:00Z visitd <visitd@localhost> # A test.' >>%s/sqitch.plan", name, schema));
}

START_TEST(deploy_says_what_it_will_do_and_does_nothing_when_dry)
{
	struct process_result result = DEPLOY(stack.superuser, "--dry-run");
	const char *said = text("database  " NAME " on %s, port 5432\nrole      visitd_owner, for %s\nis at     nothing\n"
				"goes to   directory, by 2 changes:\n  privileges ",
				getenv("PGHOST"), stack.superuser);

	commands_expect("dry run", result, 0, said, "");
	ck_assert_int_eq(count_changes(), 0);
}
END_TEST

/* A superuser's tables would be the superuser's. */
START_TEST(deploy_makes_the_tables_the_owners_whoever_runs_it)
{
	struct process_result result = DEPLOY(stack.superuser);
	PGconn *conn;

	commands_expect("superuser", result, 1, "  + directory ... ok\n", "");
	commands_expect("superuser", result, 1, "WRONG schema: The schema is older than this build needs", "");
	conn = deployed();
	ck_assert_str_eq(sql_get(conn,
				 "SELECT string_agg(DISTINCT tableowner, ' ') FROM pg_tables WHERE schemaname IN "
				 "('public', 'sqitch')",
				 (char *)NULL),
			 "visitd_owner");
	PQfinish(conn);
	commands_expect("once more", DEPLOY("visitd_owner"), 1, "is at     directory\nThere is nothing to deploy.\n", "");
}
END_TEST

START_TEST(deploy_goes_on_from_where_the_database_is)
{
	deploy_both();
	add_change("more", "CREATE TABLE more (id int);");
	struct process_result result = DEPLOY("visitd_owner");
	commands_expect("more", result, 1, "is at     directory\ngoes to   more, by 1 change:\n", "");
	commands_expect("more", result, 1, "A test.", "");
	ck_assert_int_eq(count_changes(), 3);
}
END_TEST

/* Sqitch takes back all that it has deployed in a run, rows and all, unless it is told not to. */
START_TEST(deploy_keeps_the_changes_before_one_that_fails)
{
	add_change("bad", "BEGIN; CREATE TABLE bad (id int); SELECT nothing(); COMMIT;");
	commands_expect("bad", DEPLOY("visitd_owner"), 1, "  + directory ... ok\n", "visitctl: sqitch: did not deploy all");
	ck_assert_int_eq(count_changes(), 2);
}
END_TEST

/* Requests would queue behind a change that waits. */
START_TEST(deploy_gives_up_a_lock_that_it_does_not_get)
{
	deploy_both();
	add_change("locking", "ALTER TABLE zones ADD COLUMN locking int;");
	PGconn *reader = deployed();
	sql_run(reader, "BEGIN", (char *)NULL);
	sql_run(reader, "LOCK TABLE zones IN ACCESS SHARE MODE", (char *)NULL);
	commands_expect("lock", DEPLOY("visitd_owner"), 1, "", "canceling statement due to lock timeout");
	PQfinish(reader);
	ck_assert_int_eq(count_changes(), 2);
}
END_TEST

/* A change is in the database when it is verified, and in the registry after that. */
START_TEST(deploy_goes_on_when_its_terminal_is_gone)
{
	deploy_both();
	add_change("slow", "CREATE TABLE slow ();");
	stack_put(text("%s/verify/slow.sql", schema), "SELECT pg_sleep(1);", 19);
	commands_shell(text("setsid %s/visitctl -c %s -d user=visitd_owner deploy --directory %s >/dev/null 2>&1 & "
			    "until psql -X -U %s -d " NAME
			    " -Atc \"SELECT to_regclass('slow')\" | grep -q slow; do sleep 0.1; done; "
			    "kill -HUP -$!; kill -TERM -$!; wait",
			    stack.bin, commands.conf, schema, stack.superuser));
	ck_assert_int_eq(count_changes(), 3);
}
END_TEST

START_TEST(deploy_refuses_a_database_that_is_not_in_utf8)
{
	PGconn *super = sql_connect(stack.superuser);

	sql_run(super, "DROP DATABASE " NAME, (char *)NULL);
	sql_run(super, "CREATE DATABASE " NAME " OWNER visitd_owner ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0",
		(char *)NULL);
	PQfinish(super);
	commands_expect("encoding", DEPLOY("visitd_owner"), 1, "goes to",
			"the database " NAME " keeps text in SQL_ASCII, and not in UTF8");
	ck_assert_int_eq(count_changes(), 0);
}
END_TEST

START_TEST(deploy_refuses_a_schema_that_is_older_than_the_database)
{
	deploy_both();
	commands_shell(text("sed -i '/^directory /d' %s/sqitch.plan", schema));
	commands_expect("older", DEPLOY("visitd_owner"), 1, "",
			text("%s is older than what is deployed: it does not know directory\n", schema));
}
END_TEST

static const struct {
	const char *name, *before; /* what the superuser does to the database, or NULL */
	const char *user, *err;
} refused[] = {
	{ "workers", NULL, "visitd", "\"visitd\" may not act as \"visitd_owner\", who owns the schema" },
	{ "nobody", NULL, "visitd_nobody", "role \"visitd_nobody\" does not exist" },
	{ "workers own it", "ALTER DATABASE " NAME " OWNER TO visitd", "visitd", "which is the workers' role" },
	{ "privileges on the database", "REVOKE CREATE ON DATABASE " NAME " FROM visitd_owner", "visitd_owner",
	  "visitd_owner may not create schemas and extensions in the database " NAME "\n          to mend it, as a superuser: "
	  "psql -c 'GRANT CREATE ON DATABASE " NAME " TO visitd_owner'" },
	{ "privileges on public", "ALTER SCHEMA public OWNER TO CURRENT_USER", "visitd_owner",
	  "visitd_owner may not create tables in the schema public" },
};

START_TEST(deploy_says_who_may_not)
{
	if (refused[_i].before != NULL) {
		PGconn *conn = deployed();
		sql_run(conn, refused[_i].before, (char *)NULL);
		PQfinish(conn);
	}
	commands_expect(refused[_i].name, DEPLOY(refused[_i].user), 1, "", refused[_i].err);
	ck_assert_int_eq(count_changes(), 0);
}
END_TEST

START_TEST(deploy_says_what_is_not_there)
{
	const char *conf = commands.conf;

	commands_expect("server", RUN("visitctl", "-c", conf, "-d", "host=/nowhere", "deploy", "--directory", schema), 1, "",
			"visitctl: database: ");
	commands_expect("conninfo", RUN("visitctl", "-c", conf, "-d", "user", "-d", "x y=", "deploy", "--directory", schema), 1,
			"", "-d must be a libpq connection string");
	commands_expect("schema", RUN("visitctl", "-c", conf, "deploy", "--directory", "/nowhere"), 1, "",
			"visitctl: /nowhere/sqitch.plan: not there; --directory names the schema's directory");
	setenv("PATH", commands.directory, 1);
	commands_expect("sqitch", DEPLOY("visitd_owner"), 1, "goes to", "visitctl: sqitch: not found");
}
END_TEST

void suite_add_deploy(Suite *suite)
{
	TCase *part = suite_part(suite, "deploy", begin_deployment);

	tcase_add_test(part, deploy_says_what_it_will_do_and_does_nothing_when_dry);
	tcase_add_test(part, deploy_makes_the_tables_the_owners_whoever_runs_it);
	tcase_add_test(part, deploy_goes_on_from_where_the_database_is);
	tcase_add_test(part, deploy_keeps_the_changes_before_one_that_fails);
	tcase_add_test(part, deploy_gives_up_a_lock_that_it_does_not_get);
	tcase_add_test(part, deploy_goes_on_when_its_terminal_is_gone);
	tcase_add_test(part, deploy_refuses_a_database_that_is_not_in_utf8);
	tcase_add_test(part, deploy_refuses_a_schema_that_is_older_than_the_database);
	tcase_add_loop_test(part, deploy_says_who_may_not, 0, ARRAY_LEN(refused));
	tcase_add_test(part, deploy_says_what_is_not_there);
}

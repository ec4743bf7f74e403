/* What visitctl check finds: each test breaks the installation in one way, and tries the remedy. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/integer.h"
#include "commands.h"
#include "sql.h"
#include "stack.h"
#include "text.h"

/* What Sqitch works in. */
#define SQL_DIRECTORY commands_source("sql")

static const char *own_conninfo(const char *user)
{
	return text("host=%s dbname=visitd user=%s", getenv("PGHOST"), user);
}

/* Of this account, as nginx of the stack is. */
static const char *account(void)
{
	struct process_result result = process_run(
		(const char *const[]){ "stat", "-L", "-c", "%U", text("%s/place", stack.home), NULL });

	return text("%.*s", (int)strcspn(result.out, "\n"), result.out);
}

static struct process_result check(const char *conf, const char *socket)
{
	return RUN("visitctl", "-c", conf, "check", "--socket", socket, "--nginx", account());
}

/* Something is wrong, and the remedy is the command that begins so. Returns it. */
static const char *expect_wrong(const char *what, struct process_result result, const char *wrong, const char *command)
{
	commands_expect(what, result, 1, text("WRONG %s", wrong), "");
	const char *at = strstr(result.out, text("WRONG %s", wrong));
	const char *remedy = strstr(at, "\n      to mend it: ");
	at = remedy != NULL ? strstr(remedy, command) : NULL;
	ck_assert_msg(at != NULL, "%s: no '%s' mends it:\n%s", what, command, result.out);
	return text("%.*s", (int)strcspn(at, "\n"), at);
}

static void expect_mended(const char *what, struct process_result result)
{
	ck_assert_msg(strstr(result.out, text("ok    %s\n", what)) != NULL, "%s is not mended:\n%s", what, result.out);
}

START_TEST(check_finds_nothing_wrong_here)
{
	struct process_result result = check(stack.conf, stack.socket);
	static const char *const parts[] = { "log", "keys", "socket", "database", "role", "schema", "statements", "directory" };

	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		commands_expect("check", result, 0, text("ok    %s\n", parts[i]), "");
	ck_assert_ptr_null(strstr(result.out, "WRONG"));
}
END_TEST

static const struct {
	const char *name, *conninfo; /* '@' is the directory of PostgreSQL's socket */
	const char *wrong, *remedy;
} databases[] = {
	{ "no server", "host=/nowhere dbname=visitd user=visitd", "database: ", "start PostgreSQL, or correct conninfo" },
	{ "no database", "host=@ dbname=nothing user=visitd", "database: ", "start PostgreSQL, or correct conninfo" },
	{ "no role", "host=@ dbname=visitd user=nobody", "database: ", "start PostgreSQL, or correct conninfo" },
};

START_TEST(check_says_why_there_is_no_database)
{
	commands_configure(commands.conf, text_fill(databases[_i].conninfo, getenv("PGHOST")), "");
	struct process_result result = check(commands.conf, stack.socket);

	(void)expect_wrong(databases[_i].name, result, databases[_i].wrong, databases[_i].remedy);
	commands_expect(databases[_i].name, result, 1, "ok    keys\n", "");
}
END_TEST

START_TEST(check_says_everything_that_is_wrong)
{
	const char *lines = text("[token]\nkeys = %s\n[database]\nconninfo = host=/nowhere\n", commands.keys);

	stack_put(commands.conf, lines, strlen(lines));
	struct process_result result = RUN("visitctl", "-c", commands.conf, "check");
	commands_expect("both", result, 1, "WRONG keys: ", "");
	commands_expect("both", result, 1, "WRONG socket: /run/visitd/visitd.sock: ", "");
	commands_expect("both", result, 1, "WRONG database: ", "");
}
END_TEST

/* --- files --- */

/* What is done to the directory of these tests: '@' is its path. */
static const struct {
	const char *name, *breaks, *more; /* further lines of the configuration */
	const char *part, *wrong, *command;
} files[] = {
	{ "stray file among the keys", "touch @/keys/notes.txt", "", "keys", "notes.txt is no key by its name", "mv " },
	{ "world-readable secret", "printf %064d 0 >@/keys/s.secret; chmod 644 @/keys/s.secret", "", "keys",
	  "s.secret can be read by everybody", "chgrp " },
	{ "no key that fits", "true", "algorithms = HS256\n", "keys", "no key fits algorithms, HS256: they are for ES256",
	  "sed -i " },
	{ "log without a directory", "true", "[log]\ntarget = @/none/visitd.log\n", "log", "@/none: No such file",
	  "install -d " },
	{ "password for all to read", "chmod 644 @/visitd.conf", "[database]\nconninfo = dbname=x password=secret\n",
	  "@/visitd.conf", "holds a password and can be read by everybody", "chgrp " },
};

START_TEST(check_looks_at_files)
{
	const char *more = text_fill(files[_i].more, commands.directory),
		   *lines = text("[token]\nkeys = %s\n%s", commands.keys, more);
	const char *part = text_fill(files[_i].part, commands.directory);
	struct stat status;

	commands_add_key();
	stack_put(commands.conf, lines, strlen(lines));
	commands_shell(text_fill(files[_i].breaks, commands.directory));
	struct process_result result = check(commands.conf, stack.socket);
	const char *command = expect_wrong(files[_i].name, result, part[0] == '/' ? "configuration: " : text("%s: ", part),
					   files[_i].command);
	commands_expect(files[_i].name, result, 1, text_fill(files[_i].wrong, commands.directory), "");
	commands_shell(command);
	expect_mended(part, check(commands.conf, stack.socket));
	ck_assert_int_eq(stat(commands.conf, &status), 0);
}
END_TEST

/* --- socket --- */

/* As the remedy says, but for where this build's program is, and where the process ids go. */
static void start_workers(const char *command, const char *pids)
{
	const char *program = strstr(command, " -- "), *options = program != NULL ? strstr(program, "/visitd ") : NULL;

	ck_assert_msg(options != NULL, "no program in '%s'", command);
	commands_shell(text("%.*s -P %s -- %s%s", (int)(program - command), command, pids, stack.bin, options));
}

static void stop_workers(const char *pids)
{
	struct process_result list = process_run((const char *const[]){ "cat", pids, NULL });
	int64_t pid;

	for (char *rest = list.out, *line; (line = strsep(&rest, "\n")) != NULL;) {
		if (integer_parse(line, 2, INT32_MAX, &pid))
			(void)kill((pid_t)pid, SIGTERM);
	}
}

/* Those of the API, and then those of health beside it, which the former do not bring along here. */
START_TEST(check_misses_the_sockets)
{
	const char *path = text("%s/visitd.sock", commands.directory), *pids = text("%s/api.pids", commands.directory);
	const char *health = text("%s/visitd-health.sock", commands.directory),
		   *health_pids = text("%s/health.pids", commands.directory);
	const char *lines = text("[database]\nconninfo = %s\n[token]\nkeys = %s\n[log]\ntarget = %s\n"
				 "[server]\npid_file = %s/visitd.pid\nhealth_socket =\nstatus_file =\n",
				 own_conninfo("visitd"), stack.keys, stack.log, commands.directory);

	stack_put(commands.conf, lines, strlen(lines));
	struct process_result result = check(commands.conf, path);
	ck_assert_ptr_null(strstr(result.out, health));
	start_workers(expect_wrong("API", result, text("socket: %s: No such file", path), "spawn-fcgi "), pids);
	result = check(commands.conf, path);
	ck_assert_ptr_null(strstr(result.out, text("WRONG socket: %s", path)));
	start_workers(expect_wrong("health", result, text("socket: %s: No such file", health), "spawn-fcgi "), health_pids);
	result = check(commands.conf, path);
	stop_workers(pids);
	stop_workers(health_pids);
	expect_mended("socket", result);
}
END_TEST

START_TEST(check_finds_a_socket_that_nginx_may_not_use)
{
	struct stat status;

	ck_assert_int_eq(stat(stack.socket, &status), 0);
	ck_assert_int_eq(chmod(stack.socket, 0400), 0);
	struct process_result result = check(stack.conf, stack.socket);
	const char *command = expect_wrong("closed", result, text("socket: %s may not connect to ", account()), "chown ");
	commands_shell(command);
	expect_mended("socket", check(stack.conf, stack.socket));
	ck_assert_int_eq(chmod(stack.socket, status.st_mode & 07777), 0);
}
END_TEST

/* --- role, schema, directory --- */

static const struct {
	const char *role, *wrong;
} roles[] = { { "visitd_owner", "role: visitd_owner owns the tables" }, { "postgres", "role: postgres is a superuser" } };

START_TEST(check_refuses_a_role_that_may_too_much)
{
	commands_configure(commands.conf, own_conninfo(roles[_i].role), "");
	const char *command = expect_wrong("role", check(commands.conf, stack.socket), roles[_i].wrong, "sed -i ");
	commands_shell(command);
	expect_mended("role", check(commands.conf, stack.socket));
}
END_TEST

/* It said that the schema was not deployed. */
START_TEST(check_tells_a_missing_grant_from_a_missing_schema)
{
	sql_exec("REVOKE SELECT ON sqitch.changes FROM visitd");
	struct process_result result = check(stack.conf, stack.socket);
	const char *command = expect_wrong("grant", result, "schema: visitd may not read sqitch.changes", "PGHOST=");
	commands_shell(command);
	expect_mended("schema", check(stack.conf, stack.socket));
}
END_TEST

/* Its remedy, taken by its word, deployed into the database postgres. */
START_TEST(check_names_the_database_to_deploy_to)
{
	PGconn *super = sql_connect(stack.superuser);

	sql_run(super, "DROP DATABASE IF EXISTS visitd_empty", (char *)NULL);
	sql_run(super, "CREATE DATABASE visitd_empty OWNER visitd_owner", (char *)NULL);
	commands_configure(commands.conf, text("host=%s dbname=visitd_empty user=visitd", getenv("PGHOST")), "");
	struct process_result result = check(commands.conf, stack.socket);
	const char *command = expect_wrong("schema", result, "schema: The schema is not deployed (database visitd_empty)",
					   "visitctl -c ");
	/* The built one, which finds the schema in the sources. */
	commands_shell(text("PATH=%s:$PATH; %s", stack.build, command));
	result = check(commands.conf, stack.socket);
	expect_mended("schema", result);
	expect_mended("statements", result);

	command = expect_wrong("directory", result, "directory: nobody in users is active", "PGHOST=");
	commands_shell(text("cd %s && %s", SQL_DIRECTORY, command));
	expect_mended("directory", check(commands.conf, stack.socket));
	sql_run(super, "DROP DATABASE visitd_empty", (char *)NULL);
}
END_TEST

static const struct {
	const char *name, *breaks, *wrong, *command;
} grants[] = {
	{ "a table", "REVOKE INSERT ON visits FROM visitd",
	  "statements: visits_check_in: permission denied for table visits (SQLSTATE 42501)", "GRANT INSERT (client_id, " },
	/* A column that a new statement reads and nobody has granted. */
	{ "a column", "REVOKE SELECT (email) ON users FROM visitd",
	  "statements: visits_read: permission denied for table users (SQLSTATE 42501)",
	  "GRANT SELECT (email) ON users TO visitd" },
};

START_TEST(check_names_the_grant_that_is_missing)
{
	sql_exec(grants[_i].breaks);
	struct process_result result = check(stack.conf, stack.socket);
	const char *command = expect_wrong(grants[_i].name, result, grants[_i].wrong, grants[_i].command);
	sql_exec(command);
	expect_mended("statements", check(stack.conf, stack.socket));
	sql_exec("GRANT INSERT ON visits TO visitd");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("check");
	TCase *part = suite_part(suite, "check", commands_begin);

	tcase_add_test(part, check_finds_nothing_wrong_here);
	tcase_add_loop_test(part, check_says_why_there_is_no_database, 0, ARRAY_LEN(databases));
	tcase_add_test(part, check_says_everything_that_is_wrong);
	tcase_add_loop_test(part, check_looks_at_files, 0, ARRAY_LEN(files));
	tcase_add_test(part, check_misses_the_sockets);
	tcase_add_test(part, check_finds_a_socket_that_nginx_may_not_use);
	tcase_add_loop_test(part, check_refuses_a_role_that_may_too_much, 0, ARRAY_LEN(roles));
	tcase_add_test(part, check_tells_a_missing_grant_from_a_missing_schema);
	tcase_add_test(part, check_names_the_database_to_deploy_to);
	tcase_add_loop_test(part, check_names_the_grant_that_is_missing, 0, ARRAY_LEN(grants));
	suite_add_sessions(suite);
	suite_add_deploy(suite);
	return suite_main(suite);
}

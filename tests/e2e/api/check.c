/* What visitctl check finds: each test breaks the installation in one way, and tries the remedy. */
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "sql.h"
#include "stack.h"
#include "text.h"

START_TEST(check_finds_nothing_wrong_here)
{
	struct process_result result = RUN("visitctl", "-c", stack.conf, "check");

	commands_expect("check", result, 0, "ok    database\n", "");
	commands_expect("check", result, 0, "ok    keys\n", "");
	commands_expect("check", result, 0, "ok    schema\n", "");
	commands_expect("check", result, 0, "ok    statements\n", "");
	ck_assert_ptr_null(strstr(result.out, "WRONG"));
}
END_TEST

static const struct {
	const char *name, *conninfo; /* '@' is the directory of PostgreSQL's socket */
	const char *wrong, *remedy;
} databases[] = {
	{ "no server", "host=/nowhere dbname=visitd user=visitd",
	  "WRONG database: ", "to mend it: start PostgreSQL, or correct conninfo" },
	{ "no database", "host=@ dbname=nothing user=visitd", "WRONG database: ", "to mend it: " },
	{ "no role", "host=@ dbname=visitd user=nobody", "WRONG database: ", "to mend it: " },
	{ "no schema", "host=@ dbname=postgres user=visitd", "WRONG schema: ", "to mend it: run 'sqitch deploy'" },
};

START_TEST(check_says_what_is_wrong_with_the_database)
{
	const char *conninfo = text_fill(databases[_i].conninfo, getenv("PGHOST"));
	const char *lines = text("[token]\nkeys = %s\n[database]\nconninfo = %s\n", stack.keys, conninfo);

	stack_put(commands.conf, lines, strlen(lines));
	struct process_result result = RUN("visitctl", "-c", commands.conf, "check");
	commands_expect(databases[_i].name, result, 1, databases[_i].wrong, "");
	commands_expect(databases[_i].name, result, 1, databases[_i].remedy, "");
	commands_expect(databases[_i].name, result, 1, "ok    keys\n", "");
}
END_TEST

START_TEST(check_says_everything_that_is_wrong)
{
	const char *lines = text("[token]\nkeys = %s\n[database]\nconninfo = host=/nowhere\n", commands.keys);

	stack_put(commands.conf, lines, strlen(lines));
	struct process_result result = RUN("visitctl", "-c", commands.conf, "check");
	commands_expect("both", result, 1, "WRONG keys: ", "");
	commands_expect("both", result, 1, "WRONG database: ", "");
}
END_TEST

START_TEST(check_names_a_statement_that_lacks_a_privilege)
{
	sql_exec("REVOKE INSERT ON visits FROM visitd");
	struct process_result result = RUN("visitctl", "-c", stack.conf, "check");
	sql_exec("GRANT INSERT ON visits TO visitd");

	commands_expect("revoked", result, 1, "WRONG statements: visits_check_in: permission denied for table visits", "");
	commands_expect("revoked", result, 1, "GRANT INSERT (client_id, ", "");
	commands_expect("revoked", result, 1, "ok    schema\n", "");
}
END_TEST

/* A column that a new statement reads and nobody has granted. */
START_TEST(check_names_a_column_that_lacks_a_privilege)
{
	sql_exec("REVOKE SELECT (email) ON users FROM visitd");
	struct process_result result = RUN("visitctl", "-c", stack.conf, "check");
	sql_exec("GRANT SELECT (email) ON users TO visitd");

	commands_expect("revoked", result, 1, "WRONG statements: visits_read: permission denied for table users (SQLSTATE 42501)",
			"");
	commands_expect("revoked", result, 1, "GRANT SELECT (email) ON users TO visitd\n", "");
	ck_assert_ptr_null(strstr(result.out, "WRONG statements: visits_check_in"));
}
END_TEST

void suite_add_check(Suite *suite)
{
	TCase *part = suite_part(suite, "check", commands_begin);

	tcase_add_test(part, check_finds_nothing_wrong_here);
	tcase_add_loop_test(part, check_says_what_is_wrong_with_the_database, 0, ARRAY_LEN(databases));
	tcase_add_test(part, check_says_everything_that_is_wrong);
	tcase_add_test(part, check_names_a_statement_that_lacks_a_privilege);
	tcase_add_test(part, check_names_a_column_that_lacks_a_privilege);
}

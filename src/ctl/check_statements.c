/* Of visitctl check: PostgreSQL plans every statement, and each fits the row of its operation. */
#include <string.h>

#include "core/operations.h"
#include "ctl/check.h"
#include "ctl/finding.h"
#include "ctl/fit.h"
#include "engine/store.h"

/* The GRANTs that would help, in a sentence; a general one if nothing is found to be missing. */
static const char *missing_privileges(struct store *store, const struct statement *statement, struct arena *arena)
{
	const char *parameters[] = { statement->text }, *grants = "";
	const struct store_step step = { &statement_privileges_missing, parameters };
	PGresult *rows;

	if (store_run(store, &step, 1, true, &rows) == STORE_DONE) {
		for (int row = 0; row < PQntuples(rows); row++)
			grants = arena_printf(arena, "%s%s%s", grants, row > 0 ? "; " : "", PQgetvalue(rows, row, 0));
		PQclear(rows);
	}
	return grants[0] == '\0' ? "grant what it needs, in a change of sql/deploy"
				 : arena_printf(arena, "as the owner of the tables, in a change of sql/deploy: %s", grants);
}

/* What the server has against a statement. */
static void report_statement(struct store *store, const struct statement *statement, const struct store_error *error,
			     struct arena *arena)
{
	const char *remedy = strcmp(error->sqlstate, "42501") == 0
				     ? missing_privileges(store, statement, arena)
				     : "visitctl deploy; if there is nothing to deploy, the statement is wrong";

	(void)finding_bad("statements", remedy, "%s: %s (SQLSTATE %s)", statement->name, error->message, error->sqlstate);
}

/* Those that the workers' role need not be able to run. */
static bool is_owners(const struct statement *statement)
{
	return strcmp(statement->folder, "owner") == 0;
}

static bool is_named(const struct statement *statement)
{
	static const char *const apart[] = { "engine", "health", "ctl" }; /* of no operation */

	for (size_t i = 0; i < ARRAY_LEN(apart); i++) {
		if (strcmp(statement->folder, apart[i]) == 0)
			return true;
	}
	if (is_owners(statement))
		return true;
	for (const struct operation *const *family = operations; *family != NULL; family++) {
		for (const struct operation *operation = *family; operation->name != NULL; operation++) {
			if (operation->statement == statement)
				return true;
		}
	}
	return false;
}

/* A statement without a row is a row that was forgotten, or all of its file's. */
static bool check_named(void)
{
	bool good = true;

	for (size_t i = 0; i < STATEMENT_COUNT; i++) {
		if (is_named(statement_table[i]))
			continue;
		good = finding_bad("statements",
				   "write its row in src/core, name the row's array in src/core/operations.c, or delete the file",
				   "%s: no operation names it", statement_table[i]->name);
	}
	return good;
}

static bool check_rows(PGresult *const *descriptions, struct arena *arena)
{
	struct problems problems = { 0 };

	for (const struct operation *const *family = operations; *family != NULL; family++) {
		for (const struct operation *operation = *family; operation->name != NULL; operation++) {
			const PGresult *description = descriptions[operation->statement->number];
			if (description != NULL)
				fit_check(operation, description, arena, &problems);
		}
	}
	for (const struct problem *problem = problems.first; problem != NULL; problem = problem->next)
		(void)finding_bad("statements",
				  "correct the statement in sql/statements or the operation's row in src/core, and build again",
				  "%s: %s", problem->field, problem->message);
	return problems.first == NULL;
}

bool check_statements(struct store *store)
{
	PGresult *descriptions[STATEMENT_COUNT] = { 0 };
	struct arena arena = { 0 };
	bool good = true;

	for (size_t i = 0; i < STATEMENT_COUNT; i++) {
		struct store_error error;
		if (is_owners(statement_table[i]) || store_try(store, statement_table[i], &descriptions[i], &error) == STORE_DONE)
			continue;
		report_statement(store, statement_table[i], &error, &arena);
		good = false;
	}
	good = check_rows(descriptions, &arena) && good;
	good = check_named() && good;
	for (size_t i = 0; i < STATEMENT_COUNT; i++)
		PQclear(descriptions[i]);
	arena_free(&arena);
	return good && finding_good("statements");
}

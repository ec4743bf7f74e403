/* visitctl check: everything that a worker needs is looked at, and what is wrong is said with its remedy. */
#include "ctl/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/operations.h"
#include "ctl/fit.h"
#include "engine/store.h"
#include "web/health.h"
#include "web/token.h"

/* One finding; false if it is a bad one. */
static bool report(const char *what, const char *problem, const char *remedy)
{
	if (problem == NULL) {
		printf("ok    %s\n", what);
		return true;
	}
	printf("WRONG %s: %s\n      to mend it: %s\n", what, problem, remedy);
	return false;
}

static bool check_keys(const struct config *config)
{
	char *error = NULL;
	struct tokens *tokens = tokens_new(config, &error);
	bool good = report(
		"keys", error,
		"put public keys as <kid>.pem or secrets as <kid>.secret into the directory, readable for the workers");

	tokens_free(tokens);
	free(error);
	return good;
}

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
				     : "run 'sqitch deploy' in sql/; if that finds nothing to do, the statement is wrong";

	(void)report("statements", arena_printf(arena, "%s: %s (SQLSTATE %s)", statement->name, error->message, error->sqlstate),
		     remedy);
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
		(void)report("statements", arena_printf(arena, "%s: %s", problem->field, problem->message),
			     "correct the statement in sql/statements or the operation's row in src/core, and build again");
	return problems.first == NULL;
}

static bool check_statements(struct store *store)
{
	PGresult *descriptions[STATEMENT_COUNT] = { 0 };
	struct arena arena = { 0 };
	bool good = true;

	for (size_t i = 0; i < STATEMENT_COUNT; i++) {
		struct store_error error;
		if (store_try(store, statement_table[i], &descriptions[i], &error) == STORE_DONE)
			continue;
		report_statement(store, statement_table[i], &error, &arena);
		good = false;
	}
	good = check_rows(descriptions, &arena) && good;
	for (size_t i = 0; i < STATEMENT_COUNT; i++)
		PQclear(descriptions[i]);
	arena_free(&arena);
	return good ? report("statements", NULL, NULL) : false;
}

static bool check_database(const struct config *config)
{
	struct store *store = store_new(config);

	/* Here it is worth waiting. */
	store_hurry(store, config->connect_timeout * 1000, config->statement_timeout * 1000);
	const struct outcome *problem = health_problem(store);
	bool reached = store_problem(store)[0] == '\0';
	bool good = report("database", reached ? NULL : store_problem(store),
			   "start PostgreSQL, or correct conninfo in section [database]");

	if (reached)
		good = report("schema", problem != NULL ? problem->message : NULL,
			      "run 'sqitch deploy' in sql/ as the owner of the database") &&
		       check_statements(store);
	store_free(store);
	return good;
}

int check_installation(const struct config *config, const char *path)
{
	bool good = report(path, NULL, NULL);

	/* All that can be looked at is, so that one run tells everything. */
	good = check_keys(config) && good;
	good = check_database(config) && good;
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* visitctl check: everything that a worker needs is looked at, and what is wrong is said with its remedy. */
#include "ctl/check.h"

#include <stdio.h>
#include <stdlib.h>

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

static bool check_statements(struct store *store)
{
	bool good = true;

	for (size_t i = 0; i < STATEMENT_COUNT; i++) {
		char sqlstate[6], problem[80];
		if (store_try(store, statement_table[i], sqlstate) == STORE_DONE)
			continue;
		snprintf(problem, sizeof problem, "%s fails with SQLSTATE %s", statement_table[i]->name, sqlstate);
		good = report("statements", problem,
			      "deploy the schema as its owner, connect as the role visitd: 'sqitch deploy' grants what it needs");
	}
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

/* Of visitctl check: the server, what a session of it is, the role, the schema, the directory. */
#include <string.h>

#include "base/arena.h"
#include "ctl/check.h"
#include "ctl/finding.h"
#include "engine/render.h"
#include "engine/reply.h"
#include "engine/store.h"
#include "web/health.h"

/* What is being looked at. */
struct look {
	const struct installation *installation;
	struct store *store;
	struct arena *arena;
	PGresult *facts; /* of the statement installation */
};

static struct store *open_store(const struct config *config)
{
	struct store *store = store_new(config);

	/* Here it is worth waiting. */
	store_hurry(store, config->connect_timeout * 1000, config->statement_timeout * 1000);
	store_begin(store);
	store_revive(store);
	return store;
}

/* --- server and session --- */

static const struct {
	enum refusal refusal;
	const char *remedy; /* %s is the configuration's path */
} remedies[] = {
	{ REFUSED_READ_ONLY,
	  "name the primary in conninfo, or every server of the cluster, host=a,b; of a primary: psql -c 'ALTER SYSTEM "
	  "RESET default_transaction_read_only' -c 'SELECT pg_reload_conf()'" },
	{ REFUSED_ENCODING,
	  "make another database, name it in conninfo and deploy the schema to it: createdb -E UTF8 -T template0 -O "
	  "visitd_owner visitd_utf8" },
	{ REFUSED_SHARED, "in pgbouncer.ini set pool_mode = session, and then: psql -p 6432 pgbouncer -c RELOAD" },
	{ REFUSED_SETTINGS, "let the pooler in front of PostgreSQL pass on what a session sets, or go past it" },
};

static bool report_obstacle(const struct look *look, const struct store *store)
{
	const struct outcome *obstacle = store_obstacle(store);
	const char *remedy = NULL;

	for (size_t i = 0; i < ARRAY_LEN(remedies); i++) {
		if (obstacle == &reply_refusals[remedies[i].refusal])
			remedy = remedies[i].remedy;
	}
	if (remedy == NULL)
		remedy = arena_printf(look->arena, "start PostgreSQL, or correct conninfo in section [database] of %s",
				      look->installation->path);
	return finding_bad("database", remedy, "%s", store_problem(store));
}

/* Two sessions at once: a pooler that shares one between them is found out by the second. */
static bool check_sessions(const struct look *look)
{
	struct store *second = open_store(look->installation->config);
	bool good = store_obstacle(second) == NULL ? finding_good("database") : report_obstacle(look, second);

	store_free(second);
	return good;
}

/* --- role and schema --- */

static const char *fact(const struct look *look, const char *name)
{
	const char *text = render_column(look->facts, 0, name);

	return text != NULL ? text : "";
}

static bool holds(const struct look *look, const char *name)
{
	return strcmp(fact(look, name), "t") == 0;
}

/* A program of PostgreSQL's or Sqitch, run against this very database as the one who owns it. */
static const char *command(const struct look *look, const char *program)
{
	return arena_printf(look->arena, "PGHOST=%s PGPORT=%s PGUSER=%s PGDATABASE=%s %s", store_host(look->store),
			    store_port(look->store), fact(look, "owner"), fact(look, "database"), program);
}

static bool check_role(const struct look *look)
{
	const char *role = fact(look, "role"), *path = look->installation->path;
	const char *remedy = arena_printf(look->arena, "name the role visitd in conninfo: sed -i 's/user=%s/user=visitd/' %s",
					  role, path);

	if (holds(look, "is_superuser"))
		return finding_bad("role", remedy, "%s is a superuser, who may do anything", role);
	if (holds(look, "is_owner"))
		return finding_bad("role", remedy, "%s owns the tables, and may do with them what no statement does", role);
	if (holds(look, "has_registry") && holds(look, "may_hide_tables"))
		return finding_bad(
			"role",
			command(look, arena_printf(look->arena, "psql -c 'REVOKE TEMPORARY ON DATABASE \"%s\" FROM PUBLIC'",
						   fact(look, "database"))),
			"%s may create temporary tables, which the schema takes from everybody: the database was restored "
			"without its own privileges",
			role);
	return finding_good("role");
}

static const char *deploy_command(const struct look *look)
{
	return arena_printf(look->arena, "as an account that may act as %s: visitctl -c %s -d %s deploy", fact(look, "owner"),
			    look->installation->path, fact(look, "database"));
}

static bool check_schema(const struct look *look)
{
	if (holds(look, "has_registry") && !holds(look, "sees_registry")) {
		const char *grant = arena_printf(
			look->arena, "psql -c 'GRANT USAGE ON SCHEMA sqitch TO %s' -c 'GRANT SELECT ON sqitch.changes TO %s'",
			fact(look, "role"), fact(look, "role"));
		return finding_bad("schema", command(look, grant), "%s may not read sqitch.changes, which tells what is deployed",
				   fact(look, "role"));
	}
	const struct outcome *problem = health_problem(look->store);
	if (problem == NULL)
		return finding_good("schema");
	return finding_bad("schema", deploy_command(look), "%s (database %s)", problem->message, fact(look, "database"));
}

static bool check_directory(const struct look *look)
{
	const struct store_step step = { &statement_directory_filled, NULL };
	PGresult *rows;
	bool filled = false;

	store_begin(look->store);
	if (store_run(look->store, &step, 1, true, &rows) == STORE_DONE) {
		filled = strcmp(render_column(rows, 0, "is_filled"), "t") == 0;
		PQclear(rows);
	}
	if (filled)
		return finding_good("directory");
	return finding_bad("directory",
			   arena_printf(look->arena,
					"fill zones, users and clients by visitctl load; to try, in the directory sql: %s",
					command(look, "psql -f demo.sql")),
			   "nobody in users is active: every request will be refused");
}

static bool ask_facts(struct look *look)
{
	const struct store_step step = { &statement_installation, NULL };

	store_begin(look->store);
	return store_run(look->store, &step, 1, true, &look->facts) == STORE_DONE || report_obstacle(look, look->store);
}

static bool check_contents(struct look *look)
{
	if (!ask_facts(look))
		return false;
	bool good = check_role(look), deployed = check_schema(look);
	/* Without the schema no statement can be right. */
	good = deployed && check_statements(look->store) && check_directory(look) && good;
	PQclear(look->facts);
	return good;
}

bool check_database(const struct installation *installation)
{
	struct arena arena = { 0 };
	struct look look = { .installation = installation, .store = open_store(installation->config), .arena = &arena };
	bool good = store_obstacle(look.store) == NULL ? check_sessions(&look) : report_obstacle(&look, look.store);

	if (store_obstacle(look.store) == NULL)
		good = check_contents(&look) && good;
	store_free(look.store);
	arena_free(&arena);
	return good;
}

bool check_deployed(const struct installation *installation, char *otherwise)
{
	struct config config = *installation->config;
	struct arena arena = { 0 };
	struct look look = { .installation = installation, .store = open_store(&config), .arena = &arena };

	if (store_obstacle(look.store) != NULL) {
		store_free(look.store);
		config.conninfo = otherwise;
		look.store = open_store(&config);
	}
	bool good = store_obstacle(look.store) == NULL ? ask_facts(&look) : report_obstacle(&look, look.store);
	if (good) {
		good = check_role(&look);
		good = check_schema(&look) && check_statements(look.store) && good;
		PQclear(look.facts);
	}
	store_free(look.store);
	arena_free(&arena);
	return good;
}

/* Connections as the schema's owner: where to and as whom, and what a program that is started gets to know of it. */
#include "ctl/owner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "base/panic.h"
#include "engine/render.h"
#include "statements.h"

/* What the workers' conninfo says of the server; their role and its password are not among it. */
static const char *const of_server[] = { "host", "hostaddr", "port", "sslmode", "sslrootcert" };

enum { KEYWORDS_MAX = 64 }; /* libpq knows some forty */

struct keywords {
	const char *names[KEYWORDS_MAX + 1], *values[KEYWORDS_MAX + 1];
	size_t count;
};

static void add(struct keywords *keywords, const char *name, const char *value)
{
	if (keywords->count < KEYWORDS_MAX && value != NULL && value[0] != '\0') {
		keywords->names[keywords->count] = name;
		keywords->values[keywords->count++] = value;
	}
}

static const PQconninfoOption *find(const PQconninfoOption *options, const char *name)
{
	while (options->keyword != NULL && strcmp(options->keyword, name) != 0)
		options++;
	return options->keyword != NULL ? options : NULL;
}

/* Is it said by the option -d, or by libpq's environment? */
static bool is_said(const PQconninfoOption *given, const char *name)
{
	const PQconninfoOption *option = find(given, name);

	return option != NULL && (option->val != NULL || (option->envvar != NULL && getenv(option->envvar) != NULL));
}

static void add_workers(struct keywords *keywords, const PQconninfoOption *workers, const PQconninfoOption *given,
			const char *name)
{
	const PQconninfoOption *option = find(workers, name);

	if (option != NULL && !is_said(given, name))
		add(keywords, name, option->val);
}

static PQconninfoOption *parse(const char *conninfo, char **error)
{
	bool is_name = conninfo[0] != '\0' && strpbrk(conninfo, "='\\") == NULL && strstr(conninfo, "://") == NULL;
	char *text = is_name ? memory_printf("dbname='%s'", conninfo) : memory_strdup(conninfo), *problem = NULL;
	PQconninfoOption *options = PQconninfoParse(text, &problem);

	if (options == NULL)
		*error = memory_printf("-d must be a libpq connection string: %.*s", (int)strcspn(problem, "\r\n"), problem);
	PQfreemem(problem);
	free(text);
	return options;
}

/* libpq's messages have several lines, the first of which says what is wrong. */
static char *first_line(const char *message)
{
	return memory_printf("%.*s", (int)strcspn(message, "\r\n"), message);
}

static PGconn *open_connection(const struct config *config, const PQconninfoOption *given)
{
	PQconninfoOption *workers = PQconninfoParse(config->conninfo, NULL); /* it was parsed when it was read */
	struct keywords keywords = { .count = 0 };
	char *timeout = memory_printf("%lld", (long long)config->connect_timeout);

	if (workers != NULL && !is_said(given, "service")) {
		if (!is_said(given, "host") && !is_said(given, "hostaddr") && !is_said(given, "port")) {
			for (size_t i = 0; i < ARRAY_LEN(of_server); i++)
				add_workers(&keywords, workers, given, of_server[i]);
		}
		add_workers(&keywords, workers, given, "dbname");
	}
	/* Of several servers it is the primary that is wanted. */
	if (!is_said(given, "target_session_attrs"))
		add(&keywords, "target_session_attrs", "read-write");
	if (!is_said(given, "connect_timeout"))
		add(&keywords, "connect_timeout", timeout);
	add(&keywords, "fallback_application_name", "visitctl");
	for (const PQconninfoOption *option = given; option->keyword != NULL; option++)
		add(&keywords, option->keyword, option->val);
	add(&keywords, "client_encoding", "UTF8");
	PGconn *conn = PQconnectdbParams(keywords.names, keywords.values, 0);
	PQconninfoFree(workers);
	free(timeout);
	return conn;
}

PGresult *owner_run(struct owner *owner, const struct statement *statement, const char *const *parameters, char **error)
{
	PGresult *result = PQexecParams(owner->conn, statement->text, (int)statement->parameters, NULL, parameters, NULL, NULL,
					0);
	ExecStatusType status = PQresultStatus(result);

	if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
		return result;
	const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);

	snprintf(owner->sqlstate, sizeof owner->sqlstate, "%s", sqlstate != NULL ? sqlstate : "");
	*error = first_line(PQerrorMessage(owner->conn));
	PQclear(result);
	return NULL;
}

static bool is_workers_role(const struct config *config, const char *role)
{
	PQconninfoOption *workers = PQconninfoParse(config->conninfo, NULL);
	const PQconninfoOption *user = workers != NULL ? find(workers, "user") : NULL;
	bool is = user != NULL && user->val != NULL && strcmp(user->val, role) == 0;

	PQconninfoFree(workers);
	return is;
}

/* The account may have been told a role by PGOPTIONS, and what it acts as from there is the owner all the same. */
static bool become(struct owner *owner, const struct config *config, char **error)
{
	PGresult *rows = owner_run(owner, &statement_owner, NULL, error);

	if (rows == NULL)
		return false;
	owner->account = memory_strdup(render_column(rows, 0, "role"));
	owner->role = memory_strdup(render_column(rows, 0, "owner"));
	PQclear(rows);
	if (is_workers_role(config, owner->role)) {
		*error = memory_printf(
			"database \"%s\" belongs to \"%s\", which is the workers' role: ALTER DATABASE \"%s\" OWNER TO "
			"another",
			PQdb(owner->conn), owner->role, PQdb(owner->conn));
		return false;
	}
	const char *parameters[] = { owner->role };
	char *problem;
	rows = owner_run(owner, &statement_owner_become, parameters, &problem);
	if (rows == NULL) {
		*error = memory_printf("\"%s\" may not act as \"%s\", who owns the schema: %s", owner->account, owner->role,
				       problem);
		free(problem);
	}
	PQclear(rows);
	return rows != NULL;
}

struct owner *owner_connect(const struct config *config, const char *conninfo, char **error)
{
	PQconninfoOption *given = parse(conninfo != NULL ? conninfo : "", error);

	if (given == NULL)
		return NULL;
	struct owner *owner = memory_alloc(sizeof *owner);
	owner->conn = open_connection(config, given);
	PQconninfoFree(given);
	bool good = PQstatus(owner->conn) == CONNECTION_OK;
	if (!good)
		*error = first_line(PQerrorMessage(owner->conn));
	if (good && become(owner, config, error))
		return owner;
	owner_free(owner);
	return NULL;
}

void owner_free(struct owner *owner)
{
	if (owner == NULL)
		return;
	PQfinish(owner->conn);
	free(owner->account);
	free(owner->role);
	free(owner);
}

/* With a backslash before each of these. */
static char *escape(const char *text, const char *which)
{
	char *escaped = memory_alloc(2 * strlen(text) + 1), *out = escaped;

	for (; *text != '\0'; text++) {
		if (strchr(which, *text) != NULL)
			*out++ = '\\';
		*out++ = *text;
	}
	return escaped;
}

/* What options there are and the role, as PGOPTIONS has them. */
static char *options_with(const PQconninfoOption *options, const char *role)
{
	const PQconninfoOption *given = find(options, "options");
	char *name = escape(role, " \\"),
	     *all = memory_printf("%s -c role=%s", given != NULL && given->val != NULL ? given->val : "", name);

	free(name);
	return all;
}

static bool is_set(const PQconninfoOption *option)
{
	return option->val != NULL && option->val[0] != '\0' && strcmp(option->keyword, "options") != 0;
}

void owner_export(const struct owner *owner)
{
	PQconninfoOption *options = PQconninfo(owner->conn);

	if (options == NULL)
		panic("out of memory");
	for (const PQconninfoOption *option = options; option->keyword != NULL; option++) {
		if (option->envvar != NULL && is_set(option))
			(void)setenv(option->envvar, option->val, 1);
	}
	char *all = options_with(options, owner->role);
	(void)setenv("PGOPTIONS", all, 1);
	free(all);
	PQconninfoFree(options);
}

char *owner_conninfo(const struct owner *owner, const char *role)
{
	PQconninfoOption *options = PQconninfo(owner->conn);
	struct buffer text = { 0 };

	if (options == NULL)
		panic("out of memory");
	for (const PQconninfoOption *option = options; option->keyword != NULL; option++) {
		char *value = is_set(option) ? escape(option->val, "'\\") : NULL;
		if (value != NULL)
			buffer_printf(&text, "%s='%s' ", option->keyword, value);
		free(value);
	}
	char *all = options_with(options, role), *value = escape(all, "'\\");
	buffer_printf(&text, "options='%s'", value);
	free(value);
	free(all);
	PQconninfoFree(options);
	return text.data;
}

/* Connecting to PostgreSQL: attempts that do not block, their deadline, the back-off between them, the next host. */
#include "engine/connector.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"

enum {
	BACKOFF_FIRST = 100, /* milliseconds */
	BACKOFF_MAX = 2000,
};

/* What a conninfo may list several of, one for each host. */
static const char *const listed[] = { "host", "hostaddr", "port" };

struct connector {
	char *conninfo, *options;
	int64_t timeout;                /* milliseconds that an attempt may take */
	char *lists[ARRAY_LEN(listed)]; /* as the next attempt shall have them; NULL: as the conninfo has */
	PGconn *conn;                   /* the attempt that has begun */
	PostgresPollingStatusType awaits;
	int64_t ends_at, silent_since; /* of the attempt */
	int64_t retry_at, backoff;
	char problem[200];
};

struct connector *connector_new(const struct config *config, const char *options)
{
	struct connector *connector = memory_alloc(sizeof *connector);

	connector->conninfo = memory_strdup(config->conninfo);
	connector->options = memory_strdup(options);
	connector->timeout = config->connect_timeout * 1000;
	return connector;
}

void connector_free(struct connector *connector)
{
	PQfinish(connector->conn);
	for (size_t i = 0; i < ARRAY_LEN(listed); i++)
		free(connector->lists[i]);
	free(connector->conninfo);
	free(connector->options);
	free(connector);
}

const char *connector_problem(const struct connector *connector)
{
	return connector->problem;
}

/* "a,b,c" becomes "b,c,a". */
static char *rotate(const char *list)
{
	const char *comma = strchr(list, ',');

	return comma != NULL ? memory_printf("%s,%.*s", comma + 1, (int)(comma - list), list) : memory_strdup(list);
}

/* libpq itself goes on to the next host when one refuses, but not when one is silent: the next attempt begins behind it. */
static void pass_over_host(struct connector *connector)
{
	PQconninfoOption *options = PQconninfo(connector->conn);

	for (PQconninfoOption *option = options; option != NULL && option->keyword != NULL; option++) {
		for (size_t i = 0; i < ARRAY_LEN(listed); i++) {
			if (strcmp(option->keyword, listed[i]) != 0 || option->val == NULL)
				continue;
			free(connector->lists[i]);
			connector->lists[i] = rotate(option->val);
		}
	}
	PQconninfoFree(options);
}

/* libpq's messages have several lines; a log line and a person want one. */
static void note_problem(struct connector *connector, const char *message)
{
	snprintf(connector->problem, sizeof connector->problem, "%s", message);
	connector->problem[strcspn(connector->problem, "\r\n")] = '\0';
}

static void begin(struct connector *connector)
{
	/* conninfo comes first: what follows it is ours to say, it must not be undone by a setting in it. */
	const char *keys[] = { "dbname",  "client_encoding", "options", "fallback_application_name",
			       listed[0], listed[1],         listed[2], NULL };
	const char *values[] = { connector->conninfo, "UTF8",
				 connector->options,  "visitd",
				 connector->lists[0], connector->lists[1],
				 connector->lists[2], NULL };

	connector->conn = PQconnectStartParams(keys, values, 1);
	connector->awaits = PQstatus(connector->conn) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
	connector->silent_since = clock_ms();
	connector->ends_at = connector->silent_since + connector->timeout;
}

static bool is_under_way(const struct connector *connector)
{
	return connector->awaits == PGRES_POLLING_READING || connector->awaits == PGRES_POLLING_WRITING;
}

static int64_t earliest(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Go on with the attempt as long as the server answers. */
static void advance(struct connector *connector, int64_t patience, int64_t deadline)
{
	deadline = earliest(deadline, connector->ends_at);
	while (is_under_way(connector)) {
		struct pollfd ready = { .fd = PQsocket(connector->conn),
					.events = connector->awaits == PGRES_POLLING_READING ? POLLIN : POLLOUT };
		int64_t left = earliest(deadline, connector->silent_since + patience) - clock_ms();
		int count = poll(&ready, 1, left > 0 ? (int)left : 0);
		if (count < 0 && errno == EINTR)
			continue;
		if (count == 0)
			return;
		connector->awaits = PQconnectPoll(connector->conn);
		connector->silent_since = clock_ms();
	}
}

static void give_up(struct connector *connector)
{
	if (is_under_way(connector)) {
		note_problem(connector, "the server does not answer");
		pass_over_host(connector);
	} else {
		note_problem(connector, PQerrorMessage(connector->conn));
	}
	if (connector->backoff == 0)
		log_message(LOG_LEVEL_ERROR, "cannot connect to PostgreSQL: %s", connector->problem);
	PQfinish(connector->conn);
	connector->conn = NULL;
	connector->backoff = connector->backoff == 0 ? BACKOFF_FIRST : earliest(connector->backoff * 2, BACKOFF_MAX);
	connector->retry_at = clock_ms() + connector->backoff;
}

PGconn *connector_get(struct connector *connector, int64_t patience, int64_t deadline)
{
	if (connector->conn == NULL) {
		if (clock_ms() < connector->retry_at)
			return NULL;
		begin(connector);
	}
	advance(connector, patience, deadline);
	PGconn *conn = connector->conn;
	bool ready = connector->awaits == PGRES_POLLING_OK && PQenterPipelineMode(conn) && PQsetnonblocking(conn, 1) == 0;
	if (!ready) {
		if (!is_under_way(connector) || clock_ms() >= connector->ends_at)
			give_up(connector);
		return NULL;
	}
	if (connector->backoff > 0)
		log_message(LOG_LEVEL_INFO, "connected to PostgreSQL again");
	connector->backoff = 0;
	connector->conn = NULL;
	return conn;
}

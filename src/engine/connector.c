/* Connecting to PostgreSQL: attempts that do not block, their deadline, the back-off between them, the next host. An attempt
 * is over when the session is what it must be. */
#include "engine/connector.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "engine/reply.h"
#include "engine/session.h"

enum {
	BACKOFF_FIRST = 100, /* milliseconds */
	BACKOFF_MAX = 2000,
};

/* What a conninfo may list several of, one for each host. */
static const char *const listed[] = { "host", "hostaddr", "port" };

struct connector {
	char *conninfo;
	struct session session;
	int64_t timeout;                /* milliseconds that an attempt may take */
	char *lists[ARRAY_LEN(listed)]; /* as the next attempt shall have them; NULL: as the conninfo has */
	PGconn *conn;                   /* the attempt that has begun */
	PostgresPollingStatusType awaits;
	bool settling;                 /* it is connected, and asked to become what it must be */
	PGresult *answer;              /* to that */
	int passed;                    /* servers that were read-only, one after the other */
	const struct outcome *refusal; /* of the session; NULL while there is none */
	int64_t ends_at, silent_since; /* of the attempt */
	int64_t retry_at, backoff;
	uint64_t failures;
	const struct outcome *obstacle;
	char problem[200];
};

struct connector *connector_new(const struct config *config)
{
	struct connector *connector = memory_alloc(sizeof *connector);

	connector->conninfo = memory_strdup(config->conninfo);
	session_init(&connector->session, config);
	connector->obstacle = &reply_refusals[REFUSED_UNREACHABLE];
	connector->timeout = config->connect_timeout * 1000;
	return connector;
}

static void end_attempt(struct connector *connector)
{
	PQfinish(connector->conn);
	connector->conn = NULL;
	PQclear(connector->answer);
	connector->answer = NULL;
}

void connector_free(struct connector *connector)
{
	end_attempt(connector);
	for (size_t i = 0; i < ARRAY_LEN(listed); i++)
		free(connector->lists[i]);
	free(connector->conninfo);
	free(connector);
}

uint64_t connector_failures(struct connector *connector)
{
	uint64_t failures = connector->failures;

	connector->failures = 0;
	return failures;
}

const char *connector_problem(const struct connector *connector)
{
	return connector->problem;
}

const struct outcome *connector_obstacle(const struct connector *connector)
{
	return connector->obstacle;
}

/* "a,b,c" becomes "b,c,a". */
static char *rotate(const char *list)
{
	const char *comma = strchr(list, ',');

	return comma != NULL ? memory_printf("%s,%.*s", comma + 1, (int)(comma - list), list) : memory_strdup(list);
}

/* libpq itself goes on to the next host when one refuses, but not when one is silent or read-only: the next attempt begins
 * behind it. Returns how many there are. */
static int pass_over_host(struct connector *connector)
{
	PQconninfoOption *options = PQconninfo(connector->conn);
	int most = 1;

	for (PQconninfoOption *option = options; option != NULL && option->keyword != NULL; option++) {
		for (size_t i = 0; i < ARRAY_LEN(listed); i++) {
			if (strcmp(option->keyword, listed[i]) != 0 || option->val == NULL)
				continue;
			int count = 1;
			for (const char *comma = option->val; (comma = strchr(comma, ',')) != NULL; comma++)
				count++;
			most = count > most ? count : most;
			free(connector->lists[i]);
			connector->lists[i] = rotate(option->val);
		}
	}
	PQconninfoFree(options);
	return most;
}

/* libpq's messages have several lines; a log line and a person want one. */
static void note_problem(struct connector *connector, const char *message)
{
	snprintf(connector->problem, sizeof connector->problem, "%s", message);
	connector->problem[strcspn(connector->problem, "\r\n")] = '\0';
}

static void begin(struct connector *connector)
{
	/* conninfo comes first: what follows it is ours to say, it must not be undone by a setting in it. No options: a pooler
	 * may know none. */
	const char *keys[] = { "dbname",  "client_encoding", "options", "fallback_application_name",
			       listed[0], listed[1],         listed[2], NULL };
	const char *values[] = { connector->conninfo, "UTF8", "", "visitd", connector->lists[0], connector->lists[1],
				 connector->lists[2], NULL };

	connector->conn = PQconnectStartParams(keys, values, 1);
	connector->awaits = PQstatus(connector->conn) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
	connector->settling = false;
	connector->refusal = NULL;
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

/* The session is asked as soon as there is one, and has as long again to answer: nobody may have looked for a while. */
static PostgresPollingStatusType settle(struct connector *connector)
{
	connector->ends_at = clock_ms() + connector->timeout;
	connector->settling = PQsetnonblocking(connector->conn, 1) == 0 && session_settle(&connector->session, connector->conn);
	return connector->settling ? PGRES_POLLING_WRITING : PGRES_POLLING_FAILED;
}

/* The answer is whole, and the server has reported what has changed by it. */
static PostgresPollingStatusType judge(struct connector *connector)
{
	char *problem;

	connector->refusal = session_judge(connector->conn, connector->answer, &problem);
	if (problem != NULL)
		note_problem(connector, problem);
	free(problem);
	return connector->refusal == NULL ? PGRES_POLLING_OK : PGRES_POLLING_FAILED;
}

/* Take what has come of its answer. */
static PostgresPollingStatusType take_answer(struct connector *connector)
{
	PGconn *conn = connector->conn;
	int unsent = PQflush(conn);

	if (unsent != 0)
		return unsent > 0 ? PGRES_POLLING_WRITING : PGRES_POLLING_FAILED;
	if (connector->awaits == PGRES_POLLING_READING && PQconsumeInput(conn) == 0)
		return PGRES_POLLING_FAILED;
	while (!PQisBusy(conn)) {
		PGresult *result = PQgetResult(conn);
		if (result == NULL)
			return judge(connector);
		PQclear(connector->answer);
		connector->answer = result;
	}
	return PGRES_POLLING_READING;
}

/* Go on with the attempt as long as the server answers. */
static void advance(struct connector *connector, int64_t patience, int64_t deadline)
{
	while (is_under_way(connector)) {
		struct pollfd ready = { .fd = PQsocket(connector->conn),
					.events = connector->awaits == PGRES_POLLING_READING ? POLLIN : POLLOUT };
		int64_t left = earliest(earliest(deadline, connector->ends_at), connector->silent_since + patience) - clock_ms();
		int count = poll(&ready, 1, left > 0 ? (int)left : 0);
		if (count < 0 && errno == EINTR)
			continue;
		if (count == 0)
			return;
		connector->awaits = connector->settling ? take_answer(connector) : PQconnectPoll(connector->conn);
		if (!connector->settling && connector->awaits == PGRES_POLLING_OK)
			connector->awaits = settle(connector);
		connector->silent_since = clock_ms();
	}
}

/* End the attempt; true if the next server can be tried at once. */
static bool give_up(struct connector *connector)
{
	int hosts = 0;

	connector->failures++;
	connector->obstacle = connector->refusal != NULL ? connector->refusal : &reply_refusals[REFUSED_UNREACHABLE];
	if (is_under_way(connector)) {
		note_problem(connector, "the server does not answer");
		(void)pass_over_host(connector);
	} else if (connector->refusal == &reply_refusals[REFUSED_READ_ONLY]) {
		hosts = pass_over_host(connector);
	} else if (connector->refusal == NULL) {
		note_problem(connector, PQerrorMessage(connector->conn));
	}
	end_attempt(connector);
	if (++connector->passed < hosts)
		return true;
	connector->passed = 0;
	if (connector->backoff == 0)
		log_message(LOG_LEVEL_ERROR, "cannot connect to PostgreSQL: %s", connector->problem);
	connector->backoff = connector->backoff == 0 ? BACKOFF_FIRST : earliest(connector->backoff * 2, BACKOFF_MAX);
	connector->retry_at = clock_ms() + connector->backoff;
	return false;
}

PGconn *connector_get(struct connector *connector, int64_t patience, int64_t deadline)
{
	bool ready = false;

	while (!ready) {
		if (connector->conn == NULL) {
			if (clock_ms() < connector->retry_at)
				return NULL;
			begin(connector);
		}
		advance(connector, patience, deadline);
		ready = connector->awaits == PGRES_POLLING_OK && PQenterPipelineMode(connector->conn);
		if (!ready && is_under_way(connector) && clock_ms() < connector->ends_at)
			return NULL;
		if (!ready && !give_up(connector))
			return NULL;
	}
	PGconn *conn = connector->conn;
	if (connector->backoff > 0)
		log_message(LOG_LEVEL_INFO, "connected to PostgreSQL again");
	connector->backoff = 0;
	connector->passed = 0;
	connector->conn = NULL;
	end_attempt(connector);
	return conn;
}

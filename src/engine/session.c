/* What a session must be before anything runs on it: one statement makes it so, and tells what stands against its use. */
#include "engine/session.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "engine/render.h"
#include "engine/reply.h"

/* What the server tells of a session without being asked, and how it must begin. */
static const struct {
	const char *name, *begins;
} reported[] = {
	{ "TimeZone", "UTC" },
	{ "DateStyle", "ISO" },
	{ "client_encoding", "UTF8" },
	{ "standard_conforming_strings", "on" },
};

void session_init(struct session *session, const struct config *config)
{
	long long statement = config->statement_timeout, lock = config->lock_timeout;

	snprintf(session->statement_timeout, sizeof session->statement_timeout, "%llds", statement);
	snprintf(session->lock_timeout, sizeof session->lock_timeout, "%llds", lock);
	snprintf(session->idle_timeout, sizeof session->idle_timeout, "%llds", statement * 2);
}

bool session_settle(const struct session *session, PGconn *conn)
{
	const char *parameters[] = { session->statement_timeout, session->lock_timeout, session->idle_timeout };

	return PQsendQueryParams(conn, statement_session_settle.text, ARRAY_LEN(parameters), NULL, parameters, NULL, NULL, 0) ==
	       1;
}

const struct outcome *session_judge(const PGconn *conn, const PGresult *result, char **problem)
{
	const char *word = PQresultStatus(result) == PGRES_TUPLES_OK ? render_column(result, 0, RENDER_OUTCOME) : NULL;

	*problem = NULL;
	if (word == NULL) {
		const char *message = PQresultErrorMessage(result);
		*problem = memory_printf("the session cannot be settled: %.*s", (int)strcspn(message, "\r\n"), message);
		return &reply_refusals[REFUSED_UNREACHABLE];
	}
	const struct outcome *refusal = reply_outcome(reply_refusals, word);
	if (refusal != NULL) {
		*problem = memory_printf("%s (server %s, encoding %s)", refusal->message, PQhost(conn),
					 render_column(result, 0, "encoding"));
		return refusal;
	}
	for (size_t i = 0; i < ARRAY_LEN(reported); i++) {
		const char *value = PQparameterStatus(conn, reported[i].name);
		if (value != NULL && strncmp(value, reported[i].begins, strlen(reported[i].begins)) == 0)
			continue;
		*problem = memory_printf("%s stays %s", reported[i].name, value != NULL ? value : "unknown");
		return &reply_refusals[REFUSED_SETTINGS];
	}
	return NULL;
}

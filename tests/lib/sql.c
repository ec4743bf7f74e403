/* SQL over libpq. */
#include "sql.h"

#include <check.h>
#include <stdarg.h>
#include <string.h>

#include "base/clock.h"
#include "base/integer.h"
#include "process.h"
#include "stack.h"
#include "text.h"

enum { PARAMETERS_MAX = 16, BLOCKED_WAIT_MS = 10000 };

PGconn *sql_connect(const char *user)
{
	const char *const keys[] = { "user", NULL };
	const char *const values[] = { user, NULL };
	PGconn *session = PQconnectdbParams(keys, values, 0);

	if (PQstatus(session) != CONNECTION_OK)
		ck_abort_msg("%s", PQerrorMessage(session));
	return session;
}

PGconn *sql_owner(void)
{
	static PGconn *owner;

	/* PostgreSQL may have been stopped and started since. */
	if (owner != NULL && (PQconsumeInput(owner) == 0 || PQstatus(owner) != CONNECTION_OK)) {
		PQfinish(owner);
		owner = NULL;
	}
	if (owner == NULL)
		owner = sql_connect(NULL);
	return owner;
}

static PGresult *execute(PGconn *session, const char *query, va_list arguments)
{
	const char *parameters[PARAMETERS_MAX];
	int count = 0;

	for (const char *parameter; (parameter = va_arg(arguments, const char *)) != NULL;) {
		ck_assert_int_lt(count, PARAMETERS_MAX);
		parameters[count++] = parameter;
	}
	PGresult *rows = PQexecParams(session, query, count, NULL, parameters, NULL, NULL, 0);
	if (PQresultStatus(rows) != PGRES_COMMAND_OK && PQresultStatus(rows) != PGRES_TUPLES_OK)
		ck_abort_msg("%s: %s", query, PQerrorMessage(session));
	return rows;
}

static char *one_value(PGresult *rows, const char *query)
{
	if (PQntuples(rows) != 1 || PQnfields(rows) != 1)
		ck_abort_msg("%s: %d rows of %d columns, not one value", query, PQntuples(rows), PQnfields(rows));
	char *value = PQgetisnull(rows, 0, 0) ? NULL : text("%s", PQgetvalue(rows, 0, 0));
	PQclear(rows);
	return value;
}

char *sql_get(PGconn *session, const char *query, ...)
{
	va_list arguments;

	va_start(arguments, query);
	PGresult *rows = execute(session, query, arguments);
	va_end(arguments);
	return one_value(rows, query);
}

long sql_get_count(PGconn *session, const char *query, ...)
{
	va_list arguments;
	int64_t count = 0;

	va_start(arguments, query);
	PGresult *rows = execute(session, query, arguments);
	va_end(arguments);
	const char *value = one_value(rows, query);
	ck_assert_msg(value != NULL && integer_parse(value, INT64_MIN, INT64_MAX, &count), "%s: not a number", query);
	return count;
}

long sql_run(PGconn *session, const char *query, ...)
{
	va_list arguments;
	int64_t count = 0;

	va_start(arguments, query);
	PGresult *rows = execute(session, query, arguments);
	va_end(arguments);
	if (!integer_parse(PQcmdTuples(rows), 0, INT64_MAX, &count))
		count = 0;
	PQclear(rows);
	return count;
}

char *sql_wait_for_blocked(void)
{
	int64_t deadline = clock_ms() + BLOCKED_WAIT_MS;
	PGconn *session = sql_connect(stack.superuser);
	char *backend;

	while ((backend = sql_get(session,
				  "SELECT min(pid) FROM pg_stat_activity WHERE usename = 'visitd' AND wait_event_type = 'Lock'",
				  (char *)NULL)) == NULL) {
		ck_assert_msg(clock_ms() < deadline, "no backend waits for a lock");
		process_sleep_ms(10);
	}
	PQfinish(session);
	return backend;
}

/* The PostgreSQL session: prepared statements in one round trip, deadlines, reconnection with back-off. */
#ifndef VISITD_STORE_H
#define VISITD_STORE_H

#include <libpq-fe.h>

#include "base/config.h"
#include "base/macros.h"
#include "statements.h"

struct store;
struct outcome;

/* One statement of a round trip; `parameters` are texts or NULL, as many as the statement has. */
struct store_step {
	const struct statement *statement;
	const char *const *parameters;
};

enum store_status {
	STORE_DONE,  /* every step has run */
	STORE_AWAY,  /* PostgreSQL cannot be reached or refuses work; whether the steps were committed is unknown */
	STORE_STALE, /* the tables have changed under a transaction that was begun: all of it was undone, and may be done again */
	STORE_TOO_LARGE, /* more rows, or larger ones, than a worker takes; whether the steps were committed is unknown */
	STORE_BAD_DATA,  /* a value that the statement could not take (SQLSTATE class 22); nothing was done */
	STORE_FAULT,     /* a fault of ours: the log names statement and SQLSTATE; nothing was done */
};

/* Why a statement was not run. */
struct store_error {
	char sqlstate[6];  /* "" for none */
	char message[200]; /* PostgreSQL's, where it names tables and nobody's data: SQLSTATE class 42; else "" */
};

/* A session that connects when it is first needed. Configuration texts are copied. */
struct store *store_new(const struct config *config) must_check;
void store_free(struct store *store);

/* A request begins: from now the server has statement_timeout and a second for all of its round trips together. */
void store_begin(struct store *store);

/* Until this is said again, the server shows in pg_stat_activity of which trace what it runs is a part; NULL is none. */
void store_trace(struct store *store, const char *trace_id, const char *span_id);

/* Have other patience than the configuration's, in milliseconds: with a server that is silent while it is connected to, and
 * for all of a request. */
void store_hurry(struct store *store, int64_t connect_wait, int64_t patience);

/* Run the steps in one round trip (libpq's pipeline mode), in one transaction unless they begin or end one themselves.
 * *rows gets the last step's result, which the caller clears with PQclear(); NULL unless STORE_DONE. The steps are tried
 * again on a new connection only where they cannot have been committed: `repeatable` says that they only read. */
enum store_status store_run(struct store *store, const struct store_step *steps, size_t count, bool repeatable,
			    PGresult **rows) must_check;

/* Would the statement run here? Plans it, which asks for its tables, columns and privileges, and runs nothing. *description
 * gets its columns, as PQdescribePrepared() has them, which the caller clears with PQclear(); NULL, and *error the reason, if
 * not, and NULL for what controls a transaction. */
enum store_status store_try(struct store *store, const struct statement *statement, PGresult **description,
			    struct store_error *error) must_check;

/* Take up a lost connection again if its back-off is over, or go on with that; for moments without a request. */
void store_revive(struct store *store);

/* Drop the connection, and with it a transaction that must not be committed. */
void store_drop(struct store *store);

/* Has a round trip begun a transaction that is still open? */
bool store_in_transaction(const struct store *store) must_check;

/* The process id of the backend at the other end, 0 if there is none. */
int store_backend(const struct store *store) must_check;

/* What has become of it since this was asked before. */
struct store_tally {
	int64_t waited;                 /* microseconds for which PostgreSQL was waited for */
	uint64_t connections, failures; /* attempts to connect that have succeeded, and those that have not */
};
struct store_tally store_tally(struct store *store) must_check;

/* Where the server is that there is a connection to; "" if there is none. */
const char *store_host(const struct store *store) must_check;
const char *store_port(const struct store *store) must_check;

/* Which of reply_refusals says why there is no connection; NULL if there is one. */
const struct outcome *store_obstacle(const struct store *store) must_check;

/* One line on why there is no connection, "" if there is one; good until the next call of the store. */
const char *store_problem(const struct store *store) must_check;

#endif

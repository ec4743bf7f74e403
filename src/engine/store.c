/* The PostgreSQL session: prepared statements in one round trip, deadlines, reconnection with back-off. */
#include "engine/store.h"

#include <errno.h>
#include <malloc.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/panic.h"
#include "engine/connector.h"

enum {
	GRACE = 1000, /* milliseconds that the server may take beyond its own statement_timeout before it counts as dead */
	ANSWER_MAX = 64 * 1024 * 1024, /* bytes of memory that an answer may take: many times those of the largest reply */
	CONTENTION = 60 * 1000,        /* milliseconds for which a lock that was waited for in vain is remembered */
	CONNECT_WAIT = 300,            /* for which a request waits for a silent server that is being connected to */
};

struct store {
	struct connector *connector;
	int64_t connect_wait; /* milliseconds for which a silent server is waited for while connecting */
	int64_t patience;     /* milliseconds that the server has for all round trips of a request */
	int64_t deadline;     /* of the current request */
	size_t memory;        /* bytes that the process had before any answer */
	PGconn *conn;
	bool prepared[STATEMENT_COUNT]; /* on this connection */
	bool in_transaction;            /* that an earlier round trip has begun */
	bool waits_less;                /* the session has lock_waits[1] */
	char lock_waits[2][24];         /* for a lock: usually, and a tenth of that */
	int64_t contention_ends;
	struct store_tally tally;
	char trace_name[64]; /* what the server shows of the current trace, as long as its names may be; "" for none */
};

static size_t memory_held(void)
{
	struct mallinfo2 held = mallinfo2();

	return held.uordblks + held.hblkhd;
}

struct store *store_new(const struct config *config)
{
	struct store *store = memory_alloc(sizeof *store);

	store->connector = connector_new(config);
	store->connect_wait = CONNECT_WAIT;
	store->patience = config->statement_timeout * 1000 + GRACE;
	snprintf(store->lock_waits[0], sizeof store->lock_waits[0], "%lldms", (long long)config->lock_timeout * 1000);
	snprintf(store->lock_waits[1], sizeof store->lock_waits[1], "%lldms", (long long)config->lock_timeout * 100);
	store->memory = memory_held();
	store_begin(store);
	return store;
}

void store_hurry(struct store *store, int64_t connect_wait, int64_t patience)
{
	store->connect_wait = connect_wait;
	store->patience = patience;
	store_begin(store);
}

void store_begin(struct store *store)
{
	store->deadline = clock_ms() + store->patience;
}

void store_trace(struct store *store, const char *trace_id, const char *span_id)
{
	store->trace_name[0] = '\0';
	if (trace_id != NULL)
		snprintf(store->trace_name, sizeof store->trace_name, "visitd %s-%s", trace_id, span_id);
}

void store_drop(struct store *store)
{
	PQfinish(store->conn);
	store->conn = NULL;
	store->waits_less = false;
	memset(store->prepared, 0, sizeof store->prepared);
}

void store_free(struct store *store)
{
	if (store == NULL)
		return;
	store_drop(store);
	connector_free(store->connector);
	free(store);
}

bool store_in_transaction(const struct store *store)
{
	return store->in_transaction;
}

int store_backend(const struct store *store)
{
	return store->conn != NULL ? PQbackendPID(store->conn) : 0;
}

struct store_tally store_tally(struct store *store)
{
	struct store_tally tally = store->tally;

	tally.failures = connector_failures(store->connector);
	store->tally = (struct store_tally){ 0 };
	return tally;
}

const char *store_problem(const struct store *store)
{
	return store->conn != NULL ? "" : connector_problem(store->connector);
}

const char *store_host(const struct store *store)
{
	return store->conn != NULL ? PQhost(store->conn) : "";
}

const char *store_port(const struct store *store)
{
	return store->conn != NULL ? PQport(store->conn) : "";
}

const struct outcome *store_obstacle(const struct store *store)
{
	return store->conn != NULL ? NULL : connector_obstacle(store->connector);
}

/* A connection, or false if none can be had now. */
static bool connected(struct store *store)
{
	if (store->conn != NULL)
		return true;
	store->conn = connector_get(store->connector, store->connect_wait, store->deadline);
	store->tally.connections += store->conn != NULL;
	return store->conn != NULL;
}

/* An idle session has nothing to read, unless the server has ended it: then nothing is lost by noticing now, before
 * anything is sent. */
static void drop_if_dead(struct store *store)
{
	if (store->conn == NULL)
		return;
	struct pollfd ready = { .fd = PQsocket(store->conn), .events = POLLIN };
	/* The server's last words come before the end of the stream, so look again after reading. */
	while (poll(&ready, 1, 0) > 0) {
		if (PQconsumeInput(store->conn) == 0 || PQstatus(store->conn) != CONNECTION_OK) {
			store_drop(store);
			return;
		}
	}
}

void store_revive(struct store *store)
{
	drop_if_dead(store);
	store_begin(store);
	(void)connected(store);
}

/* What a pipeline has answered so far. */
struct answer {
	PGresult *rows;           /* of the last command that succeeded */
	struct store_error error; /* the first */
	bool broken;              /* the connection is lost */
	bool too_large;           /* and was given up because of what came over it */
};

/* Wait until libpq has a result to give, or until the request's time is up. A row may have a gigabyte, and libpq makes room
 * for a whole one when it has read where it ends. */
static bool await(struct store *store, struct answer *answer)
{
	for (bool heard = false;; heard = true) {
		int unsent = PQflush(store->conn);
		if (unsent < 0)
			return false;
		if (unsent == 0 && !PQisBusy(store->conn))
			return true;
		answer->too_large = heard && memory_held() > store->memory + ANSWER_MAX;
		if (answer->too_large)
			return false;

		struct pollfd ready = { .fd = PQsocket(store->conn), .events = (short)(unsent ? POLLIN | POLLOUT : POLLIN) };
		int64_t left = store->deadline - clock_ms();
		int count = left > 0 ? poll(&ready, 1, (int)left) : 0;
		if (count == 0) {
			log_message(LOG_LEVEL_ERROR, "PostgreSQL has not answered in time");
			return false;
		}
		if (count < 0 && errno != EINTR)
			return false;
		if (count > 0 && (ready.revents & ~POLLOUT) != 0 && PQconsumeInput(store->conn) == 0)
			return false;
	}
}

static bool has_class(const char *sqlstate, const char *class)
{
	return strncmp(sqlstate, class, strlen(class)) == 0;
}

/* The log gets what names the fault and nothing that may repeat a value: not the detail, and the message only of class 42,
 * which is about the statement and the tables that it names. */
static void note_error(struct answer *answer, const PGresult *result, const char *statement)
{
	const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *constraint = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
	const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	struct store_error *error = &answer->error;

	if (error->sqlstate[0] != '\0')
		return;
	/* An error without a SQLSTATE is libpq's own: the connection has failed. */
	snprintf(error->sqlstate, sizeof error->sqlstate, "%s", sqlstate != NULL ? sqlstate : "08006");
	if (has_class(error->sqlstate, "42") && message != NULL)
		snprintf(error->message, sizeof error->message, "%s", message);
	log_message(LOG_LEVEL_ERROR, "statement %s: SQLSTATE %s%s%s%s%s", statement, error->sqlstate,
		    constraint != NULL ? ", constraint " : "", constraint != NULL ? constraint : "",
		    error->message[0] != '\0' ? ", " : "", error->message);
}

/* Send the end of the pipeline and read what it answers, up to there. */
static void collect(struct store *store, const char *name, struct answer *answer)
{
	answer->broken = PQpipelineSync(store->conn) != 1;
	while (!answer->broken) {
		if (!await(store, answer)) {
			answer->broken = true;
			return;
		}
		PGresult *result = PQgetResult(store->conn);
		if (result == NULL) { /* between two commands, or for ever when the connection is lost */
			answer->broken = PQstatus(store->conn) != CONNECTION_OK;
			continue;
		}
		switch (PQresultStatus(result)) {
		case PGRES_TUPLES_OK:
		case PGRES_COMMAND_OK:
			PQclear(answer->rows);
			answer->rows = result;
			continue;
		case PGRES_PIPELINE_SYNC:
			PQclear(result);
			return;
		case PGRES_FATAL_ERROR:
			note_error(answer, result, name);
			break;
		default:
			break;
		}
		PQclear(result);
	}
}

static void prepare(struct store *store, const struct statement *statement, struct answer *answer)
{
	panic_unless(statement->number < STATEMENT_COUNT);
	if (store->prepared[statement->number])
		return;
	answer->broken = PQsendPrepare(store->conn, statement->name, statement->text, 0, NULL) != 1;
	if (!answer->broken)
		collect(store, statement->name, answer);
	store->prepared[statement->number] = !answer->broken && answer->error.sqlstate[0] == '\0';
}

static bool good(const struct answer *answer)
{
	return !answer->broken && answer->error.sqlstate[0] == '\0';
}

static void send_step(struct store *store, const struct store_step *step, struct answer *answer)
{
	if (good(answer))
		answer->broken = PQsendQueryPrepared(store->conn, step->statement->name, (int)step->statement->parameters,
						     step->parameters, NULL, NULL, 0) != 1;
}

/* A trace is named ahead of the steps, in their transaction and their round trip: a pipeline is one transaction, and the name
 * ends with it. */
static void run_once(struct store *store, const struct store_step *steps, size_t count, bool inside, struct answer *answer)
{
	const char *parameters[] = { store->trace_name };
	const struct store_step trace = { &statement_session_trace, parameters };
	bool traced = store->trace_name[0] != '\0' && !inside;

	if (traced)
		prepare(store, trace.statement, answer);
	for (size_t i = 0; i < count && good(answer); i++)
		prepare(store, steps[i].statement, answer);
	if (traced)
		send_step(store, &trace, answer);
	for (size_t i = 0; i < count; i++)
		send_step(store, &steps[i], answer);
	if (good(answer))
		collect(store, steps[count - 1].statement->name, answer);
}

/* SQLSTATE decides (PostgreSQL manual, appendix A). */
static enum store_status judge(const char *sqlstate, bool repeatable)
{
	/* Connection lost, a row that another made at the same moment, transaction rolled back, out of resources, locks or time,
	 * server going down or starting, standby that only reads, transaction left idle too long: the same request may well
	 * succeed a moment later. */
	static const char *const away[] = { "08", "23505", "40", "53", "55P03", "57", "25006", "25P03" };

	for (size_t i = 0; i < ARRAY_LEN(away); i++) {
		if (has_class(sqlstate, away[i]))
			return STORE_AWAY;
	}
	/* What the server cannot put together to be read. */
	if (repeatable && has_class(sqlstate, "54"))
		return STORE_TOO_LARGE;
	/* A value that cannot be taken, or more than the server can take at once. */
	return has_class(sqlstate, "22") || has_class(sqlstate, "54") ? STORE_BAD_DATA : STORE_FAULT;
}

/* The server has forgotten the prepared statement or its tables have changed under it; it was not run. */
static bool is_stale(const char *sqlstate)
{
	return strcmp(sqlstate, "26000") == 0 || strcmp(sqlstate, "0A000") == 0;
}

/* Another made a row that was not there when this looked: it was undone, and now it sees it. */
static bool is_outrun(const char *sqlstate)
{
	return strcmp(sqlstate, "23505") == 0;
}

/* A record that stays locked would hold every worker that is asked to write it, for as long as they wait, and again. So a worker
 * that has waited in vain waits for less, for a while. */
static void choose_lock_wait(struct store *store, struct answer *answer)
{
	bool less = clock_ms() < store->contention_ends;
	const char *parameters[] = { store->lock_waits[less] };
	const struct store_step step = { &statement_lock_wait, parameters };

	if (less == store->waits_less)
		return;
	run_once(store, &step, 1, false, answer);
	if (good(answer))
		store->waits_less = less;
	PQclear(answer->rows);
	answer->rows = NULL;
}

/* What has become of steps that did not succeed. */
static enum store_status fate(const struct answer *answer, bool repeatable, bool stale_inside)
{
	if (answer->too_large)
		return STORE_TOO_LARGE;
	if (stale_inside)
		return STORE_STALE;
	return answer->error.sqlstate[0] != '\0' ? judge(answer->error.sqlstate, repeatable) : STORE_AWAY;
}

static enum store_status run(struct store *store, const struct store_step *steps, size_t count, bool repeatable, PGresult **rows)
{
	enum store_status status = STORE_AWAY;

	*rows = NULL;
	for (int attempt = 0; attempt < 2; attempt++) {
		bool inside = store->in_transaction;
		struct answer answer = { 0 };

		drop_if_dead(store);
		store->in_transaction = false;
		/* A transaction that was begun is lost with its connection; what follows must not run outside of it. */
		if ((inside && store->conn == NULL) || !connected(store))
			return STORE_AWAY;
		if (!inside)
			choose_lock_wait(store, &answer);
		if (good(&answer))
			run_once(store, steps, count, inside, &answer);
		if (good(&answer)) {
			store->in_transaction = PQtransactionStatus(store->conn) != PQTRANS_IDLE;
			*rows = answer.rows;
			return STORE_DONE;
		}
		PQclear(answer.rows);
		bool lost = answer.broken || PQstatus(store->conn) != CONNECTION_OK;
		bool stale = is_stale(answer.error.sqlstate), outrun = is_outrun(answer.error.sqlstate);
		status = fate(&answer, repeatable, (stale || outrun) && inside);
		if (has_class(answer.error.sqlstate, "55P03"))
			store->contention_ends = clock_ms() + CONTENTION;
		/* Dropping the connection is the sure way to end a transaction that has failed; and what can only be read from is
		 * left, to look for a server that can be written to. */
		if (lost || stale || strcmp(answer.error.sqlstate, "25006") == 0 ||
		    PQtransactionStatus(store->conn) != PQTRANS_IDLE)
			store_drop(store);
		if (inside || !(stale || outrun || (lost && repeatable && !answer.too_large)))
			break;
	}
	return status;
}

enum store_status store_run(struct store *store, const struct store_step *steps, size_t count, bool repeatable, PGresult **rows)
{
	int64_t start = clock_us();
	enum store_status status = run(store, steps, count, repeatable, rows);

	store->tally.waited += clock_us() - start;
	return status;
}

/* EXPLAIN EXECUTE name (NULL, …): planned and permitted, not executed. */
static bool send_explain(struct store *store, const struct statement *statement)
{
	struct buffer text = { 0 };

	buffer_printf(&text, "EXPLAIN EXECUTE %s", statement->name);
	for (unsigned i = 0; i < statement->parameters; i++)
		buffer_puts(&text, i == 0 ? " (NULL" : ", NULL");
	buffer_puts(&text, statement->parameters > 0 ? ")" : "");
	bool sent = PQsendQueryParams(store->conn, text.data, 0, NULL, NULL, NULL, NULL, 0) == 1;
	buffer_free(&text);
	return sent;
}

enum store_status store_try(struct store *store, const struct statement *statement, PGresult **description,
			    struct store_error *error)
{
	/* What controls a transaction has no plan. */
	const bool planned = statement != &statement_begin && statement != &statement_commit && statement != &statement_rollback;
	struct answer answer = { 0 };

	*description = NULL;
	*error = (struct store_error){ .sqlstate = "08006" };
	store_begin(store);
	if (!connected(store))
		return STORE_AWAY;
	prepare(store, statement, &answer);
	if (planned && good(&answer)) {
		answer.broken = !send_explain(store, statement) || PQsendDescribePrepared(store->conn, statement->name) != 1;
		if (!answer.broken)
			collect(store, statement->name, &answer);
	}
	if (planned && good(&answer))
		*description = answer.rows;
	else
		PQclear(answer.rows);
	if (good(&answer))
		return STORE_DONE;
	if (answer.error.sqlstate[0] != '\0')
		*error = answer.error;
	return fate(&answer, true, false);
}

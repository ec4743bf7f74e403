/* What is counted of requests: by each process in its own slot of the scoreboard, and by nobody else there. */
#ifndef VISITD_COUNTERS_H
#define VISITD_COUNTERS_H

#include <stdatomic.h>

#include "engine/operation.h"

enum {
	COUNTERS_OPERATIONS = 64, /* the first is of requests that no operation took */
	COUNTERS_STATUSES = 24,   /* the last is of any other */
	COUNTERS_CODES = 48,
	COUNTERS_BUCKETS = 12, /* the last is of what took longer than any bound */
	COUNTERS_WINDOW = 30,  /* seconds */
};

/* In microseconds: where the buckets of the histograms end. */
extern const int64_t counters_bounds[COUNTERS_BUCKETS - 1];

/* Where the time of a request goes; together it is all of it. */
enum counters_part { PART_WAITING, PART_TOKEN, PART_POSTGRESQL, PART_WORKING, PART_SENDING, COUNTERS_PARTS };

/* Whether a token was verified, or known again. */
enum counters_token { TOKEN_UNKNOWN, TOKEN_VERIFIED, TOKEN_REMEMBERED };

struct counted_operation {
	_Atomic(uint64_t) statuses[COUNTERS_STATUSES], seconds[COUNTERS_BUCKETS];
	_Atomic(uint64_t) parts[COUNTERS_PARTS]; /* microseconds */
};

/* Up to `window` there is nothing but counters, so all slots are summed as arrays. */
struct counters {
	struct counted_operation operations[COUNTERS_OPERATIONS];
	_Atomic(uint64_t) postgresql_seconds[COUNTERS_BUCKETS]; /* of requests that asked PostgreSQL */
	_Atomic(uint64_t) codes[COUNTERS_CODES];
	_Atomic(uint64_t) sent_bytes, replays, tokens_verified, tokens_remembered;
	_Atomic(uint64_t) connections, failed_connections;
	_Atomic(uint64_t) starts, deaths; /* of processes in this slot */
	/* The longest time that a request has waited, in milliseconds, in the window of this number and in the one before. */
	_Atomic(int64_t) window, longest_wait, longest_wait_before;
};

/* What there is to count of a request. */
struct sample {
	const struct operation *operation; /* NULL: none took it */
	int status;
	const char *code; /* of a refusal, else NULL */
	int64_t waited;   /* milliseconds until a worker took it; all others are microseconds */
	int64_t answering, token, postgresql, sending;
	enum counters_token how_token;
	size_t sent; /* bytes */
	bool replayed;
};

/* The row of an operation, the first for NULL. */
size_t counters_row(const struct operation *const *operations, const struct operation *operation) must_check;

/* A request was answered. */
void counters_add(struct counters *counters, const struct operation *const *operations, const struct sample *sample);

/* What a session has met since it was asked before. */
void counters_add_connections(struct counters *counters, const struct store_tally *tally);

/* A process begins in this slot; `died`: the one that had it has not said that it ends. */
void counters_add_start(struct counters *counters, bool died);

/* Add what another process has counted. */
void counters_sum(struct counters *sum, const struct counters *counters);

/* The longest wait of the last seconds, COUNTERS_WINDOW of them at least and twice as many at most, in milliseconds. */
int64_t counters_longest_wait(const struct counters *counters) must_check;

/* The word of a refusal that any operation may give; NULL after the last. */
const char *counters_code(size_t number) must_check;

#endif

/* Counters of requests: plain increments, since nobody else writes to them. */
#include "web/counters.h"

#include <string.h>

#include "base/clock.h"

const int64_t counters_bounds[] = { 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000, 2500000, 5000000, 10000000 };

/* Others may read meanwhile: what they see is this or the next. */
static void add(_Atomic(uint64_t) *counter, uint64_t more)
{
	atomic_store_explicit(counter, atomic_load_explicit(counter, memory_order_relaxed) + more, memory_order_relaxed);
}

#define load(field)         atomic_load_explicit(&(field), memory_order_relaxed)
#define store(field, value) atomic_store_explicit(&(field), value, memory_order_relaxed)

static void add_seconds(_Atomic(uint64_t) *buckets, int64_t microseconds)
{
	size_t bucket = 0;

	while (bucket < ARRAY_LEN(counters_bounds) && microseconds > counters_bounds[bucket])
		bucket++;
	add(&buckets[bucket], 1);
}

size_t counters_row(const struct operation *const *operations, const struct operation *operation)
{
	size_t number = 0;

	for (; operation != NULL && *operations != NULL; operations++) {
		for (const struct operation *row = *operations; row->name != NULL; row++) {
			number++;
			if (row == operation)
				return number < COUNTERS_OPERATIONS ? number : 0;
		}
	}
	return 0;
}

static size_t status_number(int status)
{
	size_t number = 0;

	while (number < COUNTERS_STATUSES - 1 && reply_status(number) != status)
		number += reply_status(number) != 0 ? 1 : COUNTERS_STATUSES - 1 - number;
	return number;
}

const char *counters_code(size_t number)
{
	/* Those that follow are told by /readyz, and by no operation. */
	return number < REFUSED_UNREACHABLE ? reply_refusals[number].name : reply_checks[number - REFUSED_UNREACHABLE].name;
}

static void add_code(struct counters *counters, const char *code)
{
	const char *word;

	for (size_t i = 0; (word = counters_code(i)) != NULL; i++) {
		if (strcmp(word, code) == 0)
			add(&counters->codes[i], 1);
	}
}

static void note_wait(struct counters *counters, int64_t waited)
{
	int64_t now = clock_ms() / (COUNTERS_WINDOW * 1000), window = load(counters->window);

	if (window != now) {
		store(counters->longest_wait_before, window == now - 1 ? load(counters->longest_wait) : 0);
		store(counters->longest_wait, 0);
		store(counters->window, now);
	}
	if (waited > load(counters->longest_wait))
		store(counters->longest_wait, waited);
}

void counters_add(struct counters *counters, const struct operation *const *operations, const struct sample *sample)
{
	struct counted_operation *row = &counters->operations[counters_row(operations, sample->operation)];
	int64_t waiting = sample->waited * 1000;

	add(&row->statuses[status_number(sample->status)], 1);
	add_seconds(row->seconds, waiting + sample->answering + sample->sending);
	add(&row->parts[PART_WAITING], (uint64_t)waiting);
	add(&row->parts[PART_TOKEN], (uint64_t)sample->token);
	add(&row->parts[PART_POSTGRESQL], (uint64_t)sample->postgresql);
	add(&row->parts[PART_WORKING], (uint64_t)(sample->answering - sample->token - sample->postgresql));
	add(&row->parts[PART_SENDING], (uint64_t)sample->sending);
	if (sample->postgresql > 0)
		add_seconds(counters->postgresql_seconds, sample->postgresql);
	if (sample->code != NULL)
		add_code(counters, sample->code);
	add(&counters->sent_bytes, sample->sent);
	add(&counters->replays, sample->replayed);
	add(&counters->tokens_verified, sample->how_token == TOKEN_VERIFIED);
	add(&counters->tokens_remembered, sample->how_token == TOKEN_REMEMBERED);
	note_wait(counters, sample->waited);
}

void counters_add_connections(struct counters *counters, const struct store_tally *tally)
{
	add(&counters->connections, tally->connections);
	add(&counters->failed_connections, tally->failures);
}

void counters_add_start(struct counters *counters, bool died)
{
	add(&counters->starts, 1);
	add(&counters->deaths, died);
}

void counters_sum(struct counters *sum, const struct counters *counters)
{
	enum { COUNT = offsetof(struct counters, window) / sizeof(_Atomic(uint64_t)) };
	_Atomic(uint64_t) *to = (_Atomic(uint64_t) *)sum;
	const _Atomic(uint64_t) *from = (const _Atomic(uint64_t) *)counters;

	for (size_t i = 0; i < COUNT; i++)
		add(&to[i], load(from[i]));
}

int64_t counters_longest_wait(const struct counters *counters)
{
	int64_t now = clock_ms() / (COUNTERS_WINDOW * 1000), window = load(counters->window);
	int64_t longest = load(counters->longest_wait), before = load(counters->longest_wait_before);

	if (window == now)
		return longest > before ? longest : before;
	return window == now - 1 ? longest : 0;
}

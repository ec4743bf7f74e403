/* What /metrics tells: a table of what there is, and how each is written in Prometheus's text format, version 0.0.4. No label
 * holds anything but words of ours. */
#include "web/metrics.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "engine/render.h"
#include "web/health.h"

enum {
	TEXT_AGE = 1000,   /* milliseconds for which a text is given again */
	STATE_AGE = 15000, /* and what the tables hold */
	STATES = 4,        /* of enum scoreboard_state */
};

/* What the tables hold, as text; "" where it is not known. */
struct schema_state {
	char open[24], forgotten[24], drafts[24];
};

struct metrics {
	struct buffer text;
	int64_t made_at, asked_at; /* 0: not yet */
	struct schema_state state;
};

/* All that one text is made of. */
struct view {
	const struct operation *rows[COUNTERS_OPERATIONS]; /* as the counters have them */
	size_t row_count;
	struct schema_state state;
	struct counters sum;
	uint64_t workers[STATES];
	uint64_t ready;   /* PostgreSQL can do the work */
	uint64_t refused; /* processes that have refused their configuration, and have an older one */
	uint64_t taken;   /* there is none */
	uint64_t deaths;
	int64_t started, configured, oldest_request, longest_wait; /* milliseconds */
};

static int64_t earliest(int64_t a, int64_t b)
{
	return a == 0 || b < a ? b : a;
}

static void look_at_alive(struct view *view, const struct scoreboard_worker *worker, int64_t now)
{
	view->started = earliest(view->started, worker->started + worker->clock_offset);
	view->configured = earliest(view->configured, worker->configured + worker->clock_offset);
	view->refused += worker->refused > worker->configured;
	if (worker->kind != SCOREBOARD_API)
		return;
	view->workers[worker->state]++;
	if (worker->busy_since > 0 && now - worker->busy_since > view->oldest_request)
		view->oldest_request = now - worker->busy_since;
}

/* Other processes go on counting meanwhile; none of what is read goes back. */
static void look(struct view *view, const struct scoreboard *scoreboard)
{
	int64_t now = clock_ms();
	struct scoreboard_worker worker;

	for (size_t i = 0; i < SCOREBOARD_SLOTS; i++) {
		if (!scoreboard_worker(scoreboard, i, &worker))
			continue;
		counters_sum(&view->sum, worker.counters);
		/* A death is counted in the slot by its next holder. */
		view->deaths += worker.died;
		int64_t wait = counters_longest_wait(worker.counters);
		if (wait > view->longest_wait)
			view->longest_wait = wait;
		if (worker.alive)
			look_at_alive(view, &worker, now);
	}
	view->deaths += view->sum.deaths;
	view->taken = view->refused == 0;
}

static void list_rows(struct view *view, const struct operation *const *operations)
{
	view->row_count = 1; /* the first is of none */
	for (; *operations != NULL; operations++) {
		for (const struct operation *row = *operations; row->name != NULL && view->row_count < COUNTERS_OPERATIONS; row++)
			view->rows[view->row_count++] = row;
	}
}

/* --- values --- */

struct metric {
	const char *name, *type, *help;
	void (*put)(const struct metric *metric, const struct view *view, struct buffer *out);
	size_t offset; /* in the view, of what a metric without labels is about */
};

static const void *field(const struct metric *metric, const struct view *view)
{
	return (const char *)view + metric->offset;
}

static void put_count(const struct metric *metric, const struct view *view, struct buffer *out)
{
	const uint64_t *value = field(metric, view);

	buffer_printf(out, "%s %llu\n", metric->name, (unsigned long long)*value);
}

static void put_ms(const struct metric *metric, const struct view *view, struct buffer *out)
{
	const int64_t *value = field(metric, view);

	buffer_printf(out, "%s %lld.%03lld\n", metric->name, (long long)(*value / 1000), (long long)(*value % 1000));
}

/* What is not known has no line. */
static void put_text(const struct metric *metric, const struct view *view, struct buffer *out)
{
	const char *value = field(metric, view);

	if (value[0] != '\0')
		buffer_printf(out, "%s %s\n", metric->name, value);
}

/* Microseconds as seconds. */
static void put_us(struct buffer *out, uint64_t value)
{
	buffer_printf(out, "%llu.%06llu\n", (unsigned long long)(value / 1000000), (unsigned long long)(value % 1000000));
}

static const char *row_name(const struct view *view, size_t row)
{
	return row > 0 ? view->rows[row]->name : "none";
}

/* Series that may come are there from the beginning, at 0: an increase from nothing is none. */
static bool may_give(const struct operation *operation, int status)
{
	if (operation == NULL)
		return status == 404 || status == 405 || status == 503;
	for (const struct outcome *outcome = operation->outcomes; outcome->name != NULL; outcome++) {
		if (outcome->status == status)
			return true;
	}
	return status == operation->invalid_status || status == 401 || status == 403 || status == 500 || status == 503;
}

static void put_requests(const struct metric *metric, const struct view *view, struct buffer *out)
{
	for (size_t row = 0; row < view->row_count; row++) {
		const struct counted_operation *counted = &view->sum.operations[row];
		for (size_t i = 0; i < COUNTERS_STATUSES; i++) {
			int status = i < COUNTERS_STATUSES - 1 ? reply_status(i) : 0;
			if (counted->statuses[i] > 0 || (status > 0 && may_give(view->rows[row], status)))
				buffer_printf(out, "%s{operation=\"%s\",status=\"%d\"} %llu\n", metric->name, row_name(view, row),
					      status, (unsigned long long)counted->statuses[i]);
		}
	}
}

/* `label` is one, or "" for none. */
static void put_histogram(const struct metric *metric, const char *label, const _Atomic(uint64_t) *buckets, uint64_t sum,
			  struct buffer *out)
{
	bool labelled = label[0] != '\0';
	const char *comma = labelled ? "," : "", *open = labelled ? "{" : "", *close = labelled ? "}" : "";
	unsigned long long count = 0;

	for (size_t i = 0; i < COUNTERS_BUCKETS - 1; i++) {
		count += buckets[i];
		buffer_printf(out, "%s_bucket{%s%sle=\"%g\"} %llu\n", metric->name, label, comma,
			      (double)counters_bounds[i] / 1e6, count);
	}
	count += buckets[COUNTERS_BUCKETS - 1];
	buffer_printf(out, "%s_bucket{%s%sle=\"+Inf\"} %llu\n", metric->name, label, comma, count);
	buffer_printf(out, "%s_sum%s%s%s ", metric->name, open, label, close);
	put_us(out, sum);
	buffer_printf(out, "%s_count%s%s%s %llu\n", metric->name, open, label, close, count);
}

static void put_request_seconds(const struct metric *metric, const struct view *view, struct buffer *out)
{
	for (size_t row = 0; row < view->row_count; row++) {
		const struct counted_operation *counted = &view->sum.operations[row];
		char label[96];
		uint64_t sum = 0;
		for (size_t part = 0; part < COUNTERS_PARTS; part++)
			sum += counted->parts[part];
		snprintf(label, sizeof label, "operation=\"%s\"", row_name(view, row));
		put_histogram(metric, label, counted->seconds, sum, out);
	}
}

static void put_parts(const struct metric *metric, const struct view *view, struct buffer *out)
{
	static const char *const parts[COUNTERS_PARTS] = { "waiting", "token", "postgresql", "working", "sending" };

	for (size_t row = 0; row < view->row_count; row++) {
		for (size_t part = 0; part < COUNTERS_PARTS; part++) {
			buffer_printf(out, "%s{operation=\"%s\",part=\"%s\"} ", metric->name, row_name(view, row), parts[part]);
			put_us(out, view->sum.operations[row].parts[part]);
		}
	}
}

static void put_postgresql_seconds(const struct metric *metric, const struct view *view, struct buffer *out)
{
	uint64_t sum = 0;

	for (size_t row = 0; row < view->row_count; row++)
		sum += view->sum.operations[row].parts[PART_POSTGRESQL];
	put_histogram(metric, "", view->sum.postgresql_seconds, sum, out);
}

static void put_refusals(const struct metric *metric, const struct view *view, struct buffer *out)
{
	const char *code;

	for (size_t i = 0; (code = counters_code(i)) != NULL; i++)
		buffer_printf(out, "%s{code=\"%s\"} %llu\n", metric->name, code, (unsigned long long)view->sum.codes[i]);
}

static void put_workers(const struct metric *metric, const struct view *view, struct buffer *out)
{
	static const char *const states[STATES] = { "starting", "idle", "busy", "draining" };

	for (size_t i = 0; i < STATES; i++)
		buffer_printf(out, "%s{state=\"%s\"} %llu\n", metric->name, states[i], (unsigned long long)view->workers[i]);
}

static void put_build(const struct metric *metric, const struct view *view, struct buffer *out)
{
	(void)view;
	buffer_printf(out, "%s{version=\"" PACKAGE_VERSION "\",schema=\"%s\"} 1\n", metric->name, health_schema_change);
}

/* --- what there is --- */

#define IN_VIEW(field) offsetof(struct view, field)
/* clang-format off */
static const struct metric metrics_table[] = {
	{ "visitd_build_info", "gauge", "Version of the program, and the change of the schema that it needs.",
	  put_build, 0 },
	{ "visitd_start_time_seconds", "gauge", "Since when the process runs that has run longest, in seconds since 1970.",
	  put_ms, IN_VIEW(started) },
	{ "visitd_config_last_reload_successful", "gauge", "1 if every process has taken its configuration when it last read it.",
	  put_count, IN_VIEW(taken) },
	{ "visitd_config_last_reload_success_timestamp_seconds", "gauge", "When the oldest configuration in force was read, in seconds since 1970.",
	  put_ms, IN_VIEW(configured) },
	{ "visitd_workers", "gauge", "Workers of the API that are alive, by what they do.",
	  put_workers, 0 },
	{ "visitd_worker_starts_total", "counter", "Workers that were started, those of health too.",
	  put_count, IN_VIEW(sum.starts) },
	{ "visitd_worker_deaths_total", "counter", "Workers that have ended without being asked to.",
	  put_count, IN_VIEW(deaths) },
	{ "visitd_requests_total", "counter", "Requests that were answered, by operation and status.",
	  put_requests, 0 },
	{ "visitd_request_seconds", "histogram", "How long requests took, from when nginx passed them on to when it had the reply.",
	  put_request_seconds, 0 },
	{ "visitd_request_part_seconds_total", "counter", "Where the time of requests went; the parts together are all of it.",
	  put_parts, 0 },
	{ "visitd_request_wait_seconds_max", "gauge", "The longest time that a request has waited for a worker, of those of the last half minute at least.",
	  put_ms, IN_VIEW(longest_wait) },
	{ "visitd_oldest_request_seconds", "gauge", "How long ago the oldest request was taken that a worker has in hand.",
	  put_ms, IN_VIEW(oldest_request) },
	{ "visitd_sent_bytes_total", "counter", "Bytes of replies and their headers that went to nginx.",
	  put_count, IN_VIEW(sum.sent_bytes) },
	{ "visitd_token_cache_hits_total", "counter", "Bearer tokens that a worker knew again.",
	  put_count, IN_VIEW(sum.tokens_remembered) },
	{ "visitd_token_cache_misses_total", "counter", "Bearer tokens that had to be verified, good or bad.",
	  put_count, IN_VIEW(sum.tokens_verified) },
	{ "visitd_refusals_total", "counter", "Refusals that any operation may give, by their code.",
	  put_refusals, 0 },
	{ "visitd_idempotency_replays_total", "counter", "Requests that were given the answer kept under their Idempotency-Key.",
	  put_count, IN_VIEW(sum.replays) },
	{ "visitd_postgresql_up", "gauge", "1 if PostgreSQL answers, can be written to and has the schema, as at /readyz.",
	  put_count, IN_VIEW(ready) },
	{ "visitd_postgresql_seconds", "histogram", "How long requests waited for PostgreSQL, of those that asked it.",
	  put_postgresql_seconds, 0 },
	{ "visitd_postgresql_connections_total", "counter", "Connections to PostgreSQL that were made, the first of each worker too.",
	  put_count, IN_VIEW(sum.connections) },
	{ "visitd_postgresql_connection_failures_total", "counter", "Attempts to connect to PostgreSQL that have failed.",
	  put_count, IN_VIEW(sum.failed_connections) },
	{ "visitd_open_visits", "gauge", "Visits in progress, counted up to 10,000.",
	  put_text, IN_VIEW(state.open) },
	{ "visitd_forgotten_visits", "gauge", "Visits in progress that began more than a day ago, counted up to 10,000.",
	  put_text, IN_VIEW(state.forgotten) },
	{ "visitd_drafts", "gauge", "Drafts, submitted ones too, as PostgreSQL estimates.",
	  put_text, IN_VIEW(state.drafts) },
};
/* clang-format on */

static void write_text(const struct view *view, struct buffer *out)
{
	for (const struct metric *metric = metrics_table; metric < metrics_table + ARRAY_LEN(metrics_table); metric++) {
		buffer_printf(out, "# HELP %s %s\n# TYPE %s %s\n", metric->name, metric->help, metric->name, metric->type);
		metric->put(metric, view, out);
	}
}

/* --- the tables, and the text --- */

static void take(char *value, size_t size, const PGresult *rows, const char *column)
{
	const char *text = render_column(rows, 0, column);

	snprintf(value, size, "%s", text != NULL ? text : "");
}

static void ask_state(struct metrics *metrics, struct store *store)
{
	const struct store_step step = { &statement_schema_state, NULL };
	struct schema_state *state = &metrics->state;
	PGresult *rows;

	*state = (struct schema_state){ 0 };
	metrics->asked_at = clock_ms();
	if (store_run(store, &step, 1, true, &rows) != STORE_DONE)
		return;
	take(state->open, sizeof state->open, rows, "open_visits");
	take(state->forgotten, sizeof state->forgotten, rows, "forgotten_visits");
	take(state->drafts, sizeof state->drafts, rows, "drafts");
	PQclear(rows);
}

static void make_text(struct metrics *metrics, struct store *store, const struct scoreboard *scoreboard,
		      const struct operation *const *operations)
{
	struct view *view = memory_alloc(sizeof *view);

	view->ready = health_problem(store) == NULL;
	if (!view->ready) {
		metrics->state = (struct schema_state){ 0 };
		metrics->asked_at = 0;
	} else if (metrics->asked_at == 0 || clock_ms() - metrics->asked_at >= STATE_AGE) {
		ask_state(metrics, store);
	}
	view->state = metrics->state;
	list_rows(view, operations);
	look(view, scoreboard);
	buffer_clear(&metrics->text);
	write_text(view, &metrics->text);
	metrics->made_at = clock_ms();
	free(view);
}

struct metrics *metrics_new(void)
{
	return memory_alloc(sizeof(struct metrics));
}

void metrics_free(struct metrics *metrics)
{
	if (metrics == NULL)
		return;
	buffer_free(&metrics->text);
	free(metrics);
}

void metrics_forget(struct metrics *metrics)
{
	if (metrics != NULL)
		metrics->made_at = metrics->asked_at = 0;
}

bool metrics_answer(struct metrics *metrics, struct store *store, const struct scoreboard *scoreboard,
		    const struct operation *const *operations, const char *method, const char *path, struct reply *reply)
{
	if (strcmp(path, "/metrics") != 0)
		return false;
	if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0) {
		reply_wrong_method(reply, "GET, HEAD");
		return true;
	}
	if (metrics->made_at == 0 || clock_ms() - metrics->made_at >= TEXT_AGE)
		make_text(metrics, store, scoreboard, operations);
	reply->status = 200;
	reply->content_type = "text/plain; version=0.0.4; charset=utf-8";
	buffer_add(&reply->body, metrics->text.data, metrics->text.length);
	return true;
}

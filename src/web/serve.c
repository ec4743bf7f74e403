/* A request from its arrival to its reply: route, token, operation, log line. */
#include "web/serve.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/clock.h"
#include "web/health.h"
#include "web/router.h"
#include "web/traceparent.h"

enum { IDEMPOTENCY_KEY_MAX = 255 };

/* "Bearer" in any case, spaces, and a token (RFC 6750, section 2.1); NULL for any other scheme. */
static const char *bearer(const char *authorization)
{
	static const char scheme[] = "Bearer ";

	if (strncasecmp(authorization, scheme, sizeof scheme - 1) != 0)
		return NULL;
	authorization += sizeof scheme - 1;
	return authorization + strspn(authorization, " ");
}

static bool authenticate(struct server *server, const struct exchange *exchange, struct caller *caller, struct reply *reply)
{
	if (exchange->authorization == NULL || exchange->authorization[0] == '\0') {
		reply_refuse(reply, REFUSED_NO_TOKEN);
		reply->challenge = "Bearer";
		return false;
	}
	const char *token = bearer(exchange->authorization);
	uint64_t remembered = tokens_remembered(server->tokens);
	int64_t start = clock_us();
	const char *problem = token != NULL ? token_problem(server->tokens, token, time(NULL), caller) : "not a bearer token";
	server->sample.token = clock_us() - start;
	server->sample.how_token = tokens_remembered(server->tokens) > remembered ? TOKEN_REMEMBERED : TOKEN_VERIFIED;
	if (problem == NULL)
		return true;
	log_text(&server->engine.line, "refusedToken", problem);
	reply_refuse(reply, problem == token_expired ? REFUSED_EXPIRED_TOKEN : REFUSED_BAD_TOKEN);
	reply->challenge = problem == token_expired
				   ? "Bearer error=\"invalid_token\", error_description=\"The token has expired\""
				   : "Bearer error=\"invalid_token\", error_description=\"The token is not valid\"";
	return false;
}

static bool is_good_key(const char *key)
{
	size_t length = strlen(key);

	for (size_t i = 0; i < length; i++) {
		if (key[i] < ' ' || key[i] > '~')
			return false;
	}
	return length >= 1 && length <= IDEMPOTENCY_KEY_MAX;
}

/* The path is a part of what an Idempotency-Key is for; with or without its trailing slash it is the same. */
static const char *without_slash(const char *path, struct arena *arena)
{
	size_t length = strlen(path);

	return length > 1 && path[length - 1] == '/' ? arena_copy(arena, path, length - 1) : path;
}

static void operate(struct server *server, const struct exchange *exchange, const struct route *route, struct reply *reply)
{
	struct request request = {
		.operation = route->operation,
		.method = exchange->method,
		.path = without_slash(exchange->path, &server->engine.arena),
		.query = exchange->query,
		.if_match = exchange->if_match,
		.if_none_match = exchange->if_none_match,
		.content_type = exchange->content_type,
		.content_encoding = exchange->content_encoding,
		.body = exchange->body,
		.body_length = exchange->body_length,
		.idempotency_key = exchange->idempotency_key,
	};

	log_text(&server->engine.line, "operation", route->operation->name);
	scoreboard_operation(server->scoreboard, route->operation);
	server->sample.operation = route->operation;
	if (!authenticate(server, exchange, &request.caller, reply))
		return;
	store_begin(server->engine.store);
	/* Only who is called otherwise than by a UUID costs a round trip of their own. */
	if (request.caller.external_id != NULL && !caller_find(server->engine.store, &request.caller, reply)) {
		log_text(&server->engine.line, "externalId", request.caller.external_id);
		return;
	}
	log_text(&server->engine.line, "caller", request.caller.id);
	log_context(exchange->request_id, request.caller.id);
	memcpy(request.path_values, route->path_values, sizeof request.path_values);
	if (request.idempotency_key != NULL && operation_writes(request.operation) && !is_good_key(request.idempotency_key))
		reply_refuse(reply, REFUSED_BAD_KEY);
	else
		operation_run(&server->engine, &request, reply);
	log_context(exchange->request_id, NULL);
}

static void dispatch(struct server *server, const struct exchange *exchange, struct reply *reply)
{
	struct route route;

	if (server->health) {
		if (!health_answer(server->engine.store, exchange->method, exchange->path, reply) &&
		    !metrics_answer(server->metrics, server->engine.store, server->scoreboard, server->operations,
				    exchange->method, exchange->path, reply))
			reply_refuse(reply, REFUSED_UNKNOWN_ADDRESS);
		return;
	}
	switch (router_find(server->operations, exchange->method, exchange->path, &server->engine.arena, &route)) {
	case ROUTE_FOUND:
		operate(server, exchange, &route, reply);
		break;
	case ROUTE_OTHER_METHOD:
		reply_wrong_method(reply, route.allow);
		break;
	case ROUTE_UNKNOWN:
		reply_refuse(reply, REFUSED_UNKNOWN_ADDRESS);
		break;
	}
}

/* Which trace the request is a part of, if it says so: for the log, and for the server while it works. */
static void note_trace(struct server *server, const struct exchange *exchange)
{
	struct trace trace;

	if (!traceparent_parse(exchange->traceparent, &trace)) {
		store_trace(server->engine.store, NULL, NULL);
		return;
	}
	store_trace(server->engine.store, trace.trace_id, trace.span_id);
	log_text(&server->engine.line, "traceId", trace.trace_id);
	log_text(&server->engine.line, "spanId", trace.span_id);
}

static void answer(struct server *server, const struct exchange *exchange, bool too_large, struct reply *reply)
{
	note_trace(server, exchange);
	if (too_large)
		reply_refuse(reply, REFUSED_LARGE_BODY);
	else if (exchange->waited > server->patience)
		reply_refuse(reply, REFUSED_LATE);
	else
		dispatch(server, exchange, reply);
}

static void note_reply(struct log_line *line, const struct reply *reply)
{
	if (reply->replayed)
		log_json(line, "replayed", "true");
	log_integer(line, "status", reply->status);
	if (reply->code != NULL)
		log_text(line, "code", reply->code);
}

static void log_milliseconds(struct log_line *line, const char *key, int64_t microseconds)
{
	char text[32];

	snprintf(text, sizeof text, "%lld.%03d", (long long)(microseconds / 1000), (int)(microseconds % 1000));
	log_json(line, key, text);
}

/* The line was begun as a warning, for that is what it is if the request was slow. */
static void note_times(const struct server *server, struct log_line *line, const struct sample *sample)
{
	log_integer(line, "waited", sample->waited);
	log_integer(line, "milliseconds", sample->answering / 1000);
	log_integer(line, "backend", store_backend(server->engine.store));
	if (server->slow_request == 0)
		return;
	if (sample->waited + (sample->answering + sample->sending) / 1000 < server->slow_request) {
		log_as_info(line);
		return;
	}
	log_milliseconds(line, "token", sample->token);
	log_milliseconds(line, "postgresql", sample->postgresql);
	log_milliseconds(line, "sending", sample->sending);
}

static void count(struct server *server, const struct sample *sample, const struct store_tally *tally)
{
	struct counters *counters = scoreboard_counters(server->scoreboard);

	if (!server->health)
		counters_add(counters, server->operations, sample);
	counters_add_connections(counters, tally);
}

void serve(struct server *server, struct exchange *exchange, bool too_large, struct reply *reply)
{
	struct log_line *line = &server->engine.line;
	struct sample *sample = &server->sample;
	int64_t start = clock_us();

	*sample = (struct sample){ .waited = exchange->waited };
	scoreboard_begin(server->scoreboard, exchange->request_id);
	log_context(exchange->request_id, NULL);
	log_begin(line, server->slow_request > 0 ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO, "request");
	answer(server, exchange, too_large, reply);
	note_reply(line, reply);
	int64_t answered = clock_us();
	/* The client need not wait for the log; the request id is the exchange's, and goes with it. */
	exchange_send(exchange, reply);
	const struct store_tally tally = store_tally(server->engine.store);
	sample->status = reply->status;
	sample->code = reply->code;
	sample->replayed = reply->replayed;
	sample->sent = exchange->out.length;
	sample->answering = answered - start;
	sample->postgresql = tally.waited;
	sample->sending = clock_us() - answered;
	count(server, sample, &tally);
	note_times(server, line, sample);
	log_end(line);
	log_context(NULL, NULL);
	exchange_end(exchange);
	scoreboard_end(server->scoreboard);
	/* A huge reply's memory goes now, not with the next request. */
	reply_clear(reply);
}

void serve_idle(struct server *server)
{
	/* /healthz shall not wait for PostgreSQL, so there it is connected to when /readyz asks. */
	if (server->health)
		return;
	store_revive(server->engine.store);
	const struct store_tally tally = store_tally(server->engine.store);
	counters_add_connections(scoreboard_counters(server->scoreboard), &tally);
}

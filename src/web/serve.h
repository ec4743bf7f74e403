/* A request from its arrival to its reply: route, token, operation, log line. */
#ifndef VISITD_SERVE_H
#define VISITD_SERVE_H

#include "web/exchange.h"
#include "web/metrics.h"
#include "web/token.h"

/* What a worker serves with: one in a process. */
struct server {
	const struct operation *const *operations; /* arrays of rows, ended by NULL */
	struct engine engine;
	struct tokens *tokens;
	struct scoreboard *scoreboard;
	int64_t patience;        /* milliseconds that a request may have waited */
	int64_t slow_request;    /* milliseconds after which it is a warning; 0 is never */
	struct sample sample;    /* of the current request */
	struct metrics *metrics; /* of a worker of health */
	bool health;             /* answers /healthz, /readyz and /metrics, and nothing else; without it, all else */
};

/* Answer the exchange's request, whose body was read unless it is `too_large`, and end the exchange. `reply` is scratch
 * memory that is kept from request to request. */
void serve(struct server *server, struct exchange *exchange, bool too_large, struct reply *reply);

/* No request is there: look after the connection to PostgreSQL. */
void serve_idle(struct server *server);

#endif

/* One FastCGI exchange: what came in from nginx, what goes out. */
#ifndef VISITD_EXCHANGE_H
#define VISITD_EXCHANGE_H

#include <fcgiapp.h>

#include "base/arena.h"
#include "engine/reply.h"
#include "web/connections.h"

/* A request as nginx hands it over; strings are "" where there is nothing, NULL where a header is absent. */
struct exchange {
	FCGX_Request fcgi;
	struct connections *connections;
	bool keep, kept;           /* nginx wants to keep the connection; and does */
	bool whole;                /* nothing of the request is left on it */
	const char *method, *path; /* path decoded and normalized, without the query */
	const char *request_id;
	const char *content_type, *content_encoding;
	const char *query;                           /* as it came */
	const char *authorization, *idempotency_key; /* NULL: no such header */
	const char *if_match, *if_none_match;
	const char *traceparent;
	char *body;
	size_t body_length;
	int64_t waited;    /* milliseconds since nginx passed it on; 0 if it does not say */
	struct buffer out; /* the reply as it is sent */
};

enum exchange_status {
	EXCHANGE_READY,     /* a request is there */
	EXCHANGE_TOO_LARGE, /* one is there, but its body is over BODY_MAX and was let pass */
	EXCHANGE_GONE,      /* a peer broke off, stalled, or has hung up: nobody waits for a reply */
};

/* Prepare for exchange_read(); how an exchange ends is told to `connections`. */
void exchange_init(struct exchange *exchange, struct connections *connections);

/* Read a request from a connection, all of it, into the arena. A peer that stalls is given up, see connections_next(). */
enum exchange_status exchange_read(struct exchange *exchange, int connection, struct arena *arena) must_check;

/* Send the reply. A peer that is gone is no error of ours. `out` holds what was sent until the exchange ends. */
void exchange_send(struct exchange *exchange, const struct reply *reply);

/* End the exchange, whatever became of it, and with it the strings that came in. */
void exchange_end(struct exchange *exchange);

/* Give back what is kept from exchange to exchange. */
void exchange_free(struct exchange *exchange);

#endif

/* One FastCGI exchange, by libfcgi; but where connections come from, and what becomes of them, is not libfcgi's. */
#include "web/exchange.h"

#include <fastcgi.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/integer.h"
#include "engine/request.h"

enum { DISCARD_MAX = 16 * 1024 * 1024 };

void exchange_init(struct exchange *exchange, struct connections *connections)
{
	*exchange = (struct exchange){ .connections = connections };
	/* No listening socket for libfcgi: its accept neither tells a signal from a failure nor bounds how long a peer may
	 * stall. It takes a connection that is given to it as one that was kept open. */
	FCGX_InitRequest(&exchange->fcgi, -1, 0);
}

static const char *get(const struct exchange *exchange, const char *name, const char *absent)
{
	const char *value = FCGX_GetParam(name, exchange->fcgi.envp);

	return value != NULL ? value : absent;
}

static bool read_body(struct exchange *exchange, int64_t length, struct arena *arena)
{
	int64_t got = 0;

	exchange->body = arena_alloc(arena, (size_t)length + 1);
	while (got < length) {
		int count = FCGX_GetStr(exchange->body + got, (int)(length - got), exchange->fcgi.in);
		if (count <= 0)
			return false;
		got += count;
	}
	exchange->body_length = (size_t)length;
	/* Take the record that ends the body too: a socket closed with something unread would look reset to nginx. */
	return FCGX_GetChar(exchange->fcgi.in) == EOF;
}

/* Let a body pass that is not wanted, for nginx reads no reply before it has sent all; within reason. */
static void discard_body(struct exchange *exchange)
{
	char piece[8192];

	for (int64_t left = DISCARD_MAX; left > 0; left -= (int64_t)sizeof piece) {
		if (FCGX_GetStr(piece, sizeof piece, exchange->fcgi.in) <= 0)
			return;
	}
}

/* How long ago the moment is that nginx writes as seconds with three decimals; 0 for what is no such moment, or to come. */
static int64_t time_since(const char *moment, struct arena *arena)
{
	const char *point = strchr(moment, '.');
	int64_t began;

	if (point == NULL || strlen(point) != 4 ||
	    !integer_parse(arena_printf(arena, "%.*s%s", (int)(point - moment), moment, point + 1), 0, INT64_MAX, &began))
		return 0;
	int64_t now = clock_wall_ms();
	return now > began ? now - began : 0;
}

/* nginx hangs up when its client does, or when it has waited long enough. */
static bool has_hung_up(int connection)
{
	struct pollfd peer = { .fd = connection, .events = POLLRDHUP };

	return poll(&peer, 1, 0) > 0 && (peer.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

static enum exchange_status read_request(struct exchange *exchange, struct arena *arena)
{
	const char *content_length = get(exchange, "CONTENT_LENGTH", "");
	int64_t length = 0;

	exchange->method = get(exchange, "REQUEST_METHOD", "");
	exchange->path = get(exchange, "DOCUMENT_URI", "");
	exchange->query = get(exchange, "QUERY_STRING", "");
	exchange->request_id = get(exchange, "REQUEST_ID", "");
	exchange->content_type = get(exchange, "CONTENT_TYPE", "");
	exchange->content_encoding = get(exchange, "HTTP_CONTENT_ENCODING", "");
	exchange->authorization = get(exchange, "HTTP_AUTHORIZATION", NULL);
	exchange->idempotency_key = get(exchange, "HTTP_IDEMPOTENCY_KEY", NULL);
	exchange->if_match = get(exchange, "HTTP_IF_MATCH", NULL);
	exchange->if_none_match = get(exchange, "HTTP_IF_NONE_MATCH", NULL);
	exchange->traceparent = get(exchange, "HTTP_TRACEPARENT", NULL);
	exchange->body = NULL;
	exchange->body_length = 0;
	exchange->waited = 0;
	if (content_length[0] != '\0' && !integer_parse(content_length, 0, INT64_MAX, &length))
		return EXCHANGE_GONE;
	if (length > BODY_MAX) {
		discard_body(exchange);
		return EXCHANGE_TOO_LARGE;
	}
	if (!read_body(exchange, length, arena) || has_hung_up(exchange->fcgi.ipcFd))
		return EXCHANGE_GONE;
	exchange->waited = time_since(get(exchange, "REQUEST_BEGAN", ""), arena);
	return EXCHANGE_READY;
}

enum exchange_status exchange_read(struct exchange *exchange, int connection, struct arena *arena)
{
	exchange->keep = exchange->whole = exchange->kept = false;
	exchange->fcgi.ipcFd = connection;
	exchange->fcgi.keepConnection = 1;
	/* Or libfcgi, when it closes, would wait two seconds for the peer to close first; see exchange_end(). */
	FCGX_Detach(&exchange->fcgi);
	/* Parameters that break off are to libfcgi like ones that end, but for the error. */
	if (FCGX_Accept_r(&exchange->fcgi) != 0 || FCGX_GetError(exchange->fcgi.in) != 0)
		return EXCHANGE_GONE;
	exchange->keep = exchange->fcgi.keepConnection;
	enum exchange_status status = read_request(exchange, arena);
	exchange->whole = status == EXCHANGE_READY;
	return status;
}

/* Some values come from rows; none of them begins a header of its own. */
static bool is_line(const char *value)
{
	return value != NULL && value[strcspn(value, "\r\n")] == '\0';
}

static void add_header(struct buffer *out, const char *name, const char *value)
{
	if (is_line(value))
		buffer_printf(out, "%s: %s\r\n", name, value);
}

/* The reply's end where nginx would keep the connection and is not to: in one write, see connections_farewell. */
static bool send_last_end(const FCGX_Request *fcgi)
{
	const unsigned char high = (unsigned char)(fcgi->requestId >> 8), low = (unsigned char)fcgi->requestId;
	struct {
		FCGI_Header output;
		FCGI_EndRequestRecord end;
		unsigned char farewell[sizeof connections_farewell];
	} records = {
		.output = { .version = FCGI_VERSION_1, .type = FCGI_STDOUT, .requestIdB1 = high, .requestIdB0 = low },
		.end.header = { .version = FCGI_VERSION_1,
				.type = FCGI_END_REQUEST,
				.requestIdB1 = high,
				.requestIdB0 = low,
				.contentLengthB0 = sizeof(FCGI_EndRequestBody) },
		.end.body.protocolStatus = FCGI_REQUEST_COMPLETE,
	};

	memcpy(records.farewell, connections_farewell, sizeof records.farewell);
	return FCGX_FFlush(fcgi->out) == 0 &&
	       send(fcgi->ipcFd, &records, sizeof records, MSG_NOSIGNAL) == (ssize_t)sizeof records;
}

static bool send_end(struct exchange *exchange)
{
	FCGX_Request *fcgi = &exchange->fcgi;

	if (exchange->keep && !exchange->kept)
		return send_last_end(fcgi);
	/* Of the two streams the one that is closed last takes the request's end along. */
	return FCGX_FClose(fcgi->err) == 0 && FCGX_FClose(fcgi->out) == 0;
}

void exchange_send(struct exchange *exchange, const struct reply *reply)
{
	struct buffer *out = &exchange->out;

	buffer_clear(out);
	buffer_printf(out, "Status: %d %s\r\n", reply->status, reply_reason(reply->status));
	add_header(out, "Cache-Control", reply->cache_control != NULL ? reply->cache_control : "no-store");
	add_header(out, "Location", reply->location);
	add_header(out, "X-Accel-Redirect", reply->internal);
	add_header(out, "Link", reply->link);
	add_header(out, "Allow", reply->allow);
	add_header(out, "WWW-Authenticate", reply->challenge);
	add_header(out, "Idempotent-Replayed", reply->replayed ? "true" : NULL);
	if (is_line(reply->etag))
		buffer_printf(out, "ETag: \"%s\"\r\n", reply->etag);
	if (reply->retry_after > 0)
		buffer_printf(out, "Retry-After: %d\r\n", reply->retry_after);
	if (reply->body.length > 0)
		add_header(out, "Content-Type", reply->content_type != NULL ? reply->content_type : "application/json");
	if (reply->status != 204 && reply->status != 304)
		buffer_printf(out, "Content-Length: %zu\r\n", reply->body.length);
	buffer_puts(out, "\r\n");
	buffer_add(out, reply->body.data, reply->body.length);
	/* After a HEAD, and where it goes on elsewhere, nginx closes the connection: it has not read the request's end. */
	if (reply->internal != NULL || strcmp(exchange->method, "HEAD") == 0)
		exchange->keep = false;
	/* Before that end is sent, for then nginx may send the next request. */
	exchange->kept = exchange->keep && exchange->whole && connections_share(exchange->connections);
	/* A peer that does not take it has had its time: what is left shall not wait for it once more. */
	if (FCGX_PutStr(out->data, (int)out->length, exchange->fcgi.out) < 0 || !send_end(exchange)) {
		shutdown(exchange->fcgi.ipcFd, SHUT_RDWR);
		exchange->kept = false;
	}
}

/* libfcgi would wait for the peer to close first, for the sake of network protocols; a worker has better things to do, and a
 * local socket delivers what was written before its end. So libfcgi closes nothing, but a connection on which no request began.
 */
void exchange_end(struct exchange *exchange)
{
	FCGX_Free(&exchange->fcgi, 0);
	if (exchange->kept)
		connections_release(exchange->connections);
	else
		connections_end(exchange->connections, exchange->fcgi.ipcFd < 0);
	exchange->fcgi.ipcFd = -1;
	buffer_clear(&exchange->out);
}

void exchange_free(struct exchange *exchange)
{
	buffer_free(&exchange->out);
}

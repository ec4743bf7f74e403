/* A small HTTPS client on libcurl: one request, several at once, or bytes that are no proper request. Certificates are
 * always verified. What it returns nobody frees: each test runs in a process of its own. */
#ifndef VISITD_TEST_HTTP_H
#define VISITD_TEST_HTTP_H

#include <curl/curl.h>
#include <jansson.h>

#include "base/macros.h"

enum { HTTP_HEADERS_MAX = 8 };

struct http_request {
	const char *method;                    /* NULL: POST where there is a body, else GET */
	const char *path;                      /* sent as it is */
	const char *url, *ca;                  /* of another server than the stack's nginx */
	const char *from;                      /* the client's address; NULL: 127.0.0.1 */
	const char *token;                     /* of an Authorization: Bearer; NULL for none */
	const char *body;                      /* NULL for none */
	size_t body_length;                    /* 0: of the string `body` */
	const char *content_type;              /* NULL: application/json where there is a body; "" for none */
	const char *headers[HTTP_HEADERS_MAX]; /* further ones, "Name: value" */
	long version;                          /* CURL_HTTP_VERSION_1_1; by default the best that both sides speak */
	long patience_ms;                      /* after which the client hangs up; 0: a minute */
	bool chunked;                          /* Transfer-Encoding: chunked, of HTTP/1.1 */
};

struct http_response {
	int status;        /* 0: there was no reply */
	const char *error; /* why not, in curl's words */
	char *headers;     /* lines as they came */
	char *body;
	size_t length;
	json_t *json; /* the body, NULL if it is no JSON */
	double seconds;
};

struct http_response *http_send(const struct http_request *request) must_check;

/* All at once, on a connection each, begun before the first is sent. */
void http_send_all(const struct http_request *requests, struct http_response **responses, size_t count);

/* The same in two halves: what is to be seen meanwhile comes between them. What the request points to must live as long. */
struct http_pending;
struct http_pending *http_begin(const struct http_request *request) must_check;
struct http_response *http_end(struct http_pending *pending) must_check;

/* POST a JSON text. */
struct http_response *http_post(const char *path, const char *token, const char *body) must_check;

/* Value of a reply's header, NULL if there is none; and how often there is one. */
const char *http_header(const struct http_response *response, const char *name) must_check;
int http_header_count(const struct http_response *response, const char *name) must_check;

/* What to do with bytes that libcurl would not send as a request. */
enum http_raw {
	HTTP_RAW_TLS,     /* send, and read the reply for up to five seconds */
	HTTP_RAW_PLAIN,   /* the same without TLS, to the port that expects it */
	HTTP_RAW_HANG_UP, /* send over TLS and hang up without reading */
	HTTP_RAW_HOLD,    /* the same, but the connection stays, unread, as long as the process lives */
};
struct http_response *http_send_raw(enum http_raw how, const char *bytes, size_t length) must_check;

#endif

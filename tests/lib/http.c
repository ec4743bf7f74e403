/* A small HTTPS client on libcurl. */
#include "http.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/integer.h"
#include "base/memory.h"
#include "stack.h"
#include "text.h"

enum { PATIENCE_MS = 60000, RAW_PATIENCE_MS = 5000 };

/* What curl hands over in pieces. */
struct intake {
	struct buffer headers, body;
};

static size_t take_header(char *bytes, size_t size, size_t count, void *context)
{
	struct intake *intake = context;

	/* A status line begins a new set: what came before was a 100 Continue. */
	if (size * count > 5 && memcmp(bytes, "HTTP/", 5) == 0)
		buffer_clear(&intake->headers);
	buffer_add(&intake->headers, bytes, size * count);
	return size * count;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
	struct intake *intake = context;

	buffer_add(&intake->body, bytes, size * count);
	return size * count;
}

/* For a body of unknown length, which goes out in chunks. */
struct source {
	const char *bytes;
	size_t length;
};

static size_t give_body(char *bytes, size_t size, size_t count, void *context)
{
	struct source *source = context;
	size_t room = size * count < 1000 ? size * count : 1000, length = source->length < room ? source->length : room;

	memcpy(bytes, source->bytes, length);
	source->bytes += length;
	source->length -= length;
	return length;
}

/* A thread's handle keeps its connections. */
static CURL *handle(void)
{
	static _Thread_local CURL *curl;

	if (curl == NULL)
		curl = curl_easy_init();
	ck_assert_ptr_nonnull(curl);
	curl_easy_reset(curl);
	return curl;
}

static void aim(CURL *curl, const char *url, const char *ca)
{
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(curl, CURLOPT_CAINFO, ca);
	curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
	curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)PATIENCE_MS);
}

static struct curl_slist *make_headers(const struct http_request *request)
{
	const char *type = request->content_type != NULL ? request->content_type : "application/json";
	struct curl_slist *list = curl_slist_append(NULL, "Expect:");

	if (request->token != NULL)
		list = curl_slist_append(list, text("Authorization: Bearer %s", request->token));
	if (request->body != NULL)
		list = curl_slist_append(list, text("Content-Type:%s%s", type[0] != '\0' ? " " : "", type));
	if (request->chunked)
		list = curl_slist_append(list, "Transfer-Encoding: chunked");
	for (size_t i = 0; i < HTTP_HEADERS_MAX && request->headers[i] != NULL; i++)
		list = curl_slist_append(list, request->headers[i]);
	return list;
}

static void load_body(CURL *curl, const struct http_request *request, struct source *source)
{
	if (request->body == NULL)
		return;
	source->bytes = request->body;
	source->length = request->body_length > 0 ? request->body_length : strlen(request->body);
	curl_easy_setopt(curl, CURLOPT_POST, 1L);
	if (request->chunked) {
		curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_body);
		curl_easy_setopt(curl, CURLOPT_READDATA, source);
	} else {
		curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)source->length);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, source->bytes);
	}
}

static void set_method(CURL *curl, const struct http_request *request)
{
	const char *method = request->method;

	if (method == NULL)
		return;
	if (strcmp(method, "HEAD") == 0)
		curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
	else
		curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
}

static struct http_response *make_response(struct intake *intake)
{
	struct http_response *response = memory_alloc(sizeof *response);

	buffer_puts(&intake->headers, "");
	buffer_puts(&intake->body, "");
	response->headers = intake->headers.data;
	response->body = intake->body.data;
	response->length = intake->body.length;
	response->json = json_loadb(response->body, response->length, JSON_DECODE_ANY, NULL);
	return response;
}

/* --- what was said, for those who compare it with the description of the API --- */

static json_t *text_or_null(const char *bytes, size_t length)
{
	json_t *string = bytes != NULL ? json_stringn(bytes, length) : NULL;

	return string != NULL ? string : json_null(); /* what is no UTF-8, a picture say, is left out */
}

static json_t *describe(const struct http_request *request, const struct http_response *response)
{
	const char *method = request->method != NULL ? request->method : request->body != NULL ? "POST" : "GET";
	size_t length = request->body_length > 0 || request->body == NULL ? request->body_length : strlen(request->body);

	return json_pack("{s:s, s:s, s:o, s:o, s:o, s:i, s:o, s:o}", "program", program_invocation_short_name, "method", method,
			 "path", text_or_null(request->path, strlen(request->path)), "token",
			 json_boolean(request->token != NULL), "request", text_or_null(request->body, length), "status",
			 response->status, "headers", text_or_null(response->headers, strlen(response->headers)), "reply",
			 text_or_null(response->body, response->length));
}

/* Where VISITD_RECORD names a file, one line more of it, in one piece: several programs write at once. */
static void record(const struct http_request *request, const struct http_response *response)
{
	const char *path = getenv("VISITD_RECORD");

	if (path == NULL || request->url != NULL || response->status == 0 || strncmp(request->path, "/api/", 5) != 0)
		return;
	json_t *exchange = describe(request, response);
	char *line = json_dumps(exchange, JSON_COMPACT);
	const char *whole = text("%s\n", line);
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, whole, strlen(whole)), (ssize_t)strlen(whole));
	close(fd);
	json_decref(exchange);
	free(line);
}

/* --- one request --- */

struct http_response *http_send(const struct http_request *request)
{
	CURL *curl = handle();
	struct curl_slist *headers = make_headers(request);
	struct intake intake = { 0 };
	struct source source;
	long status = 0;

	aim(curl, text("%s%s", request->url != NULL ? request->url : stack.url, request->path),
	    request->ca != NULL ? request->ca : stack.ca);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	if (request->from != NULL)
		curl_easy_setopt(curl, CURLOPT_INTERFACE, request->from);
	if (request->version != 0)
		curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, request->version);
	if (request->patience_ms != 0)
		curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, request->patience_ms);
	load_body(curl, request, &source);
	set_method(curl, request);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, &intake);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, &intake);

	CURLcode code = curl_easy_perform(curl);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	struct http_response *response = make_response(&intake);
	response->status = code == CURLE_OK ? (int)status : 0;
	response->error = code == CURLE_OK ? "" : curl_easy_strerror(code);
	curl_easy_getinfo(curl, CURLINFO_TOTAL_TIME, &response->seconds);
	curl_slist_free_all(headers);
	record(request, response);
	return response;
}

struct http_response *http_post(const char *path, const char *token, const char *body)
{
	const struct http_request request = { .path = path, .token = token, .body = body };

	return http_send(&request);
}

/* --- meanwhile, and several at once --- */

struct http_pending {
	struct http_request request;
	struct http_response *response;
	pthread_t thread;
};

static void *send_pending(void *context)
{
	struct http_pending *pending = context;

	pending->response = http_send(&pending->request);
	return NULL;
}

struct http_pending *http_begin(const struct http_request *request)
{
	struct http_pending *pending = memory_alloc(sizeof *pending);

	pending->request = *request;
	ck_assert_int_eq(pthread_create(&pending->thread, NULL, send_pending, pending), 0);
	return pending;
}

struct http_response *http_end(struct http_pending *pending)
{
	ck_assert_int_eq(pthread_join(pending->thread, NULL), 0);
	return pending->response;
}

struct shot {
	const struct http_request *request;
	struct http_response **response;
	pthread_barrier_t *barrier;
	pthread_t thread;
};

static void *fire(void *context)
{
	struct shot *shot = context;
	struct http_request warm_up = *shot->request;

	/* Any answer will do: it is the connection that counts. */
	warm_up = (struct http_request){ .path = "/", .url = warm_up.url, .ca = warm_up.ca, .version = warm_up.version };
	(void)!http_send(&warm_up);
	pthread_barrier_wait(shot->barrier);
	*shot->response = http_send(shot->request);
	return NULL;
}

void http_send_all(const struct http_request *requests, struct http_response **responses, size_t count)
{
	struct shot *shots = memory_alloc(count * sizeof *shots);
	pthread_barrier_t barrier;

	ck_assert_int_eq(pthread_barrier_init(&barrier, NULL, (unsigned)count), 0);
	for (size_t i = 0; i < count; i++) {
		shots[i] = (struct shot){ .request = &requests[i], .response = &responses[i], .barrier = &barrier };
		ck_assert_int_eq(pthread_create(&shots[i].thread, NULL, fire, &shots[i]), 0);
	}
	for (size_t i = 0; i < count; i++)
		ck_assert_int_eq(pthread_join(shots[i].thread, NULL), 0);
	pthread_barrier_destroy(&barrier);
	free(shots);
}

/* --- headers of a reply --- */

static const char *find_header(const char *headers, const char *name)
{
	size_t length = strlen(name);

	for (const char *line = headers; line != NULL && *line != '\0'; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncasecmp(line, name, length) == 0 && line[length] == ':')
			return line + length + 1;
	}
	return NULL;
}

const char *http_header(const struct http_response *response, const char *name)
{
	const char *value = find_header(response->headers, name);

	if (value == NULL)
		return NULL;
	value += strspn(value, " \t");
	return text("%.*s", (int)strcspn(value, "\r\n"), value);
}

int http_header_count(const struct http_response *response, const char *name)
{
	int count = 0;

	for (const char *at = response->headers; (at = find_header(at, name)) != NULL; at = strchr(at, '\n'))
		count++;
	return count;
}

/* --- bytes --- */

static bool wait_for(CURL *curl, short events, int64_t deadline)
{
	curl_socket_t fd = CURL_SOCKET_BAD;

	curl_easy_getinfo(curl, CURLINFO_ACTIVESOCKET, &fd);
	struct pollfd ready = { .fd = fd, .events = events };
	int64_t left = deadline - clock_ms();
	return left > 0 && poll(&ready, 1, (int)left) > 0;
}

static void send_all(CURL *curl, const char *bytes, size_t length)
{
	int64_t deadline = clock_ms() + RAW_PATIENCE_MS;

	while (length > 0) {
		size_t sent = 0;
		CURLcode code = curl_easy_send(curl, bytes, length, &sent);
		bytes += sent;
		length -= sent;
		if (code != CURLE_OK && (code != CURLE_AGAIN || !wait_for(curl, POLLOUT, deadline)))
			return;
	}
}

/* A server may linger once it has said all that there is to say. */
static bool is_complete(const struct buffer *reply)
{
	const char *end = reply->data != NULL ? strstr(reply->data, "\r\n\r\n") : NULL;
	const char *value = end != NULL ? find_header(reply->data, "Content-Length") : NULL;
	int64_t length;

	if (value == NULL || value > end ||
	    !integer_parse(text("%.*s", (int)strcspn(value + 1, "\r"), value + 1), 0, INT32_MAX, &length))
		return false;
	return reply->length >= (size_t)(end + 4 - reply->data) + (size_t)length;
}

static void receive_all(CURL *curl, struct buffer *reply)
{
	int64_t deadline = clock_ms() + RAW_PATIENCE_MS;
	char piece[4096];

	while (!is_complete(reply)) {
		size_t got = 0;
		CURLcode code = curl_easy_recv(curl, piece, sizeof piece, &got);
		if (code == CURLE_AGAIN && wait_for(curl, POLLIN, deadline))
			continue;
		if (code != CURLE_OK || got == 0)
			return;
		buffer_add(reply, piece, got);
	}
}

/* Head and body of what came; a status only if it is HTTP. */
static struct http_response *split(const struct buffer *reply)
{
	const char *end = reply->data != NULL ? strstr(reply->data, "\r\n\r\n") : NULL;
	struct intake intake = { 0 };
	int64_t status;

	if (end != NULL) {
		buffer_add(&intake.headers, reply->data, (size_t)(end - reply->data) + 2);
		buffer_add(&intake.body, end + 4, reply->length - (size_t)(end + 4 - reply->data));
	}
	struct http_response *response = make_response(&intake);
	response->error = "no HTTP";
	if (strncmp(response->headers, "HTTP/1.1 ", 9) == 0 &&
	    integer_parse(text("%.3s", response->headers + 9), 100, 599, &status))
		response->status = (int)status;
	return response;
}

/* A window so small that what nobody reads stays with the sender. */
static int keep_window_small(void *context, curl_socket_t fd, curlsocktype purpose)
{
	const int size = 4096;

	(void)context, (void)purpose;
	ck_assert_int_eq(setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size), 0);
	return CURL_SOCKOPT_OK;
}

struct http_response *http_send_raw(enum http_raw how, const char *bytes, size_t length)
{
	CURL *curl = curl_easy_init();
	struct buffer reply = { 0 };

	ck_assert_ptr_nonnull(curl);
	aim(curl, how == HTTP_RAW_PLAIN ? text("http://127.0.0.1:%s", stack.port) : stack.url, stack.ca);
	curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_ENABLE_ALPN, 0L);
	if (how == HTTP_RAW_HOLD)
		curl_easy_setopt(curl, CURLOPT_SOCKOPTFUNCTION, keep_window_small);
	CURLcode code = curl_easy_perform(curl);
	ck_assert_msg(code == CURLE_OK, "cannot connect: %s", curl_easy_strerror(code));
	send_all(curl, bytes, length);
	if (how == HTTP_RAW_TLS || how == HTTP_RAW_PLAIN)
		receive_all(curl, &reply);
	if (how != HTTP_RAW_HOLD)
		curl_easy_cleanup(curl);
	return split(&reply);
}

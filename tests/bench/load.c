/* Load for benchmarks: requests over TLS on a few kept-alive connections, counted and timed. It talks to OpenSSL itself
 * because on a machine of two cores a general HTTP client would cost a good part of what is to be measured. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/integer.h"
#include "base/memory.h"

enum {
	TICK = 100 * 1000 * 1000,
	CONNECTIONS_MAX = 256,
	REPLY_MAX = 5 * 1024 * 1024,
	STATUS_MAX = 600,
	TOKENS_SIZE_MAX = 4 * 1024 * 1024
};

static const char usage[] =
	"usage: load [options] METHOD PATH [BODY]\n"
	"\n"
	"Sends requests to $VISITD_URL, its certificate verified with $VISITD_CA, and prints what came of it.\n"
	"In PATH and BODY, {A:B} is a random number from A to B, with at least as many digits as A is written with.\n"
	"\n"
	"  -c, --connections N  kept-alive connections (16)\n"
	"  -t, --seconds N      how long (5)\n"
	"  -r, --rate N         requests a second in all, begun on time (0: as many as go)\n"
	"  -k, --tokens FILE    bearer tokens, one a line, one picked for each request\n"
	"  -H, --header LINE    one more header\n"
	"  -u, --unread         send one request on each connection and do not read the reply\n"
	"  -h, --help           show this\n";

struct connection {
	SSL *ssl;
	struct buffer request;
	size_t sent;
	char *reply;
	size_t received;
	int64_t due; /* nanoseconds: when the request was to begin; latency counts from here */
	bool busy;
	bool reading;
};

static struct {
	int64_t connections, seconds, rate;
	const char *method, *path, *body, *header;
	char **tokens;
	size_t token_count;
	bool unread;
	struct sockaddr_in address;
	char host[64];
} options = { .connections = 16, .seconds = 5 };

static struct {
	uint32_t *latencies; /* microseconds */
	size_t count, size;
	int64_t statuses[STATUS_MAX];
} results;

static void die(const char *what)
{
	fprintf(stderr, "load: %s\n", what);
	ERR_print_errors_fp(stderr);
	exit(EXIT_FAILURE);
}

static int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* xorshift64* (Marsaglia 2003, Vigna 2016): cheap, and good enough to spread keys. */
static uint64_t next_random(void)
{
	static uint64_t state;

	if (state == 0)
		state = (uint64_t)now_ns() | 1;
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return state * UINT64_C(2685821657736338717);
}

/* Copy a template, its {A:B} replaced. */
static void expand(struct buffer *out, const char *template)
{
	long long low, high;
	int digits, end;

	while (*template != '\0') {
		size_t plain = strcspn(template, "{");
		buffer_add(out, template, plain);
		template += plain;
		if (*template == '\0')
			return;
		if (sscanf(template, "{%lld%n:%lld}%n", &low, &digits, &high, &end) == 2 && high >= low) {
			uint64_t span = (uint64_t)(high - low) + 1;
			buffer_printf(out, "%0*lld", digits - 1, low + (long long)(next_random() % span));
			template += end;
		} else {
			buffer_add(out, template ++, 1);
		}
	}
}

static void compose(struct buffer *request)
{
	static struct buffer body;

	buffer_clear(request);
	buffer_clear(&body);
	buffer_printf(request, "%s ", options.method);
	expand(request, options.path);
	buffer_printf(request, " HTTP/1.1\r\nHost: %s\r\n", options.host);
	if (options.token_count > 0)
		buffer_printf(request, "Authorization: Bearer %s\r\n", options.tokens[next_random() % options.token_count]);
	if (options.header != NULL)
		buffer_printf(request, "%s\r\n", options.header);
	if (options.body != NULL) {
		expand(&body, options.body);
		buffer_printf(request, "Content-Type: application/json\r\nContent-Length: %zu\r\n", body.length);
	}
	buffer_add(request, "\r\n", 2);
	if (options.body != NULL)
		buffer_add(request, body.data, body.length);
}

static SSL *connect_tls(SSL_CTX *context)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
	const int window = 4096; /* what nobody reads stays with the server */
	SSL *ssl = SSL_new(context);

	if (options.unread)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &window, sizeof window);
	if (fd < 0 || connect(fd, (struct sockaddr *)&options.address, sizeof options.address) != 0)
		die(strerror(errno));
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	SSL_set_fd(ssl, fd);
	if (SSL_connect(ssl) != 1)
		die("no TLS connection");
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	return ssl;
}

/* nginx closes a connection after keepalive_requests, and says so in the last reply. */
static void reconnect(struct connection *connection)
{
	SSL_CTX *context = SSL_get_SSL_CTX(connection->ssl);
	SSL *ssl = connect_tls(context);

	close(SSL_get_fd(connection->ssl));
	SSL_free(connection->ssl);
	connection->ssl = ssl;
}

/* Done for now: nothing more goes in or out until poll() says so. */
static bool must_wait(struct connection *connection, int result)
{
	int error = SSL_get_error(connection->ssl, result);

	if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE)
		die("the connection broke");
	return true;
}

static void send_request(struct connection *connection)
{
	while (connection->sent < connection->request.length) {
		int count = SSL_write(connection->ssl, connection->request.data + connection->sent,
				      (int)(connection->request.length - connection->sent));
		if (count <= 0 && must_wait(connection, count))
			return;
		connection->sent += (size_t)count;
	}
	connection->reading = true;
}

static void record(const struct connection *connection)
{
	long status = strtol(connection->reply + sizeof "HTTP/1.1", NULL, 10);

	if (status < 100 || status >= STATUS_MAX)
		die("not an HTTP reply");
	if (results.count == results.size) {
		results.size = results.size > 0 ? results.size * 2 : 65536;
		results.latencies = memory_realloc(results.latencies, results.size * sizeof *results.latencies);
	}
	results.latencies[results.count++] = (uint32_t)((now_ns() - connection->due) / 1000);
	results.statuses[status]++;
}

/* The whole length of the reply that has begun, 0 while its head is not complete. nginx always names a length. */
static size_t reply_length(const struct connection *connection)
{
	const char *end = strstr(connection->reply, "\r\n\r\n");
	const char *header = end != NULL ? strcasestr(connection->reply, "\r\nContent-Length:") : NULL;
	size_t body = header != NULL && header < end ? strtoul(header + sizeof "\r\nContent-Length:" - 1, NULL, 10) : 0;

	return end != NULL ? (size_t)(end - connection->reply) + 4 + body : 0;
}

static void read_reply(struct connection *connection)
{
	for (;;) {
		int count = SSL_read(connection->ssl, connection->reply + connection->received,
				     (int)(REPLY_MAX - connection->received));
		if (count <= 0 && must_wait(connection, count))
			return;
		connection->received += (size_t)count;
		connection->reply[connection->received] = '\0';
		size_t length = reply_length(connection);
		if (length > 0 && connection->received >= length)
			break;
	}
	record(connection);
	connection->busy = connection->reading = false;
	if (strcasestr(connection->reply, "\r\nConnection: close") != NULL)
		reconnect(connection);
}

static void start(struct connection *connection, int64_t due)
{
	compose(&connection->request);
	connection->sent = connection->received = 0;
	connection->due = due;
	connection->busy = true;
	send_request(connection);
}

/* Begin what is due on idle connections, each in its turn: nginx closes one that has not been used for a while. Returns
 * nanoseconds until more is due: to the point, for whoever waits without sleeping takes a processor from what is measured. */
static int64_t start_due(struct connection *connections, int64_t *next, int64_t stop)
{
	static int64_t turn;
	int64_t now = now_ns(), interval = options.rate > 0 ? 1000000000 / options.rate : 0;

	for (int64_t count = options.connections; count > 0 && now < stop; count--) {
		struct connection *connection = &connections[turn % options.connections];
		if (interval > 0 && *next > now)
			break;
		turn++;
		if (connection->busy)
			continue;
		start(connection, interval > 0 ? *next : now);
		*next += interval;
	}
	return interval > 0 && *next > now && *next - now < TICK ? *next - now : TICK;
}

static bool any_busy(const struct connection *connections)
{
	for (int64_t i = 0; i < options.connections; i++) {
		if (connections[i].busy)
			return true;
	}
	return false;
}

static void run(struct connection *connections)
{
	struct pollfd ready[CONNECTIONS_MAX];
	int64_t next = now_ns(), stop = next + options.seconds * 1000000000;

	while (now_ns() < stop || any_busy(connections)) {
		const struct timespec patience = { .tv_nsec = start_due(connections, &next, stop) };
		for (int64_t i = 0; i < options.connections; i++) {
			ready[i].fd = connections[i].busy ? SSL_get_fd(connections[i].ssl) : -1;
			ready[i].events = (short)(connections[i].reading ? POLLIN : POLLIN | POLLOUT);
		}
		ppoll(ready, (nfds_t)options.connections, &patience, NULL);
		for (int64_t i = 0; i < options.connections; i++) {
			if (ready[i].fd < 0 || ready[i].revents == 0)
				continue;
			if (!connections[i].reading)
				send_request(&connections[i]);
			if (connections[i].reading)
				read_reply(&connections[i]);
		}
	}
}

static void leave_unread(struct connection *connections)
{
	for (int64_t i = 0; i < options.connections; i++)
		start(&connections[i], now_ns());
	sleep((unsigned)options.seconds);
	printf("unread %lld\n", (long long)options.connections);
}

static int compare(const void *left, const void *right)
{
	const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

	return (a > b) - (a < b);
}

static void print_results(double seconds)
{
	if (results.count == 0)
		die("no reply at all");
	qsort(results.latencies, results.count, sizeof *results.latencies, compare);
	printf("requests %zu\nrate %.0f\n", results.count, (double)results.count / seconds);
	printf("p50_us %u\np99_us %u\nmax_us %u\n", results.latencies[results.count / 2],
	       results.latencies[results.count * 99 / 100], results.latencies[results.count - 1]);
	for (int status = 0; status < STATUS_MAX; status++) {
		if (results.statuses[status] > 0)
			printf("status_%d %lld\n", status, (long long)results.statuses[status]);
	}
}

static void read_tokens(const char *path)
{
	size_t length;
	char *text = file_read(path, TOKENS_SIZE_MAX, &length), *rest = text, *line;

	if (text == NULL)
		die(path);
	while ((line = strsep(&rest, "\n")) != NULL) {
		if (line[0] == '\0')
			continue;
		options.tokens = memory_realloc(options.tokens, (options.token_count + 1) * sizeof *options.tokens);
		options.tokens[options.token_count++] = line;
	}
}

/* Only a server on this machine is ever loaded. */
static void read_url(void)
{
	const char *url = getenv("VISITD_URL");
	int port = 0;

	if (url == NULL || sscanf(url, "https://127.0.0.1:%d", &port) != 1)
		die("VISITD_URL is not https://127.0.0.1:PORT: source the stack's env file first");
	options.address = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	options.address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	snprintf(options.host, sizeof options.host, "127.0.0.1:%d", port);
}

static bool parse_options(int argc, char **argv)
{
	static const struct option names[] = {
		{ "connections", required_argument, NULL, 'c' },
		{ "seconds", required_argument, NULL, 't' },
		{ "rate", required_argument, NULL, 'r' },
		{ "tokens", required_argument, NULL, 'k' },
		{ "header", required_argument, NULL, 'H' },
		{ "unread", no_argument, NULL, 'u' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	bool good = true;

	for (int option; (option = getopt_long(argc, argv, "c:t:r:k:H:uh", names, NULL)) != -1;) {
		if (option == 'c')
			good = integer_parse(optarg, 1, CONNECTIONS_MAX, &options.connections) && good;
		else if (option == 't')
			good = integer_parse(optarg, 1, 600, &options.seconds) && good;
		else if (option == 'r')
			good = integer_parse(optarg, 0, 1000000, &options.rate) && good;
		else if (option == 'k')
			read_tokens(optarg);
		else if (option == 'H')
			options.header = optarg;
		else if (option == 'u')
			options.unread = true;
		else
			good = false;
	}
	if (!good || argc - optind < 2 || argc - optind > 3)
		return false;
	options.method = argv[optind];
	options.path = argv[optind + 1];
	options.body = argv[optind + 2]; /* NULL after the last */
	return true;
}

int main(int argc, char **argv)
{
	static struct connection connections[CONNECTIONS_MAX];
	const char *certificate = getenv("VISITD_CA");
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());

	if (!parse_options(argc, argv)) {
		fputs(usage, stderr);
		return 2;
	}
	read_url();
	if (certificate == NULL || SSL_CTX_load_verify_locations(context, certificate, NULL) != 1)
		die("VISITD_CA is no certificate");
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	for (int64_t i = 0; i < options.connections; i++) {
		connections[i].ssl = connect_tls(context);
		connections[i].reply = memory_alloc(REPLY_MAX + 1);
	}
	if (options.unread) {
		leave_unread(connections);
		return EXIT_SUCCESS;
	}
	int64_t begin = now_ns();
	run(connections);
	print_results((double)(now_ns() - begin) / 1e9);
	return EXIT_SUCCESS;
}

/* The least that a FastCGI program can do, beside which a worker is measured: it reads a request and answers {}. Given a
 * statement, it runs that for each POST: then it does what nginx, FastCGI and PostgreSQL take, and nothing of a worker's own. */
#include <fcgiapp.h>
#include <libpq-fe.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/integer.h"

enum { THREADS_MAX = 10000, SESSIONS_MAX = 64, VALUES_MAX = 8, VALUE_SIZE = 24 };

/* The reply to a POST. */
enum { CREATED_LENGTH = 349 /* of visitd's to a check-in */ };
static char created[512];

static const char usage[] = "usage: floor THREADS [SESSIONS STATEMENT LOW:HIGH...]\n"
			    "\n"
			    "Serves FastCGI on standard input; each thread keeps a connection for as long as nginx does.\n"
			    "For a POST it runs the statement in one of the sessions, with random numbers from these\n"
			    "ranges as parameters; it must give a row.\n";

static struct {
	int64_t threads, sessions;
	const char *statement;
	struct {
		int64_t low, high;
	} ranges[VALUES_MAX];
	int values;
} options;

/* Sessions that nobody uses at the moment. */
static struct {
	PGconn *idle[SESSIONS_MAX];
	int64_t count;
	pthread_mutex_t lock;
	sem_t some;
} sessions = { .lock = PTHREAD_MUTEX_INITIALIZER };

static PGconn *session_take(void)
{
	PGconn *session;

	while (sem_wait(&sessions.some) != 0)
		continue;
	pthread_mutex_lock(&sessions.lock);
	session = sessions.idle[--sessions.count];
	pthread_mutex_unlock(&sessions.lock);
	return session;
}

static void session_give(PGconn *session)
{
	pthread_mutex_lock(&sessions.lock);
	sessions.idle[sessions.count++] = session;
	pthread_mutex_unlock(&sessions.lock);
	sem_post(&sessions.some);
}

static bool sessions_begin(void)
{
	sem_init(&sessions.some, 0, 0);
	for (int64_t i = 0; i < options.sessions; i++) {
		PGconn *session = PQconnectdb("");
		PGresult *result = PQprepare(session, "post", options.statement, 0, NULL);
		if (PQresultStatus(result) != PGRES_COMMAND_OK) {
			fprintf(stderr, "floor: %s", PQerrorMessage(session));
			return false;
		}
		PQclear(result);
		session_give(session);
	}
	return true;
}

static bool run_statement(unsigned short seed[3])
{
	char text[VALUES_MAX][VALUE_SIZE];
	const char *values[VALUES_MAX];

	for (int i = 0; i < options.values; i++) {
		double span = (double)(options.ranges[i].high - options.ranges[i].low) + 1;
		snprintf(text[i], VALUE_SIZE, "%lld", (long long)(options.ranges[i].low + (int64_t)(erand48(seed) * span)));
		values[i] = text[i];
	}
	PGconn *session = session_take();
	PGresult *result = PQexecPrepared(session, "post", options.values, values, NULL, NULL, 0);
	session_give(session);
	bool good = PQntuples(result) == 1;
	PQclear(result);
	return good;
}

static void answer(FCGX_Request *request, unsigned short seed[3])
{
	const char *method = FCGX_GetParam("REQUEST_METHOD", request->envp), *reply;

	if (options.statement == NULL || method == NULL || strcmp(method, "POST") != 0)
		reply = "Status: 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
	else if (run_statement(seed))
		reply = created;
	else
		reply = "Status: 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n";
	FCGX_PutS(reply, request->out);
}

static void *serve(void *unused)
{
	FCGX_Request request;
	unsigned short seed[3];
	char body[8192];

	if (getrandom(seed, sizeof seed, 0) != sizeof seed || FCGX_InitRequest(&request, STDIN_FILENO, 0) != 0)
		exit(EXIT_FAILURE);
	while (FCGX_Accept_r(&request) == 0) {
		while (FCGX_GetStr(body, sizeof body, request.in) == sizeof body)
			continue;
		answer(&request, seed);
	}
	return unused;
}

static bool parse_range(char *argument)
{
	char *high = strchr(argument, ':');
	int i = options.values++;

	if (i == VALUES_MAX || high == NULL)
		return false;
	*high++ = '\0';
	return integer_parse(argument, INT64_MIN, INT64_MAX, &options.ranges[i].low) &&
	       integer_parse(high, options.ranges[i].low, INT64_MAX, &options.ranges[i].high);
}

static bool parse_arguments(int argc, char **argv)
{
	if (argc < 2 || argc == 3 || !integer_parse(argv[1], 1, THREADS_MAX, &options.threads))
		return false;
	if (argc == 2)
		return true;
	options.statement = argv[3];
	for (int i = 4; i < argc; i++) {
		if (!parse_range(argv[i]))
			return false;
	}
	return integer_parse(argv[2], 1, SESSIONS_MAX, &options.sessions);
}

int main(int argc, char **argv)
{
	pthread_t thread;

	if (!parse_arguments(argc, argv)) {
		fputs(usage, stderr);
		return 2;
	}
	snprintf(created, sizeof created,
		 "Status: 201 Created\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%*s", CREATED_LENGTH,
		 CREATED_LENGTH, "");
	if (FCGX_Init() != 0 || !sessions_begin())
		return EXIT_FAILURE;
	for (int64_t i = 1; i < options.threads; i++) {
		if (pthread_create(&thread, NULL, serve, NULL) != 0)
			return EXIT_FAILURE;
	}
	serve(NULL);
	return EXIT_SUCCESS;
}

/* visitd(8): a FastCGI worker, of the API or of health. Options, configuration, signals, the accept loop. */
#include <getopt.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/memory.h"
#include "core/operations.h"
#include "web/health.h"
#include "web/serve.h"

enum { LISTENER = STDIN_FILENO }; /* where spawn-fcgi leaves it: FCGI_LISTENSOCK_FILENO */

static const char usage[] = "usage: visitd [--health] [-c FILE]\n"
			    "       visitd -t [-c FILE]\n"
			    "\n"
			    "A FastCGI worker that records field visits. It serves the listening socket that it\n"
			    "finds as its standard input; spawn-fcgi puts it there:\n"
			    "\n"
			    "  spawn-fcgi -s /run/visitd/visitd.sock -F 8 -- " SBINDIR "/visitd\n"
			    "\n"
			    "  --health           answer /healthz, /readyz and /metrics, whatever the other workers wait for\n"
			    "  -c, --config FILE  read the configuration from FILE (" SYSCONFDIR "/visitd/visitd.conf)\n"
			    "  -t, --test         check configuration and keys, and exit\n"
			    "  -h, --help         show this\n"
			    "  -V, --version      show the version\n"
			    "\n"
			    "SIGTERM finishes the request in hand and exits; SIGHUP reads configuration and keys\n"
			    "again. See visitd(8), visitd.conf(5) and visitd-api(7).\n";

/* What a SIGHUP replaces as a whole, or not at all. */
struct setup {
	struct config *config;
	struct tokens *tokens;
	struct objects *objects;
};

static volatile sig_atomic_t stop_wanted, reload_wanted;

static void note_signal(int number)
{
	if (number == SIGHUP)
		reload_wanted = 1;
	else
		stop_wanted = 1;
}

/* Blocked but for the wait for a request: see exchange_accept(). */
static void handle_signals(void)
{
	struct sigaction action = { .sa_handler = note_signal };
	sigset_t handled;

	sigemptyset(&handled);
	sigaddset(&handled, SIGTERM);
	sigaddset(&handled, SIGINT);
	sigaddset(&handled, SIGHUP);
	sigprocmask(SIG_BLOCK, &handled, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	action.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &action, NULL);
}

static void setup_free(struct setup *setup)
{
	objects_free(setup->objects);
	tokens_free(setup->tokens);
	config_free(setup->config);
	*setup = (struct setup){ 0 };
}

/* Read configuration and keys; false with *error set to one line that the caller frees. */
static bool setup_read(const char *path, struct setup *setup, char **error)
{
	*setup = (struct setup){ .config = config_read(path, error) };
	if (setup->config != NULL)
		setup->tokens = tokens_new(setup->config, error);
	if (setup->tokens != NULL)
		setup->objects = objects_new(setup->config, error);
	if (setup->objects != NULL)
		return true;
	setup_free(setup);
	return false;
}

static struct store *open_store(const struct config *config, bool health)
{
	struct store *store = store_new(config);

	if (health)
		store_hurry(store, HEALTH_PATIENCE, HEALTH_PATIENCE);
	return store;
}

static void refuse(const struct server *server, char *error)
{
	log_message(LOG_LEVEL_ERROR, "not reloaded, the old configuration stays: %s", error);
	scoreboard_configured(server->scoreboard, error);
	free(error);
}

/* SIGHUP: all of the new, or all of the old. The session is the new one's, so a new conninfo takes effect too. */
static void reload(const char *path, struct setup *setup, struct server *server)
{
	struct setup fresh;
	char *error;

	if (!setup_read(path, &fresh, &error)) {
		refuse(server, error);
		return;
	}
	if (!log_open(fresh.config->log_target, fresh.config->log_level)) {
		refuse(server, memory_printf("cannot open %s", fresh.config->log_target));
		setup_free(&fresh);
		return;
	}
	setup_free(setup);
	*setup = fresh;
	store_free(server->engine.store);
	server->engine.store = open_store(setup->config, server->health);
	server->engine.objects = setup->objects;
	server->tokens = setup->tokens;
	server->patience = setup->config->patience * 1000;
	server->slow_request = setup->config->slow_request;
	scoreboard_move(&server->scoreboard, setup->config->status_file);
	scoreboard_configured(server->scoreboard, NULL);
	tokens_tell(setup->tokens);
	log_message(LOG_LEVEL_INFO, "configuration and %zu keys reloaded", tokens_count(setup->tokens));
}

static void work(const char *path, struct setup *setup, bool health)
{
	struct server server = {
		.operations = operations,
		.engine = { .store = open_store(setup->config, health), .objects = setup->objects },
		.tokens = setup->tokens,
		.scoreboard = scoreboard_open(setup->config->status_file, operations,
					      health ? SCOREBOARD_HEALTH : SCOREBOARD_API),
		.patience = setup->config->patience * 1000,
		.slow_request = setup->config->slow_request,
		.metrics = health ? metrics_new() : NULL,
		.health = health,
	};
	struct exchange exchange;
	struct reply reply = { 0 };
	bool idle = true;

	exchange_init(&exchange, LISTENER);
	scoreboard_state(server.scoreboard, SCOREBOARD_IDLE);
	while (!stop_wanted) {
		if (idle)
			serve_idle(&server);
		enum exchange_status status = exchange_accept(&exchange, LISTENER, setup->config->peer_timeout,
							      &server.engine.arena);
		idle = status == EXCHANGE_IDLE;
		if (status == EXCHANGE_READY || status == EXCHANGE_TOO_LARGE)
			serve(&server, &exchange, status == EXCHANGE_TOO_LARGE, &reply);
		else if (status == EXCHANGE_GONE)
			exchange_end(&exchange);
		arena_reset(&server.engine.arena);
		if (reload_wanted) {
			reload_wanted = 0;
			reload(path, setup, &server);
		}
	}
	scoreboard_state(server.scoreboard, SCOREBOARD_DRAINING);
	store_free(server.engine.store);
	metrics_free(server.metrics);
	arena_free(&server.engine.arena);
	buffer_free(&server.engine.line.text);
	buffer_free(&reply.body);
	exchange_free(&exchange);
	scoreboard_close(server.scoreboard);
}

static bool is_listening(int fd)
{
	int listening = 0;
	socklen_t size = sizeof listening;

	return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) == 0 && listening;
}

/* -t: like nginx -t, it says what it found and exits 0 or 1. */
static int test(const char *path, struct setup *setup)
{
	tokens_tell(setup->tokens);
	printf("visitd: %s is good: %zu keys, log to %s\n", path, tokens_count(setup->tokens), setup->config->log_target);
	setup_free(setup);
	return EXIT_SUCCESS;
}

static int run(const char *path, struct setup *setup, bool health)
{
	if (!is_listening(LISTENER)) {
		fprintf(stderr, "visitd: standard input is no listening socket; start it under spawn-fcgi, see visitd --help\n");
		setup_free(setup);
		return EXIT_FAILURE;
	}
	if (!log_open(setup->config->log_target, setup->config->log_level)) {
		fprintf(stderr, "visitd: cannot open %s for the log\n", setup->config->log_target);
		setup_free(setup);
		return EXIT_FAILURE;
	}
	handle_signals();
	FCGX_Init();
	log_message(LOG_LEVEL_INFO, "visitd " PACKAGE_VERSION " started%s", health ? ", for health" : "");
	tokens_tell(setup->tokens);
	work(path, setup, health);
	log_message(LOG_LEVEL_INFO, "visitd stopped");
	setup_free(setup);
	log_close();
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	enum { HEALTH = 256 };
	static const struct option options[] = {
		{ "config", required_argument, NULL, 'c' }, { "health", no_argument, NULL, HEALTH },
		{ "test", no_argument, NULL, 't' },         { "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },      { NULL, 0, NULL, 0 },
	};
	const char *path = SYSCONFDIR "/visitd/visitd.conf";
	bool test_only = false, health = false;
	struct setup setup;
	char *error;

	for (int option; (option = getopt_long(argc, argv, "c:thV", options, NULL)) != -1;) {
		switch (option) {
		case 'c':
			path = optarg;
			break;
		case HEALTH:
			health = true;
			break;
		case 't':
			test_only = true;
			break;
		case 'h':
			fputs(usage, stdout);
			return EXIT_SUCCESS;
		case 'V':
			puts("visitd " PACKAGE_VERSION);
			return EXIT_SUCCESS;
		default:
			fputs("Try 'visitd --help'.\n", stderr);
			return 2;
		}
	}
	if (optind < argc) {
		fprintf(stderr, "visitd: unexpected argument '%s'\nTry 'visitd --help'.\n", argv[optind]);
		return 2;
	}
	if (!setup_read(path, &setup, &error)) {
		fprintf(stderr, "visitd: %s\n", error);
		free(error);
		return EXIT_FAILURE;
	}
	return test_only ? test(path, &setup) : run(path, &setup, health);
}

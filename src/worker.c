/* A worker: signals, configuration, the accept loop. */
#include "worker.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "core/operations.h"
#include "web/health.h"
#include "web/serve.h"

static volatile sig_atomic_t stop_wanted, reload_wanted;

static void note_signal(int number)
{
	if (number == SIGHUP)
		reload_wanted = 1;
	else
		stop_wanted = 1;
}

/* Blocked but for the wait for a request: see connections_next(). */
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
	/* The supervisor's, if somebody sends it to all. */
	sigaction(SIGUSR2, &action, NULL);
}

void setup_free(struct setup *setup)
{
	objects_free(setup->objects);
	tokens_free(setup->tokens);
	config_free(setup->config);
	*setup = (struct setup){ 0 };
}

bool setup_read(const char *path, struct setup *setup, char **error)
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

/* To the supervisor: all that was asked of this worker is done. */
static void report(int reports)
{
	const pid_t pid = getpid();

	if (reports >= 0) {
		ssize_t written = write(reports, &pid, sizeof pid);
		(void)written;
	}
}

bool setup_renew(const char *path, struct setup *setup, struct scoreboard **scoreboard)
{
	struct setup fresh = { 0 };
	char *error = NULL;

	if (setup_read(path, &fresh, &error) && !log_open(fresh.config->log_target, fresh.config->log_level))
		error = memory_printf("%s: %s", fresh.config->log_target, strerror(errno));
	if (error != NULL) {
		log_message(LOG_LEVEL_ERROR, "not reloaded, the old configuration stays: %s", error);
		scoreboard_configured(*scoreboard, error);
		free(error);
		setup_free(&fresh);
		return false;
	}
	setup_free(setup);
	*setup = fresh;
	scoreboard_move(scoreboard, setup->config->status_file);
	scoreboard_configured(*scoreboard, NULL);
	return true;
}

/* SIGHUP. The session is the new configuration's, so a new conninfo takes effect too. */
static void reload(const char *path, struct setup *setup, struct server *server)
{
	if (!setup_renew(path, setup, &server->scoreboard))
		return;
	store_free(server->engine.store);
	server->engine.store = open_store(setup->config, server->health);
	/* What was told before is of what may be another database. */
	metrics_forget(server->metrics);
	server->engine.objects = setup->objects;
	server->tokens = setup->tokens;
	server->patience = setup->config->patience * 1000;
	server->slow_request = setup->config->slow_request;
	tokens_tell(setup->tokens);
	log_message(LOG_LEVEL_INFO, "configuration and %zu keys reloaded", tokens_count(setup->tokens));
}

static void handle(struct server *server, struct exchange *exchange, int connection, struct reply *reply)
{
	/* A worker that waits for its peer to send the request has that in hand. */
	scoreboard_begin(server->scoreboard, "");
	enum exchange_status status = exchange_read(exchange, connection, &server->engine.arena);

	if (status != EXCHANGE_GONE) {
		serve(server, exchange, status == EXCHANGE_TOO_LARGE, reply);
	} else {
		exchange_end(exchange);
		scoreboard_state(server->scoreboard, SCOREBOARD_IDLE);
	}
}

static void work(const char *path, struct setup *setup, bool health, struct connections *connections, int reports)
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

	exchange_init(&exchange, connections);
	scoreboard_state(server.scoreboard, SCOREBOARD_IDLE);
	report(reports);
	while (!stop_wanted || connections_remain(connections)) {
		if (idle)
			serve_idle(&server);
		int connection = connections_next(connections, setup->config->peer_timeout);
		idle = connection < 0;
		if (!idle)
			handle(&server, &exchange, connection, &reply);
		arena_reset(&server.engine.arena);
		if (reload_wanted) {
			reload_wanted = 0;
			reload(path, setup, &server);
			report(reports);
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

void worker_run(const char *path, struct setup *setup, bool health, struct connections *connections, int reports)
{
	handle_signals();
	FCGX_Init();
	log_message(LOG_LEVEL_INFO, "visitd " PACKAGE_VERSION " started%s", health ? ", for health" : "");
	tokens_tell(setup->tokens);
	work(path, setup, health, connections, reports);
	log_message(LOG_LEVEL_INFO, "visitd stopped");
	connections_free(connections);
	setup_free(setup);
}

void worker_follow(pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(EXIT_FAILURE);
}

void worker_log_ending(const struct scoreboard *scoreboard, pid_t pid, int status)
{
	struct scoreboard_worker worker;
	struct log_line line = { 0 };
	char *how = WIFSIGNALED(status) ? memory_printf("worker %d was ended by SIG%s", (int)pid, sigabbrev_np(WTERMSIG(status)))
					: memory_printf("worker %d has ended with status %d", (int)pid, WEXITSTATUS(status));

	log_begin(&line, LOG_LEVEL_ERROR, how);
	if (scoreboard_find(scoreboard, pid, &worker) && worker.state == SCOREBOARD_BUSY) {
		if (worker.request_id[0] != '\0')
			log_text(&line, "requestId", worker.request_id);
		if (worker.operation != NULL)
			log_text(&line, "operation", worker.operation->name);
		log_integer(&line, "milliseconds", clock_ms() - worker.busy_since);
	}
	log_end(&line);
	buffer_free(&line.text);
	free(how);
}

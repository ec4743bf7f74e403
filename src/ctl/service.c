/* visitctl reload and restart: the supervisor is asked, and its answer and the workers' are waited for on the scoreboard. */
#include "ctl/service.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/pid_file.h"
#include "core/operations.h"
#include "ctl/complain.h"
#include "engine/objects.h"
#include "web/scoreboard.h"
#include "web/token.h"

/* Milliseconds: between two looks, and that a request in hand and a new program's start may take beyond the configuration's
 * deadlines. */
enum { PAUSE = 50, SLACK = 30000 };

/* Milliseconds that the supervisor may take to be seen: to make anew a file that was deleted or is another build's. */
enum { SEEN = 5000 };

/* What is waited for. */
struct wish {
	const char *what;
	int signal;
	/* Has this process done it, when it was asked at `begun`? */
	bool (*is_done)(const struct scoreboard_worker *worker, int64_t begun);
	int64_t begun, deadline;
	int64_t patience; /* for how long no supervisor may be seen */
};

/* As visitd reads it: 0, or an exit status. */
static int test(const char *path, const struct config *config)
{
	char *error = NULL;
	struct tokens *tokens = tokens_new(config, &error);
	struct objects *objects = tokens != NULL ? objects_new(config, &error) : NULL;

	objects_free(objects);
	tokens_free(tokens);
	if (objects != NULL)
		return EXIT_SUCCESS;
	fprintf(stderr, "visitctl: %s: %s; nothing has changed\n", path, error);
	free(error);
	return EX_CONFIG;
}

enum answer { ANSWER_NONE, ANSWER_ALL, ANSWER_REFUSED, ANSWER_UNSEEN };

/* Every process that lives must have done it, the supervisor first. */
static enum answer look(const struct config *config, const struct wish *wish, struct scoreboard_worker *refuser, size_t *count)
{
	char *error;
	struct scoreboard *scoreboard = scoreboard_look(config->status_file, operations, &error);
	struct scoreboard_worker worker;
	bool done = true, supervised = false;

	*count = 0;
	if (scoreboard == NULL) {
		free(error);
		return ANSWER_UNSEEN;
	}
	for (size_t i = 0; i < SCOREBOARD_SLOTS; i++) {
		if (!scoreboard_worker(scoreboard, i, &worker) || !worker.alive)
			continue;
		if (worker.refused >= wish->begun) {
			*refuser = worker;
			scoreboard_close(scoreboard);
			return ANSWER_REFUSED;
		}
		supervised = supervised || worker.kind == SCOREBOARD_SUPERVISOR;
		done = done && wish->is_done(&worker, wish->begun);
		*count += worker.kind != SCOREBOARD_SUPERVISOR;
	}
	scoreboard_close(scoreboard);
	return !supervised ? ANSWER_UNSEEN : done ? ANSWER_ALL : ANSWER_NONE;
}

/* What is wrong with the status file, which tells nothing. */
static int complain_unseen(const struct config *config, const struct wish *wish)
{
	char *error = NULL;
	struct scoreboard *scoreboard = scoreboard_look(config->status_file, operations, &error);

	if (scoreboard != NULL)
		error = memory_printf("%s: the supervisor is not in it", config->status_file);
	scoreboard_close(scoreboard);
	fprintf(stderr, "visitctl: %s: asked for; whether it is done only the log tells: %s\n", wish->what, error);
	free(error);
	return EXIT_FAILURE;
}

static int await(const struct config *config, const struct wish *wish)
{
	struct scoreboard_worker refuser;
	enum answer answer;
	size_t count;
	int64_t now, seen = wish->begun;

	if (config->status_file[0] == '\0')
		return complain(wish->what, "asked for; whether it is done only the log tells, as there is no status_file");
	do {
		poll(NULL, 0, PAUSE);
		now = clock_ms();
		answer = look(config, wish, &refuser, &count);
		seen = answer == ANSWER_UNSEEN ? seen : now;
	} while ((answer == ANSWER_NONE || answer == ANSWER_UNSEEN) && now < wish->deadline && now - seen < wish->patience);
	switch (answer) {
	case ANSWER_ALL:
		printf("%s: done by %zu processes\n", wish->what, count);
		return EXIT_SUCCESS;
	case ANSWER_REFUSED:
		fprintf(stderr, "visitctl: %s: process %d has refused it: %s\n", wish->what, (int)refuser.pid, refuser.problem);
		return EXIT_FAILURE;
	case ANSWER_UNSEEN:
		return complain_unseen(config, wish);
	default:
		return complain(wish->what, "not all processes have done it yet; see the log, and visitctl status");
	}
}

static int ask(const char *path, const struct config *config, struct wish *wish)
{
	char *error = NULL;
	int status = test(path, config);

	if (status != EXIT_SUCCESS)
		return status;
	if (config->pid_file[0] == '\0')
		return complain(wish->what, "there is no pid_file in the configuration, so whom to ask is not known");
	pid_t pid = pid_file_read(config->pid_file, &error);
	if (pid == 0) {
		fprintf(stderr, "visitctl: %s\n", error);
		free(error);
		return EXIT_NOT_RUNNING;
	}
	wish->begun = clock_ms();
	wish->deadline = wish->begun + SLACK + (config->statement_timeout + config->stop_timeout) * 1000;
	if (kill(pid, wish->signal) != 0)
		return complain(wish->what, strerror(errno));
	return await(config, wish);
}

/* The supervisor is done when it has heard of all workers, whom a status file that is made anew may not show yet. */
static bool has_reloaded(const struct scoreboard_worker *worker, int64_t begun)
{
	return worker->configured >= begun && worker->state != SCOREBOARD_STARTING;
}

/* New, and begun: the old ones have left. */
static bool is_new(const struct scoreboard_worker *worker, int64_t begun)
{
	return worker->started >= begun && worker->state != SCOREBOARD_STARTING;
}

int service_reload(const char *path, const struct config *config)
{
	struct wish wish = { .what = "reload", .signal = SIGHUP, .is_done = has_reloaded, .patience = SEEN };

	return ask(path, config, &wish);
}

int service_restart(const char *path, const struct config *config)
{
	/* The new program may first take its time to test the configuration, while a file of another build's is there. */
	struct wish wish = { .what = "restart", .signal = SIGUSR2, .is_done = is_new, .patience = SLACK + SEEN };

	return ask(path, config, &wish);
}

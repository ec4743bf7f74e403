/* A worker: one process that answers requests, of the API or of health, one at a time. */
#ifndef VISITD_WORKER_H
#define VISITD_WORKER_H

#include "base/config.h"
#include "engine/objects.h"
#include "web/connections.h"
#include "web/scoreboard.h"
#include "web/token.h"

/* What a SIGHUP replaces as a whole, or not at all. */
struct setup {
	struct config *config;
	struct tokens *tokens;
	struct objects *objects;
};

/* Read configuration, keys and secrets; false with *error set to one line that the caller frees. */
bool setup_read(const char *path, struct setup *setup, char **error) must_check;
void setup_free(struct setup *setup);

/* SIGHUP: read all of it anew, and open the log and the scoreboard anew. False, with the reason in the log and on the scoreboard,
 * if anything is wrong; then nothing has changed. */
bool setup_renew(const char *path, struct setup *setup, struct scoreboard **scoreboard) must_check;

/* Serve what comes until a SIGTERM; the log is open. `setup` was read from `path`, and is freed, and so are the connections. When
 * the worker accepts requests, and when it has read its configuration again, its process id is written to `reports`, unless that
 * is -1. */
void worker_run(const char *path, struct setup *setup, bool health, struct connections *connections, int reports);

/* In a worker that a supervisor has forked: when that is gone, however it came, the request in hand is finished, and no other
 * begun. */
void worker_follow(pid_t parent);

/* A worker has ended, with what waitpid() says: log how, and what it had in hand. */
void worker_log_ending(const struct scoreboard *scoreboard, pid_t pid, int status);

#endif

/* The scoreboard: a small file in which every process of visitd has a slot and says there what it is doing. */
#ifndef VISITD_SCOREBOARD_H
#define VISITD_SCOREBOARD_H

#include <stdatomic.h>
#include <sys/types.h>

#include "web/counters.h"

enum {
	SCOREBOARD_SLOTS = 256,
	SCOREBOARD_REQUEST_ID_MAX = 128,
	SCOREBOARD_PROBLEM_MAX = 255,
};

enum scoreboard_kind { SCOREBOARD_SUPERVISOR, SCOREBOARD_API, SCOREBOARD_HEALTH };
enum scoreboard_state { SCOREBOARD_STARTING, SCOREBOARD_IDLE, SCOREBOARD_BUSY, SCOREBOARD_DRAINING };

/* What one process says of itself, as somebody else reads it. */
struct scoreboard_worker {
	pid_t pid;
	bool alive; /* decided by the kernel, whatever the rest says */
	bool died;  /* without a word */
	enum scoreboard_kind kind;
	enum scoreboard_state state;
	const struct operation *operation; /* of the request in hand; NULL if there is none */
	/* Milliseconds of clock_ms(): when it was started, when the request in hand began, and when the configuration was last
	 * read, and last refused; 0 is never. */
	int64_t started, busy_since, configured, refused;
	int64_t clock_offset; /* what these lack to be milliseconds since 1970 */
	int64_t requests;     /* that this process has answered */
	char request_id[SCOREBOARD_REQUEST_ID_MAX + 1];
	char problem[SCOREBOARD_PROBLEM_MAX + 1]; /* with `refused`: why */
	/* The slot's next holder goes on from there, so the sum over all slots never falls as long as the file is there. */
	const struct counters *counters;
};

struct scoreboard;

/* Take a slot in the file at `path`, which is made if there is none, or none of this build's. Whatever is wrong with it ("" is
 * no file) is logged, and stops nothing: then nobody else sees what is said. A slot belongs to the process that took it,
 * until it ends or scoreboard_close(). */
struct scoreboard *scoreboard_open(const char *path, const struct operation *const *operations,
				   enum scoreboard_kind kind) must_check;

/* The same file for reading. NULL with *error set to one line that the caller frees. */
struct scoreboard *scoreboard_look(const char *path, const struct operation *const *operations, char **error) must_check;

/* After a fork the child closes its parent's, which frees no slot. */
void scoreboard_close(struct scoreboard *scoreboard);

/* Move to the file at `path`, unless that is where it is: after a reload the file may be another, or may have been deleted. */
void scoreboard_move(struct scoreboard **scoreboard, const char *path);

/* What the process says of itself: */
void scoreboard_state(struct scoreboard *scoreboard, enum scoreboard_state state);
void scoreboard_begin(struct scoreboard *scoreboard, const char *request_id);
void scoreboard_operation(struct scoreboard *scoreboard, const struct operation *operation);
void scoreboard_end(struct scoreboard *scoreboard);
/* It has read its configuration: `problem` is why it has refused it, NULL if it has not. */
void scoreboard_configured(struct scoreboard *scoreboard, const char *problem);
struct counters *scoreboard_counters(struct scoreboard *scoreboard) must_check;

/* What the process in slot `index` says, 0 to SCOREBOARD_SLOTS - 1. False if there never was any. */
bool scoreboard_worker(const struct scoreboard *scoreboard, size_t index, struct scoreboard_worker *worker) must_check;
/* The same by the process, dead or alive. */
bool scoreboard_find(const struct scoreboard *scoreboard, pid_t pid, struct scoreboard_worker *worker) must_check;

#endif

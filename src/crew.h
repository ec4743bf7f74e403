/* The workers that a supervisor keeps: who there is to be, who there is, and those that are to leave. */
#ifndef VISITD_CREW_H
#define VISITD_CREW_H

#include <sys/types.h>

#include "base/macros.h"

enum {
	CREW_API_MAX = 120,
	CREW_HEALTH = 2, /* so that /healthz does not wait while the other asks PostgreSQL for /readyz */
	CREW_MAX = CREW_API_MAX + CREW_HEALTH,
	CREW_OLD_MAX = 4 * CREW_MAX,
};

/* One worker that there is to be. */
struct post {
	bool health;
	pid_t pid; /* 0: there is none at the moment */
	bool ready;
	int64_t begun, due; /* when it was started; when it is to be */
};

struct crew {
	struct post posts[CREW_MAX];
	size_t count;
	pid_t old[CREW_OLD_MAX]; /* of the program before this one */
	size_t old_count;
	int64_t delay, due; /* of the last step of the back-off */
};

/* Start who is due, each at its post. `start` returns the process; not in the worker itself. */
void crew_start_due(struct crew *crew, pid_t (*start)(void *context, size_t post), void *context);

/* A process has ended; who dies early is not due at once, unless there is to be none anyway. */
void crew_note_end(struct crew *crew, pid_t pid, bool stopping);

/* A worker says that it does all that was asked of it; whether all do. After crew_ask() they have to say so again. */
void crew_note_ready(struct crew *crew, pid_t pid);
bool crew_is_ready(const struct crew *crew) must_check;
void crew_ask(struct crew *crew);

/* To the workers, or to the old ones. */
void crew_signal(const struct crew *crew, int number);
void crew_signal_old(const struct crew *crew, int number);

/* All processes, old ones too: returns how many. */
size_t crew_pids(const struct crew *crew, pid_t pids[CREW_MAX + CREW_OLD_MAX]) must_check;

/* When the next is due, by clock_ms(); 0 if nobody is missing. */
int64_t crew_next_due(const struct crew *crew) must_check;

#endif

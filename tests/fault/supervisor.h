/* The parts of the program tests/fault/supervisor, and what they share. */
#ifndef VISITD_TEST_SUPERVISOR_H
#define VISITD_TEST_SUPERVISOR_H

#include <check.h>

#include "process.h"

/* A supervisor of the test's own, under the stack's account. */
struct instance {
	pid_t pid;
	int errors; /* what it writes to standard error can be read here */
};

/* A directory of the stack's account for sockets and the like, empty at first; and a configuration in it whose section [server]
 * has these lines, '@' being the directory. */
extern char *supervisor_place;
/* Make it, and have the stack as it was made. For suite_part(). */
void supervisor_begin(void);
const char *supervisor_configure(const char *lines) must_check;

/* Listen at a path, as whoever starts visitd does; the stack's account may connect. */
int supervisor_listen(const char *path) must_check;

/* Start "visitd -w 2": its socket is handed over as systemd does it, or as standard input if `name` is NULL. `notify` is NULL or
 * the path of a service manager's socket. */
struct instance supervisor_start(const char *conf, int listener, const char *name, const char *notify) must_check;

/* Its end: what it said, and its exit status. */
struct process_result supervisor_end(struct instance *instance) must_check;

/* Wait until so many processes of the status file are alive and have begun. */
void supervisor_await(const char *status_file, size_t count);

/* kill -9 of every worker that is alive. */
void supervisor_kill_workers(const char *status_file);

/* One of visitctl's commands on the stack. */
struct process_result supervisor_ctl(const char *command) must_check;

/* How many lines of the log have a message that begins so, since `mark`. */
size_t supervisor_count_lines(long mark, const char *message) must_check;

void supervisor_add_connections(Suite *suite);
void supervisor_add_load(Suite *suite);
void supervisor_add_starts(Suite *suite);

#endif

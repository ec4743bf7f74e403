/* The stack under test, which tools/stack has started: what it is called, its commands, workers, configuration, keys. */
#ifndef VISITD_TEST_STACK_H
#define VISITD_TEST_STACK_H

#include <sys/types.h>

#include "base/macros.h"

enum { STACK_WORKERS_MAX = 64 };

/* What the file env says, under the same names in small letters. */
struct stack {
	const char *home, *port, *build, *bin;
	const char *url, *ca, *conf, *socket, *pid_file, *status_file, *supervisor, *workers, *keys, *signing_key, *kid, *log,
		*nginx_log, *superuser, *objects;
};

/* The one that this program was started on. */
extern struct stack stack;

/* Read the environment into it; a program that was started without one ends here. */
void stack_open(void);

/* Run a command of tools/stack, "postgres-stop" say; the test fails if that does. */
void stack_command(const char *command);

/* From the next stack_settle() on each worker is one by itself, as "spawn-fcgi -F N" starts them, without a supervisor. */
void stack_without_supervisor(void);

/* The API's workers as they were when the stack, or "workers-start", started them, dead or alive. Returns how many. */
size_t stack_workers(pid_t pids[STACK_WORKERS_MAX]) must_check;
/* Whether every one of them is alive. */
bool stack_all_alive(void) must_check;
/* Send all of them a signal. */
void stack_signal(int number);
/* The supervisor's process. */
pid_t stack_supervisor(void) must_check;

/* SIGHUP to the supervisor, or to all workers where there is none; waits until each has read configuration and keys again. False
 * if any of them refused, for reasons that its log tells. */
bool stack_reload(void) must_check;

/* Add lines to the configuration that the stack was made with, in place of those added before, and reload. */
bool stack_configure(const char *lines) must_check;

/* Write a file that the stack's account can read: a key, a configuration. */
void stack_put(const char *path, const void *bytes, size_t length);

/* Add a public key in PEM, or a secret, to the workers' keys: name is "<kid>.pem" or "<kid>.secret". */
void stack_add_key(const char *name, const void *bytes, size_t length);

/* Whatever an earlier test has left behind: PostgreSQL runs, all workers are alive, no keys but the stack's own, and the
 * configuration has just these lines added. */
void stack_settle(const char *lines);

#endif

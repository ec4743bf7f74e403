/* The supervisor: keeps workers on a listening socket, whatever becomes of one. */
#ifndef VISITD_SUPERVISOR_H
#define VISITD_SUPERVISOR_H

#include "worker.h"

/* From here on signals wait until supervisor_run() takes them. Whoever finds the pid_file may send some. */
void supervisor_hold_signals(void);

/* Keep so many workers of the API, and those of health, until a SIGTERM. `argv` is the program's own: a SIGUSR2 runs it again.
 * The log is open and
 * signals are held; `setup` was read from `path`, and is freed. Returns the exit status. */
int supervisor_run(char **argv, const char *path, size_t workers, struct setup *setup) must_check;

#endif

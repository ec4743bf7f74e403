/* What one program hands to the next that takes its place, or a service manager to the first: listening sockets, and workers. */
#ifndef VISITD_HANDOVER_H
#define VISITD_HANDOVER_H

#include <sys/types.h>

#include "base/config.h"

/* The places, descriptors from 3 on, as sd_listen_fds(3) has it: so that handing over moves nothing. */
enum { HANDOVER_API = 3, HANDOVER_HEALTH, HANDOVER_PID_FILE };

/* Put what was handed over into its places, by the names "api", "health" and "pid_file" in LISTEN_FDNAMES; a socket without such
 * a name is the API's, and so is standard input if nothing was handed over. To be called before any file is opened that stays
 * open. False with *problem set if there is no socket for the API. */
bool handover_take(const char **problem) must_check;

/* Get what was not handed over: the pid file and the socket of health that the configuration names. False with *error set to one
 * line that the caller frees. */
bool handover_complete(const struct config *config, char **error) must_check;

/* Has this program taken over from another? */
bool handover_is_next(void) must_check;

/* Is there what belongs in this place? */
bool handover_has(int fd) must_check;

/* Let the program `argv`, as it is installed now, test whether it could take over: returns the process, -1 with errno set if
 * there is none; what it says can be read from *says. When it has ended, handover_test_problem() closes that, and returns what is
 * wrong, for the caller to free; NULL if nothing is. */
pid_t handover_test(char **argv, int *says) must_check;
char *handover_test_problem(int says, int status) must_check;

/* Become that program, which is to drain these workers. Returns only if it cannot be run, with one line that the caller frees. */
char *handover_run(char **argv, const pid_t pids[], size_t count) must_check;

/* The workers that this program is to drain, told once. Returns how many. */
size_t handover_pids(pid_t pids[], size_t max) must_check;

#endif

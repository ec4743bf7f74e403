/* visitctl status, reload, restart: what the processes of the service are doing, and what they are asked to do. */
#ifndef VISITD_SERVICE_H
#define VISITD_SERVICE_H

#include "base/config.h"

enum { EXIT_NOT_RUNNING = 3 };

/* Print the processes, what each has in hand, and whether PostgreSQL and its schema are as they should be. Returns an exit
 * status: EXIT_NOT_RUNNING where there is no process, EXIT_FAILURE where something is amiss. */
int service_status(const struct config *config) must_check;

/* Have the supervisor read its configuration, or become the program that is installed now, and wait until all workers are done
 * with it. `path` is the configuration's: what is wrong with it is told before anybody is asked. Return an exit status. */
int service_reload(const char *path, const struct config *config) must_check;
int service_restart(const char *path, const struct config *config) must_check;

#endif

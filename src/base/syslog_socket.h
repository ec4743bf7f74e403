/* The machine's log by its socket: without waiting, for a log that is stuck must not stop the service. */
#ifndef VISITD_SYSLOG_SOCKET_H
#define VISITD_SYSLOG_SOCKET_H

#include "base/macros.h"

/* A socket for syslog_socket_send(), -1 if none can be had. */
int syslog_socket_open(void) must_check;

/* Send one line to the log whose socket has this path, as facility "daemon", in the name of "visitd". A line that cannot be
 * taken at once is lost. A log that was started anew is found again. */
void syslog_socket_send(int *fd, const char *path, int priority, const char *text, size_t length);

#endif

/* The machine's log by its socket: without waiting, for a log that is stuck must not stop the service. */
#ifndef VISITD_SYSLOG_SOCKET_H
#define VISITD_SYSLOG_SOCKET_H

#include "base/macros.h"

/* Send one line to the log whose socket has this path, as facility "daemon", in the name of "visitd". A line that cannot be
 * taken at once is lost. `fd` is of unix_socket_datagrams(). */
void syslog_socket_send(int *fd, const char *path, int priority, const char *text, size_t length);

#endif

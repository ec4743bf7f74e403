/* The machine's log by its socket. The C library's syslog() waits until the log takes the line, be it for ever. */
#include "base/syslog_socket.h"

#include <stdio.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "base/unix_socket.h"

void syslog_socket_send(int *fd, const char *path, int priority, const char *text, size_t length)
{
	char head[64], moment[32];
	time_t now = time(NULL);
	struct tm local;

	/* As RFC 3164 tells, and as the C library writes it. */
	strftime(moment, sizeof moment, "%b %e %H:%M:%S", localtime_r(&now, &local));
	int size = snprintf(head, sizeof head, "<%d>%s visitd[%d]: ", LOG_DAEMON | priority, moment, (int)getpid());
	const struct iovec parts[] = { { head, (size_t)size }, { (void *)(uintptr_t)text, length } };
	bool sent = unix_socket_send(fd, path, parts, ARRAY_LEN(parts));
	(void)sent;
}

/* The machine's log by its socket. The C library's syslog() waits until the log takes the line, be it for ever. */
#include "base/syslog_socket.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

int syslog_socket_open(void)
{
	return socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

static bool connect_to(int *fd, const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	if (strlen(path) >= sizeof address.sun_path)
		return false;
	memcpy(address.sun_path, path, strlen(path));
	/* One that has lost its peer keeps that as its error: a new one has none. */
	if (*fd >= 0)
		close(*fd);
	*fd = syslog_socket_open();
	return *fd >= 0 && connect(*fd, (const struct sockaddr *)&address, sizeof address) == 0;
}

void syslog_socket_send(int *fd, const char *path, int priority, const char *text, size_t length)
{
	char head[64], moment[32];
	time_t now = time(NULL);
	struct tm local;

	/* As RFC 3164 tells, and as the C library writes it. */
	strftime(moment, sizeof moment, "%b %e %H:%M:%S", localtime_r(&now, &local));
	int size = snprintf(head, sizeof head, "<%d>%s visitd[%d]: ", LOG_DAEMON | priority, moment, (int)getpid());
	const struct iovec parts[] = { { head, (size_t)size }, { (void *)(uintptr_t)text, length } };
	const struct msghdr line = { .msg_iov = (struct iovec *)(uintptr_t)parts, .msg_iovlen = ARRAY_LEN(parts) };
	if (sendmsg(*fd, &line, MSG_NOSIGNAL) >= 0 || errno == EAGAIN || errno == EMSGSIZE || !connect_to(fd, path))
		return;
	ssize_t sent = sendmsg(*fd, &line, MSG_NOSIGNAL);
	(void)sent;
}

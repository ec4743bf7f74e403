/* Tells the service manager what becomes of the service, by the protocol of sd_notify(3). */
#include "base/notify.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/unix_socket.h"

enum { TEXT_SIZE = 512, WAIT = 1000 /* milliseconds for a manager that has much to read */ };

void notify(const char *format, ...)
{
	const char *path = getenv("NOTIFY_SOCKET");
	char text[TEXT_SIZE];
	va_list arguments;

	if (path == NULL || (path[0] != '/' && path[0] != '@'))
		return;
	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	const struct iovec part = { text, strlen(text) };
	struct pollfd ready = { .fd = -1, .events = POLLOUT };
	if (!unix_socket_send(&ready.fd, path, &part, 1) && errno == EAGAIN && poll(&ready, 1, WAIT) > 0) {
		bool sent = unix_socket_send(&ready.fd, path, &part, 1);
		(void)sent;
	}
	if (ready.fd >= 0)
		close(ready.fd);
}

void notify_reloading(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	notify("RELOADING=1\nMONOTONIC_USEC=%lld", (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000);
}

/* Local sockets by their path. */
#ifndef VISITD_UNIX_SOCKET_H
#define VISITD_UNIX_SOCKET_H

#include <sys/types.h>
#include <sys/uio.h>
#include <sys/un.h>

#include "base/macros.h"

/* What the kernel takes of a path, without the NUL. */
enum { UNIX_SOCKET_PATH_MAX = sizeof(((struct sockaddr_un *)0)->sun_path) - 1 };

/* Listen at `path`, where a socket that nobody listens at any more is replaced, and anything else is left alone. Returns the
 * descriptor; -1 with *problem set, errno being EADDRINUSE if somebody listens there. */
int unix_socket_listen(const char *path, mode_t mode, const char **problem) must_check;

/* 0 if somebody listens at `path`, or if this account may not ask; else the errno of connect(). */
int unix_socket_knock(const char *path) must_check;

/* A socket for unix_socket_send(), -1 if none can be had. */
int unix_socket_datagrams(void) must_check;

/* Send one datagram to `path`, which is an abstract name if it begins with '@'. Nothing is waited for: false with errno EAGAIN if
 * it cannot be taken at once. A receiver that was started anew is found again. */
bool unix_socket_send(int *fd, const char *path, const struct iovec *parts, size_t count) must_check;

#endif

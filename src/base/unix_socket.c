/* Local sockets by their path. */
#include "base/unix_socket.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* False with errno set if the path does not fit. */
static bool make_address(const char *path, struct sockaddr_un *address, socklen_t *size)
{
	size_t length = strlen(path);

	*address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	*size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length + (path[0] != '@'));
	if (length > UNIX_SOCKET_PATH_MAX) {
		errno = ENAMETOOLONG;
		return false;
	}
	memcpy(address->sun_path, path, length);
	if (path[0] == '@')
		address->sun_path[0] = '\0';
	return true;
}

static int connect_to(int fd, const char *path)
{
	struct sockaddr_un address;
	socklen_t size;

	if (fd < 0 || !make_address(path, &address, &size))
		return -1;
	return connect(fd, (const struct sockaddr *)&address, size);
}

int unix_socket_knock(const char *path)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int error = connect_to(fd, path) == 0 ? 0 : errno;

	if (fd >= 0)
		close(fd);
	/* A queue that is full is one that somebody has opened. */
	return error == EACCES || error == EAGAIN ? 0 : error;
}

/* Whether the path is free now. */
static bool make_way(const char *path, const char **problem)
{
	struct stat status;

	if (lstat(path, &status) != 0) {
		*problem = strerror(errno);
		return errno == ENOENT;
	}
	*problem = "there is something else than a socket";
	if (!S_ISSOCK(status.st_mode))
		return false;
	*problem = "somebody listens there already";
	if (unix_socket_knock(path) != ECONNREFUSED) {
		errno = EADDRINUSE;
		return false;
	}
	*problem = NULL;
	if (unlink(path) != 0)
		*problem = strerror(errno);
	return *problem == NULL;
}

int unix_socket_listen(const char *path, mode_t mode, const char **problem)
{
	struct sockaddr_un address;
	socklen_t size;

	if (!make_address(path, &address, &size)) {
		*problem = strerror(errno);
		return -1;
	}
	if (!make_way(path, problem))
		return -1;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	/* Nobody may connect before the mode is what it shall be. */
	mode_t mask = umask(0777);
	bool bound = fd >= 0 && bind(fd, (const struct sockaddr *)&address, size) == 0;
	*problem = bound ? NULL : strerror(errno);
	umask(mask);
	if (bound && (chmod(path, mode) != 0 || listen(fd, SOMAXCONN) != 0)) {
		*problem = strerror(errno);
		unlink(path);
	}
	if (*problem == NULL)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

int unix_socket_datagrams(void)
{
	return socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

bool unix_socket_send(int *fd, const char *path, const struct iovec *parts, size_t count)
{
	const struct msghdr datagram = { .msg_iov = (struct iovec *)(uintptr_t)parts, .msg_iovlen = count };

	if (sendmsg(*fd, &datagram, MSG_NOSIGNAL) >= 0)
		return true;
	if (errno == EAGAIN || errno == EMSGSIZE)
		return false;
	/* One that has lost its peer keeps that as its error: a new one has none. */
	if (*fd >= 0)
		close(*fd);
	*fd = unix_socket_datagrams();
	return connect_to(*fd, path) == 0 && sendmsg(*fd, &datagram, MSG_NOSIGNAL) >= 0;
}

/* Files: small ones read whole, those of this account alone, and locks on them. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

static bool read_all(int fd, char *block, size_t size, size_t *length)
{
	*length = 0;
	while (*length < size) {
		ssize_t got = read(fd, block + *length, size - *length);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return false;
		if (got == 0)
			break;
		*length += (size_t)got;
	}
	return true;
}

char *file_read(const char *path, size_t limit, size_t *length)
{
	/* A FIFO that nobody writes to is empty, rather than waited for: a supervisor that waits hears no signal. */
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	(void)fcntl(fd, F_SETFL, 0);

	char *block = memory_alloc(limit + 2);
	bool good = read_all(fd, block, limit + 1, length);
	if (good && *length > limit) {
		errno = EFBIG;
		good = false;
	}
	int saved = errno;
	close(fd);
	if (!good) {
		free(block);
		errno = saved;
		return NULL;
	}
	block[*length] = '\0';
	return block;
}

static const char *stranger_problem(int fd)
{
	struct stat status;

	if (fstat(fd, &status) != 0)
		return strerror(errno);
	if (!S_ISREG(status.st_mode))
		return "it is no regular file";
	if (status.st_uid != geteuid() || status.st_nlink > 1 || (status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return "it is not this account's alone";
	return NULL;
}

int file_open_own(const char *path, int flags, const char **problem)
{
	int fd = open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | flags, 0644);

	*problem = fd >= 0 ? stranger_problem(fd) : strerror(errno);
	if (*problem == NULL || fd < 0)
		return fd;
	close(fd);
	errno = EPERM;
	return -1;
}

static struct flock lock_of(off_t offset)
{
	return (struct flock){ .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = offset, .l_len = 1 };
}

bool file_lock(int fd, off_t offset)
{
	struct flock lock = lock_of(offset);

	return fcntl(fd, F_OFD_SETLK, &lock) == 0;
}

bool file_is_locked(int fd, off_t offset)
{
	struct flock lock = lock_of(offset);

	return fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

bool file_is_at(int fd, const char *path)
{
	struct stat ours, theirs;

	return fstat(fd, &ours) == 0 && lstat(path, &theirs) == 0 && ours.st_dev == theirs.st_dev && ours.st_ino == theirs.st_ino;
}

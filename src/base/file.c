/* Small files, read whole. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
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
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return NULL;

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

/* Allocation that cannot fail, bounded number parsing, reading of small files, the monotonic clock. */
#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void *alive(void *block)
{
	if (block == NULL) {
		static const char message[] = "visitd: out of memory\n";
		ssize_t written = write(STDERR_FILENO, message, sizeof message - 1);
		(void)written;
		abort();
	}
	return block;
}

void *base_alloc(size_t size)
{
	return alive(calloc(1, size > 0 ? size : 1));
}

void *base_realloc(void *block, size_t size)
{
	return alive(realloc(block, size > 0 ? size : 1));
}

char *base_strdup(const char *text)
{
	return alive(strdup(text));
}

char *base_printf(const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	int length = vasprintf(&text, format, arguments);
	va_end(arguments);
	return alive(length >= 0 ? text : NULL);
}

bool base_parse_integer(const char *text, int64_t min, int64_t max, int64_t *value)
{
	const char *digits = text[0] == '-' ? text + 1 : text;
	size_t length = strlen(digits);

	if (length == 0 || strspn(digits, "0123456789") != length)
		return false;
	errno = 0;
	long long parsed = strtoll(text, NULL, 10);
	if (errno != 0 || parsed < min || parsed > max)
		return false;
	*value = parsed;
	return true;
}

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

char *base_read_file(const char *path, size_t limit, size_t *length)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return NULL;

	char *block = base_alloc(limit + 2);
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

int64_t base_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

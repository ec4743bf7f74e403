/* The file that names the process of a service. */
#include "base/pid_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/integer.h"
#include "base/memory.h"

/* The number in it; 0 if it is none. */
static pid_t read_pid(int fd)
{
	char text[16] = "";
	int64_t pid;

	if (pread(fd, text, sizeof text - 1, 0) < 0)
		return 0;
	text[strcspn(text, "\n")] = '\0';
	return integer_parse(text, 1, INT32_MAX, &pid) ? (pid_t)pid : 0;
}

static bool write_pid(int fd)
{
	char text[16];
	int length = snprintf(text, sizeof text, "%d\n", (int)getpid());

	return ftruncate(fd, 0) == 0 && pwrite(fd, text, (size_t)length, 0) == length;
}

int pid_file_take(const char *path, char **error)
{
	const char *problem;
	int fd;

	/* Whoever had it may have removed it between our opening and locking it. */
	while ((fd = file_open_own(path, O_CREAT, &problem)) >= 0 && file_lock(fd, 0) && !file_is_at(fd, path))
		close(fd);
	if (fd < 0)
		*error = memory_printf("%s: %s", path, problem);
	else if (file_is_locked(fd, 0))
		*error = memory_printf("%s: visitd runs already, as process %d", path, (int)read_pid(fd));
	else if (!write_pid(fd))
		*error = memory_printf("%s: %s", path, strerror(errno));
	else
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

void pid_file_drop(const char *path, int fd)
{
	if (file_is_at(fd, path))
		unlink(path);
	close(fd);
}

pid_t pid_file_read(const char *path, char **error)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat file, process;
	char name[32];

	if (fd < 0) {
		*error = errno == ENOENT ? memory_printf("visitd does not run: there is no %s", path)
					 : memory_printf("%s: %s", path, strerror(errno));
		return 0;
	}
	pid_t pid = read_pid(fd);
	bool held = file_is_locked(fd, 0);
	snprintf(name, sizeof name, "/proc/%d", (int)pid);
	/* Who may write the file does not get root to send a signal to somebody else's process. */
	bool own = pid > 0 && fstat(fd, &file) == 0 && stat(name, &process) == 0 && file.st_uid == process.st_uid;
	close(fd);
	if (held && own)
		return pid;
	*error = held ? memory_printf("%s: it does not name a process of its owner", path)
		      : memory_printf("visitd does not run: nobody holds %s", path);
	return 0;
}

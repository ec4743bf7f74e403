/* Listening sockets that are handed over, by the protocol of sd_listen_fds(3): from systemd, and from the supervisor to itself
 * when it becomes another program. */
#include "handover.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/integer.h"
#include "base/memory.h"
#include "base/pid_file.h"
#include "base/unix_socket.h"

enum {
	FIRST = HANDOVER_API,
	PLACES = 3,
	SAFE = 64, /* above all places */
	GIVEN_MAX = 16,
	PATIENCE = 3000,
	REST = 50,         /* milliseconds, for the health socket */
	TEST_SECONDS = 30, /* that the next program may take to look at its configuration */
};

/* The environment's word for the next program: which workers it is to drain. */
static const char drain_variable[] = "VISITD_DRAIN";

static const char *const names[PLACES] = { "api", "health", "pid_file" };

static bool is_listening(int fd)
{
	int listening = 0;
	socklen_t size = sizeof listening;

	return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) == 0 && listening;
}

static bool fits(int fd, int as)
{
	struct stat status;

	if (as == HANDOVER_PID_FILE)
		return fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
	return is_listening(fd);
}

static int64_t number_of(const char *variable)
{
	const char *text = getenv(variable);
	int64_t number;

	return text != NULL && integer_parse(text, 0, INT32_MAX, &number) ? number : 0;
}

/* The place of the next name in a list like "api:health"; 0 for a name that is none of ours, which is what systemd gives a socket
 * that has none. */
static int next_place(char **list)
{
	const char *name = *list != NULL ? strsep(list, ":") : "";

	for (int i = 0; i < PLACES; i++) {
		if (strcmp(name, names[i]) == 0)
			return FIRST + i;
	}
	return 0;
}

static void forget(void)
{
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_FDNAMES");
}

/* The same open file above all places, where nothing will take its number; `fd` is closed. */
static int lift(int fd)
{
	int lifted = fcntl(fd, F_DUPFD_CLOEXEC, SAFE);

	close(fd);
	return lifted;
}

static void place(int from, int fd)
{
	dup3(from, fd, O_CLOEXEC);
	close(from);
}

bool handover_take(const char **problem)
{
	int64_t count = number_of("LISTEN_PID") == getpid() ? number_of("LISTEN_FDS") : 0;
	char *list = getenv("LISTEN_FDNAMES");
	int taken[PLACES] = { -1, -1, -1 }, nothing = lift(open("/dev/null", O_RDWR | O_CLOEXEC));

	for (int fd = FIRST; fd < FIRST + count && fd < FIRST + GIVEN_MAX; fd++) {
		int as = next_place(&list);
		if (as == 0)
			as = taken[0] < 0 ? HANDOVER_API : HANDOVER_HEALTH;
		if (taken[as - FIRST] < 0 && fits(fd, as))
			taken[as - FIRST] = lift(fd);
		else
			close(fd);
	}
	if (count == 0 && is_listening(STDIN_FILENO))
		taken[0] = lift(STDIN_FILENO);
	/* A place that is free would be given to the next file that is opened. */
	for (int i = 0; i < PLACES; i++)
		place(taken[i] >= 0 ? taken[i] : fcntl(nothing, F_DUPFD_CLOEXEC, SAFE), FIRST + i);
	dup2(nothing, STDIN_FILENO);
	close(nothing);
	forget();
	*problem = count > 0 ? "none of the sockets that were handed over is a listening one named api"
			     : "there is no listening socket: none was handed over, and standard input is none";
	return handover_has(HANDOVER_API);
}

bool handover_has(int fd)
{
	return fits(fd, fd);
}

bool handover_complete(const struct config *config, char **error)
{
	int64_t limit = clock_ms() + PATIENCE;
	const char *problem = NULL;
	int fd;

	if (config->pid_file[0] != '\0' &&
	    !(handover_has(HANDOVER_PID_FILE) && file_is_at(HANDOVER_PID_FILE, config->pid_file))) {
		if ((fd = pid_file_take(config->pid_file, error)) < 0)
			return false;
		place(fd, HANDOVER_PID_FILE);
	}
	if (config->health_socket[0] == '\0' || handover_has(HANDOVER_HEALTH))
		return true;
	/* Workers whose supervisor was killed may still be finishing their requests. */
	while ((fd = unix_socket_listen(config->health_socket, 0660, &problem)) < 0 && errno == EADDRINUSE && clock_ms() < limit)
		poll(NULL, 0, REST);
	if (fd >= 0)
		place(fd, HANDOVER_HEALTH);
	else
		*error = memory_printf("%s: %s", config->health_socket, problem);
	return fd >= 0;
}

/* --- the next program --- */

/* With the options of this one, and -t: it shall know them, and like the configuration. */
static noreturn void become_test(char **argv, int says)
{
	size_t count = 0;
	sigset_t none;

	while (argv[count] != NULL)
		count++;
	char **test = memory_alloc((count + 2) * sizeof *test);
	test[0] = argv[0];
	test[1] = memory_strdup("-t");
	memcpy(test + 2, argv + 1, count * sizeof *test);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	alarm(TEST_SECONDS);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	dup2(says, STDOUT_FILENO);
	dup2(says, STDERR_FILENO);
	execvp(test[0], test);
	dprintf(says, "%s: %s\n", test[0], strerror(errno));
	_exit(EXIT_FAILURE);
}

pid_t handover_test(char **argv, int *says)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
		return -1;
	pid_t pid = fork();
	if (pid == 0)
		become_test(argv, ends[1]);
	int error = errno;
	close(ends[1]);
	if (pid > 0)
		*says = ends[0];
	else
		close(ends[0]);
	errno = error;
	return pid;
}

char *handover_test_problem(int says, int status)
{
	char text[256] = "";
	ssize_t length = read(says, text, sizeof text - 1);

	close(says);
	text[strcspn(text, "\n")] = '\0';
	/* A file that is empty is a program too, to execvp(): a script that does nothing, and well. */
	if (status == 0)
		return length > 0 ? NULL : memory_strdup("what is installed is no visitd");
	if (length > 0)
		return memory_strdup(text);
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
		return memory_printf("the new program has not ended its test within %d seconds", TEST_SECONDS);
	return memory_strdup(WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "the new program fails its test");
}

static void keep_open(bool keep)
{
	for (int fd = FIRST; fd < FIRST + PLACES; fd++)
		fcntl(fd, F_SETFD, keep ? 0 : FD_CLOEXEC);
}

char *handover_run(char **argv, const pid_t pids[], size_t count)
{
	struct buffer list = { 0 };
	char pid[16];

	for (size_t i = 0; i < count; i++)
		buffer_printf(&list, "%d ", (int)pids[i]);
	snprintf(pid, sizeof pid, "%d", (int)getpid());
	setenv("LISTEN_PID", pid, 1);
	setenv("LISTEN_FDS", "3", 1);
	setenv("LISTEN_FDNAMES", "api:health:pid_file", 1);
	setenv(drain_variable, list.length > 0 ? list.data : "", 1);
	keep_open(true);
	execvp(argv[0], argv);
	char *error = memory_printf("%s: %s", argv[0], strerror(errno));
	keep_open(false);
	forget();
	unsetenv(drain_variable);
	buffer_free(&list);
	return error;
}

bool handover_is_next(void)
{
	return getenv(drain_variable) != NULL;
}

size_t handover_pids(pid_t pids[], size_t max)
{
	const char *list = getenv(drain_variable);
	char *copy = memory_strdup(list != NULL ? list : ""), *rest = copy, *word;
	size_t count = 0;
	int64_t pid;

	while ((word = strsep(&rest, " ")) != NULL && count < max) {
		if (integer_parse(word, 2, INT32_MAX, &pid))
			pids[count++] = (pid_t)pid;
	}
	free(copy);
	unsetenv(drain_variable);
	return count;
}

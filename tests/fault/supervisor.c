/* The supervisor: what it does when processes die, are upgraded or reloaded, and what it makes of the place that it starts in;
 * here is what the tests share. */
#include "supervisor.h"

#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "core/operations.h"
#include "journal.h"
#include "stack.h"
#include "suite.h"
#include "text.h"
#include "web/scoreboard.h"

enum { END_SECONDS = 20, SAID_MAX = 4096 };

char *supervisor_place;

void supervisor_begin(void)
{
	struct stat account;

	stack_settle("");
	supervisor_place = text("%s/place/s-XXXXXX", stack.home);
	ck_assert_ptr_nonnull(mkdtemp(supervisor_place));
	ck_assert_int_eq(stat(stack.conf, &account), 0);
	ck_assert_int_eq(chown(supervisor_place, account.st_uid, account.st_gid), 0);
}

const char *supervisor_configure(const char *lines)
{
	const char *path = text("%s/visitd.conf", supervisor_place);
	const char *conf = text("[database]\nconninfo = host=%s dbname=visitd user=visitd\n[token]\nkeys = %s\n"
				"[log]\ntarget = %s/visitd.log\n[server]\n%s",
				getenv("PGHOST"), stack.keys, supervisor_place, text_fill(lines, supervisor_place));

	stack_put(path, conf, strlen(conf));
	return path;
}

int supervisor_listen(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_uint_lt(strlen(path), sizeof address.sun_path);
	memcpy(address.sun_path, path, strlen(path) + 1);
	(void)unlink(path);
	ck_assert_int_eq(bind(fd, (const struct sockaddr *)&address, sizeof address), 0);
	ck_assert_int_eq(chmod(path, 0666), 0);
	ck_assert_int_eq(listen(fd, 511), 0);
	return fd;
}

static void become(const char *conf, int listener, const char *name, const char *notify, int errors)
{
	struct stat account;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (stat(stack.conf, &account) != 0 ||
	    (geteuid() == 0 && (setgroups(0, NULL) != 0 || setgid(account.st_gid) != 0 || setuid(account.st_uid) != 0)))
		_exit(126);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(errors, STDERR_FILENO);
	if (name == NULL) {
		dup2(listener, STDIN_FILENO);
	} else {
		/* The kernel's "close on exec" is not copied; but a descriptor that is there already keeps its own. */
		if (dup2(listener, 3) == 3)
			fcntl(3, F_SETFD, 0);
		setenv("LISTEN_PID", text("%d", (int)getpid()), 1);
		setenv("LISTEN_FDS", "1", 1);
		setenv("LISTEN_FDNAMES", name, 1);
	}
	if (notify != NULL)
		setenv("NOTIFY_SOCKET", notify, 1);
	const char *program = text("%s/visitd", stack.bin);
	execl(program, program, "-w", "2", "-c", conf, (char *)NULL);
	_exit(127);
}

struct instance supervisor_start(const char *conf, int listener, const char *name, const char *notify)
{
	struct instance instance;
	int errors[2];

	ck_assert_int_eq(pipe2(errors, O_CLOEXEC), 0);
	instance.pid = fork();
	ck_assert_int_ge(instance.pid, 0);
	if (instance.pid == 0)
		become(conf, listener, name, notify, errors[1]);
	close(errors[1]);
	instance.errors = errors[0];
	return instance;
}

struct process_result supervisor_end(struct instance *instance)
{
	struct process_result result = { .out = text("%s", ""), .err = text_repeat(" ", SAID_MAX) };
	size_t said = 0;
	int status = -1;

	ck_assert_msg(process_wait_gone(instance->pid, END_SECONDS), "supervisor %d does not end", (int)instance->pid);
	ck_assert_int_eq(waitpid(instance->pid, &status, 0), instance->pid);
	for (ssize_t got; said < SAID_MAX && (got = read(instance->errors, result.err + said, SAID_MAX - said)) > 0;)
		said += (size_t)got;
	result.err[said] = '\0';
	close(instance->errors);
	result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	return result;
}

static size_t look(const char *status_file, struct scoreboard_worker found[SCOREBOARD_SLOTS])
{
	char *error;
	struct scoreboard *scoreboard = scoreboard_look(status_file, operations, &error);
	size_t count = 0;

	if (scoreboard == NULL) {
		free(error);
		return 0;
	}
	for (size_t i = 0; i < SCOREBOARD_SLOTS; i++) {
		if (scoreboard_worker(scoreboard, i, &found[count]) && found[count].alive &&
		    found[count].state != SCOREBOARD_STARTING)
			count++;
	}
	scoreboard_close(scoreboard);
	return count;
}

void supervisor_kill_workers(const char *status_file)
{
	struct scoreboard_worker found[SCOREBOARD_SLOTS];

	for (size_t i = 0, count = look(status_file, found); i < count; i++) {
		if (found[i].kind != SCOREBOARD_SUPERVISOR)
			(void)kill(found[i].pid, SIGKILL);
	}
}

void supervisor_await(const char *status_file, size_t count)
{
	struct scoreboard_worker list[SCOREBOARD_SLOTS];
	int64_t deadline = clock_ms() + END_SECONDS * 1000;

	for (size_t found; (found = look(status_file, list)) != count;) {
		ck_assert_msg(clock_ms() < deadline, "%zu processes are alive instead of %zu", found, count);
		process_sleep_ms(20);
	}
}

struct process_result supervisor_ctl(const char *command)
{
	return process_run((const char *const[]){ text("%s/visitctl", stack.bin), "-c", stack.conf, command, NULL });
}

size_t supervisor_count_lines(long mark, const char *message)
{
	json_t *lines = journal_since(stack.log, mark), *line;
	size_t i, count = 0;

	json_array_foreach (lines, i, line)
		count += strncmp(journal_text(line, "message"), message, strlen(message)) == 0;
	return count;
}

int main(void)
{
	Suite *suite = suite_create("supervisor");

	supervisor_add_connections(suite);
	supervisor_add_load(suite);
	supervisor_add_starts(suite);
	return suite_main(suite);
}

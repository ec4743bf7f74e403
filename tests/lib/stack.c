/* The stack under test. */
#include "stack.h"

#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/integer.h"
#include "base/pid_file.h"
#include "core/operations.h"
#include "process.h"
#include "text.h"
#include "web/scoreboard.h"

enum { FILE_SIZE_MAX = 64 * 1024, RELOAD_SECONDS = 15, START_SECONDS = 10 };

struct stack stack;

/* Where what a test adds to the configuration begins. */
static const char marker[] = "\n# Added by a test:\n";

/* --- workers --- */

/* Those that were started last, dead or alive. */
static pid_t workers[STACK_WORKERS_MAX];
static size_t worker_count;

/* The processes that live, of the API and of health. */
static size_t look(struct scoreboard_worker found[SCOREBOARD_SLOTS])
{
	char *error;
	struct scoreboard *scoreboard = scoreboard_look(stack.status_file, operations, &error);
	size_t count = 0;

	if (scoreboard == NULL) {
		free(error);
		return 0;
	}
	for (size_t i = 0; i < SCOREBOARD_SLOTS; i++)
		count += scoreboard_worker(scoreboard, i, &found[count]) && found[count].alive;
	scoreboard_close(scoreboard);
	return count;
}

/* Note who is there; true if all are that there should be. */
static bool note_workers(void)
{
	struct scoreboard_worker found[SCOREBOARD_SLOTS];
	int64_t expected;

	worker_count = 0;
	for (size_t i = 0, count = look(found); i < count; i++) {
		if (found[i].kind == SCOREBOARD_API && found[i].state != SCOREBOARD_STARTING && worker_count < STACK_WORKERS_MAX)
			workers[worker_count++] = found[i].pid;
	}
	return integer_parse(stack.workers, 1, STACK_WORKERS_MAX, &expected) && worker_count == (size_t)expected;
}

static bool find_workers(void)
{
	int64_t deadline = clock_ms() + START_SECONDS * 1000;

	while (!note_workers()) {
		if (clock_ms() > deadline)
			return false;
		process_sleep_ms(20);
	}
	return true;
}

void stack_command(const char *command)
{
	const char *const argv[] = { STACK_PROGRAM, command, NULL };
	struct process_result result = process_run(argv);

	if (result.status != 0)
		ck_abort_msg("tools/stack %s: exit status %d\n%s%s", command, result.status, result.out, result.err);
	if (strcmp(command, "workers-start") == 0)
		ck_assert_msg(find_workers(), "%zu of %s workers are alive", worker_count, stack.workers);
}

void stack_without_supervisor(void)
{
	stack.supervisor = "off";
	setenv("VISITD_SUPERVISOR", stack.supervisor, 1);
}

size_t stack_workers(pid_t pids[STACK_WORKERS_MAX])
{
	memcpy(pids, workers, sizeof workers);
	return worker_count;
}

bool stack_all_alive(void)
{
	size_t alive = 0;

	for (size_t i = 0; i < worker_count; i++)
		alive += process_alive(workers[i]);
	return worker_count > 0 && alive == worker_count;
}

void stack_signal(int number)
{
	for (size_t i = 0; i < worker_count; i++)
		ck_assert_int_eq(kill(workers[i], number), 0);
}

static pid_t supervisor(void)
{
	char *error = NULL;
	pid_t pid = pid_file_read(stack.pid_file, &error);

	free(error);
	return pid;
}

pid_t stack_supervisor(void)
{
	pid_t pid = supervisor();

	ck_assert_int_gt(pid, 0);
	return pid;
}

/* --- what it is --- */

void stack_open(void)
{
	const struct {
		const char *name, **value;
	} variables[] = {
		{ "VISITD_HOME", &stack.home },
		{ "VISITD_PORT", &stack.port },
		{ "VISITD_BUILD", &stack.build },
		{ "VISITD_BIN", &stack.bin },
		{ "VISITD_URL", &stack.url },
		{ "VISITD_CA", &stack.ca },
		{ "VISITD_CONF", &stack.conf },
		{ "VISITD_SOCKET", &stack.socket },
		{ "VISITD_PID_FILE", &stack.pid_file },
		{ "VISITD_STATUS_FILE", &stack.status_file },
		{ "VISITD_SUPERVISOR", &stack.supervisor },
		{ "VISITD_WORKERS", &stack.workers },
		{ "VISITD_KEYS", &stack.keys },
		{ "VISITD_SIGNING_KEY", &stack.signing_key },
		{ "VISITD_KID", &stack.kid },
		{ "VISITD_LOG", &stack.log },
		{ "VISITD_NGINX_LOG", &stack.nginx_log },
		{ "VISITD_SUPERUSER", &stack.superuser },
		{ "VISITD_OBJECTS", &stack.objects },
	};

	for (size_t i = 0; i < ARRAY_LEN(variables); i++) {
		*variables[i].value = getenv(variables[i].name);
		if (*variables[i].value == NULL) {
			fprintf(stderr, "%s is not set: run this by tools/with-stack, or source the file env of a stack\n",
				variables[i].name);
			exit(EXIT_FAILURE);
		}
	}
	if (!find_workers()) {
		fprintf(stderr, "%zu of %s workers are alive\n", worker_count, stack.workers);
		exit(EXIT_FAILURE);
	}
}

/* --- configuration and keys --- */

bool stack_reload(void)
{
	int64_t begun = clock_ms(), deadline = begun + RELOAD_SECONDS * 1000;
	bool supervised = supervisor() > 0, waiting = true, good = true;
	struct scoreboard_worker found[SCOREBOARD_SLOTS];

	if (supervised)
		ck_assert_int_eq(kill(stack_supervisor(), SIGHUP), 0);
	else
		stack_signal(SIGHUP);
	while (waiting) {
		waiting = false;
		for (size_t i = 0, count = look(found); i < count; i++) {
			const struct scoreboard_worker *worker = &found[i];
			/* The supervisor tries it first, and spares the workers what is not good. */
			if (worker->kind == SCOREBOARD_SUPERVISOR && worker->refused >= begun)
				return false;
			if (worker->kind == SCOREBOARD_HEALTH && !supervised)
				continue;
			good = good && worker->refused < begun;
			waiting = waiting || (worker->configured < begun && worker->refused < begun);
		}
		ck_assert_msg(clock_ms() < deadline, "not all workers answer a SIGHUP");
		process_sleep_ms(waiting ? 20 : 0);
	}
	return good;
}

void stack_put(const char *path, const void *bytes, size_t length)
{
	const char *slash = strrchr(path, '/');
	struct stat directory;

	ck_assert_ptr_nonnull(slash);
	ck_assert_int_eq(stat(text("%.*s", (int)(slash - path), path), &directory), 0);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	ck_assert_msg(fd >= 0, "cannot write %s", path);
	ck_assert(write(fd, bytes, length) == (ssize_t)length);
	if (geteuid() == 0)
		ck_assert_int_eq(fchown(fd, directory.st_uid, directory.st_gid), 0);
	close(fd);
}

void stack_add_key(const char *name, const void *bytes, size_t length)
{
	stack_put(text("%s/%s", stack.keys, name), bytes, length);
}

static bool is_own_key(const char *name)
{
	size_t length = strlen(stack.kid);

	return name[0] == '.' || (strncmp(name, stack.kid, length) == 0 && strcmp(name + length, ".pem") == 0);
}

/* Delete the keys that tests have added; whether there were any. */
static bool remove_keys(void)
{
	bool removed = false;
	DIR *directory = opendir(stack.keys);
	const struct dirent *entry;

	ck_assert_ptr_nonnull(directory);
	while ((entry = readdir(directory)) != NULL) {
		if (is_own_key(entry->d_name))
			continue;
		ck_assert_int_eq(unlinkat(dirfd(directory), entry->d_name, 0), 0);
		removed = true;
	}
	closedir(directory);
	return removed;
}

/* Write the configuration with these lines added; false if it is just that already. */
static bool write_conf(const char *lines)
{
	size_t length;
	char *old = file_read(stack.conf, FILE_SIZE_MAX, &length);

	ck_assert_ptr_nonnull(old);
	const char *added = strstr(old, marker);
	int own = added != NULL ? (int)(added - old) : (int)length;
	const char *fresh = lines[0] != '\0' ? text("%.*s%s%s", own, old, marker, lines) : text("%.*s", own, old);
	bool changed = strcmp(fresh, old) != 0;
	if (changed)
		stack_put(stack.conf, fresh, strlen(fresh));
	free(old);
	return changed;
}

bool stack_configure(const char *lines)
{
	(void)write_conf(lines);
	return stack_reload();
}

void stack_settle(const char *lines)
{
	bool changed = remove_keys();

	changed = write_conf(lines) || changed;
	if (PQping("") != PQPING_OK)
		stack_command("postgres-start");
	if (!note_workers() || (supervisor() > 0) != (strcmp(stack.supervisor, "on") == 0))
		stack_command("workers-start");
	else if (changed)
		ck_assert(stack_reload());
}

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
#include "journal.h"
#include "process.h"
#include "text.h"

enum { FILE_SIZE_MAX = 64 * 1024, RELOAD_SECONDS = 15 };

struct stack stack;

/* Where what a test adds to the configuration begins. */
static const char marker[] = "\n# Added by a test:\n";

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
		{ "VISITD_PIDS", &stack.pids },
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
}

void stack_command(const char *command)
{
	const char *const argv[] = { STACK_PROGRAM, command, NULL };
	struct process_result result = process_run(argv);

	if (result.status != 0)
		ck_abort_msg("tools/stack %s: exit status %d\n%s%s", command, result.status, result.out, result.err);
}

/* --- workers --- */

size_t stack_workers(pid_t pids[STACK_WORKERS_MAX])
{
	size_t length, count = 0;
	char *list = file_read(stack.pids, FILE_SIZE_MAX, &length), *rest = list, *line;

	while ((line = strsep(&rest, "\n")) != NULL) {
		int64_t pid;
		if (!integer_parse(line, 2, INT32_MAX, &pid))
			continue;
		ck_assert_uint_lt(count, STACK_WORKERS_MAX);
		pids[count++] = (pid_t)pid;
	}
	free(list);
	return count;
}

bool stack_all_alive(void)
{
	pid_t pids[STACK_WORKERS_MAX];
	size_t count = stack_workers(pids), alive = 0;

	for (size_t i = 0; i < count; i++)
		alive += process_alive(pids[i]);
	return count > 0 && alive == count;
}

void stack_signal(int number)
{
	pid_t pids[STACK_WORKERS_MAX];
	size_t count = stack_workers(pids);

	for (size_t i = 0; i < count; i++)
		ck_assert_int_eq(kill(pids[i], number), 0);
}

/* --- configuration and keys --- */

/* What a worker has said about the reload since `mark`: 1 done, 0 refused, -1 nothing yet. */
static int reload_answer(const json_t *lines, pid_t pid)
{
	size_t i;
	json_t *line;

	json_array_foreach (lines, i, line) {
		const char *message = journal_text(line, "message");
		if (json_integer_value(json_object_get(line, "pid")) != pid)
			continue;
		if (strncmp(message, "configuration and ", strlen("configuration and ")) == 0)
			return 1;
		if (strncmp(message, "not reloaded", strlen("not reloaded")) == 0)
			return 0;
	}
	return -1;
}

bool stack_reload(void)
{
	int64_t deadline = clock_ms() + RELOAD_SECONDS * 1000;
	long mark = journal_mark(stack.log);
	pid_t pids[STACK_WORKERS_MAX];
	size_t count = stack_workers(pids);
	bool good = true;

	stack_signal(SIGHUP);
	for (size_t i = 0; i < count;) {
		int answer = reload_answer(journal_since(stack.log, mark), pids[i]);
		if (answer >= 0) {
			good = good && answer;
			i++;
			continue;
		}
		ck_assert_msg(clock_ms() < deadline, "worker %d does not answer a SIGHUP", (int)pids[i]);
		process_sleep_ms(20);
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
	if (!stack_all_alive())
		stack_command("workers-start");
	else if (changed)
		ck_assert(stack_reload());
}

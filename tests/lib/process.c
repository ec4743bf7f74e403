/* Runs programs, and tells what has become of a process. */
#include "process.h"

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "text.h"

enum { OUTPUT_MAX = 1024 * 1024 };

static char *take_output(FILE *file)
{
	char *output = memory_alloc(OUTPUT_MAX + 1);

	rewind(file);
	size_t length = fread(output, 1, OUTPUT_MAX, file);
	output[length] = '\0';
	fclose(file);
	return output;
}

static void become(const char *const argv[], FILE *out, FILE *err)
{
	int empty = open("/dev/null", O_RDONLY);

	if (empty >= 0 && dup2(empty, STDIN_FILENO) >= 0 && dup2(fileno(out), STDOUT_FILENO) >= 0 &&
	    dup2(fileno(err), STDERR_FILENO) >= 0)
		execvp(argv[0], (char *const *)(uintptr_t)argv);
	_exit(127);
}

struct process_result process_run(const char *const argv[])
{
	FILE *out = tmpfile(), *err = tmpfile();
	int status;

	ck_assert_ptr_nonnull(out);
	ck_assert_ptr_nonnull(err);
	pid_t child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0)
		become(argv, out, err);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	return (struct process_result){
		.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
		.out = take_output(out),
		.err = take_output(err),
	};
}

bool process_alive(pid_t pid)
{
	char line[512];
	FILE *file = fopen(text("/proc/%d/stat", (int)pid), "re");

	if (file == NULL)
		return false;
	size_t length = fread(line, 1, sizeof line - 1, file);
	fclose(file);
	line[length] = '\0';
	/* "17 (name) S …", where a name may hold anything. */
	const char *state = strrchr(line, ')');
	return state != NULL && strlen(state) > 2 && state[2] != 'Z' && state[2] != 'X';
}

bool process_wait_gone(pid_t pid, int seconds)
{
	int64_t deadline = clock_ms() + seconds * 1000;

	while (process_alive(pid)) {
		if (clock_ms() > deadline)
			return false;
		process_sleep_ms(20);
	}
	return true;
}

void process_sleep_ms(int milliseconds)
{
	struct timespec left = { .tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000L };

	while (nanosleep(&left, &left) != 0)
		continue;
}

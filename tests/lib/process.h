/* Runs programs, and tells what has become of a process. */
#ifndef VISITD_TEST_PROCESS_H
#define VISITD_TEST_PROCESS_H

#include <sys/types.h>

#include "base/macros.h"

struct process_result {
	int status;      /* as a shell has it: 128 and the number for a signal */
	char *out, *err; /* what it wrote */
};

/* Run argv[0], found on the path, to its end; its standard input is empty. */
struct process_result process_run(const char *const argv[]) must_check;

/* Is it there, and no zombie? */
bool process_alive(pid_t pid) must_check;

/* Wait until it is gone, false after `seconds`. */
bool process_wait_gone(pid_t pid, int seconds) must_check;

void process_sleep_ms(int milliseconds);

#endif

/* What the tests of the commands share: a directory of their own, and running a program. */
#ifndef VISITD_TEST_COMMANDS_H
#define VISITD_TEST_COMMANDS_H

#include "process.h"
#include "suite.h"

/* A directory below the stack's, with a directory for keys, empty at first, and the name of a configuration. */
struct commands {
	char *directory, *keys, *conf;
};
extern struct commands commands;

/* Make it anew; the stack is as it was made. For suite_part(). */
void commands_begin(void);

/* Put a public key into the directory. */
void commands_add_key(void);

/* Run one of the stack's programs. */
#define RUN(program, ...) commands_run(program, (const char *const[]){ __VA_ARGS__, NULL })
struct process_result commands_run(const char *program, const char *const arguments[]) must_check;

/* The exit status, and what is in its output and among its errors. */
void commands_expect(const char *what, struct process_result result, int status, const char *out, const char *err);

/* Write a configuration with the stack's keys and log, this conninfo, and further lines. */
void commands_configure(const char *path, const char *conninfo, const char *more);

/* A file of the sources. */
const char *commands_source(const char *name) must_check;

/* visitctl deploy. */
void suite_add_deploy(Suite *suite);

/* Run a shell's command, which must succeed. */
void commands_shell(const char *command);

/* What sessions must be, with the servers and poolers that are in their way. */
void suite_add_sessions(Suite *suite);

#endif

/* Running visitd and visitctl, in a directory of the tests' own. */
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "commands.h"
#include "mint.h"
#include "stack.h"
#include "text.h"

struct commands commands;

static int delete (const char *path, const struct stat *status, int type, struct FTW *walk)
{
	(void)status;
	(void)type;
	(void)walk;
	return remove(path);
}

void commands_begin(void)
{
	commands.directory = text("%s/place/commands", stack.home);
	commands.keys = text("%s/keys", commands.directory);
	commands.conf = text("%s/visitd.conf", commands.directory);
	stack_settle("");
	(void)nftw(commands.directory, delete, 8, FTW_DEPTH | FTW_PHYS);
	ck_assert_int_eq(mkdir(commands.directory, 0755), 0);
	ck_assert_int_eq(mkdir(commands.keys, 0755), 0);
}

struct process_result commands_run(const char *program, const char *const arguments[])
{
	const char *argv[16] = { text("%s/%s", stack.bin, program) };

	for (size_t i = 0; arguments[i] != NULL; i++) {
		ck_assert_uint_lt(i + 2, ARRAY_LEN(argv));
		argv[i + 1] = arguments[i];
	}
	return process_run(argv);
}

void commands_expect(const char *what, struct process_result result, int status, const char *out, const char *err)
{
	ck_assert_msg(result.status == status, "%s: exit status %d instead of %d\n%s%s", what, result.status, status, result.out,
		      result.err);
	ck_assert_msg(strstr(result.out, out) != NULL, "%s: '%s' is not in what it says:\n%s", what, out, result.out);
	ck_assert_msg(strstr(result.err, err) != NULL, "%s: '%s' is not among its errors:\n%s", what, err, result.err);
	/* Results go to the one stream, complaints to the other. */
	ck_assert_msg(status != 0 || result.err[0] == '\0', "%s complains: %s", what, result.err);
}

void commands_add_key(void)
{
	struct mint_key key = mint_make_key("P-256");

	stack_put(text("%s/a.pem", commands.keys), key.verifying, strlen(key.verifying));
}

void commands_configure(const char *path, const char *conninfo, const char *more)
{
	int stem = (int)(strrchr(stack.socket, '.') - stack.socket);
	const char *lines = text("[database]\nconninfo = %s\n[token]\nkeys = %s\n[log]\ntarget = %s\n"
				 "[server]\npid_file = %s\nhealth_socket = %.*s-health.sock\nstatus_file = %s\n%s",
				 conninfo, stack.keys, stack.log, stack.pid_file, stem, stack.socket, stack.status_file, more);

	stack_put(path, lines, strlen(lines));
}

void commands_shell(const char *command)
{
	struct process_result result = process_run((const char *const[]){ "sh", "-ec", command, NULL });

	ck_assert_msg(result.status == 0, "%s: exit status %d\n%s%s", command, result.status, result.out, result.err);
}

const char *commands_source(const char *name)
{
	/* The one that is known is tools/stack. */
	return text("%.*s%s", (int)(strlen(STACK_PROGRAM) - strlen("tools/stack")), STACK_PROGRAM, name);
}

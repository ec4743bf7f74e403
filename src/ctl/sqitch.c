/* Runs Sqitch as the schema's owner: what it gets to know, and what became of it. */
#include "ctl/sqitch.h"

#include <errno.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/macros.h"
#include "base/memory.h"
#include "ctl/complain.h"

enum { NOT_FOUND = 127, NOT_STARTED = 126 };

/* What is deployed shall not depend on settings of the one who does it, but for who that is. */
static void settle_environment(const struct owner *owner, int64_t lock_timeout)
{
	const struct passwd *account = getpwuid(getuid());
	const char *name = account != NULL ? account->pw_name : owner->account;
	char *email = memory_printf("%s@localhost", name);

	owner_export(owner);
	const char *options = getenv("PGOPTIONS");
	char *all = memory_printf("-c client_min_messages=warning -c statement_timeout=0 -c lock_timeout=%lldms %s",
				  (long long)lock_timeout * 500, options != NULL ? options : "");
	(void)setenv("PGOPTIONS", all, 1);
	(void)setenv("SQITCH_FULLNAME", name, 0);
	(void)setenv("SQITCH_EMAIL", email, 0);
	(void)setenv("SQITCH_SYSTEM_CONFIG", "/dev/null", 1);
	(void)setenv("SQITCH_USER_CONFIG", "/dev/null", 1);
	free(all);
	free(email);
}

static _Noreturn void become_sqitch(const struct owner *owner, const char *directory, int64_t lock_timeout)
{
	settle_environment(owner, lock_timeout);
	if (chdir(directory) != 0) {
		(void)complain(directory, strerror(errno));
		_exit(NOT_STARTED);
	}
	/* A change that fails takes itself back and none before it: rows may have been written since. */
	execlp("sqitch", "sqitch", "deploy", "--verify", "--mode", "change", "db:pg:", (char *)NULL);
	_exit(errno == ENOENT ? NOT_FOUND : NOT_STARTED);
}

/* A change is made by one session and written down by another: Sqitch that ends between the two leaves what it cannot go on from.
 * So it hears nothing of a terminal that goes away; psql hears SIGINT all the same, and takes back the change that it is at. */
static void hold_out(void)
{
	static const int passed_over[] = { SIGHUP, SIGINT, SIGPIPE, SIGTERM };

	for (size_t i = 0; i < ARRAY_LEN(passed_over); i++)
		(void)signal(passed_over[i], SIG_IGN);
}

bool sqitch_deploy(const struct owner *owner, const char *directory, int64_t lock_timeout)
{
	int status = 0;

	fflush(stdout);
	hold_out();
	pid_t child = fork();
	if (child == 0)
		become_sqitch(owner, directory, lock_timeout);
	while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (child < 0)
		(void)complain("sqitch", strerror(errno));
	else if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_FOUND)
		(void)complain("sqitch", "not found; apt-get install sqitch libdbd-pg-perl postgresql-client");
	else if (WIFSIGNALED(status))
		fprintf(stderr, "visitctl: sqitch: ended by signal %d\n", WTERMSIG(status));
	else if (WEXITSTATUS(status) != 0)
		(void)complain("sqitch", "did not deploy all; what it has deployed stays, and a further visitctl deploy goes on "
					 "from there");
	return child > 0 && status == 0;
}

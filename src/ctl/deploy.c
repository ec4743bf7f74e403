/* visitctl deploy: what the database has is held against the plan, and Sqitch deploys what is missing. */
#include "ctl/deploy.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/memory.h"
#include "ctl/complain.h"
#include "ctl/owner.h"
#include "ctl/sqitch.h"
#include "engine/render.h"
#include "statements.h"

enum { PLAN_SIZE_MAX = 1024 * 1024 };

/* A change of the plan, or of the database if it has no note. */
struct change {
	char *name, *note;
	bool deployed;
};

struct changes {
	struct change *list;
	size_t count;
};

static void add_change(struct changes *changes, const char *name, size_t length, const char *note)
{
	changes->list = memory_realloc(changes->list, (changes->count + 1) * sizeof *changes->list);
	changes->list[changes->count++] = (struct change){ memory_printf("%.*s", (int)length, name),
							   memory_printf("%.*s", (int)strcspn(note, "\n"), note), false };
}

static void free_changes(struct changes *changes)
{
	for (size_t i = 0; i < changes->count; i++) {
		free(changes->list[i].name);
		free(changes->list[i].note);
	}
	free(changes->list);
}

static struct change *find_change(const struct changes *changes, const char *name)
{
	for (size_t i = 0; i < changes->count; i++) {
		if (strcmp(changes->list[i].name, name) == 0)
			return &changes->list[i];
	}
	return NULL;
}

/* --- where the schema is --- */

/* In a build tree a link beside the program leads to the plan among the sources. */
static char *find_directory(const char *given)
{
	char program[PATH_MAX], plan[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);

	if (given != NULL)
		return memory_strdup(given);
	program[length > 0 ? length : 0] = '\0';
	char *link = memory_printf("%s/sql/sqitch.plan", dirname(program));
	bool built = realpath(link, plan) != NULL;
	free(link);
	return memory_strdup(built ? dirname(plan) : PKGDATADIR "/sql");
}

/* Lines of changes are those that begin with a name: "directory [privileges] 2026-… # Who is calling". */
static bool read_plan(const char *directory, struct changes *plan)
{
	char *path = memory_printf("%s/sqitch.plan", directory);
	size_t length;
	char *text = file_read(path, PLAN_SIZE_MAX, &length);

	if (text == NULL)
		(void)complain(path, errno == ENOENT ? "not there; --directory names the schema's directory" : strerror(errno));
	for (const char *line = text; line != NULL && *line != '\0'; line += line[0] == '\n') {
		size_t end = strcspn(line, "\n"), name = strcspn(line, " \t\n");
		const char *note = memchr(line, '#', end);
		if (name > 0 && strchr("%#@", line[0]) == NULL)
			add_change(plan, line, name, note != NULL ? note + 1 + (note[1] == ' ') : "\n");
		line += end;
	}
	free(path);
	if (text != NULL && plan->count == 0)
		(void)complain(directory, "the plan has no changes");
	free(text);
	return plan->count > 0;
}

/* --- what the database has --- */

static PGresult *ask(struct owner *owner, const struct statement *statement)
{
	char *error;
	PGresult *rows = owner_run(owner, statement, NULL, &error);

	if (rows == NULL) {
		(void)complain(statement->name, error);
		free(error);
	}
	return rows;
}

static bool read_deployed(struct owner *owner, struct changes *deployed)
{
	PGresult *rows = ask(owner, &statement_deploy_registry);
	bool there = rows != NULL && strcmp(render_column(rows, 0, "is_there"), "t") == 0, good = rows != NULL;

	PQclear(rows);
	if (!there)
		return good;
	rows = ask(owner, &statement_deploy_changes);
	for (int row = 0; rows != NULL && row < PQntuples(rows); row++) {
		const char *name = render_column(rows, row, "change");
		add_change(deployed, name, strlen(name), "");
	}
	good = rows != NULL;
	PQclear(rows);
	return good;
}

/* Everything that is in the way, so that one run tells it all. */
static bool is_clear(struct owner *owner)
{
	PGresult *rows = ask(owner, &statement_deploy_obstacles);
	bool clear = rows != NULL && PQntuples(rows) == 0;

	for (int row = 0; rows != NULL && row < PQntuples(rows); row++)
		fprintf(stderr, "visitctl: %s\n          to mend it, %s\n", render_column(rows, row, "problem"),
			render_column(rows, row, "remedy"));
	PQclear(rows);
	return clear;
}

/* False if the database has what the plan does not know: it is a later release's. */
static bool compare(struct changes *plan, const struct changes *deployed, const char *directory)
{
	struct buffer unknown = { 0 };

	for (size_t i = 0; i < deployed->count; i++) {
		struct change *change = find_change(plan, deployed->list[i].name);
		if (change != NULL)
			change->deployed = true;
		else
			buffer_printf(&unknown, " %s", deployed->list[i].name);
	}
	bool good = unknown.length == 0;
	if (!good)
		fprintf(stderr,
			"visitctl: %s is older than what is deployed: it does not know%s\n"
			"          Install the release that brought it. A worker of an earlier one goes on working on it.\n",
			directory, unknown.data);
	buffer_free(&unknown);
	return good;
}

/* --- what is said --- */

/* Returns how many are to be deployed. */
static size_t tell(const struct owner *owner, const struct changes *plan, const struct changes *deployed, const char *directory)
{
	size_t missing = 0;

	for (size_t i = 0; i < plan->count; i++)
		missing += !plan->list[i].deployed;
	printf("schema    %s\n", directory);
	printf("database  %s on %s, port %s\n", PQdb(owner->conn), PQhost(owner->conn), PQport(owner->conn));
	printf("role      %s", owner->role);
	printf(strcmp(owner->role, owner->account) == 0 ? "\n" : ", for %s\n", owner->account);
	printf("is at     %s\n", deployed->count > 0 ? deployed->list[deployed->count - 1].name : "nothing");
	if (missing == 0) {
		puts("There is nothing to deploy.");
		return 0;
	}
	printf("goes to   %s, by %zu %s:\n", plan->list[plan->count - 1].name, missing, missing == 1 ? "change" : "changes");
	for (size_t i = 0; i < plan->count; i++) {
		if (!plan->list[i].deployed)
			printf("  %-20s %s\n", plan->list[i].name, plan->list[i].note);
	}
	return missing;
}

/* --- the whole --- */

/* As the workers; where this account may not be them, as the owner's connection with the workers' role. */
static int look(const struct deployment *deployment, const struct owner *owner)
{
	char *otherwise = owner_conninfo(owner, "visitd");

	puts("What the workers make of it:");
	bool good = check_deployed(deployment->installation, otherwise);
	free(otherwise);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int carry_out(const struct deployment *deployment, struct owner *owner, const char *directory, struct changes *plan)
{
	struct changes deployed = { 0 };
	size_t missing = 0;

	bool good = read_deployed(owner, &deployed) && compare(plan, &deployed, directory);
	if (good)
		missing = tell(owner, plan, &deployed, directory);
	free_changes(&deployed);
	if (!good || (missing > 0 && !is_clear(owner)))
		return EXIT_FAILURE;
	if (deployment->only_told)
		return EXIT_SUCCESS;
	if (missing > 0 && !sqitch_deploy(owner, directory, deployment->installation->config->lock_timeout))
		return EXIT_FAILURE;
	return look(deployment, owner);
}

int deploy(const struct deployment *deployment)
{
	char *directory = find_directory(deployment->directory), *error;
	struct changes plan = { 0 };
	int status = EXIT_FAILURE;

	if (read_plan(directory, &plan)) {
		struct owner *owner = owner_connect(deployment->installation->config, deployment->database, &error);
		if (owner != NULL) {
			status = carry_out(deployment, owner, directory, &plan);
		} else {
			(void)complain("database", error);
			free(error);
		}
		owner_free(owner);
	}
	free_changes(&plan);
	free(directory);
	return status;
}

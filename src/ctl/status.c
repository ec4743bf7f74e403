/* visitctl status: the processes, what each has in hand, PostgreSQL and its schema. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/clock.h"
#include "core/operations.h"
#include "ctl/complain.h"
#include "ctl/service.h"
#include "engine/render.h"
#include "engine/reply.h"
#include "engine/store.h"
#include "web/health.h"
#include "web/scoreboard.h"

static const char *const kinds[] = { "supervisor", "api", "health" };

/* What the scoreboard shows. */
struct crowd {
	struct scoreboard_worker list[SCOREBOARD_SLOTS];
	size_t count, busy, of_kind[ARRAY_LEN(kinds)];
};

/* "3d 04:05:06" */
static const char *duration(int64_t milliseconds, struct arena *arena)
{
	int64_t seconds = milliseconds / 1000, days = seconds / 86400;
	const char *clock = arena_printf(arena, "%02d:%02d:%02d", (int)(seconds / 3600 % 24), (int)(seconds / 60 % 60),
					 (int)(seconds % 60));

	return days > 0 ? arena_printf(arena, "%" PRId64 "d %s", days, clock) : clock;
}

static const char *state_of(const struct scoreboard_worker *worker, int64_t now, struct arena *arena)
{
	static const char *const states[] = { "starting", "idle", "busy", "leaving" };

	if (worker->kind == SCOREBOARD_SUPERVISOR && worker->state == SCOREBOARD_IDLE)
		return "supervises";
	if (worker->state != SCOREBOARD_BUSY)
		return states[worker->state];
	return arena_printf(arena, "busy for %.3f s: %s, request %s", (double)(now - worker->busy_since) / 1000,
			    worker->operation != NULL ? worker->operation->name : "no operation",
			    worker->request_id[0] != '\0' ? worker->request_id : "-");
}

static bool read_crowd(const struct config *config, struct crowd *crowd)
{
	char *error;
	struct scoreboard *scoreboard = scoreboard_look(config->status_file, operations, &error);

	if (scoreboard == NULL) {
		fprintf(stderr, "visitctl: %s\n", error);
		free(error);
		return false;
	}
	for (size_t i = 0; i < SCOREBOARD_SLOTS; i++) {
		struct scoreboard_worker *worker = &crowd->list[crowd->count];
		if (!scoreboard_worker(scoreboard, i, worker) || !worker->alive)
			continue;
		crowd->count++;
		crowd->of_kind[worker->kind]++;
		crowd->busy += worker->kind == SCOREBOARD_API && worker->state == SCOREBOARD_BUSY;
	}
	scoreboard_close(scoreboard);
	return true;
}

static void print_crowd(const struct crowd *crowd, struct arena *arena)
{
	int64_t now = clock_ms();

	printf("processes: %zu of the interface, %zu of them busy; %zu of health; %s\n", crowd->of_kind[SCOREBOARD_API],
	       crowd->busy, crowd->of_kind[SCOREBOARD_HEALTH],
	       crowd->of_kind[SCOREBOARD_SUPERVISOR] > 0 ? "with a supervisor" : "without a supervisor");
	printf("%10s  %-10s  %12s  %10s  %s\n", "pid", "kind", "up", "requests", "state");
	for (size_t i = 0; i < crowd->count; i++) {
		const struct scoreboard_worker *worker = &crowd->list[i];
		printf("%10d  %-10s  %12s  %10" PRId64 "  %s\n", (int)worker->pid, kinds[worker->kind],
		       duration(now - worker->started, arena), worker->requests, state_of(worker, now, arena));
		if (worker->refused > worker->configured)
			printf("%10s  refused %s ago: %s\n", "", duration(now - worker->refused, arena), worker->problem);
	}
}

static const char *deployed_change(struct store *store, struct arena *arena)
{
	const struct store_step step = { &statement_schema_deployed, NULL };
	const char *change = "nothing";
	PGresult *rows;

	store_begin(store);
	if (store_run(store, &step, 1, true, &rows) != STORE_DONE)
		return "unknown";
	if (PQntuples(rows) > 0)
		change = arena_printf(arena, "%s", PQgetvalue(rows, 0, 0));
	PQclear(rows);
	return change;
}

static bool print_database(const struct config *config, struct arena *arena)
{
	struct store *store = store_new(config);
	const struct outcome *problem;

	store_hurry(store, config->connect_timeout * 1000, config->statement_timeout * 1000);
	problem = health_problem(store);
	if (store_backend(store) == 0) {
		printf("PostgreSQL: %s%s%s\n", problem != NULL ? problem->message : "",
		       store_problem(store)[0] != '\0' ? ": " : "", store_problem(store));
	} else {
		printf("PostgreSQL: answers, %s\n", store_host(store));
		printf("schema: %s is deployed, %s is needed%s%s\n", deployed_change(store, arena), health_schema_change,
		       problem != NULL ? ": " : "", problem != NULL ? problem->message : "");
	}
	store_free(store);
	return problem == NULL;
}

int service_status(const struct config *config)
{
	static struct crowd crowd;
	struct arena arena = { 0 };

	if (config->status_file[0] == '\0')
		return complain("status_file", "it is empty in the configuration, so there is nothing to be seen");
	if (!read_crowd(config, &crowd))
		return EXIT_NOT_RUNNING;
	if (crowd.count > 0)
		print_crowd(&crowd, &arena);
	else
		puts("processes: none, visitd does not run");
	bool good = print_database(config, &arena);
	arena_free(&arena);
	if (crowd.of_kind[SCOREBOARD_API] == 0)
		return EXIT_NOT_RUNNING;
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

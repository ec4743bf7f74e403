/* What operators and load balancers ask: does the worker answer, could it do its work? */
#include "web/health.h"

#include <string.h>

#include "engine/render.h"

const char health_schema_change[] = SCHEMA_CHANGE;

const struct outcome *health_problem(struct store *store)
{
	const char *parameters[] = { health_schema_change };
	const struct store_step step = { &statement_schema_ready, parameters };
	const struct outcome *problem;
	PGresult *rows;

	store_begin(store);
	switch (store_run(store, &step, 1, true, &rows)) {
	case STORE_DONE:
		break;
	case STORE_AWAY:
		problem = store_obstacle(store);
		return problem != NULL ? problem : &reply_refusals[REFUSED_UNREACHABLE];
	default: /* no registry of Sqitch, or none that we may read */
		return &reply_refusals[REFUSED_NO_SCHEMA];
	}
	problem = reply_outcome(reply_refusals, render_column(rows, 0, RENDER_OUTCOME));
	PQclear(rows);
	/* There may be another server that is not. */
	if (problem == &reply_refusals[REFUSED_READ_ONLY])
		store_drop(store);
	return problem;
}

bool health_answer(struct store *store, const char *method, const char *path, struct reply *reply)
{
	static const char ok[] = "{\"status\":\"ok\"}";
	bool ready = strcmp(path, "/readyz") == 0;

	if (!ready && strcmp(path, "/healthz") != 0)
		return false;
	if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0) {
		reply_wrong_method(reply, "GET, HEAD");
		return true;
	}
	const struct outcome *problem = ready ? health_problem(store) : NULL;
	if (problem != NULL) {
		reply_problem(reply, problem, NULL);
		return true;
	}
	reply->status = 200;
	buffer_add(&reply->body, ok, sizeof ok - 1);
	return true;
}

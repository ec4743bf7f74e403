/* Runs an operation: who may, is it well formed, one statement, its outcome as a reply. */
#include "core/operation.h"

#include <string.h>

#include "core/drafts.h"
#include "core/etag.h"
#include "core/idempotency.h"
#include "core/intake.h"
#include "core/list.h"
#include "core/rapport.h"
#include "core/render.h"
#include "core/visits.h"

const struct operation *const operations[] = {
	&visits_check_in,
	&visits_list,
	&visits_read,
	&visits_update,
	&draft_visit_create,
	&draft_visit_list,
	&draft_visit_read,
	&draft_visit_update,
	&draft_visit_delete,
	&draft_interaction_create,
	&draft_interaction_read,
	&draft_interaction_update,
	&draft_interaction_delete,
	&draft_principal_interaction_create,
	&draft_principal_interaction_read,
	&draft_principal_interaction_update,
	&draft_principal_interaction_delete,
	&draft_lead_create,
	&draft_lead_read,
	&draft_lead_update,
	&draft_lead_delete,
	&tactics_list,
	&interactions_create,
	&interactions_list,
	&interactions_read,
	&contacts_create,
	&contacts_list,
	&contacts_read,
	&contacts_update,
	&contacts_delete,
	NULL,
};

static const struct outcome common_outcomes[] = {
	{ "caller_unknown", 403, "User not found" },
	{ "changed", 412, "The record has changed since it was read" },
	{ NULL, 0, NULL },
};

/* A bad request from someone who may not make a good one is told just that: role comes before body. */
static bool authorize(struct engine *engine, const struct request *request, struct reply *reply)
{
	const char *parameters[] = { request->caller.id };
	const struct store_step step = { &statement_caller, parameters };
	PGresult *rows;

	if (!reply_stored(reply, store_run(engine->store, &step, 1, true, &rows)))
		return false;
	const char *role = PQntuples(rows) == 1 ? render_column(rows, 0, "role") : NULL;
	bool allowed = false;
	if (role == NULL)
		reply_problem(reply, 403, "User not found", NULL);
	else if ((caller_role(role) & request->operation->roles) == 0)
		reply_problem(reply, 403, request->operation->wrong_role, NULL);
	else
		allowed = true;
	PQclear(rows);
	return allowed;
}

static const struct outcome *find_outcome(const struct outcome *table, const char *name)
{
	for (; table->name != NULL; table++) {
		if (strcmp(table->name, name) == 0)
			return table;
	}
	return NULL;
}

static bool is_list(const struct operation *operation)
{
	return operation->shape != SHAPE_ROW && operation->shape != SHAPE_DATA;
}

static void render(const struct operation *operation, const struct intake *intake, const PGresult *rows, struct arena *arena,
		   struct buffer *body)
{
	struct list list = {
		.key = operation->list,
		.limit = intake_parameter(intake, operation, "limit"),
		.page = intake_parameter(intake, operation, "page"),
		.cursor = intake_parameter(intake, operation, "cursor"),
	};

	switch (operation->shape) {
	case SHAPE_ROW:
		render_row(body, rows);
		break;
	case SHAPE_DATA:
		buffer_puts(body, "{\"data\":");
		render_row(body, rows);
		buffer_puts(body, "}");
		break;
	case SHAPE_PAGES:
		list_render_pages(&list, rows, arena, body);
		break;
	case SHAPE_CURSOR:
		list_render_cursor(&list, rows, arena, body);
		break;
	case SHAPE_ARRAY:
		list_render_array(rows, body);
		break;
	}
}

/* The entity tag of a reply; NULL if it has none. */
static const char *entity_tag(const struct operation *operation, const PGresult *rows, struct arena *arena)
{
	if (is_list(operation))
		return etag_of_rows(rows, arena);
	const char *tag = render_column(rows, 0, RENDER_ETAG);
	if (tag == NULL)
		return NULL;
	/* A record's own part, and "-" where all that is shown with it belongs in as well. */
	bool open = tag[0] != '\0' && tag[strlen(tag) - 1] == '-';
	return arena_printf(arena, "%s%s", tag, open ? etag_of_rows(rows, arena) : "");
}

/* The reply of a statement that has done what it was asked for. */
static void succeed(struct engine *engine, const struct request *request, const struct intake *intake, int status,
		    const PGresult *rows, struct reply *reply)
{
	const struct operation *operation = request->operation;
	const char *id = render_column(rows, 0, "id");

	reply->status = status;
	render_log(&engine->line, rows, 0);
	reply->etag = entity_tag(operation, rows, &engine->arena);
	if (reply->etag != NULL)
		reply->cache_control = operation->cache_control != NULL ? operation->cache_control : "private, no-cache";
	if (reply->etag != NULL && strcmp(operation->method, "GET") == 0 && etag_matches(request->if_none_match, reply->etag))
		reply->status = 304;
	else if (status != 204)
		render(operation, intake, rows, &engine->arena, &reply->body);
	if (operation->creates)
		reply->location = arena_printf(&engine->arena, "%s/%s", request->path, id != NULL ? id : render_first(rows, 0));
}

/* What a refusal says: the statement's own words, if it has any. */
static const char *refusal_message(const struct outcome *outcome, const PGresult *rows, struct arena *arena)
{
	const char *message = render_column(rows, 0, arena_printf(arena, RENDER_MESSAGE "%s", outcome->name));

	return message != NULL ? message : outcome->message;
}

static void answer(struct engine *engine, const struct request *request, const struct intake *intake, const PGresult *rows,
		   struct reply *reply)
{
	const struct operation *operation = request->operation;
	const char *name = PQntuples(rows) > 0 ? render_column(rows, 0, RENDER_OUTCOME) : NULL;
	const struct outcome wrong_role = { "wrong_role", 403, operation->wrong_role };
	const struct outcome *outcome = name != NULL ? find_outcome(operation->outcomes, name) : NULL;

	if (outcome == NULL && name != NULL)
		outcome = strcmp(name, wrong_role.name) == 0 ? &wrong_role : find_outcome(common_outcomes, name);
	if (outcome == NULL) {
		log_text(&engine->line, "unknownOutcome", name != NULL ? name : "");
		reply_problem(reply, 500, "The request could not be completed", NULL);
	} else if (outcome->message != NULL) {
		reply_refusal(reply, outcome->status, refusal_message(outcome, rows, &engine->arena),
			      render_column(rows, 0, RENDER_DETAILS));
	} else {
		succeed(engine, request, intake, outcome->status, rows, reply);
	}
}

static void decide(struct engine *engine, const struct request *request, const struct intake *intake, struct reply *reply)
{
	const struct operation *operation = request->operation;
	const struct store_step step = { operation->statement, intake->parameters };
	PGresult *rows;

	if (intake->status != 0) {
		if (authorize(engine, request, reply))
			reply_problem(reply, intake->status, intake->message, &intake->problems);
	} else if (reply_stored(reply, store_run(engine->store, &step, 1, strcmp(operation->method, "GET") == 0, &rows))) {
		answer(engine, request, intake, rows, reply);
		PQclear(rows);
	}
}

void operation_run(struct engine *engine, const struct request *request, struct reply *reply)
{
	struct intake intake = { 0 };

	/* The token's role is the token's affair: another one may do better, so this answer is not kept. */
	if ((request->caller.roles & request->operation->roles) == 0) {
		reply_problem(reply, 403, request->operation->wrong_role, NULL);
		return;
	}
	intake_take(&intake, request, &engine->arena);
	if (request->idempotency_key == NULL || !request->operation->creates) {
		decide(engine, request, &intake, reply);
		return;
	}

	struct claim claim = {
		.store = engine->store,
		.caller = request->caller.id,
		.key = request->idempotency_key,
		.method = request->method,
		.path = request->path,
	};
	if (idempotency_claim(&claim, request->body, request->body_length, &engine->arena, reply)) {
		decide(engine, request, &intake, reply);
		idempotency_keep(&claim, reply);
	}
}

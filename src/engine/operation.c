/* Runs an operation: who may, is it well formed, one statement, its outcome as a reply. */
#include "engine/operation.h"

#include <string.h>

#include "base/integer.h"
#include "base/utf8.h"
#include "engine/etag.h"
#include "engine/idempotency.h"
#include "engine/object_reply.h"
#include "engine/page.h"
#include "engine/render.h"
#include "engine/request.h"

bool operation_writes(const struct operation *operation)
{
	return strcmp(operation->method, "GET") != 0;
}

bool operation_is_list(const struct operation *operation)
{
	return operation->shape == SHAPE_PAGES || operation->shape == SHAPE_CURSOR || operation->shape == SHAPE_ARRAY;
}

bool operation_has_field(const struct operation *operation, const char *name)
{
	bool found = false;

	for (size_t i = 0; i < operation->field_count; i++)
		found = found || strcmp(operation->fields[i].name, name) == 0;
	return found;
}

static void refuse_role(const struct operation *operation, struct reply *reply)
{
	const struct outcome wrong_role = { "wrong_role", 403, operation->wrong_role };

	reply_problem(reply, &wrong_role, NULL);
}

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
		reply_refuse(reply, REFUSED_CALLER);
	else if ((caller_role(role) & request->operation->roles) == 0)
		refuse_role(request->operation, reply);
	else
		allowed = true;
	PQclear(rows);
	return allowed;
}

/* A bare array says in a header where it goes on: after the records that it shows, unless no request may skip so many. */
static void render_array(const struct request *request, const struct parameters *parameters, const struct page *page,
			 const PGresult *rows, struct arena *arena, struct reply *reply)
{
	const char *skip = request_parameter(parameters, request->operation, "skip");
	int shown = page_render_array(page, rows, &reply->body);
	int64_t skipped;

	if (shown > 0 && skip != NULL && integer_parse(skip, 0, PAGE_SKIP_MAX - shown, &skipped))
		reply->link = page_next(request->path, request->query, skipped + shown, arena);
}

static void render(const struct request *request, const struct parameters *parameters, const PGresult *rows, struct arena *arena,
		   struct reply *reply)
{
	const struct operation *operation = request->operation;
	struct buffer *body = &reply->body;
	struct page page = {
		.key = operation->list,
		.limit = request_parameter(parameters, operation, "limit"),
		.number = request_parameter(parameters, operation, "page"),
		.cursor = request_parameter(parameters, operation, "cursor"),
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
		page_render_numbered(&page, rows, arena, body);
		break;
	case SHAPE_CURSOR:
		page_render_cursor(&page, rows, arena, body);
		break;
	case SHAPE_ARRAY:
		render_array(request, parameters, &page, rows, arena, reply);
		break;
	case SHAPE_UPLOAD:
	case SHAPE_REDIRECT:
	case SHAPE_INTERNAL:
		break;
	}
}

/* The entity tag of a reply; NULL if it has none. */
static const char *entity_tag(const struct operation *operation, const PGresult *rows, struct arena *arena)
{
	if (operation_is_list(operation))
		return etag_of_rows(rows, arena);
	const char *tag = render_column(rows, 0, RENDER_ETAG), *version = render_column(rows, 0, RENDER_VERSION);
	/* The record's own part, and that of all that is shown with it: If-Match compares the first, see etag_if_match(). */
	if (version != NULL)
		return arena_printf(arena, "%s-%s", version, etag_of_rows(rows, arena));
	return tag != NULL ? arena_copy(arena, tag, strlen(tag)) : NULL;
}

/* The reply of a statement that has done what it was asked for. */
static void succeed(struct engine *engine, const struct request *request, const struct parameters *parameters, int status,
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
	else if (object_reply_suits(operation))
		object_reply(operation, engine->objects, rows, &engine->arena, reply);
	else if (status != 204)
		render(request, parameters, rows, &engine->arena, reply);
	if (operation->creates)
		reply->location = arena_printf(&engine->arena, "%s/%s", request->path, id != NULL ? id : render_first(rows, 0));
	/* What is written is bounded; what was there before, or is written by others, need not be. */
	if (reply->body.length > REPLY_MAX)
		reply_refuse(reply, REFUSED_TOO_LARGE);
}

/* What a refusal says: the statement's own words, if it has any. */
static const char *refusal_message(const struct outcome *outcome, const PGresult *rows, struct arena *arena)
{
	const char *message = render_column(rows, 0, arena_printf(arena, RENDER_MESSAGE "%s", outcome->name));

	return message != NULL ? message : outcome->message;
}

/* The statement may have made the details, or named the one field that it is about. */
static void refuse(struct arena *arena, const struct outcome *outcome, const PGresult *rows, struct reply *reply)
{
	const struct outcome refusal = { outcome->name, outcome->status, refusal_message(outcome, rows, arena) };
	const char *details = render_column(rows, 0, RENDER_DETAILS), *location = render_column(rows, 0, RENDER_LOCATION);
	const char *field = render_column(rows, 0, RENDER_FIELD);
	struct problems problems = { 0 };

	if (field != NULL)
		problems_add(&problems, arena, field, refusal.message);
	if (details != NULL)
		reply_refusal(reply, &refusal, details);
	else
		reply_problem(reply, &refusal, &problems);
	reply->location = location != NULL ? arena_copy(arena, location, strlen(location)) : NULL;
}

static void answer(struct engine *engine, const struct request *request, const struct parameters *parameters,
		   const PGresult *rows, struct reply *reply)
{
	const struct operation *operation = request->operation;
	const char *name = PQntuples(rows) > 0 ? render_column(rows, 0, RENDER_OUTCOME) : NULL;
	const struct outcome wrong_role = { "wrong_role", 403, operation->wrong_role };
	const struct outcome *outcome = name != NULL ? reply_outcome(operation->outcomes, name) : NULL;

	if (outcome == NULL && name != NULL)
		outcome = strcmp(name, wrong_role.name) == 0 ? &wrong_role : reply_outcome(reply_refusals, name);
	if (outcome == NULL) {
		log_text(&engine->line, "unknownOutcome", name != NULL ? name : "");
		reply_refuse(reply, REFUSED_FAULT);
	} else if (outcome->message != NULL) {
		refuse(&engine->arena, outcome, rows, reply);
	} else {
		succeed(engine, request, parameters, outcome->status, rows, reply);
	}
}

static void decide(struct engine *engine, const struct request *request, const struct parameters *parameters, struct reply *reply)
{
	const struct operation *operation = request->operation;
	const struct store_step step = { operation->statement, parameters->values };
	PGresult *rows;

	if (parameters->refusal.status != 0) {
		if (authorize(engine, request, reply))
			reply_problem(reply, &parameters->refusal, &parameters->problems);
	} else if (reply_stored(reply, store_run(engine->store, &step, 1, !operation_writes(operation), &rows))) {
		answer(engine, request, parameters, rows, reply);
		PQclear(rows);
	}
	if (reply->too_large)
		log_json(&engine->line, "tooLarge", "true");
}

/* With an Idempotency-Key. A transaction whose plans have become stale was undone as a whole, so all of it is done again. */
static void decide_once(struct engine *engine, const struct request *request, const struct parameters *parameters,
			struct reply *reply)
{
	const struct claim claim = {
		.store = engine->store,
		.caller = request->caller.id,
		.key = request->idempotency_key,
		.method = request->method,
		.path = request->path,
	};

	for (int attempt = 0; attempt == 0 || (attempt == 1 && reply->stale); attempt++) {
		reply_clear(reply);
		if (!idempotency_claim(&claim, request->body, request->body_length, &engine->arena, reply))
			continue;
		decide(engine, request, parameters, reply);
		idempotency_keep(&claim, reply);
	}
}

void operation_run(struct engine *engine, const struct request *request, struct reply *reply)
{
	struct parameters parameters = { 0 };

	/* The token's role is the token's affair: another one may do better, so this answer is not kept. */
	if ((request->caller.roles & request->operation->roles) == 0) {
		refuse_role(request->operation, reply);
		return;
	}
	request_check(request, &engine->arena, &parameters);
	/* A path that is no text names nothing: there is nothing to keep, and PostgreSQL could not keep it. */
	if (request->idempotency_key != NULL && operation_writes(request->operation) && utf8_is_valid(request->path))
		decide_once(engine, request, &parameters, reply);
	else
		decide(engine, request, &parameters, reply);
}

/* What operations answer, status by status: their records, and every refusal with its code and its message. */
#include <string.h>

#include "core/operations.h"
#include "ctl/openapi.h"
#include "ctl/refusals.h"
#include "ctl/schema.h"
#include "ctl/writer.h"
#include "engine/object_reply.h"
#include "engine/render.h"

enum { DETAILS_SHOWN = 2 };

/* Statuses that mean the same whatever is asked for: a component each. */
static const struct shared {
	int status;
	const char *name, *header;
} shared[] = {
	{ 401, "BadToken", "WWW-Authenticate" },
	{ 405, "WrongMethod", "Allow" },
	{ 413, "LargeBody", NULL },
	{ 414, "LongAddress", NULL },
	{ 415, "NoJson", NULL },
	{ 429, "TooManyRequests", "Retry-After" },
	{ 500, "Fault", NULL },
	{ 502, "NotRunning", "Retry-After" },
	{ 503, "Unavailable", "Retry-After" },
	{ 504, "NoAnswer", "Retry-After" },
};

static const struct shared *find_shared(int status)
{
	for (size_t i = 0; i < ARRAY_LEN(shared); i++) {
		if (shared[i].status == status)
			return &shared[i];
	}
	return NULL;
}

static void add_status(struct buffer *out, int status)
{
	char text[4] = { (char)('0' + status / 100), (char)('0' + status / 10 % 10), (char)('0' + status % 10), '\0' };

	buffer_key(out, text);
}

/* Names that NULL ends, of components. */
static void add_headers(struct buffer *out, const char *const *names)
{
	buffer_key(out, "headers");
	buffer_open(out, '{');
	for (; *names != NULL; names++)
		writer_reference(out, *names, "headers", *names);
	buffer_close(out, '}');
}

/* --- refusals --- */

static void add_error_example(struct buffer *out, const struct refusal_note *note, const struct finding *findings)
{
	int shown = 0;

	buffer_key(out, note->code);
	buffer_open(out, '{');
	buffer_key(out, "value");
	buffer_open(out, '{');
	buffer_member(out, "error", reply_reason(note->status));
	buffer_member(out, "message", note->message);
	buffer_member(out, "code", note->code);
	if (note->has_details) {
		buffer_key(out, "details");
		buffer_open(out, '[');
		for (; findings != NULL && shown < DETAILS_SHOWN; findings = findings->next) {
			if (findings->status != note->status || strcmp(findings->code, note->code) != 0 ||
			    findings->field[0] == '\0')
				continue;
			buffer_open(out, '{');
			buffer_member(out, "field", findings->field);
			buffer_member(out, "message", findings->message);
			buffer_close(out, '}');
			shown++;
		}
		buffer_close(out, ']');
	}
	buffer_close(out, '}');
	buffer_close(out, '}');
}

/* An Error whose code is one of these. */
static void add_error_schema(struct buffer *out, const struct refusal_note *first, const struct refusal_note *end)
{
	buffer_key(out, "schema");
	buffer_open(out, '{');
	buffer_key(out, "allOf");
	buffer_open(out, '[');
	writer_reference(out, NULL, "schemas", "Error");
	buffer_open(out, '{');
	buffer_member(out, "type", "object");
	buffer_key(out, "properties");
	buffer_open(out, '{');
	buffer_key(out, "code");
	buffer_open(out, '{');
	buffer_member(out, "type", "string");
	buffer_key(out, "enum");
	buffer_open(out, '[');
	for (; first != end; first = first->next)
		buffer_string(out, first->code, strlen(first->code));
	buffer_close(out, ']');
	buffer_close(out, '}');
	buffer_close(out, '}');
	buffer_close(out, '}');
	buffer_close(out, ']');
	buffer_close(out, '}');
}

static const char *describe(const struct refusal_note *first, const struct refusal_note *end, struct arena *arena)
{
	const char *text = reply_reason(first->status);

	for (; first != end; first = first->next)
		text = arena_printf(arena, "%s\n- `%s`: %s%s", text[0] != '\0' ? text : "", first->code, first->message,
				    first->has_details ? " (or another field's message)" : "");
	return text;
}

static void add_refusals(struct buffer *out, const struct refusal_note *first, const struct refusal_note *end,
			 const struct finding *findings, const char *const *headers, struct arena *arena)
{
	buffer_open(out, '{');
	buffer_member(out, "description", describe(first, end, arena));
	add_headers(out, headers);
	buffer_key(out, "content");
	buffer_open(out, '{');
	buffer_key(out, "application/json");
	buffer_open(out, '{');
	add_error_schema(out, first, end);
	buffer_key(out, "examples");
	buffer_open(out, '{');
	for (; first != end; first = first->next)
		add_error_example(out, first, findings);
	buffer_close(out, '}');
	buffer_close(out, '}');
	buffer_close(out, '}');
	buffer_close(out, '}');
}

static const struct refusal_note *end_of_status(const struct refusal_note *note)
{
	int status = note->status;

	while (note != NULL && note->status == status)
		note = note->next;
	return note;
}

static bool has_location(const struct operation *operation)
{
	return strstr(operation->statement->text, "\"" RENDER_LOCATION "\"") != NULL;
}

static void add_own_refusals(struct buffer *out, const struct operation *operation, struct arena *arena)
{
	const struct finding *findings = probe_operation(operation, arena);
	const struct refusal_note *note = refusals_of(operation, findings, arena), *end;

	for (; note != NULL; note = end) {
		const struct shared *same = find_shared(note->status);
		const char *headers[4] = { "X-Request-Id" };
		size_t count = 1;
		end = end_of_status(note);
		add_status(out, note->status);
		if (same != NULL && !(note->status == 503 && object_reply_suits(operation))) {
			writer_reference(out, NULL, "responses", same->name);
			continue;
		}
		if (same != NULL && same->header != NULL)
			headers[count++] = same->header;
		if (operation_writes(operation))
			headers[count++] = "Idempotent-Replayed";
		if (note->status == 409 && has_location(operation))
			headers[count++] = "Location";
		headers[count] = NULL;
		add_refusals(out, note, end, findings, headers, arena);
	}
}

void openapi_shared_responses(struct buffer *out, struct arena *arena)
{
	/* Any will do: these are of none. */
	const struct operation *operation = operations[0];
	const struct finding *findings = probe_operation(operation, arena);
	const struct refusal_note *note = refusals_of(operation, findings, arena), *end;

	buffer_key(out, "NotModified");
	buffer_open(out, '{');
	buffer_member(out, "description", "What the client has is still good.");
	add_headers(out, (const char *const[]){ "X-Request-Id", "ETag", NULL });
	buffer_close(out, '}');
	for (; note != NULL; note = end) {
		const struct shared *same = find_shared(note->status);
		end = end_of_status(note);
		if (same == NULL)
			continue;
		/* What is no JSON is refused where answers are kept already. */
		const char *header = note->status == 415 ? "Idempotent-Replayed" : same->header;
		buffer_key(out, same->name);
		add_refusals(out, note, end, findings, (const char *const[]){ "X-Request-Id", header, NULL }, arena);
	}
}

/* --- what was asked for --- */

static bool has_tag(const struct operation *operation)
{
	const char *text = operation->statement->text;

	return operation_is_list(operation) || strstr(text, "\"" RENDER_ETAG "\"") != NULL ||
	       strstr(text, "\"" RENDER_VERSION "\"") != NULL;
}

static void add_success_headers(struct buffer *out, const struct operation *operation, const struct outcome *outcome)
{
	const char *headers[8] = { "X-Request-Id" };
	size_t count = 1;

	if (outcome->status == 302 || operation->creates)
		headers[count++] = "Location";
	if (operation->shape == SHAPE_INTERNAL || (has_tag(operation) && outcome->status == 200))
		headers[count++] = "ETag";
	if (operation->shape == SHAPE_ARRAY && operation_has_field(operation, "skip"))
		headers[count++] = "Link";
	if (operation_writes(operation))
		headers[count++] = "Idempotent-Replayed";
	headers[count] = NULL;
	add_headers(out, headers);
}

static void add_success(struct buffer *out, const struct operation *operation, const struct outcome *outcome)
{
	bool has_json = operation->reply != NULL && outcome->status != 204;

	add_status(out, outcome->status);
	buffer_open(out, '{');
	buffer_member(out, "description",
		      outcome->status == 302 ? "Location has the signed address." : reply_reason(outcome->status));
	add_success_headers(out, operation, outcome);
	if (has_json || operation->shape == SHAPE_INTERNAL) {
		buffer_key(out, "content");
		buffer_open(out, '{');
		buffer_key(out, has_json ? "application/json" : "image/*");
		buffer_open(out, '{');
		if (has_json) {
			schema_of_reply(out, operation);
			schema_reply_example(out, operation);
		}
		buffer_close(out, '}');
		buffer_close(out, '}');
	}
	buffer_close(out, '}');
}

void openapi_responses(struct buffer *out, const struct operation *operation, struct arena *arena)
{
	buffer_key(out, "responses");
	buffer_open(out, '{');
	for (const struct outcome *outcome = operation->outcomes; outcome->name != NULL; outcome++) {
		if (outcome->message != NULL)
			continue;
		add_success(out, operation, outcome);
		if (!operation_writes(operation) && outcome->status == 200) {
			add_status(out, 304);
			writer_reference(out, NULL, "responses", "NotModified");
		}
	}
	add_own_refusals(out, operation, arena);
	buffer_close(out, '}');
}

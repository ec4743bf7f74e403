/* What an operation answers: the one shape of every refusal. */
#include "engine/reply.h"

#include <string.h>

/* Bytes behind which no further bad field is named: one takes less than its body has twice, and the rest. */
enum { DETAILS_MAX = REPLY_MAX - 1024 * 1024 };
enum { RETRY_AFTER = 2 }; /* seconds: the longest that a worker waits between two attempts to connect */

static const struct {
	int status;
	const char *reason;
} reasons[] = {
	{ 200, "OK" },
	{ 201, "Created" },
	{ 204, "No Content" },
	{ 302, "Found" },
	{ 304, "Not Modified" },
	{ 400, "Bad Request" },
	{ 401, "Unauthorized" },
	{ 403, "Forbidden" },
	{ 404, "Not Found" },
	{ 405, "Method Not Allowed" },
	{ 409, "Conflict" },
	{ 412, "Precondition Failed" },
	{ 413, "Payload Too Large" },
	{ 414, "URI Too Long" },
	{ 415, "Unsupported Media Type" },
	{ 422, "Unprocessable Entity" },
	{ 429, "Too Many Requests" },
	{ 500, "Internal Server Error" },
	{ 502, "Bad Gateway" },
	{ 503, "Service Unavailable" },
	{ 504, "Gateway Timeout" },
};

const struct outcome reply_refusals[] = {
	[REFUSED_NO_TOKEN] = { "no_token", 401, "Authentication required" },
	[REFUSED_BAD_TOKEN] = { "bad_token", 401, "Invalid or expired token" },
	[REFUSED_EXPIRED_TOKEN] = { "token_expired", 401, "Invalid or expired token" },
	[REFUSED_CALLER] = { "caller_unknown", 403, "User not found" },
	[REFUSED_CHANGED] = { "changed", 412, "The record has changed since it was read" },
	[REFUSED_UNKNOWN_ADDRESS] = { "unknown_address", 404, "There is nothing at this address" },
	[REFUSED_METHOD] = { "wrong_method", 405, "This address does not take that method" },
	[REFUSED_LARGE_BODY] = { "large_body", 413, "The body is larger than 256 KiB" },
	[REFUSED_BAD_KEY] = { "bad_key", 400, "Idempotency-Key must be 1 to 255 printable ASCII characters" },
	[REFUSED_OTHER_BODY] = { "other_body", 422, "This Idempotency-Key was used with another body" },
	[REFUSED_BAD_VALUE] = { "bad_value", 400, "A value cannot be stored" },
	[REFUSED_FAULT] = { "fault", 500, "The request could not be completed" },
	[REFUSED_TOO_LARGE] = { "too_large", 500, "The record is too large to be shown" },
	[REFUSED_AWAY] = { "away", 503, "The database is not available; try again shortly" },
	[REFUSED_LATE] = { "busy", 503, "The service is busy; try again shortly" },
	[REFUSED_NO_STORE] = { "no_store", 503, "Photos are not set up on this server" },
	/* Of /readyz. */
	[REFUSED_UNREACHABLE] = { "unreachable", 503, "PostgreSQL cannot be reached" },
	[REFUSED_NO_SCHEMA] = { "no_schema", 503, "The schema is not deployed" },
	[REFUSED_OLD_SCHEMA] = { "old_schema", 503,
				 "The schema is older than this build needs: " SCHEMA_CHANGE " is not deployed" },
	[REFUSED_READ_ONLY] = { "read_only", 503, "PostgreSQL is read-only" },
	[REFUSED_ENCODING] = { "encoding", 503, "The database is not encoded in UTF8" },
	[REFUSED_SHARED] = { "session_shared", 503, "A pooler in front of PostgreSQL shares sessions" },
	[REFUSED_SETTINGS] = { "session_settings", 503, "A session of PostgreSQL cannot be set up" },
	{ NULL, 0, NULL },
};

const struct outcome reply_checks[] = {
	[CHECKED_QUERY] = { "malformed_query", 400, NULL },
	[CHECKED_JSON] = { "malformed_body", 400, NULL },
	[CHECKED_TYPE] = { "not_json", 415, NULL },
	[CHECKED_ENCODING] = { "encoded_body", 415, NULL },
	[CHECKED_FIELDS] = { "invalid_fields", 400, NULL },
	[CHECKED_UPDATES] = { "no_updates", 400, NULL },
	{ NULL, 0, NULL },
};

void problems_add(struct problems *problems, struct arena *arena, const char *field, const char *message)
{
	struct problem *problem = arena_alloc(arena, sizeof *problem);

	*problem = (struct problem){ .field = field, .message = message, .lead = message };
	if (problems->first == NULL)
		problems->first = problem;
	else
		problems->last->next = problem;
	problems->last = problem;
}

const char *reply_reason(int status)
{
	for (size_t i = 0; i < ARRAY_LEN(reasons); i++) {
		if (reasons[i].status == status)
			return reasons[i].reason;
	}
	return "Unknown";
}

int reply_status(size_t number)
{
	return number < ARRAY_LEN(reasons) ? reasons[number].status : 0;
}

/* The status, and the body up to its details. */
static void begin(struct reply *reply, const struct outcome *refusal)
{
	reply->status = refusal->status;
	reply->code = refusal->name;
	reply->location = NULL;
	reply->internal = NULL;
	reply->link = NULL;
	reply->etag = NULL;
	reply->cache_control = NULL;
	reply->retry_after = refusal->status == 503 ? RETRY_AFTER : 0;
	buffer_clear(&reply->body);
	buffer_open(&reply->body, '{');
	buffer_member(&reply->body, "error", reply_reason(refusal->status));
	buffer_member(&reply->body, "message", refusal->message);
	buffer_member(&reply->body, "code", refusal->name);
}

void reply_refusal(struct reply *reply, const struct outcome *refusal, const char *details)
{
	begin(reply, refusal);
	if (details != NULL) {
		buffer_key(&reply->body, "details");
		buffer_raw(&reply->body, details, strlen(details));
	}
	buffer_close(&reply->body, '}');
}

void reply_problem(struct reply *reply, const struct outcome *refusal, const struct problems *problems)
{
	const struct problem *problem = problems != NULL ? problems->first : NULL;

	begin(reply, refusal);
	if (problem != NULL) {
		buffer_key(&reply->body, "details");
		buffer_open(&reply->body, '[');
		for (; problem != NULL && reply->body.length < DETAILS_MAX; problem = problem->next) {
			buffer_open(&reply->body, '{');
			buffer_member(&reply->body, "field", problem->field);
			buffer_member(&reply->body, "message", problem->message);
			buffer_close(&reply->body, '}');
		}
		buffer_close(&reply->body, ']');
	}
	buffer_close(&reply->body, '}');
}

const struct outcome *reply_outcome(const struct outcome *table, const char *name)
{
	for (; table->name != NULL; table++) {
		if (strcmp(table->name, name) == 0)
			return table;
	}
	return NULL;
}

void reply_refuse(struct reply *reply, enum refusal refusal)
{
	reply_problem(reply, &reply_refusals[refusal], NULL);
	reply->too_large = refusal == REFUSED_TOO_LARGE;
}

void reply_wrong_method(struct reply *reply, const char *allow)
{
	reply_refuse(reply, REFUSED_METHOD);
	reply->allow = allow;
}

bool reply_stored(struct reply *reply, enum store_status status)
{
	switch (status) {
	case STORE_DONE:
		return true;
	case STORE_AWAY:
	case STORE_STALE:
		reply_refuse(reply, REFUSED_AWAY);
		reply->stale = status == STORE_STALE;
		return false;
	case STORE_BAD_DATA:
		reply_refuse(reply, REFUSED_BAD_VALUE);
		return false;
	case STORE_TOO_LARGE:
		reply_refuse(reply, REFUSED_TOO_LARGE);
		return false;
	case STORE_FAULT:
		break;
	}
	reply_refuse(reply, REFUSED_FAULT);
	return false;
}

void reply_clear(struct reply *reply)
{
	struct buffer body = reply->body;

	buffer_clear(&body);
	*reply = (struct reply){ .body = body };
}

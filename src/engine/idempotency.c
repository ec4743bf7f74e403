/* Retrying safely: answers kept under an Idempotency-Key, in three round trips instead of one. */
#include "engine/idempotency.h"

#include <stdio.h>
#include <string.h>

#include "base/integer.h"
#include "base/sha256.h"
#include "engine/render.h"

static char *body_digest(const char *body, size_t length, struct arena *arena)
{
	unsigned char digest[SHA256_SIZE];

	sha256_digest(body, length, digest);
	return sha256_hexadecimal(digest, sizeof digest, arena);
}

static void roll_back(const struct claim *claim)
{
	const struct store_step step = { &statement_rollback, NULL };
	PGresult *rows;

	/* If the work has failed, or even this does, the connection is gone and with it the transaction. */
	if (store_in_transaction(claim->store) && store_run(claim->store, &step, 1, false, &rows) == STORE_DONE)
		PQclear(rows);
}

static void replay(const PGresult *rows, struct arena *arena, struct reply *reply)
{
	const char *location = render_column(rows, 0, "location"), *etag = render_column(rows, 0, "etag");
	const char *kept_status = render_column(rows, 0, "status"), *body = render_column(rows, 0, "body");
	int64_t status;

	/* A table may have been changed by hand. */
	if (kept_status == NULL || body == NULL || !integer_parse(kept_status, 100, 599, &status)) {
		reply_refuse(reply, REFUSED_FAULT);
		return;
	}
	reply->status = (int)status;
	buffer_puts(&reply->body, body);
	reply->location = location != NULL ? arena_copy(arena, location, strlen(location)) : NULL;
	reply->etag = etag != NULL ? arena_copy(arena, etag, strlen(etag)) : NULL;
	reply->replayed = true;
}

bool idempotency_claim(const struct claim *claim, const char *body, size_t body_length, struct arena *arena, struct reply *reply)
{
	const char *parameters[] = { claim->caller, claim->key, claim->method, claim->path,
				     body_digest(body, body_length, arena) };
	const struct store_step steps[] = { { &statement_begin, NULL }, { &statement_idempotency_claim, parameters } };
	PGresult *rows;

	if (!reply_stored(reply, store_run(claim->store, steps, ARRAY_LEN(steps), false, &rows)))
		return false;
	const char *outcome = render_column(rows, 0, RENDER_OUTCOME);
	bool claimed = strcmp(outcome, "claimed") == 0;
	if (strcmp(outcome, "caller_unknown") == 0)
		reply_refuse(reply, REFUSED_CALLER);
	else if (strcmp(outcome, "other_body") == 0)
		reply_refuse(reply, REFUSED_OTHER_BODY);
	else if (!claimed)
		replay(rows, arena, reply);
	PQclear(rows);
	if (!claimed)
		roll_back(claim);
	return claimed;
}

void idempotency_keep(const struct claim *claim, struct reply *reply)
{
	char status[16];
	/* A 204 may never have had a body. */
	const char *body = reply->body.length > 0 ? reply->body.data : "";
	const char *parameters[] = { claim->caller, claim->key, claim->method,   claim->path,
				     status,        body,       reply->location, reply->etag };
	const struct store_step steps[] = {
		{ &statement_idempotency_keep, parameters },
		{ &statement_idempotency_sweep, NULL },
		{ &statement_commit, NULL },
	};
	PGresult *rows;

	if (reply->status >= 500 || !store_in_transaction(claim->store)) {
		roll_back(claim);
		return;
	}
	snprintf(status, sizeof status, "%d", reply->status);
	if (reply_stored(reply, store_run(claim->store, steps, ARRAY_LEN(steps), false, &rows)))
		PQclear(rows);
}

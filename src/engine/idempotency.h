/* Retrying safely: the first answer under an Idempotency-Key is kept in the transaction of its work, and given again. */
#ifndef VISITD_IDEMPOTENCY_H
#define VISITD_IDEMPOTENCY_H

#include "base/arena.h"
#include "engine/reply.h"
#include "engine/store.h"

/* Whose key it is, and what for; the strings are the request's. */
struct claim {
	struct store *store;
	const char *caller, *key, *method, *path;
};

/* Begin a transaction that holds the key; a second request with it waits here for the first. True: do the work, then
 * call idempotency_keep(). False: *reply is made (the replay, 422 for another body, 403, 503) and nothing is held. */
bool idempotency_claim(const struct claim *claim, const char *body, size_t body_length, struct arena *arena,
		       struct reply *reply) must_check;

/* End the transaction: keep the reply and commit, or, for an answer that another try may change (5xx), roll back.
 * If the commit's fate is unknown the reply becomes a 503. */
void idempotency_keep(const struct claim *claim, struct reply *reply);

#endif

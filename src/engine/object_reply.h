/* Replies that lead to an object in the store: an address to upload it, a redirect to it, a hint to nginx. */
#ifndef VISITD_OBJECT_REPLY_H
#define VISITD_OBJECT_REPLY_H

#include "engine/operation.h"

/* Is the operation's reply of that kind? */
bool object_reply_suits(const struct operation *operation) must_check;

/* Complete the reply as the operation's shape says, for the object that the first row's "@object." columns name. */
void object_reply(const struct operation *operation, const struct objects *objects, const PGresult *rows, struct arena *arena,
		  struct reply *reply);

#endif

/* What an operation answers, before it is HTTP: status, body, a few headers. */
#ifndef VISITD_REPLY_H
#define VISITD_REPLY_H

#include "base/arena.h"
#include "base/buffer.h"
#include "engine/store.h"

/* A word, and what it means to the client: of a statement's "@outcome" column, or of a refusal that none gives. */
struct outcome {
	const char *name; /* NULL ends a table */
	int status;
	const char *message; /* NULL: the reply is the statement's row */
};

/* What any operation may refuse, whether its statement says the word or nobody asks it. */
enum refusal {
	REFUSED_NO_TOKEN,
	REFUSED_BAD_TOKEN,
	REFUSED_EXPIRED_TOKEN,
	REFUSED_CALLER,
	REFUSED_CHANGED,
	REFUSED_UNKNOWN_ADDRESS,
	REFUSED_METHOD,
	REFUSED_LARGE_BODY,
	REFUSED_BAD_KEY,
	REFUSED_OTHER_BODY,
	REFUSED_BAD_VALUE,
	REFUSED_FAULT,
	REFUSED_TOO_LARGE,
	REFUSED_AWAY,
	REFUSED_LATE,
	REFUSED_NO_STORE,
	REFUSED_UNREACHABLE,
	REFUSED_NO_SCHEMA,
	REFUSED_OLD_SCHEMA,
	REFUSED_READ_ONLY,
	REFUSED_ENCODING,
	REFUSED_SHARED,
	REFUSED_SETTINGS,
};

/* Indexed by enum refusal, ended by a NULL name. */
extern const struct outcome reply_refusals[];

/* The outcome of this name in a table that a NULL name ends; NULL if there is none. */
const struct outcome *reply_outcome(const struct outcome *table, const char *name) must_check;

enum { REPLY_MAX = 4 * 1024 * 1024 }; /* bytes of a body: nginx's buffers are sized to it */

/* What a request may be refused for before its statement is asked: the words; each request has a message of its own, and a
 * family may have 422 for 400. */
enum check_word {
	CHECKED_QUERY,
	CHECKED_JSON,
	CHECKED_TYPE,
	CHECKED_ENCODING,
	CHECKED_FIELDS,
	CHECKED_UPDATES,
};

/* Indexed by enum check_word, ended by a NULL name. */
extern const struct outcome reply_checks[];

struct reply {
	int status;            /* as HTTP numbers it (RFC 9110, RFC 6585) */
	struct buffer body;    /* JSON; empty for 204 and 304 */
	const char *code;      /* the word of a refusal, NULL for none */
	const char *location;  /* a path of ours or a signed address, NULL for none */
	const char *internal;  /* where nginx is to get the body from instead, NULL for none */
	const char *allow;     /* the methods of a 405 */
	const char *challenge; /* the WWW-Authenticate of a 401 (RFC 6750, section 3), NULL for none */
	const char *link;      /* of a list that goes on (RFC 8288), NULL for none */
	const char *etag;      /* an entity tag without its quotes, NULL for none */
	const char *cache_control;
	/* Of the body; NULL: application/json. */
	const char *content_type;
	bool replayed;   /* this is the stored answer to an earlier request */
	int retry_after; /* seconds; of every 503 */
	bool too_large;  /* there is a reply, but it is larger than any may be */
	bool stale;      /* a 503 of work that was undone and may be done again at once, see STORE_STALE */
};

/* One bad field: its path, "tactic_logs[1].tactic_id", and one sentence. */
struct problem {
	const char *field, *message;
	const char *lead; /* what the reply says of it if it is the first: the message, unless that says more */
	struct problem *next;
};

/* Every bad field of a request, in the order found. Zero-initialized is none. */
struct problems {
	struct problem *first, *last;
};

/* Add a bad field; the strings must live as long as the arena. */
void problems_add(struct problems *problems, struct arena *arena, const char *field, const char *message);

/* The reason phrase of a status that we send. */
const char *reply_reason(int status) must_check;

/* The statuses that we send, one after the other; 0 after the last. */
int reply_status(size_t number) must_check;

/* Make the reply {"error", "message", "code"} and, if there are bad fields (problems may be NULL), "details". */
void reply_problem(struct reply *reply, const struct outcome *refusal, const struct problems *problems);

/* The same with details that are JSON already, NULL for none. */
void reply_refusal(struct reply *reply, const struct outcome *refusal, const char *details);

/* Make the reply of a refusal. */
void reply_refuse(struct reply *reply, enum refusal refusal);

/* Make the reply 405, with the methods that are taken. */
void reply_wrong_method(struct reply *reply, const char *allow);

/* True if the store has done its work; else the reply says that it has not: 503 with Retry-After, 400 or 500. */
bool reply_stored(struct reply *reply, enum store_status status) must_check;

/* Empty it for the next request; the body's memory is kept. */
void reply_clear(struct reply *reply);

#endif

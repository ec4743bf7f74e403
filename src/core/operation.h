/* An operation is a row in a table and one SQL statement; this is the row, and what runs it. */
#ifndef VISITD_OPERATION_H
#define VISITD_OPERATION_H

#include "base/arena.h"
#include "base/log.h"
#include "core/caller.h"
#include "core/field.h"
#include "core/reply.h"
#include "core/store.h"

enum {
	BODY_MAX = 256 * 1024, /* bytes of a request's body */
	NESTING_MAX = 32,      /* objects and arrays within each other */
	PATH_VALUES_MAX = 4,
	FIELDS_MAX = 32,
};

/* A word of a statement's "outcome" column, and what it means to the client. */
struct outcome {
	const char *name; /* NULL ends a table */
	int status;
	const char *message; /* NULL: the reply is the statement's row */
};

/* How rows become a body. */
enum shape {
	SHAPE_ROW,    /* the row */
	SHAPE_DATA,   /* {"data": the row} */
	SHAPE_PAGES,  /* {"data": {list: rows, "pagination": …}} */
	SHAPE_CURSOR, /* {list: rows, "nextCursor": …} */
	SHAPE_ARRAY,  /* rows */
};

/* Every statement takes the caller's id as $1 and one parameter for each field, in the table's order. */
struct operation {
	const char *name; /* for the log */
	const char *method;
	const char *path;       /* "/api/v1/visits/{visitId}": a {segment} is the next IN_PATH field */
	unsigned roles;         /* bits of enum role */
	const char *wrong_role; /* the message of the 403 */
	const struct field *fields;
	size_t field_count;
	int invalid_status; /* of a body's field that fails validation: 400 or 422 */
	bool creates; /* takes an Idempotency-Key; a 2xx has a Location: the path, a slash, and the row's id or first member */
	bool partial; /* a PATCH: a body without any field is refused */
	const struct statement *statement;
	/* Those of the statement; "caller_unknown", "wrong_role" and "changed" are known to every operation. */
	const struct outcome *outcomes;
	enum shape shape;
	const char *list;          /* the key of a list's rows */
	const char *cache_control; /* of a reply with an entity tag; "private, no-cache" if NULL: to be asked about each time */
};

/* All operations, ended by NULL. */
extern const struct operation *const operations[];

/* A request that has found its operation and whose token is good. */
struct request {
	const struct operation *operation;
	struct caller caller;
	const char *method, *path; /* path without a trailing slash */
	const char *path_values[PATH_VALUES_MAX];
	const char *query;                    /* "" for none */
	const char *if_match, *if_none_match; /* NULL for none */
	const char *content_type;             /* "" for none */
	const char *body;                     /* body_length bytes */
	size_t body_length;
	const char *idempotency_key; /* NULL for none; checked: 1 to 255 printable ASCII */
};

/* What operations run on: one of each in a process. */
struct engine {
	struct store *store;
	struct arena arena;   /* the current request's */
	struct log_line line; /* the current request's, begun */
};

/* Check the request, run its statement, make the reply. The request's log line gets the statement's "log." columns. */
void operation_run(struct engine *engine, const struct request *request, struct reply *reply);

#endif

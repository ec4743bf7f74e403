/* An operation is a row in a table and one SQL statement; this is the row, and what runs it. */
#ifndef VISITD_OPERATION_H
#define VISITD_OPERATION_H

#include "base/arena.h"
#include "base/log.h"
#include "engine/caller.h"
#include "engine/field.h"
#include "engine/objects.h"
#include "engine/record.h"
#include "engine/reply.h"
#include "engine/store.h"

enum { FIELDS_MAX = 32 };

/* How rows become a body. */
enum shape {
	SHAPE_ROW,    /* the row */
	SHAPE_DATA,   /* {"data": the row} */
	SHAPE_PAGES,  /* {"data": {list: rows, "pagination": …}} */
	SHAPE_CURSOR, /* {list: rows, "nextCursor": …} */
	SHAPE_ARRAY,  /* rows */
	/* Of the object that the row's "@object." columns name: */
	SHAPE_UPLOAD,   /* the row, and "uploadUrl": where to PUT it */
	SHAPE_REDIRECT, /* no body: Location leads to it */
	SHAPE_INTERNAL, /* no body: nginx makes one of it, in the location `internal` */
};

/* A row. Its statement takes the caller's id as $1 and one parameter for each field, in the table's order. */
struct operation {
	const char *name; /* the statement's, and the log line's; NULL ends a table of rows */
	const struct statement *statement;
	const char *method;
	const char *path;       /* "/api/v1/visits/{visitId}": a {segment} is the next IN_PATH field */
	unsigned roles;         /* bits of enum role */
	const char *wrong_role; /* the message of the 403 */
	const struct field *fields;
	size_t field_count;
	int invalid_status; /* of a body's field that fails validation: 400 or 422 */
	bool creates;       /* a 2xx has a Location: the path, a slash, and the row's id or first member */
	bool partial;       /* a PATCH: a body without any field is refused */
	/* Those of the statement; every operation knows "wrong_role", and the words of reply_refusals. */
	const struct outcome *outcomes;
	const struct record *reply; /* the row as it is told; NULL where it is not */
	enum shape shape;
	const char *list;          /* the key of a list's rows */
	const char *internal;      /* of SHAPE_INTERNAL: what the object's address is put behind, "/visitd-thumbnail" */
	const char *cache_control; /* of a reply with an entity tag; "private, no-cache" if NULL: to be asked about each time */
};

/* Members of a row that are said together. NAMED(visits_list) is the name, and the statement that visits_list.sql holds. */
#define NAMED(name_) .name = #name_, .statement = &statement_##name_
#define FIELDS(...)                                                                                                              \
	.fields = (const struct field[]){ __VA_ARGS__ }, .field_count = ARRAY_LEN(((const struct field[]){ __VA_ARGS__ }))
#define OUTCOMES(...)                                                                                                            \
	.outcomes = (const struct outcome[])                                                                                     \
	{                                                                                                                        \
		__VA_ARGS__,                                                                                                     \
		{                                                                                                                \
			NULL, 0, NULL                                                                                            \
		}                                                                                                                \
	}

/* What operations run on: one of each in a process. */
struct engine {
	struct store *store;
	const struct objects *objects;
	struct arena arena;   /* the current request's */
	struct log_line line; /* the current request's, begun */
};

struct request;

/* Any but a GET: then it takes an Idempotency-Key, and may not be run again unasked. */
bool operation_writes(const struct operation *operation) must_check;

/* Are its rows a list, whichever way it goes on? */
bool operation_is_list(const struct operation *operation) must_check;

/* Has its table a field of this name? */
bool operation_has_field(const struct operation *operation, const char *name) must_check;

/* Check the request, run its statement, make the reply; store_begin() has been called. The request's log line gets the
 * statement's "@log." columns. */
void operation_run(struct engine *engine, const struct request *request, struct reply *reply);

#endif

/* A request that has found its operation: its path, query and body become statement parameters, or a refusal. */
#ifndef VISITD_REQUEST_H
#define VISITD_REQUEST_H

#include "engine/operation.h"

enum {
	BODY_MAX = 256 * 1024, /* bytes of a request's body */
	PATH_VALUES_MAX = 4,
};

/* What came in, and from whom: the token is good. */
struct request {
	const struct operation *operation;
	struct caller caller;
	const char *method, *path; /* path without a trailing slash */
	const char *path_values[PATH_VALUES_MAX];
	const char *query;                    /* "" for none */
	const char *if_match, *if_none_match; /* NULL for none */
	const char *content_type;             /* "" for none */
	const char *content_encoding;         /* the same */
	const char *body;                     /* body_length bytes */
	size_t body_length;
	const char *idempotency_key; /* NULL for none; checked: 1 to 255 printable ASCII */
};

/* Parameters of the statement, or the refusal of what is not as it should be. */
struct parameters {
	const char *values[1 + FIELDS_MAX];
	struct outcome refusal; /* its status is 0 for none */
	struct problems problems;
};

/* Parse and check everything. `parameters` is zero-initialized; what it gets lives as long as the arena. */
void request_check(const struct request *request, struct arena *arena, struct parameters *parameters);

/* The parameter that a field has become, by its name; NULL for none. */
const char *request_parameter(const struct parameters *parameters, const struct operation *operation,
			      const char *name) must_check;

#endif

/* What a request brings: its path, query and body become statement parameters, or a refusal. */
#ifndef VISITD_INTAKE_H
#define VISITD_INTAKE_H

#include "core/operation.h"

/* Parameters of the statement, or the refusal of what is not as it should be. Zero-initialized before intake_take(). */
struct intake {
	const char *parameters[1 + FIELDS_MAX];
	int status; /* of the refusal, 0 for none */
	const char *message;
	struct problems problems;
};

/* Parse and check everything; parameters and problems live as long as the arena. */
void intake_take(struct intake *intake, const struct request *request, struct arena *arena);

/* The parameter that a field has become, by its name; NULL for none. */
const char *intake_parameter(const struct intake *intake, const struct operation *operation, const char *name) must_check;

#endif

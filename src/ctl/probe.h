/* What an operation says of bad requests, found out by putting them to it: no sentence has to be written down twice. */
#ifndef VISITD_PROBE_H
#define VISITD_PROBE_H

#include "engine/operation.h"

/* One sentence, and the field that it is about: "" for the request as a whole. */
struct finding {
	int status;
	const char *code; /* of the refusal that it is a part of */
	const char *field, *message;
	struct finding *next;
};

/* Every sentence once. No database is asked: this is what a request is told before its statement is run. */
const struct finding *probe_operation(const struct operation *operation, struct arena *arena) must_check;

/* Is it about this field, or about a part of it? */
bool probe_concerns(const struct finding *finding, const struct field *field) must_check;

#endif

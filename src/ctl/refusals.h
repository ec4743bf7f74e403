/* All that an operation may refuse, and in which words: by its row, its statement, the engine, and nginx. */
#ifndef VISITD_REFUSALS_H
#define VISITD_REFUSALS_H

#include "ctl/probe.h"
#include "engine/operation.h"

/* One code with its message, or the first of its messages; in the order of statuses. */
struct refusal_note {
	int status;
	const char *code, *message;
	bool has_details; /* the bad fields are named beside it */
	struct refusal_note *next;
};

const struct refusal_note *refusals_of(const struct operation *operation, const struct finding *findings,
				       struct arena *arena) must_check;

#endif

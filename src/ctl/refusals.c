/* All that an operation may refuse, and in which words: by its row, its statement, the engine, and nginx. */
#include "ctl/refusals.h"

#include <string.h>

#include "ctl/words.h"
#include "engine/object_reply.h"

/* Before a statement is asked, or for want of an answer. */
static const enum refusal everywhere[] = {
	REFUSED_NO_TOKEN,  REFUSED_BAD_TOKEN, REFUSED_EXPIRED_TOKEN, REFUSED_CALLER, REFUSED_METHOD, REFUSED_LARGE_BODY,
	REFUSED_BAD_VALUE, REFUSED_FAULT,     REFUSED_TOO_LARGE,     REFUSED_AWAY,   REFUSED_LATE,
};

/* The web server's own, as nginx/visitd-http.conf words them; tests/openapi compares. */
static const struct outcome by_nginx[] = {
	{ "bad_request", 400, "The request is not valid HTTP for this server" },
	{ "long_address", 414, "The address of the request is too long" },
	{ "too_many_requests", 429, "Too many requests came from your address; try again shortly" },
	{ "not_running", 502, "The service is not running; try again shortly" },
	{ "no_answer", 504,
	  "The service did not answer in time, and the request may have been carried out; send it again with the same "
	  "Idempotency-Key" },
};

/* Once each, and in the order of statuses. */
static void add(struct refusal_note **first, const struct outcome *refusal, bool has_details, struct arena *arena)
{
	struct refusal_note **at = first;

	for (struct refusal_note *note = *first; note != NULL; note = note->next) {
		if (note->status == refusal->status && strcmp(note->code, refusal->name) == 0)
			return;
	}
	while (*at != NULL && (*at)->status <= refusal->status)
		at = &(*at)->next;
	struct refusal_note *note = arena_alloc(arena, sizeof *note);
	*note = (struct refusal_note){ refusal->status, refusal->name, refusal->message, has_details, *at };
	*at = note;
}

static void add_statement(struct refusal_note **notes, const struct operation *operation, struct arena *arena)
{
	const struct word *words = words_of(operation->statement->text, arena);

	for (const struct outcome *outcome = operation->outcomes; outcome->name != NULL; outcome++) {
		if (outcome->message != NULL)
			add(notes, outcome, false, arena);
	}
	for (const struct outcome *outcome = reply_refusals; outcome->name != NULL; outcome++) {
		if (words_give(words, outcome->name) && reply_outcome(operation->outcomes, outcome->name) == NULL)
			add(notes, outcome, false, arena);
	}
}

const struct refusal_note *refusals_of(const struct operation *operation, const struct finding *findings, struct arena *arena)
{
	const struct outcome wrong_role = { "wrong_role", 403, operation->wrong_role };
	struct refusal_note *notes = NULL;

	for (; findings != NULL; findings = findings->next) {
		const struct outcome refusal = { findings->code, findings->status, findings->message };
		add(&notes, &refusal, strcmp(findings->code, reply_checks[CHECKED_FIELDS].name) == 0, arena);
	}
	add(&notes, &wrong_role, false, arena);
	add_statement(&notes, operation, arena);
	for (size_t i = 0; i < ARRAY_LEN(everywhere); i++)
		add(&notes, &reply_refusals[everywhere[i]], false, arena);
	if (operation_writes(operation)) {
		add(&notes, &reply_refusals[REFUSED_BAD_KEY], false, arena);
		add(&notes, &reply_refusals[REFUSED_OTHER_BODY], false, arena);
	}
	if (object_reply_suits(operation))
		add(&notes, &reply_refusals[REFUSED_NO_STORE], false, arena);
	for (size_t i = 0; i < ARRAY_LEN(by_nginx); i++)
		add(&notes, &by_nginx[i], false, arena);
	return notes;
}

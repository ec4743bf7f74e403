/* What the text of a statement tells without a database: the words of its outcome, and the messages that it makes itself. */
#ifndef VISITD_WORDS_H
#define VISITD_WORDS_H

#include "base/arena.h"

/* A word that a statement's "@outcome" may be. */
struct word {
	const char *text; /* NULL ends a list */
	bool is_prefix;   /* 'not_from_' || visit.status: any word that begins so */
};

/* The words of the CASE that is called "@outcome", or outcome where another part of the statement passes it on; an empty list if
 * the text is not written so. */
const struct word *words_of(const char *sql, struct arena *arena) must_check;

/* Is `word` one of them? */
bool words_give(const struct word *words, const char *word) must_check;

/* The text of the column "@message.<word>" with ".*" for what the statement puts into it; NULL if it has no such column. */
const char *words_message(const char *sql, const char *word, struct arena *arena) must_check;

#endif

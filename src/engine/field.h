/* What an operation takes in: a table of fields, checked all at once, turned into statement parameters. */
#ifndef VISITD_FIELD_H
#define VISITD_FIELD_H

#include "base/arena.h"
#include "base/json.h"
#include "engine/query.h"
#include "engine/reply.h"

enum field_type {
	FIELD_UUID,        /* lower case goes on */
	FIELD_TIMESTAMP,   /* RFC 3339; the instant in UTC goes on */
	FIELD_SINCE,       /* a date or a timestamp; of a date, the first instant of that UTC day goes on */
	FIELD_UNTIL,       /* the same, and the last instant */
	FIELD_NUMBER,      /* from min to max, both in */
	FIELD_INTEGER,     /* the same, and whole; with clamp, more than max counts as max */
	FIELD_TEXT,        /* at most max characters, and not empty if min is 1 */
	FIELD_CHOICE,      /* one of choices */
	FIELD_JSON_OBJECT, /* any object; the whole body goes on, for jsonb to take the value from as it was written */
	FIELD_JSON,        /* the same for an object or an array */
	FIELD_CURSOR,      /* as cursor_encode() made it; its position goes on if parse() takes it, "" for the empty one */
	FIELD_PARSED,      /* a string that parse() takes; what it returns goes on */
	FIELD_TEXTS,       /* an array of at most max strings of at most item_max characters; text[] goes on */
	FIELD_LIST, /* an array of at least min and at most max objects of item_fields; JSON of their parameters goes on, all of
		       them strings */
};

enum field_place {
	IN_BODY,
	IN_PATH, /* {name} in the operation's path; may not be left out */
	IN_QUERY,
	FROM_IF_MATCH, /* the header's tags as text[]; NULL if there is none, or if any will do */
	FROM_PRESENT,  /* the names of the body's fields that are there, null or not, as text[]: what a PATCH writes */
};

/* One field, and with it one statement parameter: text, or NULL where the field is absent or null. */
struct field {
	const char *name; /* in the body "documentation.observations" is a member of a nested object */
	enum field_type type;
	enum field_place place;
	bool required;
	bool not_null; /* PATCH: may be left out, but not cleared */
	bool clamp;
	double min, max;
	const char *const *choices; /* ended by NULL */
	const char *fallback;       /* the parameter of an absent field */
	size_t item_max;
	const struct field *item_fields;
	size_t item_field_count;
	bool unique; /* within a FIELD_LIST: no two items have the same */
	/* The parameter of a text without U+0000: the text itself, or one in the arena; NULL if it is not well formed. */
	const char *(*parse)(const char *text, struct arena *arena);
	/* What to say where the usual sentence is not wanted. */
	const char *excess;  /* of a number above max */
	const char *message; /* of any bad value */
	/* For those who describe the API: */
	const char *format;  /* of a text that parse() takes: its name in JSON Schema, */
	const char *pattern; /* or a regular expression as JavaScript has them */
	const char *example; /* of a text its own characters, else JSON; an example of a body has those that have one */
	const char *about;   /* what its name does not tell: a sentence */
};

/* Where the raw values of a request are. */
struct field_source {
	struct json body;      /* an object, or absent for an empty body */
	const char *body_text; /* as it came */
	struct query query;
	const char *const *path_values; /* texts, in the order of the table's IN_PATH fields */
	const char *if_match;           /* the header, or NULL */
};

/* Check every field, and that body and query hold no other. values[i] gets the parameter of fields[i], good until the
 * arena's reset. Every bad field is added to *problems, those of the body only if path and query are good; *in_body tells
 * which. Returns NULL if there is none, else the one sentence that the reply leads with: that a required field is missing,
 * or the first problem. */
const char *field_problem(const struct field *fields, size_t count, const struct field_source *source, struct arena *arena,
			  const char **values, struct problems *problems, bool *in_body) must_check;

#endif

/* What an operation takes in: a table of fields, checked all at once, turned into statement parameters. */
#ifndef VISITD_FIELD_H
#define VISITD_FIELD_H

#include <jansson.h>

#include "base/arena.h"
#include "core/reply.h"

enum field_type {
	FIELD_UUID,      /* lower case goes on */
	FIELD_TIMESTAMP, /* RFC 3339; the instant in UTC goes on */
	FIELD_NUMBER,    /* from min to max, both in */
};

enum field_place {
	IN_BODY,
	IN_PATH, /* {name} in the operation's path; may not be left out */
};

/* One field, and with it one statement parameter: text, or NULL where the field is absent or null. */
struct field {
	const char *name;
	enum field_type type;
	enum field_place place;
	bool required;
	double min, max; /* FIELD_NUMBER */
};

/* Where the raw values of a request are. */
struct field_source {
	json_t *body;                   /* an object, or NULL for an empty body */
	const char *const *path_values; /* texts, in the order of the table's IN_PATH fields */
};

/* Check every field, and that the body holds no other. values[i] gets the parameter of fields[i], good until the arena's
 * reset. Every bad field is added to *problems. Returns NULL if there is none, else the one sentence that the reply
 * leads with: that a required field is missing, or the first problem. */
const char *field_check(const struct field *fields, size_t count, const struct field_source *source, struct arena *arena,
			const char **values, struct problems *problems) must_check;

#endif

/* What an operation gives out: a table of members. It is read by whoever describes the API, and compared with the statement;
 * a reply itself is made of the statement's columns alone. */
#ifndef VISITD_RECORD_H
#define VISITD_RECORD_H

#include "base/macros.h"

enum member_type {
	MEMBER_UUID,
	MEMBER_TEXT,
	MEMBER_CHOICE, /* one of choices */
	MEMBER_TIME,   /* in UTC, with three fraction digits */
	MEMBER_DATE,
	MEMBER_NUMBER,
	MEMBER_INTEGER,
	MEMBER_BOOLEAN,
	MEMBER_OBJECT,  /* a record, or where none is named any object */
	MEMBER_JSON,    /* any object or array */
	MEMBER_RECORDS, /* an array of records */
	MEMBER_TEXTS,   /* an array of strings */
};

struct record;

/* One member. It is always there, unless it is optional, and never null, unless it is nullable. */
struct member {
	const char *name;
	enum member_type type;
	bool nullable, optional;
	const char *const *choices; /* ended by NULL */
	const struct record *record;
	const char *pattern; /* of a text: a regular expression as JavaScript has them */
	const char *example; /* of a text its own characters, else JSON; where there is none, one of its type is made up */
	const char *about;   /* what its name does not tell: a sentence */
};

/* An object; its name is the one that generated clients give it, and no other's. */
struct record {
	const char *name;
	const struct member *members;
	size_t member_count;
};

#define MEMBERS(...)                                                                                                             \
	.members = (const struct member[]){ __VA_ARGS__ }, .member_count = ARRAY_LEN(((const struct member[]){ __VA_ARGS__ }))

#endif

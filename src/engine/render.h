/* Rows become JSON: a column's alias is the key, its type is the JSON type. */
#ifndef VISITD_RENDER_H
#define VISITD_RENDER_H

#include <libpq-fe.h>

#include "base/buffer.h"
#include "base/log.h"

/* Object ids of built-in types, fixed for ever (PostgreSQL's pg_type.dat). */
enum {
	TYPE_BOOL = 16,
	TYPE_INT8 = 20,
	TYPE_INT2 = 21,
	TYPE_INT4 = 23,
	TYPE_JSON = 114,
	TYPE_DATE = 1082,
	TYPE_TIMESTAMPTZ = 1184,
	TYPE_NUMERIC = 1700,
	TYPE_UUID = 2950,
	TYPE_JSONB = 3802
};

/* An alias that begins with '@' is no member of a reply; these there are. */
#define RENDER_OUTCOME  "@outcome"   /* a word of the operation's outcome table */
#define RENDER_MESSAGE  "@message."  /* "@message.submitted": the message of that outcome, instead of the table's */
#define RENDER_DETAILS  "@details"   /* JSON of a refusal's details */
#define RENDER_FIELD    "@field"     /* of a refusal: the field that it is about, for its details */
#define RENDER_LOCATION "@location"  /* of a refusal: the path of the record that is in the way, if the caller may see it */
#define RENDER_ETAG     "@etag"      /* the record's version, which is its entity tag */
#define RENDER_VERSION  "@version"   /* the same of a record that is shown with others: a digest of all that is shown is added */
#define RENDER_LOG      "@log."      /* "@log.hasGPS": a member of the log line */
#define RENDER_OBJECT   "@object."   /* "@object.key": of the object that the reply leads to; type, length, expires too */
#define RENDER_OPTIONAL "@optional." /* "@optional.tactic_logs": a member of a list's rows that is left out where it is NULL */
#define RENDER_TOTAL    "@total"     /* of a list that is paged by number: how many rows there are in all */
#define RENDER_EXCEEDED "@exceeded"  /* of the same: there are more than are counted */
#define RENDER_CURSOR   "@cursor"    /* of a list: the row's position */

/* Is it a member, or one of those? */
bool render_knows(const char *alias) must_check;

/* Write one value as its column's type says: numbers and booleans bare, json as it is, timestamps in UTC with three
 * fraction digits, all else a string; NULL is null, and so is what JSON has no way to tell: NaN, infinity, years beyond 9999. */
void render_value(struct buffer *out, const PGresult *rows, int row, int column);

/* Write the first row as an object. Neighbours "client.firstName" and "client.phone" become members of a nested object;
 * "documentation?.activities" of one that is null if all of its columns are. */
void render_row(struct buffer *out, const PGresult *rows);

/* The same with a member of its own before them. */
void render_row_with(struct buffer *out, const char *key, const char *text, const PGresult *rows);

/* Write rows as objects, `count` at most, none from one whose first member is NULL, and none but the first that makes the
 * text longer than `size`; returns how many. */
int render_rows(struct buffer *out, const PGresult *rows, int count, size_t size) must_check;

/* Add the row's "@log." columns that are not NULL to a log line that has been begun. */
void render_log(struct log_line *line, const PGresult *rows, int row);

/* The text of the first member; NULL if it is NULL: so it is in the row of an empty list. */
const char *render_first(const PGresult *rows, int row) must_check;

/* The text of the column with this alias; NULL if it is NULL or there is none. */
const char *render_column(const PGresult *rows, int row, const char *alias) must_check;

#endif

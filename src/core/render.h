/* Rows become JSON: a column's alias is the key, its type is the JSON type. */
#ifndef VISITD_RENDER_H
#define VISITD_RENDER_H

#include <libpq-fe.h>

#include "base/buffer.h"
#include "base/log.h"

/* Aliases that are not members of a reply: the outcome, the entity tag, what only the log gets ("log.hasGPS"), and what
 * concerns a list as a whole ("list.total"). */
#define RENDER_OUTCOME "outcome"
#define RENDER_MESSAGE "outcome."        /* "outcome.submitted": the message of that outcome, instead of the table's */
#define RENDER_DETAILS "outcome.details" /* JSON of a refusal's details */
#define RENDER_ETAG    "etag"
#define RENDER_LOG     "log."
#define RENDER_LIST    "list."

/* Write one value as its column's type says: numbers and booleans bare, json as it is, timestamps in UTC with three
 * fraction digits, all else a string; NULL is null. */
void render_value(struct buffer *out, const PGresult *rows, int row, int column);

/* Write the first row as an object. Neighbours "client.firstName" and "client.phone" become members of a nested object;
 * "documentation?.activities" of one that is null if all of its columns are. */
void render_row(struct buffer *out, const PGresult *rows);

/* Write rows as objects, `count` at most and none from one whose first member is NULL; returns how many. */
int render_rows(struct buffer *out, const PGresult *rows, int count) must_check;

/* Add the row's "log." columns that are not NULL to a log line that has been begun. */
void render_log(struct log_line *line, const PGresult *rows, int row);

/* The text of the first member; NULL if it is NULL: so it is in the row of an empty list. */
const char *render_first(const PGresult *rows, int row) must_check;

/* The text of the column with this alias; NULL if it is NULL or there is none. */
const char *render_column(const PGresult *rows, int row, const char *alias) must_check;

#endif

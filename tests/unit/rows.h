/* Rows as libpq would have them from a server. */
#ifndef UNIT_ROWS_H
#define UNIT_ROWS_H

#include <libpq-fe.h>

#include "base/macros.h"

/* Object ids of types, as in PostgreSQL's pg_type.dat. */
enum {
	BOOL = 16,
	NAME = 19,
	INT8 = 20,
	INT2 = 21,
	INT4 = 23,
	TEXT = 25,
	JSON = 114,
	BPCHAR = 1042,
	VARCHAR = 1043,
	DATE = 1082,
	TIMESTAMPTZ = 1184,
	NUMERIC = 1700,
	UUID = 2950,
	JSONB = 3802
};

struct rows_column {
	const char *alias;
	Oid type;
	const char *text; /* NULL is NULL */
};

/* One row, made by libpq itself; none at all; and another one below, NULL is NULL. The caller calls PQclear(). */
PGresult *rows_make(const struct rows_column *columns, size_t count) must_check;
PGresult *rows_none(const struct rows_column *columns, size_t count) must_check;
void rows_add(PGresult *rows, const char *const *texts);

#endif

/* Rows as libpq would have them from a server. */
#include "rows.h"

#include <string.h>

#include "unit.h"

enum { COLUMNS_MAX = 16 };

PGresult *rows_none(const struct rows_column *columns, size_t count)
{
	PGresult *rows = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
	PGresAttDesc descriptions[COLUMNS_MAX] = { 0 };

	ck_assert_uint_le(count, COLUMNS_MAX);
	for (size_t i = 0; i < count; i++) {
		descriptions[i].name = unit_text("%s", columns[i].alias);
		descriptions[i].typid = columns[i].type;
	}
	ck_assert(PQsetResultAttrs(rows, (int)count, descriptions));
	return rows;
}

void rows_add(PGresult *rows, const char *const *texts)
{
	int row = PQntuples(rows);

	for (int i = 0; i < PQnfields(rows); i++) {
		char *text = texts[i] != NULL ? unit_text("%s", texts[i]) : NULL;
		ck_assert(PQsetvalue(rows, row, i, text, text != NULL ? (int)strlen(text) : -1));
	}
}

PGresult *rows_make(const struct rows_column *columns, size_t count)
{
	PGresult *rows = rows_none(columns, count);
	const char *texts[COLUMNS_MAX];

	for (size_t i = 0; i < count; i++)
		texts[i] = columns[i].text;
	rows_add(rows, texts);
	return rows;
}

/* What can be loaded: a table of the directory, the columns that a file of it may have, and the statements that carry it in. */
#ifndef VISITD_LOAD_TABLE_H
#define VISITD_LOAD_TABLE_H

#include "engine/field.h"
#include "statements.h"

enum { LOAD_COLUMNS_MAX = 16 };

struct load_table {
	const char *name; /* NULL ends the list */
	/* A column that is required must be there, and its values must not be empty; those of one that is not_null neither. */
	const struct field *columns;
	size_t column_count;
	/* The last two write: at once what others need not wait for, and in batches what they must. NULL: there is no such. */
	const struct statement *begin, *resolve, *check, *apply, *move;
};

extern const struct load_table load_tables[];

/* The table of this name; NULL if there is none. */
const struct load_table *load_table_find(const char *name) must_check;

/* The column of this name; NULL if the table has none. */
const struct field *load_column_find(const struct load_table *table, const char *name) must_check;

#endif

/* What the tests of fields share: a body or a query goes in, parameters or messages come out. */
#ifndef UNIT_FIELDS_H
#define UNIT_FIELDS_H

#include "engine/field.h"

struct fields_table {
	const struct field *fields;
	size_t count;
};

struct fields_row {
	const char *name, *body; /* NULL: an empty one */
	const char *values;      /* of the parameters, joined by '|', "-" for NULL; or NULL: see message */
	const char *message;     /* what the reply leads with */
	const char *details;     /* the messages, joined by '; '; NULL: the message alone */
};

/* Check the row's body, with these values of the path. */
void fields_check(const struct fields_table *table, const struct fields_row *row, const char *const *path_values);

/* Check the row's body as if it were a query; and with an If-Match. */
void fields_check_query(const struct fields_table *table, const struct fields_row *row);
void fields_check_if_match(const struct fields_table *table, const struct fields_row *row, const char *if_match);

#endif

/* Rows become JSON: a column's alias is the key, its type is the JSON type. */
#include "core/render.h"

#include <string.h>

#include "core/timestamp.h"

/* Object ids of built-in types, fixed for ever (PostgreSQL's pg_type.dat). */
enum {
	TYPE_BOOL = 16,
	TYPE_INT8 = 20,
	TYPE_INT2 = 21,
	TYPE_INT4 = 23,
	TYPE_JSON = 114,
	TYPE_TIMESTAMPTZ = 1184,
	TYPE_NUMERIC = 1700,
	TYPE_JSONB = 3802
};

/* numeric(10,8) prints 43.65320000; it came as 43.6532 and leaves so. */
static size_t trimmed(const char *number)
{
	size_t length = strlen(number);

	if (strchr(number, '.') == NULL)
		return length;
	while (number[length - 1] == '0')
		length--;
	return number[length - 1] == '.' ? length - 1 : length;
}

void render_value(struct buffer *out, const PGresult *rows, int row, int column)
{
	const char *value = PQgetvalue(rows, row, column);
	size_t length = (size_t)PQgetlength(rows, row, column);

	if (PQgetisnull(rows, row, column)) {
		buffer_raw(out, "null", 4);
		return;
	}
	switch (PQftype(rows, column)) {
	case TYPE_BOOL:
		buffer_raw(out, value[0] == 't' ? "true" : "false", value[0] == 't' ? 4 : 5);
		break;
	case TYPE_NUMERIC:
		buffer_raw(out, value, trimmed(value));
		break;
	case TYPE_INT2:
	case TYPE_INT4:
	case TYPE_INT8:
	case TYPE_JSON:
	case TYPE_JSONB:
		buffer_raw(out, value, length);
		break;
	case TYPE_TIMESTAMPTZ:
		timestamp_render(out, value);
		break;
	default:
		buffer_string(out, value, length);
	}
}

static bool is_log(const char *alias)
{
	return strncmp(alias, RENDER_LOG, sizeof RENDER_LOG - 1) == 0;
}

void render_row(struct buffer *out, const PGresult *rows, int row)
{
	buffer_open(out, '{');
	for (int column = 0; column < PQnfields(rows); column++) {
		const char *alias = PQfname(rows, column);
		if (strcmp(alias, RENDER_OUTCOME) == 0 || is_log(alias))
			continue;
		buffer_key(out, alias);
		render_value(out, rows, row, column);
	}
	buffer_close(out, '}');
}

void render_log(struct log_line *line, const PGresult *rows, int row)
{
	struct buffer value = { 0 };

	for (int column = 0; column < PQnfields(rows); column++) {
		const char *alias = PQfname(rows, column);
		if (!is_log(alias) || PQgetisnull(rows, row, column))
			continue;
		buffer_clear(&value);
		render_value(&value, rows, row, column);
		log_json(line, alias + sizeof RENDER_LOG - 1, value.data);
	}
	buffer_free(&value);
}

const char *render_column(const PGresult *rows, int row, const char *alias)
{
	int column = PQfnumber(rows, alias);

	return column < 0 || PQgetisnull(rows, row, column) ? NULL : PQgetvalue(rows, row, column);
}

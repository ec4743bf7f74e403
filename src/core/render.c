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

static bool begins(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

static bool is_member(const char *alias)
{
	return strcmp(alias, RENDER_OUTCOME) != 0 && !begins(alias, RENDER_MESSAGE) && strcmp(alias, RENDER_ETAG) != 0 &&
	       !begins(alias, RENDER_LOG) && !begins(alias, RENDER_LIST);
}

/* How much of an alias names the objects that its value is nested in: of "client.emergencyContact.name" the first 23. */
static size_t nest_length(const char *alias)
{
	const char *dot = strrchr(alias, '.');

	return dot != NULL ? (size_t)(dot - alias) : 0;
}

/* One object's name at the front of a path, without its '?'. */
static void render_name(struct buffer *out, const char *name, size_t length)
{
	buffer_string(out, name, length > 0 && name[length - 1] == '?' ? length - 1 : length);
	buffer_puts(out, ":");
}

/* Close the objects of the path that was open which the next one does not share, and open its own. */
static void move(struct buffer *out, const char *from, size_t from_length, const char *to, size_t to_length)
{
	size_t shared = 0;

	for (size_t i = 0; i <= from_length && i <= to_length; i++) {
		bool from_ends = i == from_length || from[i] == '.', to_ends = i == to_length || to[i] == '.';
		if (from_ends && to_ends)
			shared = i;
		if (i == from_length || i == to_length || from[i] != to[i])
			break;
	}
	for (size_t i = shared; i < from_length; i++) {
		if (i == shared || from[i] == '.')
			buffer_close(out, '}');
	}
	for (size_t i = shared; i < to_length;) {
		const char *name = to + i + (i > 0);
		size_t length = strcspn(name, ".");
		render_name(out, name, length);
		buffer_puts(out, "{");
		i = (size_t)(name - to) + length;
	}
}

/* The last column of the optional object that begins at this one, if all of it is NULL; else -1. */
static int absent_object(const PGresult *rows, int row, int column)
{
	const char *alias = PQfname(rows, column), *mark = strstr(alias, "?.");

	if (mark == NULL)
		return -1;
	size_t length = (size_t)(mark - alias) + 2;
	for (; column < PQnfields(rows) && strncmp(PQfname(rows, column), alias, length) == 0; column++) {
		if (!PQgetisnull(rows, row, column))
			return -1;
	}
	return column - 1;
}

void render_row(struct buffer *out, const PGresult *rows, int row)
{
	const char *path = ""; /* of the objects that are open */
	size_t length = 0;

	buffer_open(out, '{');
	for (int column = 0; column < PQnfields(rows); column++) {
		const char *alias = PQfname(rows, column);
		if (!is_member(alias))
			continue;
		int end = absent_object(rows, row, column);
		size_t nest = end < 0 ? nest_length(alias) : 0;
		move(out, path, length, alias, nest);
		path = alias;
		length = nest;
		if (end < 0) {
			buffer_key(out, nest > 0 ? alias + nest + 1 : alias);
			render_value(out, rows, row, column);
		} else {
			render_name(out, alias, strcspn(alias, "."));
			buffer_raw(out, "null", 4);
			column = end;
		}
	}
	move(out, path, length, "", 0);
	buffer_close(out, '}');
}

const char *render_first(const PGresult *rows, int row)
{
	for (int column = 0; column < PQnfields(rows); column++) {
		if (is_member(PQfname(rows, column)))
			return PQgetisnull(rows, row, column) ? NULL : PQgetvalue(rows, row, column);
	}
	return NULL;
}

void render_log(struct log_line *line, const PGresult *rows, int row)
{
	struct buffer value = { 0 };

	for (int column = 0; column < PQnfields(rows); column++) {
		const char *alias = PQfname(rows, column);
		if (!begins(alias, RENDER_LOG) || PQgetisnull(rows, row, column))
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

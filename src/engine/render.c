/* Rows become JSON: a column's alias is the key, its type is the JSON type. */
#include "engine/render.h"

#include <string.h>

#include "base/panic.h"
#include "base/timestamp.h"

enum { COLUMNS_MAX = 64 };

/* numeric(10,8) prints 43.65320000; it came as 43.6532 and leaves so. NaN and Infinity are no numbers to JSON. */
static void render_numeric(struct buffer *out, const char *number, size_t length)
{
	if (number[strspn(number, "-0123456789.")] != '\0') {
		buffer_raw(out, "null", 4);
		return;
	}
	if (strchr(number, '.') != NULL) {
		while (number[length - 1] == '0')
			length--;
		length -= number[length - 1] == '.';
	}
	buffer_raw(out, number, length);
}

/* A date that its readers can take for one: not infinity, nor one beyond the year 9999 or before Christ. */
static void render_date(struct buffer *out, const char *date, size_t length)
{
	if (timestamp_parse_date(date, length))
		buffer_string(out, date, length);
	else
		buffer_raw(out, "null", 4);
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
		render_numeric(out, value, length);
		break;
	case TYPE_DATE:
		render_date(out, value, length);
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
	return alias[0] != '@';
}

bool render_knows(const char *alias)
{
	static const char *const known[] = { RENDER_OUTCOME,  RENDER_MESSAGE, RENDER_DETAILS, RENDER_LOCATION, RENDER_FIELD,
					     RENDER_OPTIONAL, RENDER_ETAG,    RENDER_VERSION, RENDER_LOG,      RENDER_TOTAL,
					     RENDER_EXCEEDED, RENDER_CURSOR,  RENDER_OBJECT };

	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		size_t length = strlen(known[i]);
		bool goes_on = known[i][length - 1] == '.';
		if (goes_on ? begins(alias, known[i]) && alias[length] != '\0' : strcmp(alias, known[i]) == 0)
			return true;
	}
	return is_member(alias);
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

/* What a column is in its row's object: found out once for all rows. */
struct column {
	const char *alias;
	size_t length;
	size_t nest;  /* nest_length() */
	size_t group; /* how much of the alias names the optional object that begins with it, "?." included; 0 if none does */
	bool is_member;
	bool is_optional;
};

static void plan(struct column *columns, const PGresult *rows)
{
	for (int i = 0; i < PQnfields(rows); i++) {
		const char *alias = PQfname(rows, i), *mark = strstr(alias, "?.");
		bool is_optional = begins(alias, RENDER_OPTIONAL);
		alias += is_optional ? sizeof RENDER_OPTIONAL - 1 : 0;
		size_t group = mark != NULL ? (size_t)(mark - alias) + 2 : 0;
		bool begins_group = i == 0 || strncmp(alias, columns[i - 1].alias, group) != 0;
		columns[i] = (struct column){
			.alias = alias,
			.length = strlen(alias),
			.nest = nest_length(alias),
			.group = begins_group ? group : 0,
			.is_member = is_member(alias),
			.is_optional = is_optional,
		};
	}
}

/* The last column of the optional object that begins at this one, if all of it is NULL; else -1. */
static int absent_object(const struct column *columns, const PGresult *rows, int row, int column)
{
	const struct column *first = &columns[column];

	if (first->group == 0)
		return -1;
	for (; column < PQnfields(rows) && strncmp(columns[column].alias, first->alias, first->group) == 0; column++) {
		if (!PQgetisnull(rows, row, column))
			return -1;
	}
	return column - 1;
}

static void render_members(struct buffer *out, const struct column *columns, const PGresult *rows, int row)
{
	const char *path = ""; /* of the objects that are open */
	size_t length = 0;

	for (int i = 0; i < PQnfields(rows); i++) {
		const struct column *column = &columns[i];
		if (!column->is_member || (column->is_optional && PQgetisnull(rows, row, i)))
			continue;
		int end = absent_object(columns, rows, row, i);
		size_t nest = end < 0 ? column->nest : 0;
		if (length > 0 || nest > 0)
			move(out, path, length, column->alias, nest);
		path = column->alias;
		length = nest;
		if (end < 0) {
			size_t skip = nest > 0 ? nest + 1 : 0;
			buffer_plain_key(out, column->alias + skip, column->length - skip);
			render_value(out, rows, row, i);
		} else {
			render_name(out, column->alias, strcspn(column->alias, "."));
			buffer_raw(out, "null", 4);
			i = end;
		}
	}
	move(out, path, length, "", 0);
}

static void render_planned(struct buffer *out, const struct column *columns, const PGresult *rows, int row)
{
	buffer_open(out, '{');
	render_members(out, columns, rows, row);
	buffer_close(out, '}');
}

int render_rows(struct buffer *out, const PGresult *rows, int count, size_t size)
{
	struct column columns[COLUMNS_MAX];
	int row = 0;

	panic_unless(PQnfields(rows) <= COLUMNS_MAX);
	plan(columns, rows);
	for (; row < count && row < PQntuples(rows) && render_first(rows, row) != NULL; row++) {
		size_t length = out->length;
		render_planned(out, columns, rows, row);
		if (out->length > size && row > 0) {
			buffer_cut(out, length);
			break;
		}
	}
	return row;
}

void render_row(struct buffer *out, const PGresult *rows)
{
	struct column columns[COLUMNS_MAX];

	panic_unless(PQnfields(rows) <= COLUMNS_MAX);
	plan(columns, rows);
	render_planned(out, columns, rows, 0);
}

void render_row_with(struct buffer *out, const char *key, const char *text, const PGresult *rows)
{
	struct column columns[COLUMNS_MAX];

	panic_unless(PQnfields(rows) <= COLUMNS_MAX);
	plan(columns, rows);
	buffer_open(out, '{');
	buffer_member(out, key, text);
	render_members(out, columns, rows, 0);
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

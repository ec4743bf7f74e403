/* What the tests of fields share. */
#include "fields.h"

#include <string.h>

#include "engine/operation.h"
#include "engine/query.h"
#include "unit.h"

/* The parameters as one text. */
static const char *join_values(const char *const *values, size_t count)
{
	const char *text = "";

	for (size_t i = 0; i < count; i++)
		text = unit_text("%s%s%s", text, i > 0 ? "|" : "", values[i] != NULL ? values[i] : "-");
	return text;
}

static const char *join_details(const struct problems *problems)
{
	const char *text = "";

	for (const struct problem *problem = problems->first; problem != NULL; problem = problem->next) {
		bool named = strstr(problem->message, problem->field) != NULL;
		text = unit_text("%s%s%s%s", text, text[0] != '\0' ? "; " : "", problem->message,
				 named ? "" : unit_text(" (of %s?)", problem->field));
	}
	return text;
}

static void check(const struct fields_table *table, const struct fields_row *row, const struct field_source *source,
		  struct arena *arena)
{
	struct problems problems = { 0 };
	const char *values[FIELDS_MAX];
	bool is_query = source->query != NULL, in_body;
	const char *message = field_check(table->fields, table->count, source, arena, values, &problems, &in_body);

	/* Parameters must not point into them. */
	json_decref(source->body);
	json_decref(source->query);
	unit_expect(row->name, message, row->message);
	if (message == NULL)
		unit_expect(row->name, join_values(values, table->count), row->values);
	else
		unit_expect(row->name, join_details(&problems), row->details != NULL ? row->details : row->message);
	ck_assert_msg(message == NULL || !is_query || !in_body, "%s: said of the body", row->name);
	arena_free(arena);
}

static json_t *parse(const struct fields_row *row)
{
	json_error_t error;
	json_t *body = row->body != NULL ? json_loads(row->body, UNIT_BODY_FLAGS, &error) : NULL;

	ck_assert_msg(row->body == NULL || body != NULL, "%s: %s", row->name, body == NULL ? error.text : "");
	return body;
}

void fields_check(const struct fields_table *table, const struct fields_row *row, const char *const *path_values)
{
	const struct field_source source = { .body = parse(row), .body_text = row->body, .path_values = path_values };
	struct arena arena = { 0 };

	check(table, row, &source, &arena);
}

void fields_check_query(const struct fields_table *table, const struct fields_row *row)
{
	struct arena arena = { 0 };
	const char *problem;
	const struct field_source source = { .query = query_parse(row->body, &arena, &problem) };

	ck_assert_msg(problem == NULL, "%s: %s", row->name, problem);
	check(table, row, &source, &arena);
}

void fields_check_if_match(const struct fields_table *table, const struct fields_row *row, const char *if_match)
{
	const struct field_source source = { .body = parse(row), .body_text = row->body, .if_match = if_match };
	struct arena arena = { 0 };

	check(table, row, &source, &arena);
}

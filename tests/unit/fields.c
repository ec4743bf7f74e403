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
		  bool is_query, struct arena *arena)
{
	struct problems problems = { 0 };
	const char *values[FIELDS_MAX];
	bool in_body;
	const char *message = field_problem(table->fields, table->count, source, arena, values, &problems, &in_body);

	/* Parameters must not point into it. */
	json_free(&source->body);
	unit_expect(row->name, message, row->message);
	if (message == NULL)
		unit_expect(row->name, join_values(values, table->count), row->values);
	else
		unit_expect(row->name, join_details(&problems), row->details != NULL ? row->details : row->message);
	ck_assert_msg(message == NULL || !is_query || !in_body, "%s: said of the body", row->name);
	arena_free(arena);
}

static struct json parse(const struct fields_row *row)
{
	struct json_refusal refusal = { .fault = JSON_FAULT_NONE };
	const struct json body = row->body != NULL ? json_parse(row->body, strlen(row->body), &refusal) : json_text(NULL);

	ck_assert_msg(refusal.fault == JSON_FAULT_NONE, "%s: column %zu", row->name, refusal.column);
	return body;
}

void fields_check(const struct fields_table *table, const struct fields_row *row, const char *const *path_values)
{
	const struct field_source source = { .body = parse(row), .body_text = row->body, .path_values = path_values };
	struct arena arena = { 0 };

	check(table, row, &source, false, &arena);
}

void fields_check_query(const struct fields_table *table, const struct fields_row *row)
{
	struct arena arena = { 0 };
	struct field_source source = { 0 };
	const char *problem = query_parse(row->body, &arena, &source.query);

	ck_assert_msg(problem == NULL, "%s: %s", row->name, problem);
	check(table, row, &source, true, &arena);
}

void fields_check_if_match(const struct fields_table *table, const struct fields_row *row, const char *if_match)
{
	const struct field_source source = { .body = parse(row), .body_text = row->body, .if_match = if_match };
	struct arena arena = { 0 };

	check(table, row, &source, false, &arena);
}

/* visitctl operations: what the API takes and answers, as the tables have it. */
#include "ctl/describe.h"

#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/operations.h"
#include "ctl/complain.h"
#include "ctl/probe.h"
#include "ctl/words.h"
#include "ctl/writer.h"

static const char *const types[] = {
	[FIELD_UUID] = "uuid",          [FIELD_TIMESTAMP] = "timestamp", [FIELD_SINCE] = "since",   [FIELD_UNTIL] = "until",
	[FIELD_NUMBER] = "number",      [FIELD_INTEGER] = "integer",     [FIELD_TEXT] = "text",     [FIELD_CHOICE] = "choice",
	[FIELD_JSON_OBJECT] = "object", [FIELD_JSON] = "json",           [FIELD_CURSOR] = "cursor", [FIELD_PARSED] = "parsed",
	[FIELD_TEXTS] = "texts",        [FIELD_LIST] = "list",
};
static const char *const places[] = { [IN_BODY] = "body", [IN_PATH] = "path", [IN_QUERY] = "query", [FROM_IF_MATCH] = "header" };
static const char *const shapes[] = {
	[SHAPE_ROW] = "row",     [SHAPE_DATA] = "data",     [SHAPE_PAGES] = "pages",       [SHAPE_CURSOR] = "cursor",
	[SHAPE_ARRAY] = "array", [SHAPE_UPLOAD] = "upload", [SHAPE_REDIRECT] = "redirect", [SHAPE_INTERNAL] = "internal",
};

static void render_message(struct buffer *out, int status, const char *message)
{
	buffer_open(out, '{');
	writer_number(out, "status", status);
	buffer_member(out, "message", message);
	buffer_close(out, '}');
}

static void render_roles(struct buffer *out, unsigned roles)
{
	buffer_key(out, "roles");
	buffer_open(out, '[');
	for (unsigned role = 1; role <= ROLES_ALL; role <<= 1) {
		if ((roles & role) != 0)
			buffer_string(out, caller_role_name(role), strlen(caller_role_name(role)));
	}
	buffer_close(out, ']');
}

/* Which of them a kind of field has is field.h's affair; those that are not said are not there. */
static void render_bounds(struct buffer *out, const struct field *field)
{
	bool is_number = field->type == FIELD_NUMBER || field->type == FIELD_INTEGER;

	if (is_number || field->min != 0)
		writer_number(out, "min", field->min);
	if ((is_number || field->max != 0) && field->max < DBL_MAX)
		writer_number(out, "max", field->max);
	if (field->item_max > 0)
		writer_number(out, "itemMax", (double)field->item_max);
	if (field->choices != NULL)
		writer_choices(out, "choices", field->choices, false);
}

static void render_field(struct buffer *out, const struct field *field, const struct finding *findings)
{
	buffer_open(out, '{');
	buffer_member(out, "name", field->name);
	buffer_member(out, "place", places[field->place]);
	buffer_member(out, "type", field->place == FROM_IF_MATCH ? "tags" : types[field->type]);
	writer_flag(out, "required", field->required || field->place == IN_PATH);
	writer_flag(out, "notNull", field->not_null);
	writer_flag(out, "clamp", field->clamp);
	writer_flag(out, "unique", field->unique);
	render_bounds(out, field);
	buffer_member(out, "fallback", field->fallback);
	buffer_key(out, "messages");
	buffer_open(out, '[');
	for (; findings != NULL; findings = findings->next) {
		if (probe_concerns(findings, field))
			render_message(out, findings->status, findings->message);
	}
	buffer_close(out, ']');
	buffer_key(out, "items");
	buffer_open(out, '[');
	for (size_t i = 0; i < field->item_field_count; i++)
		render_field(out, &field->item_fields[i], NULL);
	buffer_close(out, ']');
	buffer_close(out, '}');
}

static void render_outcome(struct buffer *out, const struct operation *operation, const struct outcome *outcome, bool common,
			   struct arena *arena)
{
	const char *own = words_message(operation->statement->text, outcome->name, arena);

	buffer_open(out, '{');
	buffer_member(out, "word", outcome->name);
	writer_number(out, "status", outcome->status);
	buffer_member(out, "message", outcome->message);
	/* The statement's own words, which take the place of the table's: a regular expression. */
	buffer_member(out, "pattern", own);
	writer_flag(out, "common", common);
	buffer_close(out, '}');
}

static void render_outcomes(struct buffer *out, const struct operation *operation, struct arena *arena)
{
	const struct word *words = words_of(operation->statement->text, arena);
	const struct outcome wrong_role = { "wrong_role", 403, operation->wrong_role };

	buffer_key(out, "outcomes");
	buffer_open(out, '[');
	for (const struct outcome *outcome = operation->outcomes; outcome->name != NULL; outcome++)
		render_outcome(out, operation, outcome, false, arena);
	if (words_give(words, wrong_role.name))
		render_outcome(out, operation, &wrong_role, false, arena);
	for (const struct outcome *outcome = reply_refusals; outcome->name != NULL; outcome++) {
		if (words_give(words, outcome->name) && reply_outcome(operation->outcomes, outcome->name) == NULL)
			render_outcome(out, operation, outcome, true, arena);
	}
	buffer_close(out, ']');
}

static void render_operation(struct buffer *out, const struct operation *operation, struct arena *arena)
{
	const struct finding *findings = probe_operation(operation, arena);

	buffer_open(out, '{');
	buffer_member(out, "name", operation->name);
	buffer_member(out, "method", operation->method);
	buffer_member(out, "path", operation->path);
	buffer_member(out, "statement", operation->statement->name);
	render_roles(out, operation->roles);
	buffer_member(out, "wrongRole", operation->wrong_role);
	writer_flag(out, "creates", operation->creates);
	writer_flag(out, "partial", operation->partial);
	writer_number(out, "invalidStatus", operation->invalid_status);
	buffer_member(out, "shape", shapes[operation->shape]);
	buffer_member(out, "list", operation->list);
	buffer_member(out, "cacheControl", operation->cache_control);
	buffer_key(out, "fields");
	buffer_open(out, '[');
	for (size_t i = 0; i < operation->field_count; i++) {
		if (operation->fields[i].place != FROM_PRESENT)
			render_field(out, &operation->fields[i], findings);
	}
	buffer_close(out, ']');
	render_outcomes(out, operation, arena);
	/* Those that are about no field of the table. */
	buffer_key(out, "messages");
	buffer_open(out, '[');
	for (; findings != NULL; findings = findings->next) {
		bool known = false;
		for (size_t i = 0; i < operation->field_count; i++)
			known = known || probe_concerns(findings, &operation->fields[i]);
		if (!known)
			render_message(out, findings->status, findings->message);
	}
	buffer_close(out, ']');
	buffer_close(out, '}');
}

static void render_refusals(struct buffer *out, const char *key, const struct outcome *refusals)
{
	buffer_key(out, key);
	buffer_open(out, '[');
	for (; refusals->name != NULL; refusals++) {
		buffer_open(out, '{');
		buffer_member(out, "word", refusals->name);
		writer_number(out, "status", refusals->status);
		buffer_member(out, "message", refusals->message);
		buffer_close(out, '}');
	}
	buffer_close(out, ']');
}

int describe_long(void)
{
	struct buffer out = { 0 };
	struct arena arena = { 0 };

	buffer_open(&out, '{');
	buffer_member(&out, "version", PACKAGE_VERSION);
	buffer_key(&out, "operations");
	buffer_open(&out, '[');
	for (const struct operation *const *family = operations; *family != NULL; family++) {
		for (const struct operation *operation = *family; operation->name != NULL; operation++) {
			render_operation(&out, operation, &arena);
			arena_reset(&arena);
		}
	}
	buffer_close(&out, ']');
	render_refusals(&out, "refusals", reply_refusals);
	render_refusals(&out, "checks", reply_checks);
	buffer_close(&out, '}');
	puts(out.data);
	buffer_free(&out);
	arena_free(&arena);
	return EXIT_SUCCESS;
}

int describe_list(void)
{
	for (const struct operation *const *family = operations; *family != NULL; family++) {
		for (const struct operation *operation = *family; operation->name != NULL; operation++)
			printf("%s %s\n", operation->method, operation->path);
	}
	return EXIT_SUCCESS;
}

/* By the name of an operation or of a statement; they differ where operations share one. */
static const struct statement *find_statement(const char *name)
{
	for (const struct operation *const *family = operations; *family != NULL; family++) {
		for (const struct operation *operation = *family; operation->name != NULL; operation++) {
			if (strcmp(operation->name, name) == 0)
				return operation->statement;
		}
	}
	for (size_t i = 0; i < STATEMENT_COUNT; i++) {
		if (strcmp(statement_table[i]->name, name) == 0)
			return statement_table[i];
	}
	return NULL;
}

int describe_statement(const char *name)
{
	const struct statement *statement = find_statement(name);

	if (statement == NULL)
		return complain(name, "neither an operation nor a statement");
	if (statement->comment[0] != '\0')
		printf("-- %s\n", statement->comment);
	printf("PREPARE %s AS\n%s;\n", statement->name, statement->text);
	return EXIT_SUCCESS;
}

/* What a request brings: its path, query and body become statement parameters, or a refusal. */
#include "core/intake.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#include "core/etag.h"
#include "core/query.h"

/* application/json, in any case, with no parameter but charset=utf-8 (RFC 8259, section 11, defines none at all). */
static bool is_json(const char *content_type)
{
	static const char json[] = "application/json";
	const char *rest = content_type + sizeof json - 1;

	if (strncasecmp(content_type, json, sizeof json - 1) != 0)
		return false;
	rest += strspn(rest, " \t");
	if (*rest == '\0')
		return true;
	if (*rest++ != ';')
		return false;
	rest += strspn(rest, " \t");
	return *rest == '\0' || strcasecmp(rest, "charset=utf-8") == 0 || strcasecmp(rest, "charset=\"utf-8\"") == 0;
}

static bool too_deep(json_t *json, int levels)
{
	json_t *value;
	const char *key;
	size_t i;

	if (!json_is_object(json) && !json_is_array(json))
		return false;
	if (levels == 0)
		return true;
	json_array_foreach (json, i, value) {
		if (too_deep(value, levels - 1))
			return true;
	}
	json_object_foreach (json, key, value) {
		if (too_deep(value, levels - 1))
			return true;
	}
	return false;
}

static void refuse(struct intake *intake, int status, const char *message)
{
	intake->status = status;
	intake->message = message;
}

static const char *malformed(const json_error_t *error, struct arena *arena)
{
	const char *what = json_error_code(error) == json_error_numeric_overflow ? "A number is too large" : "Malformed JSON";

	return arena_printf(arena, "%s at line %d, column %d", what, error->line, error->column);
}

/* The body as an object; NULL for an empty one, which means {}, and for a refused one. */
static json_t *parse_body(const struct request *request, struct arena *arena, struct intake *intake)
{
	json_error_t error;

	if (request->body_length == 0)
		return NULL;
	if (!is_json(request->content_type)) {
		refuse(intake, 415, "The body must be application/json");
		return NULL;
	}
	/* All numbers are read as doubles: JSON knows one kind, and an integer too large for C is just a large number. */
	json_t *body = json_loadb(request->body, request->body_length, JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL,
				  &error);
	if (body == NULL)
		refuse(intake, 400, malformed(&error, arena));
	else if (!json_is_object(body))
		refuse(intake, 400, "The body must be a JSON object");
	else if (too_deep(body, NESTING_MAX))
		refuse(intake, 400, "The body is nested more than 32 levels deep");
	if (intake->status == 0)
		return body;
	json_decref(body);
	return NULL;
}

/* Does the body hold anything that is a field? A body of nothing but empty objects does not. */
static bool holds_updates(const struct operation *operation, const char *const *values)
{
	for (size_t i = 0; i < operation->field_count; i++) {
		if (operation->fields[i].place == FROM_PRESENT)
			return strcmp(values[i], "{}") != 0;
	}
	return true;
}

static void check_fields(const struct request *request, struct field_source *source, struct arena *arena, struct intake *intake)
{
	const struct operation *operation = request->operation;
	const char **values = intake->parameters + 1;
	bool in_body;
	const char *message = field_check(operation->fields, operation->field_count, source, arena, values, &intake->problems,
					  &in_body);

	if (message != NULL)
		refuse(intake, in_body ? operation->invalid_status : 400, message);
	else if (operation->partial && !holds_updates(operation, values))
		refuse(intake, operation->invalid_status, "No updates provided");
}

void intake_take(struct intake *intake, const struct request *request, struct arena *arena)
{
	const struct operation *operation = request->operation;
	struct field_source source = {
		.path_values = request->path_values,
		.body_text = request->body,
		.if_match = etag_if_match(request->if_match, arena),
	};
	const char *problem;

	assert(operation->field_count <= FIELDS_MAX);
	assert(operation->statement->parameters == 1 + operation->field_count);
	intake->parameters[0] = request->caller.id;
	source.query = query_parse(request->query, arena, &problem);
	if (problem != NULL)
		refuse(intake, 400, problem);
	else
		source.body = parse_body(request, arena, intake);
	if (intake->status == 0)
		check_fields(request, &source, arena, intake);
	json_decref(source.body);
	json_decref(source.query);
}

const char *intake_parameter(const struct intake *intake, const struct operation *operation, const char *name)
{
	for (size_t i = 0; i < operation->field_count; i++) {
		if (strcmp(operation->fields[i].name, name) == 0)
			return intake->parameters[1 + i];
	}
	return NULL;
}

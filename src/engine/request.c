/* A request's path, query and body become statement parameters, or a refusal. */
#include "engine/request.h"

#include <string.h>
#include <strings.h>

#include "base/panic.h"
#include "engine/etag.h"
#include "engine/query.h"

enum { NESTING_MAX = 32 /* objects and arrays within each other */ };

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

static void refuse(struct parameters *parameters, int status, const char *message)
{
	parameters->status = status;
	parameters->message = message;
}

static const char *malformed(const json_error_t *error, struct arena *arena)
{
	const char *what = json_error_code(error) == json_error_numeric_overflow ? "A number is too large" : "Malformed JSON";

	return arena_printf(arena, "%s at line %d, column %d", what, error->line, error->column);
}

/* The body as an object; NULL for an empty one, which means {}, and for a refused one. */
static json_t *parse_body(const struct request *request, struct arena *arena, struct parameters *parameters)
{
	json_error_t error;

	if (request->body_length == 0)
		return NULL;
	if (!is_json(request->content_type)) {
		refuse(parameters, 415, "The body must be application/json");
		return NULL;
	}
	/* All numbers are read as doubles: JSON knows one kind, and an integer too large for C is just a large number. */
	json_t *body = json_loadb(request->body, request->body_length, JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL,
				  &error);
	if (body == NULL)
		refuse(parameters, 400, malformed(&error, arena));
	else if (!json_is_object(body))
		refuse(parameters, 400, "The body must be a JSON object");
	else if (too_deep(body, NESTING_MAX))
		refuse(parameters, 400, "The body is nested more than 32 levels deep");
	if (parameters->status == 0)
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

static void check_fields(const struct request *request, struct field_source *source, struct arena *arena,
			 struct parameters *parameters)
{
	const struct operation *operation = request->operation;
	const char **values = parameters->values + 1;
	bool in_body;
	const char *message = field_check(operation->fields, operation->field_count, source, arena, values, &parameters->problems,
					  &in_body);

	if (message != NULL)
		refuse(parameters, in_body ? operation->invalid_status : 400, message);
	else if (operation->partial && !holds_updates(operation, values))
		refuse(parameters, operation->invalid_status, "No updates provided");
}

void request_check(const struct request *request, struct arena *arena, struct parameters *parameters)
{
	const struct operation *operation = request->operation;
	struct field_source source = {
		.path_values = request->path_values,
		.body_text = request->body,
		.if_match = etag_if_match(request->if_match, arena),
	};
	const char *problem;

	panic_unless(operation->field_count <= FIELDS_MAX);
	panic_unless(operation->statement->parameters == 1 + operation->field_count);
	parameters->values[0] = request->caller.id;
	source.query = query_parse(request->query, arena, &problem);
	if (problem != NULL)
		refuse(parameters, 400, problem);
	else
		source.body = parse_body(request, arena, parameters);
	if (parameters->status == 0)
		check_fields(request, &source, arena, parameters);
	json_decref(source.body);
	json_decref(source.query);
}

const char *request_parameter(const struct parameters *parameters, const struct operation *operation, const char *name)
{
	for (size_t i = 0; i < operation->field_count; i++) {
		if (strcmp(operation->fields[i].name, name) == 0)
			return parameters->values[1 + i];
	}
	return NULL;
}

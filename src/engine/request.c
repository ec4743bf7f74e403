/* A request's path, query and body become statement parameters, or a refusal. */
#include "engine/request.h"

#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "base/panic.h"
#include "engine/query.h"

/* application/json, in any case, with no parameter but charset=utf-8 (RFC 8259, section 11, defines none at all). */
static bool is_json(const char *content_type)
{
	static const char json[] = "application/json";

	if (strncasecmp(content_type, json, sizeof json - 1) != 0)
		return false;
	const char *rest = content_type + sizeof json - 1;
	rest += strspn(rest, " \t");
	if (*rest == '\0')
		return true;
	if (*rest++ != ';')
		return false;
	rest += strspn(rest, " \t");
	return *rest == '\0' || strcasecmp(rest, "charset=utf-8") == 0 || strcasecmp(rest, "charset=\"utf-8\"") == 0;
}

static void refuse(struct parameters *parameters, enum check_word word, int status, const char *message)
{
	parameters->refusal = (struct outcome){ reply_checks[word].name, status, message };
}

static const char *describe(const struct json_refusal *refusal, struct arena *arena)
{
	if (refusal->fault == JSON_FAULT_NESTING)
		return "The body is nested more than 32 levels deep";
	if (refusal->fault == JSON_FAULT_NUMBER)
		return arena_printf(arena,
				    "A number has more than 40 characters or an exponent beyond 99 at line %zu, column %zu",
				    refusal->line, refusal->column);
	return arena_printf(arena, "Malformed JSON at line %zu, column %zu", refusal->line, refusal->column);
}

/* The body as an object; absent for an empty one, which means {}, and for a refused one. */
static struct json parse_body(const struct request *request, struct arena *arena, struct parameters *parameters)
{
	const struct json none = { .kind = JSON_KIND_ABSENT };
	struct json_refusal refusal;

	if (request->content_encoding[0] != '\0') {
		refuse(parameters, CHECKED_ENCODING, 415, "The body must not have a Content-Encoding");
		return none;
	}
	if (request->body_length == 0)
		return none;
	if (!is_json(request->content_type)) {
		refuse(parameters, CHECKED_TYPE, 415, "The body must be application/json");
		return none;
	}
	const struct json body = json_parse(request->body, request->body_length, &refusal);
	if (refusal.fault != JSON_FAULT_NONE)
		refuse(parameters, CHECKED_JSON, 400, describe(&refusal, arena));
	else if (body.kind != JSON_KIND_OBJECT)
		refuse(parameters, CHECKED_JSON, 400, "The body must be a JSON object");
	else
		return body;
	json_free(&body);
	return none;
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
	const char *message = field_problem(operation->fields, operation->field_count, source, arena, values,
					    &parameters->problems, &in_body);

	if (message != NULL)
		refuse(parameters, CHECKED_FIELDS, in_body ? operation->invalid_status : 400, message);
	else if (operation->partial && !holds_updates(operation, values))
		refuse(parameters, CHECKED_UPDATES, operation->invalid_status, "No updates provided");
}

void request_check(const struct request *request, struct arena *arena, struct parameters *parameters)
{
	const struct operation *operation = request->operation;
	struct field_source source = {
		.path_values = request->path_values,
		.body_text = request->body,
		.if_match = request->if_match,
	};

	panic_unless(operation->field_count <= FIELDS_MAX);
	panic_unless(operation->statement->parameters == 1 + operation->field_count);
	parameters->values[0] = request->caller.id;
	const char *problem = query_parse(request->query, arena, &source.query);
	if (problem != NULL)
		refuse(parameters, CHECKED_QUERY, 400, problem);
	else
		source.body = parse_body(request, arena, parameters);
	if (parameters->refusal.status == 0)
		check_fields(request, &source, arena, parameters);
	json_free(&source.body);
}

const char *request_parameter(const struct parameters *parameters, const struct operation *operation, const char *name)
{
	for (size_t i = 0; i < operation->field_count; i++) {
		if (strcmp(operation->fields[i].name, name) == 0)
			return parameters->values[1 + i];
	}
	return NULL;
}

/* What an operation says of bad requests, found out by putting them to it: no sentence has to be written down twice. */
#include "ctl/probe.h"

#include <string.h>

#include "base/macros.h"
#include "engine/request.h"

enum { MANY = 1001, LONG = 70000, DEEP = 40 };

#define SOME_UUID "00000000-0000-4000-8000-000000000000"

/* One of these is a good id, whatever the path wants. */
static const char *const ids[] = { SOME_UUID, "V01", "V01-1", "V01-1-PI1", "V01-1-PI1-L1" };

/* Values of a body's field: each kind of field finds something among them to complain of. */
static const char *const values[] = {
	"null",
	"true",
	"1",
	"1.5",
	"123456789",
	"-1e90",
	"1e90",
	"\"\"",
	"\"x\"",
	"\"\\u0000\"",
	"\"" SOME_UUID "\"",
	"\"2025-10-11T10:00:00\"",
	"[]",
	"{}",
	"{\"a\": \"\\u0000\"}",
	"[\"x\", 1]",
	"[\"x\", \"\\u0000\"]",
	"[{}, {}]",
};
static const char *const query_values[] = { "", "x", "0", "1", "99999999999999999999", "2025-10-11T10:00:00" };
static const char *const queries[] = { "%", "a=%ff", "limit=1&limit=1", "status[]=1" };
static const char *const bodies[] = { "", "{", "[]", "{}", "{\"note\": 1}" };

struct probe {
	struct arena *arena;
	struct request request; /* whose path is good */
	struct finding *first, *last;
};

static void note(struct probe *probe, const struct outcome *refusal, const char *field, const char *message)
{
	for (const struct finding *known = probe->first; known != NULL; known = known->next) {
		if (known->status == refusal->status && strcmp(known->message, message) == 0)
			return;
	}
	struct finding *finding = arena_alloc(probe->arena, sizeof *finding);
	*finding = (struct finding){ refusal->status, refusal->name, field, message, NULL };
	if (probe->first == NULL)
		probe->first = finding;
	else
		probe->last->next = finding;
	probe->last = finding;
}

static void put(struct probe *probe, const char *query, const char *body)
{
	struct parameters parameters = { 0 };

	probe->request.query = query;
	probe->request.body = body;
	probe->request.body_length = strlen(body);
	request_check(&probe->request, probe->arena, &parameters);
	for (const struct problem *problem = parameters.problems.first; problem != NULL; problem = problem->next)
		note(probe, &parameters.refusal, problem->field, problem->message);
	if (parameters.refusal.status != 0)
		note(probe, &parameters.refusal, "", parameters.refusal.message);
}

static const char *repeat(struct arena *arena, const char *piece, size_t count)
{
	size_t length = strlen(piece);
	char *text = arena_alloc(arena, length * count + 1);

	for (size_t i = 0; i < count; i++)
		memcpy(text + i * length, piece, length);
	return text;
}

/* {"documentation":{"concerns":value}} */
static void put_value(struct probe *probe, const char *name, const char *value)
{
	const char *front = "{\"", *back = "}";

	for (const char *dot; (dot = strchr(name, '.')) != NULL; name = dot + 1) {
		front = arena_printf(probe->arena, "%s%.*s\":{\"", front, (int)(dot - name), name);
		back = arena_printf(probe->arena, "%s}", back);
	}
	put(probe, "", arena_printf(probe->arena, "%s%s\":%s%s", front, name, value, back));
}

static void put_values(struct probe *probe, const struct field *field)
{
	const char *text = arena_printf(probe->arena, "\"%s\"", repeat(probe->arena, "x", LONG));

	for (size_t i = 0; i < ARRAY_LEN(values); i++)
		put_value(probe, field->name, values[i]);
	put_value(probe, field->name, text);
	put_value(probe, field->name, arena_printf(probe->arena, "[\"x\", %s]", text));
	put_value(probe, field->name, arena_printf(probe->arena, "{\"x\": %s}", text));
	put_value(probe, field->name, arena_printf(probe->arena, "[1%s]", repeat(probe->arena, ",1", MANY)));
	if (strchr(field->name, '.') != NULL) {
		size_t object = strcspn(field->name, ".");
		put_value(probe, arena_copy(probe->arena, field->name, object), "1");
	}
	for (size_t i = 0; i < field->item_field_count; i++) {
		const char *name = field->item_fields[i].name;
		for (size_t k = 0; k < ARRAY_LEN(values); k++)
			put_value(probe, field->name,
				  arena_printf(probe->arena, "[{\"%s\": %s}, {\"%s\": %s}]", name, values[k], name, values[k]));
		put_value(probe, field->name, arena_printf(probe->arena, "[{}, {\"%s\": %s}]", name, text));
	}
}

/* Bad ids and parameters, while the body is empty. */
static void put_field(struct probe *probe, const struct field *field, size_t *segment)
{
	if (field->place == IN_BODY) {
		put_values(probe, field);
	} else if (field->place == IN_QUERY) {
		for (size_t i = 0; i < ARRAY_LEN(query_values); i++)
			put(probe, arena_printf(probe->arena, "%s=%s", field->name, query_values[i]), "");
	} else if (field->place == IN_PATH) {
		const char **value = &probe->request.path_values[(*segment)++], *good = *value;
		*value = "x";
		put(probe, "", "");
		*value = good;
	}
}

static bool takes(struct probe *probe, const struct field *field)
{
	struct probe trial = { .arena = probe->arena, .request = probe->request };

	put(&trial, "", "");
	for (const struct finding *finding = trial.first; finding != NULL; finding = finding->next) {
		if (strcmp(finding->field, field->name) == 0)
			return false;
	}
	return true;
}

static void find_good_path(struct probe *probe, const struct operation *operation)
{
	size_t segment = 0;

	for (size_t i = 0; i < PATH_VALUES_MAX; i++)
		probe->request.path_values[i] = "x";
	for (size_t i = 0; i < operation->field_count; i++) {
		if (operation->fields[i].place != IN_PATH)
			continue;
		for (size_t k = 0; k < ARRAY_LEN(ids); k++) {
			probe->request.path_values[segment] = ids[k];
			if (takes(probe, &operation->fields[i]))
				break;
		}
		segment++;
	}
}

const struct finding *probe_operation(const struct operation *operation, struct arena *arena)
{
	struct probe probe = {
		.arena = arena,
		.request = { .operation = operation,
			     .method = operation->method,
			     .path = operation->path,
			     .content_type = "application/json",
			     .content_encoding = "" },
	};
	size_t segment = 0;

	find_good_path(&probe, operation);
	for (size_t i = 0; i < operation->field_count; i++)
		put_field(&probe, &operation->fields[i], &segment);
	for (size_t i = 0; i < ARRAY_LEN(queries); i++)
		put(&probe, queries[i], "");
	for (size_t i = 0; i < ARRAY_LEN(bodies); i++)
		put(&probe, "", bodies[i]);
	put(&probe, repeat(arena, "&", MANY), "");
	put(&probe, "", repeat(arena, "[", DEEP));
	put(&probe, "", arena_printf(arena, "{\"a\":%s%s}", repeat(arena, "[", DEEP), repeat(arena, "]", DEEP)));
	put(&probe, "", "{\"a\":1e999}");
	probe.request.if_match = "x";
	put(&probe, "", "");
	probe.request.if_match = NULL;
	probe.request.content_type = "text/plain";
	put(&probe, "", "{}");
	probe.request.content_encoding = "gzip";
	put(&probe, "", "{}");
	return probe.first;
}

bool probe_concerns(const struct finding *finding, const struct field *field)
{
	size_t length = strlen(field->name);

	return strncmp(finding->field, field->name, length) == 0 &&
	       (finding->field[length] == '\0' || finding->field[length] == '[');
}

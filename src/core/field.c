/* What an operation takes in: every field is checked, every bad one is named. */
#include "core/field.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/caller.h"
#include "core/timestamp.h"

struct check {
	const struct field *field;
	struct arena *arena;
	const char *value;   /* the parameter that the check made */
	const char *message; /* or what is wrong */
};

static void check_uuid(struct check *check, const json_t *json)
{
	char uuid[UUID_SIZE];

	if (json_is_string(json) && caller_parse_uuid(json_string_value(json), json_string_length(json), uuid))
		check->value = arena_copy(check->arena, uuid, UUID_SIZE - 1);
	else
		check->message = arena_printf(check->arena, "Invalid %s format", check->field->name);
}

static void check_timestamp(struct check *check, const json_t *json)
{
	char canonical[TIMESTAMP_SIZE];

	if (json_is_string(json) && timestamp_parse(json_string_value(json), json_string_length(json), canonical))
		check->value = arena_copy(check->arena, canonical, strlen(canonical));
	else
		check->message = arena_printf(check->arena, "%s must be an ISO 8601 timestamp", check->field->name);
}

/* The shortest decimal that reads back as the same double, so that 43.6532 goes on as it came. */
static const char *shortest(struct arena *arena, double number)
{
	char text[32];

	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, number);
		if (strtod(text, NULL) == number)
			break;
	}
	return arena_copy(arena, text, strlen(text));
}

static void check_number(struct check *check, const json_t *json)
{
	const struct field *field = check->field;

	if (!json_is_number(json))
		check->message = arena_printf(check->arena, "%s must be a number", field->name);
	else if (json_number_value(json) < field->min || json_number_value(json) > field->max)
		check->message = arena_printf(check->arena, "%s must be between %g and %g", field->name, field->min, field->max);
	else
		check->value = shortest(check->arena, json_number_value(json) + 0.0); /* -0 + 0 is 0 */
}

static void (*const checks[])(struct check *check, const json_t *json) = {
	[FIELD_UUID] = check_uuid,
	[FIELD_TIMESTAMP] = check_timestamp,
	[FIELD_NUMBER] = check_number,
};

/* "clientId and scheduledStartTime are required", whichever of them is missing. */
static const char *required_message(const struct field *fields, size_t count, struct arena *arena)
{
	const char *list = "", *last = NULL;
	size_t named = 0;

	for (size_t i = 0; i < count; i++) {
		if (!fields[i].required)
			continue;
		if (last != NULL)
			list = named == 1 ? last : arena_printf(arena, "%s, %s", list, last);
		last = fields[i].name;
		named++;
	}
	return named == 1 ? arena_printf(arena, "%s is required", last)
			  : arena_printf(arena, "%s and %s are required", list, last);
}

static void refuse_unknown(const struct field *fields, size_t count, json_t *body, struct arena *arena, struct problems *problems)
{
	const char *key;
	json_t *value;

	json_object_foreach (body, key, value) {
		size_t i = 0;
		while (i < count && (fields[i].place != IN_BODY || strcmp(fields[i].name, key) != 0))
			i++;
		if (i == count)
			problems_add(problems, arena, arena_printf(arena, "%s", key),
				     arena_printf(arena, "%s is not a known field", key));
	}
}

const char *field_check(const struct field *fields, size_t count, const struct field_source *source, struct arena *arena,
			const char **values, struct problems *problems)
{
	size_t path_index = 0;
	bool missing = false;

	for (size_t i = 0; i < count; i++) {
		struct check check = { .field = &fields[i], .arena = arena };
		json_t *text = NULL;
		const json_t *json = NULL;

		if (fields[i].place == IN_PATH)
			json = text = json_string_nocheck(source->path_values[path_index++]);
		else if (source->body != NULL)
			json = json_object_get(source->body, fields[i].name);

		if (json != NULL && !json_is_null(json)) {
			checks[fields[i].type](&check, json);
		} else if (fields[i].required) {
			check.message = arena_printf(arena, "%s is required", fields[i].name);
			missing = true;
		}
		if (check.message != NULL)
			problems_add(problems, arena, fields[i].name, check.message);
		values[i] = check.value;
		json_decref(text);
	}
	if (source->body != NULL)
		refuse_unknown(fields, count, source->body, arena, problems);

	if (problems->first == NULL)
		return NULL;
	return missing ? required_message(fields, count, arena) : problems->first->message;
}

/* What each type of field takes: one value becomes one statement parameter, or a sentence on what is wrong. */
#include "engine/field_type.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/panic.h"
#include "base/timestamp.h"
#include "base/utf8.h"
#include "base/uuid.h"
#include "engine/caller.h"
#include "engine/cursor.h"
#include "engine/pg_array.h"

static bool is_text(const json_t *json)
{
	return json_is_string(json) && strlen(json_string_value(json)) == json_string_length(json);
}

static const char *copy(struct check *check, const char *text)
{
	return arena_copy(check->arena, text, strlen(text));
}

static void check_uuid(struct check *check, json_t *json)
{
	char uuid[UUID_SIZE];

	if (json_is_string(json) && uuid_parse(json_string_value(json), json_string_length(json), uuid))
		check->value = copy(check, uuid);
	else
		check->message = arena_printf(check->arena, "Invalid %s format", check->name);
}

static void check_timestamp(struct check *check, json_t *json)
{
	char canonical[TIMESTAMP_SIZE];

	if (json_is_string(json) && timestamp_parse(json_string_value(json), json_string_length(json), canonical))
		check->value = copy(check, canonical);
	else
		check->message = arena_printf(check->arena, "%s must be an ISO 8601 timestamp", check->name);
}

static void check_day(struct check *check, json_t *json)
{
	const char *time = check->field->type == FIELD_SINCE ? "00:00:00Z" : "23:59:59.999999Z";

	if (json_is_string(json) && timestamp_parse_date(json_string_value(json), json_string_length(json)))
		check->value = arena_printf(check->arena, "%sT%s", json_string_value(json), time);
	else
		check_timestamp(check, json);
	if (check->message != NULL)
		check->message = arena_printf(check->arena, "Invalid %s format. Must be ISO 8601", check->name);
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

static void check_number(struct check *check, json_t *json)
{
	const struct field *field = check->field;

	if (!json_is_number(json))
		check->message = arena_printf(check->arena, "%s must be a number", check->name);
	else if (json_number_value(json) < field->min || json_number_value(json) > field->max)
		check->message = arena_printf(check->arena, "%s must be between %.15g and %.15g", check->name, field->min,
					      field->max);
	else
		check->value = shortest(check->arena, json_number_value(json) + 0.0); /* -0 + 0 is 0 */
}

/* A whole number, in a query as digits; one that no int64_t holds is larger than any bound. */
static bool whole_number(const json_t *json, double *number)
{
	if (json_is_string(json)) {
		const char *digits = json_string_value(json);
		*number = strtod(digits, NULL);
		return digits[0] != '\0' && strspn(digits, "0123456789") == json_string_length(json);
	}
	*number = json_number_value(json);
	return json_is_number(json) && *number >= -1e15 && *number <= 1e15 && (double)(int64_t)*number == *number;
}

static void check_integer(struct check *check, json_t *json)
{
	const struct field *field = check->field;
	bool in_query = field->place == IN_QUERY;
	double number = 0;
	bool whole = json_is_string(json) == in_query && whole_number(json, &number);

	if (whole && number > field->max && field->excess != NULL)
		check->message = field->excess;
	else if (!whole || number < field->min || (number > field->max && (!field->clamp || number > 1e15)))
		check->message = field->clamp ? arena_printf(check->arena, "%s must be a whole number of at least %.0f",
							     check->name, field->min)
					      : arena_printf(check->arena, "%s must be a whole number from %.0f to %.0f",
							     check->name, field->min, field->max);
	else
		check->value = arena_printf(check->arena, "%.0f", number > field->max ? field->max : number);
}

static void check_text(struct check *check, json_t *json)
{
	const struct field *field = check->field;
	size_t length = json_is_string(json) ? utf8_characters(json_string_value(json), json_string_length(json)) : 0;

	if (!json_is_string(json))
		check->message = arena_printf(check->arena, "%s must be a string", check->name);
	else if (!is_text(json))
		check->message = arena_printf(check->arena, "%s must not contain U+0000", check->name);
	else if ((double)length > field->max)
		check->message = arena_printf(check->arena, "%s must be at most %.0f characters", check->name, field->max);
	else if (length == 0 && field->min > 0)
		check->message = arena_printf(check->arena, "%s must not be empty", check->name);
	else
		check->value = copy(check, json_string_value(json));
}

static void check_choice(struct check *check, json_t *json)
{
	const char *list = "";

	for (const char *const *choice = check->field->choices; *choice != NULL; choice++) {
		if (is_text(json) && strcmp(json_string_value(json), *choice) == 0) {
			check->value = *choice;
			return;
		}
		list = list[0] == '\0' ? *choice : arena_printf(check->arena, "%s, %s", list, *choice);
	}
	check->message = arena_printf(check->arena, "%s must be one of: %s", check->name, list);
}

static bool has_nul(json_t *json)
{
	json_t *value;
	const char *key;
	size_t i;

	if (json_is_string(json))
		return !is_text(json);
	json_array_foreach (json, i, value) {
		if (has_nul(value))
			return true;
	}
	json_object_foreach (json, key, value) {
		if (has_nul(value))
			return true;
	}
	return false;
}

static void check_json(struct check *check, json_t *json)
{
	bool either = check->field->type == FIELD_JSON;

	if (!json_is_object(json) && !(either && json_is_array(json)))
		check->message = arena_printf(check->arena, "%s must be an object%s", check->name, either ? " or an array" : "");
	else if (has_nul(json))
		check->message = arena_printf(check->arena, "%s must not contain U+0000", check->name);
	else
		check->value = check->source->body_text;
}

static void check_parsed(struct check *check, json_t *json)
{
	const char *value = is_text(json) ? check->field->parse(json_string_value(json), check->arena) : NULL;

	if (value != NULL)
		check->value = copy(check, value);
	else
		check->message = arena_printf(check->arena, "Invalid %s format", check->name);
}

void field_type_item_problem(struct check *check, size_t index, const char *what)
{
	const char *path = arena_printf(check->arena, "%s[%zu]", check->name, index);

	problems_add(check->problems, check->arena, path, arena_printf(check->arena, "%s %s", path, what));
}

bool field_type_is_short_array(struct check *check, json_t *json)
{
	if (json_is_array(json) && (double)json_array_size(json) <= check->field->max)
		return true;
	check->message = arena_printf(check->arena, "%s must be an array of at most %.0f %s", check->name, check->field->max,
				      check->field->type == FIELD_TEXTS ? "strings" : "objects");
	return false;
}

static void check_texts(struct check *check, json_t *json)
{
	struct buffer array = { 0 };
	json_t *item;
	size_t i;

	if (!field_type_is_short_array(check, json))
		return;
	buffer_puts(&array, "{");
	json_array_foreach (json, i, item) {
		if (!is_text(json_is_string(item) ? item : NULL))
			field_type_item_problem(check, i, json_is_string(item) ? "must not contain U+0000" : "must be a string");
		else if (utf8_characters(json_string_value(item), json_string_length(item)) > check->field->item_max)
			field_type_item_problem(
				check, i, arena_printf(check->arena, "must be at most %zu characters", check->field->item_max));
		else
			pg_array_add(&array, json_string_value(item), json_string_length(item));
	}
	buffer_puts(&array, "}");
	check->value = arena_copy(check->arena, array.data, array.length);
	buffer_free(&array);
}

static void check_cursor(struct check *check, json_t *json)
{
	const char *cursor = json_string_value(json);

	check->value = cursor[0] == '\0' ? "" : cursor_decode(cursor, check->arena);
	/* Whole, but is it of this list? */
	if (check->value != NULL && check->value[0] != '\0' && check->field->parse != NULL)
		check->value = check->field->parse(check->value, check->arena);
	if (check->value == NULL)
		check->message = arena_printf(check->arena, "%s is damaged", check->name);
}

static void (*const checks[])(struct check *check, json_t *json) = {
	[FIELD_UUID] = check_uuid,   [FIELD_TIMESTAMP] = check_timestamp, [FIELD_SINCE] = check_day,
	[FIELD_UNTIL] = check_day,   [FIELD_NUMBER] = check_number,       [FIELD_INTEGER] = check_integer,
	[FIELD_TEXT] = check_text,   [FIELD_CHOICE] = check_choice,       [FIELD_JSON_OBJECT] = check_json,
	[FIELD_JSON] = check_json,   [FIELD_CURSOR] = check_cursor,       [FIELD_PARSED] = check_parsed,
	[FIELD_TEXTS] = check_texts,
};

void field_type_check(struct check *check, json_t *json)
{
	panic_unless(check->field->type < ARRAY_LEN(checks));
	checks[check->field->type](check, json);
}

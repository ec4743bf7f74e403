/* What each type of field takes: one value becomes one statement parameter, or a sentence on what is wrong. */
#include "engine/field_type.h"

#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "base/panic.h"
#include "base/timestamp.h"
#include "base/utf8.h"
#include "base/uuid.h"
#include "engine/caller.h"
#include "engine/cursor.h"
#include "engine/pg_array.h"

static const char *copy(struct check *check, const char *text)
{
	return arena_copy(check->arena, text, strlen(text));
}

static void check_uuid(struct check *check, const struct json *json)
{
	char uuid[UUID_SIZE];

	if (json->kind == JSON_KIND_TEXT && uuid_parse(json->text, json->length, uuid))
		check->value = copy(check, uuid);
	else
		check->message = arena_printf(check->arena, "Invalid %s format", check->name);
}

static void check_timestamp(struct check *check, const struct json *json)
{
	char canonical[TIMESTAMP_SIZE];

	if (json->kind == JSON_KIND_TEXT && timestamp_parse(json->text, json->length, canonical)) {
		check->value = copy(check, canonical);
		return;
	}
	check->message = arena_printf(check->arena, "%s must be an ISO 8601 timestamp", check->name);
	/* To most people it is one; they learn what is missing. */
	if (json_is_plain_text(json) &&
	    timestamp_parse(arena_printf(check->arena, "%sZ", json->text), json->length + 1, canonical))
		check->detail = arena_printf(check->arena, "%s with an offset", check->message);
}

/* The '+' of an offset that was not escaped in a query has come as a space. */
static struct json mend_offset(struct check *check, const struct json *json)
{
	enum { OFFSET = sizeof "+hh:mm" - 1 };
	struct json day = *json;

	if (json->kind == JSON_KIND_TEXT && json->length > OFFSET && json->text[json->length - OFFSET] == ' ') {
		char *text = arena_copy(check->arena, json->text, json->length);
		text[json->length - OFFSET] = '+';
		day.text = text;
	}
	return day;
}

static void check_day(struct check *check, const struct json *json)
{
	const char *time = check->field->type == FIELD_SINCE ? "00:00:00Z" : "23:59:59.999999Z";
	const struct json day = mend_offset(check, json);

	if (day.kind == JSON_KIND_TEXT && timestamp_parse_date(day.text, day.length))
		check->value = arena_printf(check->arena, "%sT%s", day.text, time);
	else
		check_timestamp(check, &day);
	if (check->message != NULL)
		check->message = arena_printf(check->arena, "Invalid %s format. Must be ISO 8601", check->name);
}

/* Less, equal or greater than one of the field's bounds, which is what messages tell of it. */
static int compare(struct check *check, const struct decimal *number, double bound)
{
	const char *text = arena_printf(check->arena, "%.15g", bound);
	const struct decimal edge = decimal_parse(text, strlen(text), check->arena);

	return decimal_compare(number, &edge);
}

/* A number goes on as it came; but PostgreSQL need not be asked what -0.0 is. */
static void check_number(struct check *check, const struct json *json)
{
	const struct field *field = check->field;

	if (json->kind != JSON_KIND_NUMBER) {
		check->message = arena_printf(check->arena, "%s must be a number", check->name);
		return;
	}
	const struct decimal number = decimal_parse(json->text, json->length, check->arena);
	if (compare(check, &number, field->min) < 0 || compare(check, &number, field->max) > 0)
		check->message = arena_printf(check->arena, "%s must be between %.15g and %.15g", check->name, field->min,
					      field->max);
	else
		check->value = number.digits[0] == '\0' ? "0" : arena_copy(check->arena, json->text, json->length);
}

/* A whole number, in a query as digits. */
static bool whole_number(struct check *check, const struct json *json, struct decimal *number)
{
	bool spelled = check->field->place != IN_QUERY ? json->kind == JSON_KIND_NUMBER
						       : json->length > 0 && strspn(json->text, "0123456789") == json->length;

	if (spelled)
		*number = decimal_parse(json->text, json->length, check->arena);
	return spelled && decimal_is_whole(number);
}

static void check_integer(struct check *check, const struct json *json)
{
	const struct field *field = check->field;
	struct decimal number;
	bool whole = whole_number(check, json, &number), exceeds = whole && compare(check, &number, field->max) > 0;
	bool good = whole && compare(check, &number, field->min) >= 0 && (!exceeds || field->clamp);

	if (good)
		check->value = arena_printf(check->arena, "%.0f",
					    exceeds ? field->max : strtod(json->text, NULL) + 0.0); /* not -0 */
	else if (exceeds && field->excess != NULL)
		check->message = field->excess;
	else if (field->clamp)
		check->message = arena_printf(check->arena, "%s must be a whole number of at least %.0f", check->name,
					      field->min);
	else
		check->message = arena_printf(check->arena, "%s must be a whole number from %.0f to %.0f", check->name,
					      field->min, field->max);
}

static void check_text(struct check *check, const struct json *json)
{
	const struct field *field = check->field;
	size_t length = json->kind == JSON_KIND_TEXT ? utf8_characters(json->text, json->length) : 0;

	if (json->kind != JSON_KIND_TEXT)
		check->message = arena_printf(check->arena, "%s must be a string", check->name);
	else if (!json_is_plain_text(json))
		check->message = arena_printf(check->arena, "%s must not contain U+0000", check->name);
	else if ((double)length > field->max)
		check->message = arena_printf(check->arena, "%s must be at most %.0f characters", check->name, field->max);
	else if (length == 0 && field->min > 0)
		check->message = arena_printf(check->arena, "%s must not be empty", check->name);
	else
		check->value = copy(check, json->text);
}

static void check_choice(struct check *check, const struct json *json)
{
	const char *list = "";

	for (const char *const *choice = check->field->choices; *choice != NULL; choice++) {
		if (json_is(json, *choice)) {
			check->value = *choice;
			return;
		}
		list = list[0] == '\0' ? *choice : arena_printf(check->arena, "%s, %s", list, *choice);
	}
	check->message = arena_printf(check->arena, "%s must be one of: %s", check->name, list);
}

static bool has_nul(const struct json *json)
{
	const struct lh_entry *entry = NULL;

	if (json->kind == JSON_KIND_TEXT)
		return !json_is_plain_text(json);
	for (size_t i = 0; json->kind == JSON_KIND_ARRAY && i < json->length; i++) {
		const struct json item = json_item(json, i);
		if (has_nul(&item))
			return true;
	}
	while ((entry = json_next(json, entry)) != NULL) {
		const struct json value = json_entry_value(entry);
		if (has_nul(&value))
			return true;
	}
	return false;
}

static void check_json(struct check *check, const struct json *json)
{
	bool either = check->field->type == FIELD_JSON;

	if (json->kind != JSON_KIND_OBJECT && !(either && json->kind == JSON_KIND_ARRAY))
		check->message = arena_printf(check->arena, "%s must be an object%s", check->name, either ? " or an array" : "");
	else if (has_nul(json))
		check->message = arena_printf(check->arena, "%s must not contain U+0000", check->name);
	else
		check->value = check->source->body_text;
}

static void check_parsed(struct check *check, const struct json *json)
{
	const char *value = json_is_plain_text(json) ? check->field->parse(json->text, check->arena) : NULL;

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

bool field_type_is_short_array(struct check *check, const struct json *json)
{
	if (json->kind == JSON_KIND_ARRAY && (double)json->length < check->field->min) {
		check->message = arena_printf(check->arena, "%s must not be empty", check->name);
		return false;
	}
	if (json->kind == JSON_KIND_ARRAY && (double)json->length <= check->field->max)
		return true;
	check->message = arena_printf(check->arena, "%s must be an array of at most %.0f %s", check->name, check->field->max,
				      check->field->type == FIELD_TEXTS ? "strings" : "objects");
	return false;
}

static void check_texts(struct check *check, const struct json *json)
{
	struct buffer array = { 0 };

	if (!field_type_is_short_array(check, json))
		return;
	buffer_puts(&array, "{");
	for (size_t i = 0; i < json->length; i++) {
		const struct json item = json_item(json, i);
		if (!json_is_plain_text(&item))
			field_type_item_problem(check, i,
						item.kind == JSON_KIND_TEXT ? "must not contain U+0000" : "must be a string");
		else if (utf8_characters(item.text, item.length) > check->field->item_max)
			field_type_item_problem(
				check, i, arena_printf(check->arena, "must be at most %zu characters", check->field->item_max));
		else
			pg_array_add(&array, item.text, item.length);
	}
	buffer_puts(&array, "}");
	check->value = arena_copy(check->arena, array.data, array.length);
	buffer_free(&array);
}

static void check_cursor(struct check *check, const struct json *json)
{
	const char *cursor = json->text;

	check->value = cursor[0] == '\0' ? "" : cursor_decode(cursor, check->arena);
	/* Whole, but is it of this list? */
	if (check->value != NULL && check->value[0] != '\0' && check->field->parse != NULL)
		check->value = check->field->parse(check->value, check->arena);
	if (check->value == NULL)
		check->message = arena_printf(check->arena, "%s is damaged", check->name);
}

static void (*const checks[])(struct check *check, const struct json *json) = {
	[FIELD_UUID] = check_uuid,   [FIELD_TIMESTAMP] = check_timestamp, [FIELD_SINCE] = check_day,
	[FIELD_UNTIL] = check_day,   [FIELD_NUMBER] = check_number,       [FIELD_INTEGER] = check_integer,
	[FIELD_TEXT] = check_text,   [FIELD_CHOICE] = check_choice,       [FIELD_JSON_OBJECT] = check_json,
	[FIELD_JSON] = check_json,   [FIELD_CURSOR] = check_cursor,       [FIELD_PARSED] = check_parsed,
	[FIELD_TEXTS] = check_texts,
};

void field_type_check(struct check *check, const struct json *json)
{
	panic_unless(check->field->type < ARRAY_LEN(checks));
	checks[check->field->type](check, json);
}

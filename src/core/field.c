/* What an operation takes in: every field is checked, every bad one is named. */
#include "core/field.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/caller.h"
#include "core/cursor.h"
#include "core/text.h"
#include "core/timestamp.h"

struct check {
	const struct field *field;
	const char *name; /* the field's, with the path to it: "tactic_logs[1].tactic_id" */
	const struct field_source *source;
	struct arena *arena;
	struct problems *problems; /* where items of an array add theirs */
	const char *value;         /* the parameter that the check made */
	const char *message;       /* or what is wrong */
};

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

	if (json_is_string(json) && caller_parse_uuid(json_string_value(json), json_string_length(json), uuid))
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

	if (json_is_string(json) != in_query || !whole_number(json, &number) || number < field->min ||
	    (number > field->max && (!field->clamp || number > 1e15)))
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
	size_t length = json_is_string(json) ? text_characters(json_string_value(json), json_string_length(json)) : 0;

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

/* Add what is wrong with one item of an array. */
static void item_problem(struct check *check, size_t index, const char *what)
{
	const char *path = arena_printf(check->arena, "%s[%zu]", check->name, index);

	problems_add(check->problems, check->arena, path, arena_printf(check->arena, "%s %s", path, what));
}

/* An array of no more items than the field may have. */
static bool is_short_array(struct check *check, json_t *json)
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

	if (!is_short_array(check, json))
		return;
	buffer_puts(&array, "{");
	json_array_foreach (json, i, item) {
		if (!is_text(json_is_string(item) ? item : NULL))
			item_problem(check, i, json_is_string(item) ? "must not contain U+0000" : "must be a string");
		else if (text_characters(json_string_value(item), json_string_length(item)) > check->field->item_max)
			item_problem(check, i,
				     arena_printf(check->arena, "must be at most %zu characters", check->field->item_max));
		else
			text_array_add(&array, json_string_value(item), json_string_length(item));
	}
	buffer_puts(&array, "}");
	check->value = arena_copy(check->arena, array.data, array.length);
	buffer_free(&array);
}

static void check_list(struct check *check, json_t *json);

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
	[FIELD_TEXTS] = check_texts, [FIELD_LIST] = check_list,
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

/* The value of a field whose name may lead through nested objects; NULL if it is absent. */
static json_t *find(json_t *object, const char *name)
{
	const char *dot;

	while ((dot = strchr(name, '.')) != NULL) {
		object = json_object_getn(object, name, (size_t)(dot - name));
		name = dot + 1;
	}
	return json_object_get(object, name);
}

/* Is there a field of this place and name, or one within it? */
static const struct field *find_field(const struct field *fields, size_t count, enum field_place place, const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < count; i++) {
		char next = strncmp(fields[i].name, name, length) == 0 ? fields[i].name[length] : 'x';
		if (fields[i].place == place && (next == '\0' || next == '.'))
			return &fields[i];
	}
	return NULL;
}

/* Every member must be a field, or an object of fields. `within` leads to the object in the table, `path` on from there to
 * the client's eyes: "" but for the items of a list. */
static void refuse_unknown(const struct field *fields, size_t count, enum field_place place, const char *path, const char *within,
			   json_t *object, struct arena *arena, struct problems *problems)
{
	const char *key;
	json_t *value;

	json_object_foreach (object, key, value) {
		const char *name = arena_printf(arena, "%s%s", within, key), *shown = arena_printf(arena, "%s%s", path, name);
		const struct field *field = strchr(key, '.') == NULL ? find_field(fields, count, place, name) : NULL;

		if (field == NULL)
			problems_add(
				problems, arena, shown,
				arena_printf(arena, "%s is not a known %s", shown, place == IN_QUERY ? "parameter" : "field"));
		else if (strcmp(field->name, name) == 0)
			continue;
		else if (json_is_object(value))
			refuse_unknown(fields, count, place, path, arena_printf(arena, "%s.", name), value, arena, problems);
		else
			problems_add(problems, arena, shown, arena_printf(arena, "%s must be an object", shown));
	}
}

static const char *present_fields(const struct field *fields, size_t count, json_t *body, struct arena *arena)
{
	struct buffer array = { 0 };

	buffer_puts(&array, "{");
	for (size_t i = 0; i < count; i++) {
		if (fields[i].place == IN_BODY && find(body, fields[i].name) != NULL)
			text_array_add(&array, fields[i].name, strlen(fields[i].name));
	}
	buffer_puts(&array, "}");
	char *text = arena_copy(arena, array.data, array.length);
	buffer_free(&array);
	return text;
}

/* Check one value. True if it is missing though it is required. */
static bool check_value(struct check *check, json_t *json)
{
	const struct field *field = check->field;
	bool null = json != NULL && json_is_null(json);

	if (json != NULL && (!null || field->not_null)) {
		checks[field->type](check, json);
		if (check->message != NULL && field->message != NULL)
			check->message = field->message;
		return false;
	}
	check->value = field->fallback;
	if (field->required)
		check->message = arena_printf(check->arena, "%s is required", check->name);
	return field->required;
}

/* Has an earlier item the same value in this field? */
static bool is_repeated(json_t *list, size_t index, const struct field *field, const char *value)
{
	for (size_t i = 0; i < index; i++) {
		const char *other = json_string_value(json_object_get(json_array_get(list, i), field->name));
		if (other != NULL && strcasecmp(other, value) == 0)
			return true;
	}
	return false;
}

/* Check one object of a list and write its parameters as JSON. */
static void check_item(struct check *list, json_t *json, size_t index, struct buffer *out)
{
	const struct field *fields = list->field->item_fields;
	size_t count = list->field->item_field_count;
	json_t *item = json_array_get(json, index);

	if (!json_is_object(item)) {
		item_problem(list, index, "must be an object");
		return;
	}
	buffer_open(out, '{');
	for (size_t i = 0; i < count; i++) {
		struct check check = *list;
		check.field = &fields[i];
		check.name = arena_printf(list->arena, "%s[%zu].%s", list->name, index, fields[i].name);
		check.value = check.message = NULL;
		(void)check_value(&check, json_object_get(item, fields[i].name));
		if (check.message == NULL && fields[i].unique && check.value != NULL &&
		    is_repeated(json, index, &fields[i], check.value))
			check.message = arena_printf(list->arena, "%s is given twice", check.name);
		if (check.message != NULL)
			problems_add(list->problems, list->arena, check.name, check.message);
		buffer_member(out, fields[i].name, check.value);
	}
	buffer_close(out, '}');
	refuse_unknown(fields, count, IN_BODY, arena_printf(list->arena, "%s[%zu].", list->name, index), "", item, list->arena,
		       list->problems);
}

static void check_list(struct check *check, json_t *json)
{
	struct buffer array = { 0 };

	if (!is_short_array(check, json))
		return;
	buffer_open(&array, '[');
	for (size_t i = 0; i < json_array_size(json); i++)
		check_item(check, json, i, &array);
	buffer_close(&array, ']');
	check->value = arena_copy(check->arena, array.data, array.length);
	buffer_free(&array);
}

static const char *lead(const struct field *fields, size_t count, bool missing, struct arena *arena,
			const struct problems *problems)
{
	if (problems->first == NULL)
		return NULL;
	return missing ? required_message(fields, count, arena) : problems->first->message;
}

/* Check the fields of some places; true if a required one is missing. */
static bool check_places(const struct field *fields, size_t count, const struct field_source *source, bool body,
			 struct arena *arena, const char **values, struct problems *problems)
{
	size_t path_index = 0;
	bool missing = false;

	for (size_t i = 0; i < count; i++) {
		struct check check = {
			.field = &fields[i], .name = fields[i].name, .source = source, .arena = arena, .problems = problems
		};
		json_t *segment = NULL;

		if ((fields[i].place == IN_BODY) != body)
			continue;
		if (fields[i].place == FROM_IF_MATCH || fields[i].place == FROM_PRESENT) {
			values[i] = fields[i].place == FROM_IF_MATCH ? source->if_match
								     : present_fields(fields, count, source->body, arena);
			continue;
		}
		if (fields[i].place == IN_PATH) {
			/* What is not valid UTF-8 is not what any path holds. */
			segment = json_string(source->path_values[path_index++]);
			segment = segment != NULL ? segment : json_string("");
		}
		missing = check_value(&check,
				      segment != NULL ? segment : find(body ? source->body : source->query, fields[i].name)) ||
			  missing;
		if (check.message != NULL)
			problems_add(problems, arena, fields[i].name, check.message);
		values[i] = check.value;
		json_decref(segment);
	}
	return missing;
}

const char *field_check(const struct field *fields, size_t count, const struct field_source *source, struct arena *arena,
			const char **values, struct problems *problems, bool *in_body)
{
	*in_body = false;
	(void)check_places(fields, count, source, false, arena, values, problems);
	refuse_unknown(fields, count, IN_QUERY, "", "", source->query, arena, problems);
	if (problems->first != NULL)
		return problems->first->message;

	*in_body = true;
	bool missing = check_places(fields, count, source, true, arena, values, problems);
	refuse_unknown(fields, count, IN_BODY, "", "", source->body, arena, problems);
	return lead(fields, count, missing, arena, problems);
}

/* What an operation takes in: every field is checked, every bad one is named. */
#include "engine/field.h"

#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "engine/etag.h"
#include "engine/field_type.h"
#include "engine/pg_array.h"

/* "clientId and scheduledStartTime are required", whichever of them is missing; of more a comma stands before the last too. */
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
			  : arena_printf(arena, "%s%s and %s are required", list, named > 2 ? "," : "", last);
}

/* The value of a field whose name may lead through nested objects. */
static struct json find(const struct json *body, const char *name, struct arena *arena)
{
	struct json object = *body;
	const char *dot;

	while ((dot = strchr(name, '.')) != NULL) {
		object = json_member(&object, arena_copy(arena, name, (size_t)(dot - name)));
		name = dot + 1;
	}
	return json_member(&object, name);
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

static void refuse_unknown_parameters(const struct field *fields, size_t count, const struct query *query, struct arena *arena,
				      struct problems *problems)
{
	for (size_t i = 0; i < query->count; i++) {
		const char *name = query->parameters[i].name;
		if (find_field(fields, count, IN_QUERY, name) == NULL)
			problems_add(problems, arena, name, arena_printf(arena, "%s is not a known parameter", name));
	}
}

/* Every member must be a field, or an object of fields. `within` leads to the object in the table, `path` on from there to
 * the client's eyes: "" but for the items of a list. */
static void refuse_unknown(const struct field *fields, size_t count, const char *path, const char *within,
			   const struct json *object, struct arena *arena, struct problems *problems)
{
	const struct lh_entry *entry = NULL;

	while ((entry = json_next(object, entry)) != NULL) {
		const char *key = json_entry_name(entry);
		const char *name = within[0] != '\0' ? arena_printf(arena, "%s%s", within, key) : key;
		const struct field *field = strchr(key, '.') == NULL ? find_field(fields, count, IN_BODY, name) : NULL;
		const struct json value = json_entry_value(entry);

		if (field != NULL && strcmp(field->name, name) == 0)
			continue;
		if (field != NULL && value.kind == JSON_KIND_OBJECT) {
			refuse_unknown(fields, count, path, arena_printf(arena, "%s.", name), &value, arena, problems);
			continue;
		}
		const char *shown = arena_printf(arena, "%s%s", path, name);
		const char *problem = field != NULL ? "must be an object" : "is not a known field";
		problems_add(problems, arena, shown, arena_printf(arena, "%s %s", shown, problem));
	}
}

static const char *present_fields(const struct field *fields, size_t count, const struct json *body, struct arena *arena)
{
	struct buffer array = { 0 };

	buffer_puts(&array, "{");
	for (size_t i = 0; i < count; i++) {
		if (fields[i].place == IN_BODY && find(body, fields[i].name, arena).kind != JSON_KIND_ABSENT)
			pg_array_add(&array, fields[i].name, strlen(fields[i].name));
	}
	buffer_puts(&array, "}");
	char *text = arena_copy(arena, array.data, array.length);
	buffer_free(&array);
	return text;
}

static void check_list(struct check *check, const struct json *json);

/* Check one value. True if it is missing though it is required. */
static bool check_value(struct check *check, const struct json *json)
{
	const struct field *field = check->field;

	if (json->kind != JSON_KIND_ABSENT && (json->kind != JSON_KIND_NULL || field->not_null)) {
		if (field->type == FIELD_LIST)
			check_list(check, json);
		else
			field_type_check(check, json);
		if (check->message != NULL && field->message != NULL) {
			check->message = field->message;
			check->detail = NULL;
		}
		return false;
	}
	check->value = field->fallback;
	if (field->required)
		check->message = arena_printf(check->arena, "%s is required", check->name);
	return field->required;
}

static void report(struct check *check)
{
	if (check->message == NULL)
		return;
	problems_add(check->problems, check->arena, check->name, check->detail != NULL ? check->detail : check->message);
	check->problems->last->lead = check->message;
}

/* Has an earlier item the same value in this field? */
static bool is_repeated(const struct json *list, size_t index, const struct field *field, const char *value)
{
	for (size_t i = 0; i < index; i++) {
		const struct json item = json_item(list, i), other = json_member(&item, field->name);
		if (other.kind == JSON_KIND_TEXT && strcasecmp(other.text, value) == 0)
			return true;
	}
	return false;
}

/* Check one object of a list and write its parameters as JSON. */
static void check_item(struct check *list, const struct json *json, size_t index, struct buffer *out)
{
	const struct field *fields = list->field->item_fields;
	size_t count = list->field->item_field_count;
	const struct json item = json_item(json, index);

	if (item.kind != JSON_KIND_OBJECT) {
		field_type_item_problem(list, index, "must be an object");
		return;
	}
	buffer_open(out, '{');
	for (size_t i = 0; i < count; i++) {
		const struct json value = json_member(&item, fields[i].name);
		struct check check = *list;
		check.field = &fields[i];
		check.name = arena_printf(list->arena, "%s[%zu].%s", list->name, index, fields[i].name);
		check.value = check.message = check.detail = NULL;
		(void)check_value(&check, &value);
		if (check.message == NULL && fields[i].unique && check.value != NULL &&
		    is_repeated(json, index, &fields[i], check.value))
			check.message = arena_printf(list->arena, "%s is given twice", check.name);
		report(&check);
		buffer_member(out, fields[i].name, check.value);
	}
	buffer_close(out, '}');
	refuse_unknown(fields, count, arena_printf(list->arena, "%s[%zu].", list->name, index), "", &item, list->arena,
		       list->problems);
}

static void check_list(struct check *check, const struct json *json)
{
	struct buffer array = { 0 };

	if (!field_type_is_short_array(check, json))
		return;
	buffer_open(&array, '[');
	for (size_t i = 0; i < json->length; i++)
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
	return missing ? required_message(fields, count, arena) : problems->first->lead;
}

/* What the client gave for a field that it may give a value for. */
static struct json given(const struct field *field, const struct field_source *source, const char *segment, struct arena *arena)
{
	const char *text;

	switch (field->place) {
	case IN_PATH: /* what is not valid UTF-8 is not what any path holds */
		return json_text(utf8_is_valid(segment) ? segment : "");
	case IN_QUERY:
		text = query_value(&source->query, field->name);
		/* Clients send the filters that they have left empty; but an empty cursor asks for the first page. */
		return json_text(text != NULL && text[0] == '\0' && field->type != FIELD_CURSOR ? NULL : text);
	default:
		return find(&source->body, field->name, arena);
	}
}

/* Check the fields of some places; true if a required one is missing. */
static bool check_places(const struct field *fields, size_t count, const struct field_source *source, bool body,
			 struct arena *arena, const char **values, struct problems *problems)
{
	const char *const *segment = source->path_values;
	bool missing = false;

	for (size_t i = 0; i < count; i++) {
		struct check check = {
			.field = &fields[i], .name = fields[i].name, .source = source, .arena = arena, .problems = problems
		};

		if ((fields[i].place == IN_BODY) != body)
			continue;
		if (fields[i].place == FROM_PRESENT) {
			check.value = present_fields(fields, count, &source->body, arena);
		} else if (fields[i].place == FROM_IF_MATCH) {
			if (!etag_if_match(source->if_match, arena, &check.value))
				check.message = "If-Match must be * or entity tags, each in double quotes";
		} else {
			const char *in_path = fields[i].place == IN_PATH ? *segment++ : NULL;
			const struct json value = given(&fields[i], source, in_path, arena);
			missing = check_value(&check, &value) || missing;
		}
		report(&check);
		values[i] = check.value;
	}
	return missing;
}

const char *field_problem(const struct field *fields, size_t count, const struct field_source *source, struct arena *arena,
			  const char **values, struct problems *problems, bool *in_body)
{
	*in_body = false;
	(void)check_places(fields, count, source, false, arena, values, problems);
	refuse_unknown_parameters(fields, count, &source->query, arena, problems);
	if (problems->first != NULL)
		return problems->first->lead;

	*in_body = true;
	bool missing = check_places(fields, count, source, true, arena, values, problems);
	refuse_unknown(fields, count, "", "", &source->body, arena, problems);
	return lead(fields, count, missing, arena, problems);
}

/* JSON Schemas of fields: what an operation takes. */
#include "ctl/schema.h"

#include <float.h>
#include <stdio.h>
#include <string.h>

#include "ctl/writer.h"

/* --- one field --- */

static void add_bound(struct buffer *out, const char *key, double bound)
{
	if (bound > -DBL_MAX && bound < DBL_MAX)
		writer_number(out, key, bound);
}

static void add_object(struct buffer *out, const struct field *fields, size_t count, const char *within, bool partial);

static void add_items(struct buffer *out, const struct field *field)
{
	if (field->min > 0)
		writer_number(out, "minItems", field->min);
	writer_number(out, "maxItems", field->max);
	buffer_key(out, "items");
	buffer_open(out, '{');
	if (field->type == FIELD_LIST) {
		add_object(out, field->item_fields, field->item_field_count, "", false);
	} else {
		writer_type(out, "string", false);
		writer_number(out, "maxLength", (double)field->item_max);
	}
	buffer_close(out, '}');
}

static const char *const json_types[] = {
	[FIELD_UUID] = "string",   [FIELD_TIMESTAMP] = "string", [FIELD_SINCE] = "string",       [FIELD_UNTIL] = "string",
	[FIELD_NUMBER] = "number", [FIELD_INTEGER] = "integer",  [FIELD_TEXT] = "string",        [FIELD_CHOICE] = "string",
	[FIELD_CURSOR] = "string", [FIELD_PARSED] = "string",    [FIELD_JSON_OBJECT] = "object", [FIELD_TEXTS] = "array",
	[FIELD_LIST] = "array",    [FIELD_JSON] = "object",
};

/* RFC 3339, but seconds may be left out; the calendar is for the server to look at. */
#define DATE      "[0-9]{4}-[0-9]{2}-[0-9]{2}"
#define TIMESTAMP DATE "[Tt][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?([Zz]|[+-][0-9]{2}:[0-9]{2})"

static void add_rules(struct buffer *out, const struct field *field, bool nullable)
{
	switch (field->type) {
	case FIELD_UUID:
		buffer_member(out, "format", "uuid");
		break;
	case FIELD_TIMESTAMP:
		buffer_member(out, "pattern", "^" TIMESTAMP "$");
		break;
	case FIELD_SINCE:
	case FIELD_UNTIL:
		buffer_member(out, "pattern", "^(" DATE "|" TIMESTAMP ")$");
		break;
	case FIELD_NUMBER:
	case FIELD_INTEGER:
		add_bound(out, "minimum", field->min);
		if (!field->clamp)
			add_bound(out, "maximum", field->max);
		break;
	case FIELD_TEXT:
		if (field->min > 0)
			writer_number(out, "minLength", field->min);
		writer_number(out, "maxLength", field->max);
		break;
	case FIELD_CHOICE:
		writer_choices(out, "enum", field->choices, nullable);
		break;
	case FIELD_PARSED:
		writer_text_member(out, "format", field->format);
		writer_text_member(out, "pattern", field->pattern);
		break;
	case FIELD_TEXTS:
	case FIELD_LIST:
		add_items(out, field);
		break;
	case FIELD_JSON_OBJECT:
		writer_flag(out, "additionalProperties", true);
		break;
	case FIELD_CURSOR:
	case FIELD_JSON:
		break;
	}
}

/* Several of its choices with commas between them, which OpenAPI calls an array. */
static bool is_several(const struct field *field)
{
	return field->type == FIELD_PARSED && field->choices != NULL;
}

/* With null beside it where the field may be cleared, or may as well be left out. */
static void add_field(struct buffer *out, const struct field *field, bool nullable)
{
	if (is_several(field)) {
		writer_type(out, "array", false);
		buffer_key(out, "items");
		buffer_open(out, '{');
		writer_type(out, "string", false);
		writer_choices(out, "enum", field->choices, false);
		buffer_close(out, '}');
		return;
	}
	if (field->type == FIELD_JSON)
		writer_any_json(out, nullable);
	else
		writer_type(out, json_types[field->type], nullable);
	add_rules(out, field, nullable);
	if (field->fallback != NULL && field->fallback[0] != '\0') {
		buffer_key(out, "default");
		writer_example(out, field->fallback, field->type == FIELD_INTEGER);
	}
}

void schema_of_parameter(struct buffer *out, const struct field *field)
{
	buffer_key(out, "schema");
	buffer_open(out, '{');
	add_field(out, field, false);
	buffer_close(out, '}');
	if (field->example != NULL) {
		buffer_key(out, "example");
		writer_example(out, field->example, false);
	}
}

/* --- a body --- */

/* Of the fields within an object, each member once: a field itself, or the first of those that are nested in it. */
struct walk {
	const struct field *fields;
	size_t count, at;
	size_t within; /* bytes of the names that lead to the object */
	const char *prefix;
	const struct field *field;
	size_t length; /* of the member's name */
	bool is_object;
};

static bool has_earlier(const struct walk *walk)
{
	for (const struct field *field = walk->fields; field < walk->field; field++) {
		if (field->place == IN_BODY && strncmp(field->name, walk->field->name, walk->within + walk->length + 1) == 0)
			return true;
	}
	return false;
}

static bool next_member(struct walk *walk)
{
	walk->within = strlen(walk->prefix);
	while (walk->at < walk->count) {
		walk->field = &walk->fields[walk->at++];
		if (walk->field->place != IN_BODY || strncmp(walk->field->name, walk->prefix, walk->within) != 0)
			continue;
		const char *name = walk->field->name + walk->within;
		walk->length = strcspn(name, ".");
		walk->is_object = name[walk->length] == '.';
		if (!walk->is_object || !has_earlier(walk))
			return true;
	}
	return false;
}

static bool is_required_within(const struct walk *walk)
{
	for (size_t i = 0; i < walk->count; i++) {
		const struct field *field = &walk->fields[i];
		if (field->place == IN_BODY && field->required &&
		    strncmp(field->name, walk->field->name, walk->within + walk->length + walk->is_object) == 0)
			return true;
	}
	return false;
}

static void add_key(struct buffer *out, const struct walk *walk)
{
	buffer_plain_key(out, walk->field->name + walk->within, walk->length);
}

/* The prefix of what is nested in the member. */
static void lead_into(const struct walk *walk, char *prefix, size_t size)
{
	snprintf(prefix, size, "%.*s.", (int)(walk->within + walk->length), walk->field->name);
}

static void add_required(struct buffer *out, const struct field *fields, size_t count, const char *within)
{
	struct walk walk = { .fields = fields, .count = count, .prefix = within };
	bool any = false;

	while (next_member(&walk)) {
		if (!(walk.is_object ? is_required_within(&walk) : walk.field->required))
			continue;
		if (!any) {
			buffer_key(out, "required");
			buffer_open(out, '[');
		}
		any = true;
		buffer_string(out, walk.field->name + walk.within, walk.length);
	}
	if (any)
		buffer_close(out, ']');
}

static void add_object(struct buffer *out, const struct field *fields, size_t count, const char *within, bool partial)
{
	struct walk walk = { .fields = fields, .count = count, .prefix = within };
	char prefix[64];

	buffer_member(out, "type", "object");
	writer_flag(out, "additionalProperties", false);
	if (partial)
		writer_number(out, "minProperties", 1);
	add_required(out, fields, count, within);
	buffer_key(out, "properties");
	buffer_open(out, '{');
	while (next_member(&walk)) {
		add_key(out, &walk);
		buffer_open(out, '{');
		if (walk.is_object) {
			lead_into(&walk, prefix, sizeof prefix);
			add_object(out, fields, count, prefix, false);
		} else {
			writer_text_member(out, "description", walk.field->about);
			/* In a POST null is the same as absent; a PATCH clears what may be cleared. */
			add_field(out, walk.field, !walk.field->required && !walk.field->not_null);
		}
		buffer_close(out, '}');
	}
	buffer_close(out, '}');
}

bool schema_has_body(const struct operation *operation)
{
	return strcmp(operation->method, "POST") == 0 || strcmp(operation->method, "PATCH") == 0;
}

void schema_of_body(struct buffer *out, const struct operation *operation)
{
	buffer_key(out, "schema");
	buffer_open(out, '{');
	add_object(out, operation->fields, operation->field_count, "", operation->partial);
	buffer_close(out, '}');
}

/* --- an example of a body --- */

static bool is_shown(const struct walk *walk)
{
	bool shown = false;

	for (size_t i = 0; i < walk->count; i++) {
		const struct field *field = &walk->fields[i];
		shown = shown || (field->place == IN_BODY && (field->required || field->example != NULL) &&
				  strncmp(field->name, walk->field->name, walk->within + walk->length + walk->is_object) == 0);
	}
	return shown;
}

static void add_object_example(struct buffer *out, const struct field *fields, size_t count, const char *within);

static void add_field_example(struct buffer *out, const struct field *field)
{
	bool is_text = strcmp(json_types[field->type], "string") == 0;

	if (field->type == FIELD_LIST) {
		buffer_open(out, '[');
		add_object_example(out, field->item_fields, field->item_field_count, "");
		buffer_close(out, ']');
	} else if (field->example != NULL) {
		writer_example(out, field->example, !is_text);
	} else if (field->choices != NULL) {
		writer_example(out, field->choices[0], false);
	} else {
		writer_example(out, field->type == FIELD_TIMESTAMP ? WRITER_TIMESTAMP : WRITER_UUID, false);
	}
}

static void add_object_example(struct buffer *out, const struct field *fields, size_t count, const char *within)
{
	struct walk walk = { .fields = fields, .count = count, .prefix = within };
	char prefix[64];

	buffer_open(out, '{');
	while (next_member(&walk)) {
		if (!is_shown(&walk))
			continue;
		add_key(out, &walk);
		if (walk.is_object) {
			lead_into(&walk, prefix, sizeof prefix);
			add_object_example(out, fields, count, prefix);
		} else {
			add_field_example(out, walk.field);
		}
	}
	buffer_close(out, '}');
}

void schema_body_example(struct buffer *out, const struct operation *operation)
{
	buffer_key(out, "example");
	add_object_example(out, operation->fields, operation->field_count, "");
}

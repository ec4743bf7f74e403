/* JSON (RFC 8259) read, by json-c: no other file calls it. */
#include "base/json.h"

#include <json-c/json_object.h>
#include <json-c/json_tokener.h>
#include <json-c/linkhash.h>
#include <string.h>

#include "base/log.h"
#include "base/panic.h"
#include "base/utf8.h"

static struct json wrap(struct json_object *node)
{
	static const enum json_kind kinds[] = {
		[json_type_null] = JSON_KIND_NULL,     [json_type_boolean] = JSON_KIND_BOOLEAN,
		[json_type_double] = JSON_KIND_NUMBER, [json_type_int] = JSON_KIND_NUMBER,
		[json_type_object] = JSON_KIND_OBJECT, [json_type_array] = JSON_KIND_ARRAY,
		[json_type_string] = JSON_KIND_TEXT,
	};
	enum json_type type = json_object_get_type(node);
	struct json value = { .kind = kinds[type], .node = node };

	switch (type) {
	case json_type_double:
	case json_type_int:
		/* Of a double json-c has kept the text; an "e0" is the gate's, or makes no difference. */
		value.text = json_object_get_string(node);
		value.length = strlen(value.text);
		if (value.length > 2 && strcmp(value.text + value.length - 2, "e0") == 0)
			value.length -= 2;
		break;
	case json_type_string:
		value.text = json_object_get_string(node);
		value.length = (size_t)json_object_get_string_len(node);
		break;
	case json_type_array:
		value.length = json_object_array_length(node);
		break;
	case json_type_object:
		value.length = (size_t)json_object_object_length(node);
		break;
	case json_type_null:
	case json_type_boolean:
		break;
	}
	return value;
}

/* Build the tree of what the gate has let pass, which may be NULL: that is null. False if json-c would not have it. */
static bool build(const char *text, size_t length, struct json_object **root)
{
	/* Whatever stands in the innermost bracket is a level to json-c. */
	struct json_tokener *tokener = json_tokener_new_ex(JSON_NESTING_MAX + 1);

	if (tokener == NULL)
		panic("out of memory");
	/* Not strict: in 0.18 that takes every character beyond ASCII for a control character, and the gate is strict enough. */
	*root = json_tokener_parse_ex(tokener, text, (int)length);
	/* A number ends only where something else begins. */
	if (json_tokener_get_error(tokener) == json_tokener_continue)
		*root = json_tokener_parse_ex(tokener, "", 1);
	bool built = json_tokener_get_error(tokener) == json_tokener_success;
	json_tokener_free(tokener);
	return built;
}

static struct json_refusal refusal_at(enum json_fault fault, const char *text, const char *where)
{
	struct json_refusal refusal = { .fault = fault, .line = 1 };
	const char *line = text;

	for (const char *at = text; at < where; at++) {
		if (*at == '\n') {
			line = at + 1;
			refusal.line++;
		}
	}
	refusal.column = utf8_characters(line, (size_t)(where - line)) + 1;
	return refusal;
}

struct json json_parse(const char *text, size_t length, struct json_refusal *refusal)
{
	struct buffer restated = { 0 };
	struct json_object *root = NULL;
	const char *where = text;
	enum json_fault fault = json_gate_walk(text, length, &restated, &where);

	if (fault == JSON_FAULT_NONE) {
		const char *words = restated.length > 0 ? restated.data : text;

		if (!build(words, restated.length > 0 ? restated.length : length, &root)) {
			log_message(LOG_LEVEL_ERROR, "json-c refuses what RFC 8259 allows");
			fault = JSON_FAULT_MALFORMED;
		}
	}
	buffer_free(&restated);
	*refusal = fault != JSON_FAULT_NONE ? refusal_at(fault, text, where) : (struct json_refusal){ .fault = fault };
	return fault != JSON_FAULT_NONE ? (struct json){ .kind = JSON_KIND_ABSENT } : wrap(root);
}

void json_free(const struct json *root)
{
	json_object_put(root->node);
}

struct json json_text(const char *text)
{
	return text != NULL ? (struct json){ .kind = JSON_KIND_TEXT, .text = text, .length = strlen(text) }
			    : (struct json){ .kind = JSON_KIND_ABSENT };
}

struct json json_member(const struct json *object, const char *name)
{
	struct json_object *node;

	return object->kind == JSON_KIND_OBJECT && json_object_object_get_ex(object->node, name, &node)
		       ? wrap(node)
		       : (struct json){ .kind = JSON_KIND_ABSENT };
}

struct json json_item(const struct json *array, size_t index)
{
	return array->kind == JSON_KIND_ARRAY && index < array->length ? wrap(json_object_array_get_idx(array->node, index))
								       : (struct json){ .kind = JSON_KIND_ABSENT };
}

const struct lh_entry *json_next(const struct json *object, const struct lh_entry *entry)
{
	if (entry != NULL)
		return lh_entry_next(entry);
	return object->kind == JSON_KIND_OBJECT ? lh_table_head(json_object_get_object(object->node)) : NULL;
}

const char *json_entry_name(const struct lh_entry *entry)
{
	return lh_entry_k(entry);
}

struct json json_entry_value(const struct lh_entry *entry)
{
	return wrap(lh_entry_v(entry));
}

bool json_is(const struct json *value, const char *text)
{
	return json_is_plain_text(value) && strcmp(value->text, text) == 0;
}

bool json_is_plain_text(const struct json *value)
{
	return value->kind == JSON_KIND_TEXT && strlen(value->text) == value->length;
}

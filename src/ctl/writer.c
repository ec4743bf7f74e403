/* Pieces of JSON that descriptions of the API are made of. */
#include "ctl/writer.h"

#include <stdio.h>
#include <string.h>

void writer_flag(struct buffer *out, const char *key, bool value)
{
	buffer_key(out, key);
	buffer_raw(out, value ? "true" : "false", value ? 4 : 5);
}

void writer_number(struct buffer *out, const char *key, double value)
{
	char text[32];

	buffer_key(out, key);
	buffer_raw(out, text, (size_t)snprintf(text, sizeof text, "%.15g", value));
}

void writer_text_member(struct buffer *out, const char *key, const char *text)
{
	if (text != NULL)
		buffer_member(out, key, text);
}

void writer_choices(struct buffer *out, const char *key, const char *const *choices, bool nullable)
{
	buffer_key(out, key);
	buffer_open(out, '[');
	for (; *choices != NULL; choices++)
		buffer_string(out, *choices, strlen(*choices));
	if (nullable)
		buffer_raw(out, "null", 4);
	buffer_close(out, ']');
}

void writer_reference(struct buffer *out, const char *key, const char *kind, const char *name)
{
	char text[128];

	snprintf(text, sizeof text, "#/components/%s/%s", kind, name);
	if (key != NULL)
		buffer_key(out, key);
	buffer_open(out, '{');
	buffer_member(out, "$ref", text);
	buffer_close(out, '}');
}

void writer_type(struct buffer *out, const char *type, bool nullable)
{
	if (nullable)
		writer_choices(out, "type", (const char *const[]){ type, "null", NULL }, false);
	else
		buffer_member(out, "type", type);
}

void writer_any_json(struct buffer *out, bool nullable)
{
	static const char either[] = "[{\"type\":\"object\",\"additionalProperties\":true},{\"type\":\"array\",\"items\":{}}]";
	static const char or_null[] =
		"[{\"type\":\"object\",\"additionalProperties\":true},{\"type\":\"array\",\"items\":{}},{\"type\":\"null\"}]";

	buffer_key(out, "anyOf");
	writer_example(out, nullable ? or_null : either, true);
}

void writer_example(struct buffer *out, const char *example, bool is_json)
{
	if (is_json)
		buffer_raw(out, example, strlen(example));
	else
		buffer_string(out, example, strlen(example));
}

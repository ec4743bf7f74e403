/* Pieces of JSON that descriptions of the API are made of. */
#ifndef VISITD_WRITER_H
#define VISITD_WRITER_H

#include "base/buffer.h"

/* Of whatever has no example of its own. */
#define WRITER_UUID      "9da0e5b8-99f3-45bd-b661-f3495ea15909"
#define WRITER_TIMESTAMP "2025-10-11T10:00:00.000Z"

void writer_flag(struct buffer *out, const char *key, bool value);
void writer_number(struct buffer *out, const char *key, double value);

/* Nothing if the text is NULL. */
void writer_text_member(struct buffer *out, const char *key, const char *text);

/* An array of choices that NULL ends, and of null itself if it is one of them. */
void writer_choices(struct buffer *out, const char *key, const char *const *choices, bool nullable);

/* "key": {"$ref": "#/components/<kind>/<name>"}, or no key for NULL. */
void writer_reference(struct buffer *out, const char *key, const char *kind, const char *name);

/* "type": one, or beside "null". */
void writer_type(struct buffer *out, const char *type, bool nullable);

/* What jsonb may hold, if it is an object or an array. */
void writer_any_json(struct buffer *out, bool nullable);

/* A value: JSON as it is, or the characters of a text. */
void writer_example(struct buffer *out, const char *example, bool is_json);

#endif

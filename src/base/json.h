/* JSON (RFC 8259) read: a text becomes a tree. buffer.h writes it. */
#ifndef VISITD_JSON_H
#define VISITD_JSON_H

#include "base/json_gate.h"

enum json_kind {
	JSON_KIND_ABSENT,
	JSON_KIND_NULL,
	JSON_KIND_BOOLEAN,
	JSON_KIND_NUMBER,
	JSON_KIND_TEXT,
	JSON_KIND_ARRAY,
	JSON_KIND_OBJECT
};

/* A value, good as long as the tree that it is of. What is not there is a value too, or it could not be told from null. */
struct json {
	enum json_kind kind;
	const char *text;         /* of a text: UTF-8, U+0000 included, and a NUL behind it; of a number: as it was written */
	size_t length;            /* bytes of that; items of an array, members of an object */
	struct json_object *node; /* the parser's; NULL where a text was not parsed */
};

/* Why a text is no tree, and where: both count characters from 1. */
struct json_refusal {
	enum json_fault fault;
	size_t line, column;
};

/* Parse `length` bytes and a NUL after them. What is absent was refused, and *refusal tells why. A number is judged by its text
 * alone: -0 and integers of any size are what they were. Of a key given twice the last counts. The caller calls json_free(). */
struct json json_parse(const char *text, size_t length, struct json_refusal *refusal) must_check;
void json_free(const struct json *root);

/* A text that does not come from a tree; absent if it is NULL. */
struct json json_text(const char *text) must_check;

/* The member of this name; absent if there is none, as where `object` is none. The same of an array's item, counted from 0. */
struct json json_member(const struct json *object, const char *name) must_check;
struct json json_item(const struct json *array, size_t index) must_check;

/* Members one by one, in the order in which their names first came: begin with NULL, NULL is the end. A name has no U+0000. */
struct lh_entry;
const struct lh_entry *json_next(const struct json *object, const struct lh_entry *entry) must_check;
const char *json_entry_name(const struct lh_entry *entry) must_check;
struct json json_entry_value(const struct lh_entry *entry) must_check;

/* Is it this text? */
bool json_is(const struct json *value, const char *text) must_check;

/* Is it a text without U+0000? */
bool json_is_plain_text(const struct json *value) must_check;

#endif

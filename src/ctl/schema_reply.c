/* JSON Schemas of records and of the replies that are made of them: what an operation gives. */
#include <string.h>

#include "base/panic.h"
#include "core/operations.h"
#include "ctl/schema.h"
#include "ctl/writer.h"

/* --- what the engine adds to rows --- */

static const struct member upload_url = {
	.name = "uploadUrl",
	.type = MEMBER_TEXT,
	.example = "https://visits.example.org/objects/visits/" WRITER_UUID "/photos/1795275439971-wound.jpg?expires=1795279039",
	.about = "Where to PUT it, with the Content-Type and Content-Length that were announced, and without a token.",
};

static const struct record by_number = {
	"NumberedPage",
	MEMBERS({ .name = "page", .type = MEMBER_INTEGER, .example = "1" },
		{ .name = "limit", .type = MEMBER_INTEGER, .example = "50" },
		{ .name = "total", .type = MEMBER_INTEGER, .example = "1", .about = "It counts no further than 10,000." },
		{ .name = "totalExceeded",
		  .type = MEMBER_BOOLEAN,
		  .optional = true,
		  .about = "There are more than were counted." },
		{ .name = "totalPages", .type = MEMBER_INTEGER, .example = "1" }),
};

#define NEXT_CURSOR                                                                                                              \
	{                                                                                                                        \
		.name = "nextCursor", .type = MEMBER_TEXT, .nullable = true, .about = "null on the last page."                   \
	}
static const struct member next_cursor = NEXT_CURSOR;
static const struct record by_cursor = {
	"CursorPage",
	MEMBERS({ .name = "limit", .type = MEMBER_INTEGER, .example = "50" }, NEXT_CURSOR),
};

/* --- a member --- */

static const char *const json_types[] = {
	[MEMBER_UUID] = "string",   [MEMBER_TEXT] = "string",   [MEMBER_CHOICE] = "string",   [MEMBER_TIME] = "string",
	[MEMBER_DATE] = "string",   [MEMBER_NUMBER] = "number", [MEMBER_INTEGER] = "integer", [MEMBER_BOOLEAN] = "boolean",
	[MEMBER_OBJECT] = "object", [MEMBER_JSON] = "object",   [MEMBER_RECORDS] = "array",   [MEMBER_TEXTS] = "array",
};

static void add_format(struct buffer *out, const struct member *member)
{
	const char *pattern = member->pattern;

	if (member->type == MEMBER_UUID)
		buffer_member(out, "format", "uuid");
	if (member->type == MEMBER_DATE)
		buffer_member(out, "format", "date");
	if (member->type == MEMBER_TIME) {
		buffer_member(out, "format", "date-time");
		pattern = pattern != NULL ? pattern : "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}Z$";
	}
	writer_text_member(out, "pattern", pattern);
}

static void add_items(struct buffer *out, const struct member *member)
{
	if (member->type == MEMBER_RECORDS) {
		writer_reference(out, "items", "schemas", member->record->name);
	} else if (member->type == MEMBER_TEXTS) {
		buffer_key(out, "items");
		buffer_open(out, '{');
		buffer_member(out, "type", "string");
		buffer_close(out, '}');
	}
}

/* The object, or null: one of two things. */
static void add_nullable_record(struct buffer *out, const struct member *member)
{
	buffer_key(out, "anyOf");
	buffer_open(out, '[');
	writer_reference(out, NULL, "schemas", member->record->name);
	buffer_open(out, '{');
	buffer_member(out, "type", "null");
	buffer_close(out, '}');
	buffer_close(out, ']');
}

static void add_member(struct buffer *out, const struct member *member)
{
	bool is_record = member->type == MEMBER_OBJECT && member->record != NULL;

	if (is_record && !member->nullable) {
		writer_reference(out, member->name, "schemas", member->record->name);
		return;
	}
	buffer_key(out, member->name);
	buffer_open(out, '{');
	writer_text_member(out, "description", member->about);
	if (is_record) {
		add_nullable_record(out, member);
	} else if (member->type == MEMBER_JSON) {
		writer_any_json(out, member->nullable);
	} else {
		writer_type(out, json_types[member->type], member->nullable);
		add_format(out, member);
		add_items(out, member);
		if (member->type == MEMBER_OBJECT)
			writer_flag(out, "additionalProperties", true);
		if (member->choices != NULL)
			writer_choices(out, "enum", member->choices, member->nullable);
	}
	buffer_close(out, '}');
}

/* --- objects --- */

static void add_required(struct buffer *out, const struct record *record, const struct member *first)
{
	buffer_key(out, "required");
	buffer_open(out, '[');
	if (first != NULL)
		buffer_string(out, first->name, strlen(first->name));
	for (size_t i = 0; i < record->member_count; i++) {
		const struct member *member = &record->members[i];
		if (!member->optional)
			buffer_string(out, member->name, strlen(member->name));
	}
	buffer_close(out, ']');
}

/* `first` is a member that is no column, NULL for none. */
static void add_component(struct buffer *out, const struct record *record, const struct member *first)
{
	buffer_key(out, record->name);
	buffer_open(out, '{');
	buffer_member(out, "type", "object");
	writer_flag(out, "additionalProperties", false);
	add_required(out, record, first);
	buffer_key(out, "properties");
	buffer_open(out, '{');
	if (first != NULL)
		add_member(out, first);
	for (size_t i = 0; i < record->member_count; i++)
		add_member(out, &record->members[i]);
	buffer_close(out, '}');
	buffer_close(out, '}');
}

enum { RECORDS_MAX = 256 };

/* Those that were added. */
struct known {
	const struct record *records[RECORDS_MAX];
	size_t count;
	const char *repeated; /* a name that two have */
};

static void add_once(struct buffer *out, const struct record *record, const struct member *first, struct known *known)
{
	for (size_t i = 0; i < known->count; i++) {
		if (known->records[i] == record)
			return;
		if (strcmp(known->records[i]->name, record->name) == 0)
			known->repeated = record->name;
	}
	panic_unless(known->count < RECORDS_MAX);
	known->records[known->count++] = record;
	add_component(out, record, first);
	for (size_t i = 0; i < record->member_count; i++) {
		if (record->members[i].record != NULL)
			add_once(out, record->members[i].record, NULL, known);
	}
}

const char *schema_components(struct buffer *out)
{
	struct known known = { .count = 0 };

	for (const struct operation *const *family = operations; *family != NULL; family++) {
		for (const struct operation *operation = *family; operation->name != NULL; operation++) {
			if (operation->reply != NULL)
				add_once(out, operation->reply, operation->shape == SHAPE_UPLOAD ? &upload_url : NULL, &known);
		}
	}
	add_once(out, &by_number, NULL, &known);
	add_once(out, &by_cursor, NULL, &known);
	return known.repeated;
}

/* --- replies --- */

static void begin_object(struct buffer *out, const char *const *required)
{
	buffer_open(out, '{');
	buffer_member(out, "type", "object");
	writer_flag(out, "additionalProperties", false);
	writer_choices(out, "required", required, false);
	buffer_key(out, "properties");
	buffer_open(out, '{');
}

static void end_object(struct buffer *out)
{
	buffer_close(out, '}');
	buffer_close(out, '}');
}

static void add_rows(struct buffer *out, const struct operation *operation)
{
	buffer_open(out, '{');
	buffer_member(out, "type", "array");
	writer_reference(out, "items", "schemas", operation->reply->name);
	buffer_close(out, '}');
}

static void add_pages(struct buffer *out, const struct operation *operation)
{
	begin_object(out, (const char *const[]){ "data", NULL });
	buffer_key(out, "data");
	begin_object(out, (const char *const[]){ operation->list, "pagination", NULL });
	buffer_key(out, operation->list);
	add_rows(out, operation);
	if (operation_has_field(operation, "page")) {
		buffer_key(out, "pagination");
		buffer_open(out, '{');
		buffer_member(out, "description", "By number, or by cursor where one was given, the empty one too.");
		buffer_key(out, "anyOf");
		buffer_open(out, '[');
		writer_reference(out, NULL, "schemas", by_number.name);
		writer_reference(out, NULL, "schemas", by_cursor.name);
		buffer_close(out, ']');
		buffer_close(out, '}');
	} else {
		writer_reference(out, "pagination", "schemas", by_cursor.name);
	}
	end_object(out);
	end_object(out);
}

void schema_of_reply(struct buffer *out, const struct operation *operation)
{
	buffer_key(out, "schema");
	switch (operation->shape) {
	case SHAPE_DATA:
		begin_object(out, (const char *const[]){ "data", NULL });
		writer_reference(out, "data", "schemas", operation->reply->name);
		end_object(out);
		break;
	case SHAPE_PAGES:
		add_pages(out, operation);
		break;
	case SHAPE_CURSOR:
		begin_object(out, (const char *const[]){ operation->list, next_cursor.name, NULL });
		buffer_key(out, operation->list);
		add_rows(out, operation);
		add_member(out, &next_cursor);
		end_object(out);
		break;
	case SHAPE_ARRAY:
		add_rows(out, operation);
		break;
	default:
		writer_reference(out, NULL, "schemas", operation->reply->name);
	}
}

/* --- examples --- */

static void add_record_example(struct buffer *out, const struct record *record, const struct member *first);

static void add_example(struct buffer *out, const struct member *member)
{
	bool is_text = strcmp(json_types[member->type], "string") == 0;

	if (member->record != NULL && member->type == MEMBER_OBJECT)
		add_record_example(out, member->record, NULL);
	else if (member->example != NULL)
		writer_example(out, member->example, !is_text);
	else if (member->nullable)
		writer_example(out, "null", true);
	else if (member->record != NULL) {
		buffer_open(out, '[');
		add_record_example(out, member->record, NULL);
		buffer_close(out, ']');
	} else if (member->choices != NULL)
		writer_example(out, member->choices[0], false);
	else
		writer_example(out, member->type == MEMBER_TIME ? WRITER_TIMESTAMP : WRITER_UUID, false);
}

static void add_record_example(struct buffer *out, const struct record *record, const struct member *first)
{
	buffer_open(out, '{');
	if (first != NULL) {
		buffer_key(out, first->name);
		add_example(out, first);
	}
	for (size_t i = 0; i < record->member_count; i++) {
		if (record->members[i].optional)
			continue;
		buffer_key(out, record->members[i].name);
		add_example(out, &record->members[i]);
	}
	buffer_close(out, '}');
}

static void add_list_example(struct buffer *out, const struct record *record)
{
	buffer_open(out, '[');
	add_record_example(out, record, NULL);
	buffer_close(out, ']');
}

void schema_reply_example(struct buffer *out, const struct operation *operation)
{
	const struct record *record = operation->reply;
	bool pages = operation->shape == SHAPE_PAGES, cursor = operation->shape == SHAPE_CURSOR;

	buffer_key(out, "example");
	if (operation->shape == SHAPE_ARRAY) {
		add_list_example(out, record);
		return;
	}
	if (operation->shape == SHAPE_ROW || operation->shape == SHAPE_UPLOAD) {
		add_record_example(out, record, operation->shape == SHAPE_UPLOAD ? &upload_url : NULL);
		return;
	}
	buffer_open(out, '{');
	if (!cursor)
		buffer_key(out, "data");
	if (pages)
		buffer_open(out, '{');
	if (pages || cursor) {
		buffer_key(out, operation->list);
		add_list_example(out, record);
	} else {
		add_record_example(out, record, NULL);
	}
	if (pages) {
		buffer_key(out, "pagination");
		add_record_example(out, operation_has_field(operation, "page") ? &by_number : &by_cursor, NULL);
		buffer_close(out, '}');
	}
	if (cursor)
		buffer_member(out, next_cursor.name, NULL);
	buffer_close(out, '}');
}

/* What can be loaded: the columns of zones, users, clients and contacts. */
#include "ctl/load_table.h"

#include <string.h>

#include "base/timestamp.h"
#include "base/utf8.h"
#include "base/uuid.h"
#include "core/record_rows.h"
#include "engine/caller.h"

static const char *parse_date(const char *text, struct arena *arena)
{
	(void)arena;
	return timestamp_parse_date(text, strlen(text)) ? text : NULL;
}

/* As people write them, and as PostgreSQL does. */
static const char *parse_boolean(const char *text, struct arena *arena)
{
	(void)arena;
	if (strcmp(text, "true") == 0 || strcmp(text, "t") == 0)
		return "true";
	return strcmp(text, "false") == 0 || strcmp(text, "f") == 0 ? "false" : NULL;
}

/* Whether it can be delivered to is another's affair. */
static const char *parse_email(const char *text, struct arena *arena)
{
	const char *at = strchr(text, '@');

	(void)arena;
	for (const char *c = text; *c != '\0'; c++) {
		if ((unsigned char)*c <= ' ')
			return NULL;
	}
	return at != NULL && at > text && at[1] != '\0' && utf8_characters(text, strlen(text)) <= 255 ? text : NULL;
}

/* What the directory takes as one; a UUID in a token is always the id. */
static const char *parse_external(const char *text, struct arena *arena)
{
	char uuid[UUID_SIZE];

	(void)arena;
	return caller_is_external_id(text) && !uuid_parse(text, strlen(text), uuid) ? text : NULL;
}

/* What is called by its id or by another name: ids are compared in lower case. */
static const char *parse_reference(const char *text, struct arena *arena)
{
	char uuid[UUID_SIZE];

	return uuid_parse(text, strlen(text), uuid) ? arena_copy(arena, uuid, UUID_SIZE - 1) : text;
}

/* clang-format off: tables are laid out to be read */

#define ID                   .name = "id", .type = FIELD_UUID, .message = "id must be a UUID"
#define ZONE                 .name = "zone", .type = FIELD_PARSED, .parse = parse_reference
#define TEXT(name_, max_)    .name = name_, .type = FIELD_TEXT, .max = max_
#define DEGREES(name_, max_) .name = name_, .type = FIELD_NUMBER, .min = -(max_), .max = max_

static const struct field zone_columns[] = {
	{ ID },
	{ TEXT("name", 255), .required = true },
	{ TEXT("region", 255) },
	{ DEGREES("center_latitude", 90) },
	{ DEGREES("center_longitude", 180) },
};

static const struct field user_columns[] = {
	{ ID },
	{ .name = "email",
	  .type = FIELD_PARSED,
	  .parse = parse_email,
	  .required = true,
	  .message = "email must be an address of mail of at most 255 characters" },
	{ .name = "external_id",
	  .type = FIELD_PARSED,
	  .parse = parse_external,
	  .message = "external_id must be at most 255 characters, and neither a UUID nor control characters" },
	{ TEXT("first_name", 255), .required = true },
	{ TEXT("last_name", 255), .required = true },
	{ .name = "role", .type = FIELD_CHOICE, .choices = caller_role_names, .required = true },
	{ ZONE },
	{ TEXT("phone", 50) },
	{ .name = "is_active",
	  .type = FIELD_PARSED,
	  .parse = parse_boolean,
	  .not_null = true,
	  .message = "is_active must be true or false" },
};

static const struct field client_columns[] = {
	{ ID, .required = true },
	{ TEXT("first_name", 255), .required = true },
	{ TEXT("last_name", 255), .required = true },
	{ ZONE, .required = true },
	{ .name = "date_of_birth",
	  .type = FIELD_PARSED,
	  .parse = parse_date,
	  .message = "date_of_birth must be a date, YYYY-MM-DD" },
	{ TEXT("address", 10000) },
	{ DEGREES("latitude", 90) },
	{ DEGREES("longitude", 180) },
	{ TEXT("phone", 50) },
	{ TEXT("emergency_contact_name", 255) },
	{ TEXT("emergency_contact_phone", 50) },
	{ TEXT("emergency_contact_relationship", 255) },
	{ .name = "deleted_at", .type = FIELD_TIMESTAMP, .message = "deleted_at must be an ISO 8601 timestamp with an offset" },
};

static const struct field contact_columns[] = {
	{ ID },
	{ .name = "user", .type = FIELD_PARSED, .parse = parse_reference, .required = true },
	{ TEXT("name", 255), .required = true },
	{ TEXT("title", 255) },
	{ .name = "level", .type = FIELD_CHOICE, .choices = record_contact_levels },
	{ TEXT("common_ground_notes", 10000) },
	{ TEXT("communication_style_notes", 10000) },
};

#define COLUMNS(columns_) .columns = columns_, .column_count = ARRAY_LEN(columns_)
#define STATEMENTS(name_)                                                                                                        \
	.name = #name_, .begin = &statement_load_##name_##_begin, .resolve = &statement_load_##name_##_resolve,                  \
	.check = &statement_load_##name_##_check, .apply = &statement_load_##name_##_apply

const struct load_table load_tables[] = {
	{ STATEMENTS(zones), COLUMNS(zone_columns) },
	{ STATEMENTS(users), COLUMNS(user_columns), .move = &statement_load_users_move },
	{ STATEMENTS(clients), COLUMNS(client_columns), .move = &statement_load_clients_move },
	{ STATEMENTS(contacts), COLUMNS(contact_columns), .move = &statement_load_contacts_move },
	{ .name = NULL },
};

/* clang-format on */

const struct load_table *load_table_find(const char *name)
{
	for (const struct load_table *table = load_tables; table->name != NULL; table++) {
		if (strcmp(table->name, name) == 0)
			return table;
	}
	return NULL;
}

const struct field *load_column_find(const struct load_table *table, const char *name)
{
	for (size_t i = 0; i < table->column_count; i++) {
		if (strcmp(table->columns[i].name, name) == 0)
			return &table->columns[i];
	}
	return NULL;
}

/* The operations of /api/visits and what hangs below: drafts that save themselves, four levels deep. */
#include "core/drafts.h"

#include <float.h>
#include <string.h>

#include "core/draft_id.h"
#include "core/timestamp.h"

static const char *parse_date(const char *text, struct arena *arena)
{
	(void)arena;
	return timestamp_parse_date(text, strlen(text)) ? text : NULL;
}

/* "2025-01-01 to 2025-01-02": two real dates in order. */
static const char *parse_date_range(const char *text, struct arena *arena)
{
	enum { DATE = sizeof "2025-01-01" - 1, TO = sizeof " to " - 1 };

	(void)arena;
	return strlen(text) == 2 * DATE + TO && timestamp_parse_date(text, DATE) && strncmp(text + DATE, " to ", TO) == 0 &&
			       timestamp_parse_date(text + DATE + TO, DATE) && strncmp(text, text + DATE + TO, DATE) <= 0
		       ? text
		       : NULL;
}

/* Three capitals, as ISO 4217 has them. */
static const char *parse_currency(const char *text, struct arena *arena)
{
	(void)arena;
	return strlen(text) == 3 && strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3 ? text : NULL;
}

/* Where a list of drafts goes on: after the visit of this number. */
static const char *parse_position(const char *text, struct arena *arena)
{
	int64_t number;

	(void)arena;
	return base_parse_integer(text, 1, INT64_MAX, &number) ? text : NULL;
}

#define DATE_MESSAGE(name) .message = name " must be a date, YYYY-MM-DD"
#define TEXT(name_, max_)                                                                                                        \
	{                                                                                                                        \
		.name = name_, .type = FIELD_TEXT, .max = max_                                                                   \
	}
#define TEXTS(name_)                                                                                                             \
	{                                                                                                                        \
		.name = name_, .type = FIELD_TEXTS, .max = 100, .item_max = 200                                                  \
	}

/* What every PATCH takes: its id, the condition, and which fields there are. */
#define UPDATE_OF(level, id)                                                                                                     \
	{ .name = id, .type = FIELD_PARSED, .place = IN_PATH, .parse = draft_id_##level },                                       \
		{ .name = "If-Match", .place = FROM_IF_MATCH },                                                                  \
	{                                                                                                                        \
		.name = "present", .place = FROM_PRESENT                                                                         \
	}

static const char *const visit_statuses[] = { "draft", "submitted", NULL };
static const char *const lead_statuses[] = { "new", "qualified", "won", "lost", NULL };
static const char *const booleans[] = { "true", "false", NULL };

static const struct field visit_update_fields[] = {
	UPDATE_OF(visit, "visitId"),
	TEXT("customerName", 200),
	{ .name = "dateRange",
	  .type = FIELD_PARSED,
	  .parse = parse_date_range,
	  .message = "dateRange must be two dates in order, YYYY-MM-DD to YYYY-MM-DD" },
	TEXT("location", 500),
	TEXT("interactionType", 100),
	{ .name = "sharedWith", .type = FIELD_TEXTS, .max = 50, .item_max = 255 },
	{ .name = "status", .type = FIELD_CHOICE, .choices = visit_statuses, .not_null = true },
};

static const struct field interaction_update_fields[] = {
	UPDATE_OF(interaction, "interactionId"),
	TEXTS("departments"),
	TEXTS("Principals"),
	TEXTS("persons"),
};

static const struct field principal_interaction_update_fields[] = {
	UPDATE_OF(principal_interaction, "PrincipalInteractionId"),
	TEXT("PrincipalName", 200),
	TEXT("objective", 10000),
	TEXT("discussion", 10000),
	TEXT("nextStep", 10000),
	TEXT("product", 200),
	{ .name = "followUpDate", .type = FIELD_PARSED, .parse = parse_date, DATE_MESSAGE("followUpDate") },
};

static const struct field lead_update_fields[] = {
	UPDATE_OF(lead, "leadId"),
	TEXT("title", 200),
	TEXT("description", 10000),
	TEXT("contactName", 200),
	TEXT("contactPhone", 50),
	TEXT("contactEmail", 255),
	{ .name = "expectedValue",
	  .type = FIELD_NUMBER,
	  .min = 0,
	  .max = DBL_MAX,
	  .message = "expectedValue must be a number of at least 0" },
	{ .name = "currency",
	  .type = FIELD_PARSED,
	  .parse = parse_currency,
	  .message = "currency must be three capital letters" },
	{ .name = "status", .type = FIELD_CHOICE, .choices = lead_statuses },
	{ .name = "followUpDate", .type = FIELD_PARSED, .parse = parse_date, DATE_MESSAGE("followUpDate") },
};

/* What a POST takes: the record above, of the level above. */
static const struct field interaction_create_fields[] = {
	{ .name = "visitId", .type = FIELD_PARSED, .parse = draft_id_visit, .required = true },
};

static const struct field principal_interaction_create_fields[] = {
	{ .name = "interactionId", .type = FIELD_PARSED, .parse = draft_id_interaction, .required = true },
	TEXT("PrincipalName", 200),
};

static const struct field lead_create_fields[] = {
	{ .name = "PrincipalInteractionId", .type = FIELD_PARSED, .parse = draft_id_principal_interaction, .required = true },
};

static const struct field list_fields[] = {
	{ .name = "status", .type = FIELD_CHOICE, .place = IN_QUERY, .choices = visit_statuses },
	{ .name = "shared", .type = FIELD_CHOICE, .place = IN_QUERY, .choices = booleans },
	{ .name = "limit", .type = FIELD_INTEGER, .place = IN_QUERY, .min = 1, .max = 100, .clamp = true, .fallback = "50" },
	{ .name = "cursor", .type = FIELD_CURSOR, .place = IN_QUERY, .parse = parse_position },
};

static const struct outcome list_outcomes[] = {
	{ "listed", 200, NULL },
	{ NULL, 0, NULL },
};

/* Whoever is in the directory may keep drafts; only their own are there for them. A token may name no role of ours. */
static const char no_drafts[] = "This role cannot keep drafts";
#define DRAFT(name_, method_, path_, fields_, sql_)                                                                              \
	.name = name_, .method = method_, .path = path_, .roles = ROLES_ALL, .wrong_role = no_drafts, .fields = fields_,         \
	.field_count = ARRAY_LEN(fields_), .invalid_status = 400, .statement = &statement_##sql_

/* A level: where it is, what its id is called and what itself. Its fields and statements are found by its name. */
#define LEVEL(level, path_, id, title)                                                                                           \
	static const struct outcome level##_outcomes[] = {                                                                       \
		{ "read", 200, NULL },                                                                                           \
		{ "updated", 200, NULL },                                                                                        \
		{ "deleted", 204, NULL },                                                                                        \
		{ "unknown", 404, title " not found" },                                                                          \
		{ "submitted", 409, "The visit is submitted" },                                                                  \
		{ NULL, 0, NULL },                                                                                               \
	};                                                                                                                       \
	static const struct field level##_read_fields[] = {                                                                      \
		{ .name = id, .type = FIELD_PARSED, .place = IN_PATH, .parse = draft_id_##level },                               \
	};                                                                                                                       \
	static const struct field level##_delete_fields[] = {                                                                    \
		{ .name = id, .type = FIELD_PARSED, .place = IN_PATH, .parse = draft_id_##level },                               \
		{ .name = "If-Match", .place = FROM_IF_MATCH },                                                                  \
	};                                                                                                                       \
	const struct operation draft_##level##_read = {                                                                          \
		DRAFT("draft_" #level "_read", "GET", path_ "/{" id "}", level##_read_fields, draft_##level##s_read),            \
		.outcomes = level##_outcomes,                                                                                    \
	};                                                                                                                       \
	const struct operation draft_##level##_update = {                                                                        \
		DRAFT("draft_" #level "_update", "PATCH", path_ "/{" id "}", level##_update_fields, draft_##level##s_update),    \
		.partial = true,                                                                                                 \
		.outcomes = level##_outcomes,                                                                                    \
	};                                                                                                                       \
	const struct operation draft_##level##_delete = {                                                                        \
		DRAFT("draft_" #level "_delete", "DELETE", path_ "/{" id "}", level##_delete_fields, drafts_delete),             \
		.outcomes = level##_outcomes,                                                                                    \
	}

/* What is made below another level. */
#define CHILD(level, path_, parent_title)                                                                                        \
	static const struct outcome level##_create_outcomes[] = {                                                                \
		{ "created", 201, NULL },                                                                                        \
		{ "unknown", 404, parent_title " not found" },                                                                   \
		{ "submitted", 409, "The visit is submitted" },                                                                  \
		{ "full", 409, "A draft holds at most 1,000 records below its visit" },                                          \
		{ NULL, 0, NULL },                                                                                               \
	};                                                                                                                       \
	const struct operation draft_##level##_create = {                                                                        \
		DRAFT("draft_" #level "_create", "POST", path_, level##_create_fields, draft_##level##s_create),                 \
		.creates = true,                                                                                                 \
		.outcomes = level##_create_outcomes,                                                                             \
	}

LEVEL(visit, "/api/visits", "visitId", "Visit");
LEVEL(interaction, "/api/interactions", "interactionId", "Interaction");
LEVEL(principal_interaction, "/api/Principal-interactions", "PrincipalInteractionId", "Principal interaction");
LEVEL(lead, "/api/leads", "leadId", "Lead");

CHILD(interaction, "/api/interactions", "Visit");
CHILD(principal_interaction, "/api/Principal-interactions", "Interaction");
CHILD(lead, "/api/leads", "Principal interaction");

/* The two that only the first level has: it is made of nothing, and listed. */
static const struct outcome visit_create_outcomes[] = {
	{ "created", 201, NULL },
	{ NULL, 0, NULL },
};

const struct operation draft_visit_create = {
	.name = "draft_visit_create",
	.method = "POST",
	.path = "/api/visits",
	.roles = ROLES_ALL,
	.wrong_role = no_drafts,
	.invalid_status = 400,
	.creates = true,
	.statement = &statement_draft_visits_create,
	.outcomes = visit_create_outcomes,
};

const struct operation draft_visit_list = {
	DRAFT("draft_visit_list", "GET", "/api/visits", list_fields, draft_visits_list),
	.outcomes = list_outcomes,
	.shape = SHAPE_CURSOR,
	.list = "visits",
};

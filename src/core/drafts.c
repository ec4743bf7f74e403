/* The operations of /api/visits and what hangs below: drafts that save themselves, four levels deep. */
#include <float.h>
#include <string.h>

#include "base/integer.h"
#include "base/timestamp.h"
#include "core/draft_id.h"
#include "core/field_rows.h"

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
	return integer_parse(text, 1, INT64_MAX, &number) ? text : NULL;
}

/* clang-format off: tables are laid out to be read */

/* Whoever is in the directory may keep drafts; only their own are there for them. A token may name no role of ours. */
#define EVERYBODY .roles = ROLES_ALL, .wrong_role = "This role cannot keep drafts", .invalid_status = 400

#define TEXT(name_, max_)                                                                                                        \
	{                                                                                                                        \
		.name = name_, .type = FIELD_TEXT, .max = max_                                                                   \
	}
#define TEXTS(name_)                                                                                                             \
	{                                                                                                                        \
		.name = name_, .type = FIELD_TEXTS, .max = 100, .item_max = 200                                                  \
	}
#define DATE(name_)                                                                                                              \
	{                                                                                                                        \
		.name = name_, .type = FIELD_PARSED, .parse = parse_date, .message = name_ " must be a date, YYYY-MM-DD"         \
	}

/* A record's id in the path, or in the body of a POST that makes one below it. */
#define ID(name_, level, ...)                                                                                                    \
	{                                                                                                                        \
		.name = name_, .type = FIELD_PARSED, .parse = draft_id_##level, __VA_ARGS__                                      \
	}
#define VISIT_ID(...)                 ID("visitId", visit, __VA_ARGS__)
#define INTERACTION_ID(...)           ID("interactionId", interaction, __VA_ARGS__)
#define PRINCIPAL_INTERACTION_ID(...) ID("PrincipalInteractionId", principal_interaction, __VA_ARGS__)
#define LEAD_ID(...)                  ID("leadId", lead, __VA_ARGS__)

/* To whoever may read what they would write. */
#define READ_ONLY                                                                                                                \
	{                                                                                                                        \
		"read_only", 403, "This draft is shared with you for reading"                                                    \
	}
#define SUBMITTED                                                                                                                \
	{                                                                                                                        \
		"submitted", 409, "The visit is submitted"                                                                       \
	}
#define FULL_OF_TEXT                                                                                                             \
	{                                                                                                                        \
		"full", 409, "A draft holds at most 2 MiB of text"                                                               \
	}
/* Or of text: the statement says which. */
#define FULL                                                                                                                     \
	{                                                                                                                        \
		"full", 409, "A draft holds at most 1,000 records below its visit"                                               \
	}

static const char *const visit_statuses[] = { "draft", "submitted", NULL };
static const char *const lead_statuses[] = { "new", "qualified", "won", "lost", NULL };
static const char *const booleans[] = { "true", "false", NULL };

const struct operation drafts_operations[] = {
	/* --- Visit --- */
	{
		NAMED(draft_visit_create),
		.method = "POST",
		.path = "/api/visits",
		EVERYBODY,
		.creates = true,
		OUTCOMES({ "created", 201, NULL }),
	},
	{
		NAMED(draft_visit_list),
		.method = "GET",
		.path = "/api/visits",
		EVERYBODY,
		FIELDS({ .name = "status", .type = FIELD_CHOICE, .place = IN_QUERY, .choices = visit_statuses },
		       { .name = "shared", .type = FIELD_CHOICE, .place = IN_QUERY, .choices = booleans },
		       LIMIT("50"),
		       { .name = "cursor", .type = FIELD_CURSOR, .place = IN_QUERY, .parse = parse_position }),
		OUTCOMES({ "listed", 200, NULL }),
		.shape = SHAPE_CURSOR,
		.list = "visits",
	},
	{
		NAMED(draft_visit_read),
		.method = "GET",
		.path = "/api/visits/{visitId}",
		EVERYBODY,
		FIELDS(VISIT_ID(.place = IN_PATH)),
		OUTCOMES({ "read", 200, NULL }, { "unknown", 404, "Visit not found" }),
	},
	{
		NAMED(draft_visit_update),
		.method = "PATCH",
		.path = "/api/visits/{visitId}",
		EVERYBODY,
		.partial = true,
		FIELDS(VISIT_ID(.place = IN_PATH), IF_MATCH, PRESENT, TEXT("customerName", 200),
		       { .name = "dateRange",
			 .type = FIELD_PARSED,
			 .parse = parse_date_range,
			 .message = "dateRange must be two dates in order, YYYY-MM-DD to YYYY-MM-DD" },
		       TEXT("location", 500), TEXT("interactionType", 100),
		       { .name = "sharedWith", .type = FIELD_TEXTS, .max = 50, .item_max = 255 },
		       { .name = "status", .type = FIELD_CHOICE, .choices = visit_statuses, .not_null = true }),
		OUTCOMES({ "updated", 200, NULL }, { "unknown", 404, "Visit not found" }, READ_ONLY, SUBMITTED, FULL_OF_TEXT),
	},
	{
		NAMED(draft_visit_delete),
		.method = "DELETE",
		.path = "/api/visits/{visitId}",
		EVERYBODY,
		FIELDS(VISIT_ID(.place = IN_PATH), IF_MATCH),
		OUTCOMES({ "deleted", 204, NULL }, { "unknown", 404, "Visit not found" }, READ_ONLY, SUBMITTED),
	},
	/* --- Interaction --- */
	{
		NAMED(draft_interaction_create),
		.method = "POST",
		.path = "/api/interactions",
		EVERYBODY,
		.creates = true,
		FIELDS(VISIT_ID(.required = true)),
		OUTCOMES({ "created", 201, NULL }, { "unknown", 404, "Visit not found" }, READ_ONLY, SUBMITTED, FULL),
	},
	{
		NAMED(draft_interaction_read),
		.method = "GET",
		.path = "/api/interactions/{interactionId}",
		EVERYBODY,
		FIELDS(INTERACTION_ID(.place = IN_PATH)),
		OUTCOMES({ "read", 200, NULL }, { "unknown", 404, "Interaction not found" }),
	},
	{
		NAMED(draft_interaction_update),
		.method = "PATCH",
		.path = "/api/interactions/{interactionId}",
		EVERYBODY,
		.partial = true,
		FIELDS(INTERACTION_ID(.place = IN_PATH), IF_MATCH, PRESENT, TEXTS("departments"), TEXTS("Principals"),
		       TEXTS("persons")),
		OUTCOMES({ "updated", 200, NULL }, { "unknown", 404, "Interaction not found" }, READ_ONLY, SUBMITTED, FULL_OF_TEXT),
	},
	{
		NAMED(draft_interaction_delete),
		.method = "DELETE",
		.path = "/api/interactions/{interactionId}",
		EVERYBODY,
		FIELDS(INTERACTION_ID(.place = IN_PATH), IF_MATCH),
		OUTCOMES({ "deleted", 204, NULL }, { "unknown", 404, "Interaction not found" }, READ_ONLY, SUBMITTED),
	},
	/* --- Principal interaction --- */
	{
		NAMED(draft_principal_interaction_create),
		.method = "POST",
		.path = "/api/Principal-interactions",
		EVERYBODY,
		.creates = true,
		FIELDS(INTERACTION_ID(.required = true), TEXT("PrincipalName", 200)),
		OUTCOMES({ "created", 201, NULL }, { "unknown", 404, "Interaction not found" }, READ_ONLY, SUBMITTED, FULL),
	},
	{
		NAMED(draft_principal_interaction_read),
		.method = "GET",
		.path = "/api/Principal-interactions/{PrincipalInteractionId}",
		EVERYBODY,
		FIELDS(PRINCIPAL_INTERACTION_ID(.place = IN_PATH)),
		OUTCOMES({ "read", 200, NULL }, { "unknown", 404, "Principal interaction not found" }),
	},
	{
		NAMED(draft_principal_interaction_update),
		.method = "PATCH",
		.path = "/api/Principal-interactions/{PrincipalInteractionId}",
		EVERYBODY,
		.partial = true,
		FIELDS(PRINCIPAL_INTERACTION_ID(.place = IN_PATH), IF_MATCH, PRESENT, TEXT("PrincipalName", 200),
		       TEXT("objective", 10000), TEXT("discussion", 10000), TEXT("nextStep", 10000), TEXT("product", 200),
		       DATE("followUpDate")),
		OUTCOMES({ "updated", 200, NULL }, { "unknown", 404, "Principal interaction not found" }, READ_ONLY, SUBMITTED, FULL_OF_TEXT),
	},
	{
		NAMED(draft_principal_interaction_delete),
		.method = "DELETE",
		.path = "/api/Principal-interactions/{PrincipalInteractionId}",
		EVERYBODY,
		FIELDS(PRINCIPAL_INTERACTION_ID(.place = IN_PATH), IF_MATCH),
		OUTCOMES({ "deleted", 204, NULL }, { "unknown", 404, "Principal interaction not found" }, READ_ONLY, SUBMITTED),
	},
	/* --- Lead --- */
	{
		NAMED(draft_lead_create),
		.method = "POST",
		.path = "/api/leads",
		EVERYBODY,
		.creates = true,
		FIELDS(PRINCIPAL_INTERACTION_ID(.required = true)),
		OUTCOMES({ "created", 201, NULL }, { "unknown", 404, "Principal interaction not found" }, READ_ONLY, SUBMITTED, FULL),
	},
	{
		NAMED(draft_lead_read),
		.method = "GET",
		.path = "/api/leads/{leadId}",
		EVERYBODY,
		FIELDS(LEAD_ID(.place = IN_PATH)),
		OUTCOMES({ "read", 200, NULL }, { "unknown", 404, "Lead not found" }),
	},
	{
		NAMED(draft_lead_update),
		.method = "PATCH",
		.path = "/api/leads/{leadId}",
		EVERYBODY,
		.partial = true,
		FIELDS(LEAD_ID(.place = IN_PATH), IF_MATCH, PRESENT, TEXT("title", 200), TEXT("description", 10000),
		       TEXT("contactName", 200), TEXT("contactPhone", 50), TEXT("contactEmail", 255),
		       { .name = "expectedValue",
			 .type = FIELD_NUMBER,
			 .min = 0,
			 .max = DBL_MAX,
			 .message = "expectedValue must be a number of at least 0" },
		       { .name = "currency",
			 .type = FIELD_PARSED,
			 .parse = parse_currency,
			 .message = "currency must be three capital letters" },
		       { .name = "status", .type = FIELD_CHOICE, .choices = lead_statuses }, DATE("followUpDate")),
		OUTCOMES({ "updated", 200, NULL }, { "unknown", 404, "Lead not found" }, READ_ONLY, SUBMITTED, FULL_OF_TEXT),
	},
	{
		NAMED(draft_lead_delete),
		.method = "DELETE",
		.path = "/api/leads/{leadId}",
		EVERYBODY,
		FIELDS(LEAD_ID(.place = IN_PATH), IF_MATCH),
		OUTCOMES({ "deleted", 204, NULL }, { "unknown", 404, "Lead not found" }, READ_ONLY, SUBMITTED),
	},
	{ .name = NULL },
};

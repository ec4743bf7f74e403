/* The operations of /api/visits and what hangs below: drafts that save themselves, four levels deep. */
#include <float.h>
#include <string.h>

#include "base/integer.h"
#include "base/timestamp.h"
#include "core/draft_id.h"
#include "core/field_rows.h"
#include "core/record_rows.h"

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

#define TEXT(name_, max_, ...)                                                                                                   \
	{                                                                                                                        \
		.name = name_, .type = FIELD_TEXT, .max = max_, __VA_ARGS__                                                      \
	}
#define TEXTS(name_, ...)                                                                                                        \
	{                                                                                                                        \
		.name = name_, .type = FIELD_TEXTS, .max = 100, .item_max = 200, __VA_ARGS__                                     \
	}
#define DATE(name_)                                                                                                              \
	{                                                                                                                        \
		.name = name_, .type = FIELD_PARSED, .parse = parse_date, .message = name_ " must be a date, YYYY-MM-DD",        \
		.format = "date"                                                                                                 \
	}

/* A record's id in the path, or in the body of a POST that makes one below it. */
#define ID(name_, level, ...)                                                                                                    \
	{                                                                                                                        \
		.name = name_, .type = FIELD_PARSED, .parse = draft_id_##level, __VA_ARGS__                                      \
	}
#define VISIT_ID(...)                                                                                                            \
	ID("visitId", visit, .pattern = "^" VISIT_PATTERN "$", .example = A_DRAFT_VISIT, __VA_ARGS__)
#define INTERACTION_ID(...)                                                                                                      \
	ID("interactionId", interaction, .pattern = "^" INTERACTION_PATTERN "$", .example = A_DRAFT_INTERACTION, __VA_ARGS__)
#define PRINCIPAL_INTERACTION_ID(...)                                                                                            \
	ID("PrincipalInteractionId", principal_interaction, .pattern = "^" PRINCIPAL_INTERACTION_PATTERN "$",                    \
	   .example = A_DRAFT_PRINCIPAL_INTERACTION, __VA_ARGS__)
#define LEAD_ID(...) ID("leadId", lead, .pattern = "^" LEAD_PATTERN "$", .example = A_DRAFT_LEAD, __VA_ARGS__)

/* What draft_id.c takes, to show to others. */
#define VISIT_PATTERN                 "V(0[1-9]|[1-9][0-9]{1,18})"
#define INTERACTION_PATTERN           VISIT_PATTERN "-[1-9][0-9]{0,9}"
#define PRINCIPAL_INTERACTION_PATTERN INTERACTION_PATTERN "-PI[1-9][0-9]{0,9}"
#define LEAD_PATTERN                  PRINCIPAL_INTERACTION_PATTERN "-L[1-9][0-9]{0,9}"

#define A_DRAFT_VISIT                 "V01"
#define A_DRAFT_INTERACTION           A_DRAFT_VISIT "-1"
#define A_DRAFT_PRINCIPAL_INTERACTION A_DRAFT_INTERACTION "-PI1"
#define A_DRAFT_LEAD                  A_DRAFT_PRINCIPAL_INTERACTION "-L1"

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
#define DATE_PATTERN "[0-9]{4}-[0-9]{2}-[0-9]{2}"
#define DATE_RANGE   "^" DATE_PATTERN " to " DATE_PATTERN "$"
#define CURRENCY     "^[A-Z]{3}$"

static const char *const booleans[] = { "true", "false", NULL };

/* --- what replies tell --- */

#define TOLD_ID(name_, level)                                                                                                    \
	{ .name = name_, .type = MEMBER_TEXT, .pattern = "^" level##_PATTERN "$", .example = A_DRAFT_##level }
#define TOLD_TEXT(name_, ...) { .name = name_, .type = MEMBER_TEXT, .nullable = true, __VA_ARGS__ }
#define TOLD_TEXTS(name_, ...) { .name = name_, .type = MEMBER_TEXTS, .nullable = true, __VA_ARGS__ }
#define FOLLOW_UP_DATE        { .name = "followUpDate", .type = MEMBER_DATE, .nullable = true }
#define ETAG                                                                                                                     \
	{                                                                                                                        \
		"etag", MEMBER_TEXT, .example = "\"1795218716132046\"", .about = "As If-Match takes it."                         \
	}
static const struct record created_visit = { "CreatedDraftVisit", MEMBERS(TOLD_ID("visitId", VISIT)) };
static const struct record created_interaction = { "CreatedDraftInteraction", MEMBERS(TOLD_ID("interactionId", INTERACTION)) };
static const struct record created_principal_interaction = {
	"CreatedDraftPrincipalInteraction", MEMBERS(TOLD_ID("PrincipalInteractionId", PRINCIPAL_INTERACTION))
};
static const struct record created_lead = { "CreatedDraftLead", MEMBERS(TOLD_ID("leadId", LEAD)) };

#define VISIT_MEMBERS                                                                                                            \
	TOLD_ID("id", VISIT), { .name = "userId", .type = MEMBER_INTEGER, .example = "17", .about = "The creator's userNo." },   \
	{ .name = "status", .type = MEMBER_CHOICE, .choices = visit_statuses },                                                  \
	TOLD_TEXT("dateRange", .pattern = DATE_RANGE, .example = "2025-01-01 to 2025-01-02"),                                    \
	TOLD_TEXT("customerName", .example = "Tata Steel"), TOLD_TEXT("location"), TOLD_TEXT("interactionType"),                 \
	TOLD_TEXTS("sharedWith"), CREATED_AT, UPDATED_AT
#define INTERACTION_MEMBERS                                                                                                      \
	TOLD_ID("id", INTERACTION), TOLD_ID("visitId", VISIT), TOLD_TEXTS("departments"),                                        \
	TOLD_TEXTS("Principals", .example = "[\"Deublin\",\"Koba\"]"), TOLD_TEXTS("persons"), CREATED_AT, UPDATED_AT
#define PRINCIPAL_INTERACTION_MEMBERS                                                                                            \
	TOLD_ID("id", PRINCIPAL_INTERACTION), TOLD_ID("interactionId", INTERACTION),                                             \
	TOLD_TEXT("PrincipalName", .example = "Deublin"), TOLD_TEXT("objective", .example = "Discussed sealing issues"),         \
	TOLD_TEXT("discussion"), TOLD_TEXT("nextStep"), TOLD_TEXT("product"), FOLLOW_UP_DATE, CREATED_AT, UPDATED_AT
#define LEAD_MEMBERS                                                                                                             \
	TOLD_ID("id", LEAD), TOLD_ID("PrincipalInteractionId", PRINCIPAL_INTERACTION),                                           \
	TOLD_TEXT("title", .example = "Seals for two mills"), TOLD_TEXT("description"), TOLD_TEXT("contactName"),                \
	TOLD_TEXT("contactPhone"), TOLD_TEXT("contactEmail"),                                                                    \
	{ .name = "expectedValue", .type = MEMBER_NUMBER, .nullable = true, .example = "12500.5" },                              \
	TOLD_TEXT("currency", .pattern = CURRENCY, .example = "EUR"),                                                            \
	{ .name = "status", .type = MEMBER_CHOICE, .nullable = true, .choices = lead_statuses },                                 \
	FOLLOW_UP_DATE, CREATED_AT, UPDATED_AT

static const struct record visit = { "DraftVisit", MEMBERS(VISIT_MEMBERS) };
static const struct record interaction = { "DraftInteraction", MEMBERS(INTERACTION_MEMBERS) };
static const struct record principal_interaction = { "DraftPrincipalInteraction", MEMBERS(PRINCIPAL_INTERACTION_MEMBERS) };
static const struct record lead = { "DraftLead", MEMBERS(LEAD_MEMBERS) };

static const struct record listed_visit = {
	"ListedDraft",
	MEMBERS(VISIT_MEMBERS, { .name = "totalInteractions", .type = MEMBER_INTEGER, .example = "1" },
		{ .name = "totalPersons", .type = MEMBER_INTEGER, .example = "2",
		  .about = "The entries of persons in all of its interactions." },
		{ .name = "totalLeads", .type = MEMBER_INTEGER, .example = "0" }),
};

static const struct record lead_in_tree = { "DraftTreeLead", MEMBERS(LEAD_MEMBERS, ETAG) };
static const struct record principal_interaction_in_tree = {
	"DraftTreePrincipalInteraction",
	MEMBERS(PRINCIPAL_INTERACTION_MEMBERS, ETAG, { .name = "leads", .type = MEMBER_RECORDS, .record = &lead_in_tree }),
};
static const struct record interaction_in_tree = {
	"DraftTreeInteraction",
	MEMBERS(INTERACTION_MEMBERS, ETAG, { .name = "PrincipalInteractions", .type = MEMBER_RECORDS,
		  .record = &principal_interaction_in_tree }),
};
static const struct record tree = {
	"DraftTree",
	MEMBERS(VISIT_MEMBERS, ETAG, { .name = "interactions", .type = MEMBER_RECORDS, .record = &interaction_in_tree }),
};

const struct operation drafts_operations[] = {
	/* --- Visit --- */
	{
		NAMED(draft_visit_create),
		.method = "POST",
		.path = "/api/visits",
		EVERYBODY,
		.creates = true,
		OUTCOMES({ "created", 201, NULL }),
		.reply = &created_visit,
	},
	{
		NAMED(draft_visit_list),
		.method = "GET",
		.path = "/api/visits",
		EVERYBODY,
		FIELDS({ .name = "status",
			 .type = FIELD_CHOICE,
			 .place = IN_QUERY,
			 .choices = visit_statuses,
			 .about = "In this state." },
		       { .name = "shared",
			 .type = FIELD_CHOICE,
			 .place = IN_QUERY,
			 .choices = booleans,
			 .about = "Those that others share with the caller, instead of the caller's own." },
		       LIMIT("50"),
		       CURSOR(.about = FROM_CURSOR)),
		OUTCOMES({ "listed", 200, NULL }),
		.reply = &listed_visit,
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
		.reply = &tree,
	},
	{
		NAMED(draft_visit_update),
		.method = "PATCH",
		.path = "/api/visits/{visitId}",
		EVERYBODY,
		.partial = true,
		FIELDS(VISIT_ID(.place = IN_PATH), IF_MATCH, PRESENT, TEXT("customerName", 200, .example = "Tata Steel"),
		       { .name = "dateRange",
			 .type = FIELD_PARSED,
			 .parse = parse_date_range,
			 .pattern = DATE_RANGE,
			 .example = "2025-01-01 to 2025-01-02",
			 .about = "Two dates, in order.",
			 .message = "dateRange must be two dates in order, YYYY-MM-DD to YYYY-MM-DD" },
		       TEXT("location", 500), TEXT("interactionType", 100),
		       { .name = "sharedWith", .type = FIELD_TEXTS, .max = 50, .item_max = 255,
		         .about = "E-mail addresses of those who may read the draft." },
		       { .name = "status", .type = FIELD_CHOICE, .choices = visit_statuses, .not_null = true,
			 .about = "submitted closes the draft for good." }),
		OUTCOMES({ "updated", 200, NULL }, { "unknown", 404, "Visit not found" }, READ_ONLY, SUBMITTED, FULL_OF_TEXT),
		.reply = &visit,
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
		.reply = &created_interaction,
	},
	{
		NAMED(draft_interaction_read),
		.method = "GET",
		.path = "/api/interactions/{interactionId}",
		EVERYBODY,
		FIELDS(INTERACTION_ID(.place = IN_PATH)),
		OUTCOMES({ "read", 200, NULL }, { "unknown", 404, "Interaction not found" }),
		.reply = &interaction,
	},
	{
		NAMED(draft_interaction_update),
		.method = "PATCH",
		.path = "/api/interactions/{interactionId}",
		EVERYBODY,
		.partial = true,
		FIELDS(INTERACTION_ID(.place = IN_PATH), IF_MATCH, PRESENT, TEXTS("departments"),
		       TEXTS("Principals", .example = "[\"Deublin\",\"Koba\"]"),
		       TEXTS("persons")),
		OUTCOMES({ "updated", 200, NULL }, { "unknown", 404, "Interaction not found" }, READ_ONLY, SUBMITTED, FULL_OF_TEXT),
		.reply = &interaction,
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
		FIELDS(INTERACTION_ID(.required = true), TEXT("PrincipalName", 200, .example = "Deublin")),
		OUTCOMES({ "created", 201, NULL }, { "unknown", 404, "Interaction not found" }, READ_ONLY, SUBMITTED, FULL),
		.reply = &created_principal_interaction,
	},
	{
		NAMED(draft_principal_interaction_read),
		.method = "GET",
		.path = "/api/Principal-interactions/{PrincipalInteractionId}",
		EVERYBODY,
		FIELDS(PRINCIPAL_INTERACTION_ID(.place = IN_PATH)),
		OUTCOMES({ "read", 200, NULL }, { "unknown", 404, "Principal interaction not found" }),
		.reply = &principal_interaction,
	},
	{
		NAMED(draft_principal_interaction_update),
		.method = "PATCH",
		.path = "/api/Principal-interactions/{PrincipalInteractionId}",
		EVERYBODY,
		.partial = true,
		FIELDS(PRINCIPAL_INTERACTION_ID(.place = IN_PATH), IF_MATCH, PRESENT, TEXT("PrincipalName", 200),
		       TEXT("objective", 10000, .example = "Discussed sealing issues"), TEXT("discussion", 10000),
		       TEXT("nextStep", 10000), TEXT("product", 200),
		       DATE("followUpDate")),
		OUTCOMES({ "updated", 200, NULL }, { "unknown", 404, "Principal interaction not found" }, READ_ONLY, SUBMITTED, FULL_OF_TEXT),
		.reply = &principal_interaction,
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
		.reply = &created_lead,
	},
	{
		NAMED(draft_lead_read),
		.method = "GET",
		.path = "/api/leads/{leadId}",
		EVERYBODY,
		FIELDS(LEAD_ID(.place = IN_PATH)),
		OUTCOMES({ "read", 200, NULL }, { "unknown", 404, "Lead not found" }),
		.reply = &lead,
	},
	{
		NAMED(draft_lead_update),
		.method = "PATCH",
		.path = "/api/leads/{leadId}",
		EVERYBODY,
		.partial = true,
		FIELDS(LEAD_ID(.place = IN_PATH), IF_MATCH, PRESENT, TEXT("title", 200, .example = "Seals for two mills"),
		       TEXT("description", 10000),
		       TEXT("contactName", 200), TEXT("contactPhone", 50), TEXT("contactEmail", 255),
		       { .name = "expectedValue",
			 .type = FIELD_NUMBER,
			 .min = 0,
			 .max = DBL_MAX,
			 .example = "12500.5",
			 .message = "expectedValue must be a number of at least 0" },
		       { .name = "currency",
			 .type = FIELD_PARSED,
			 .parse = parse_currency,
			 .pattern = CURRENCY,
			 .example = "EUR",
			 .message = "currency must be three capital letters" },
		       { .name = "status", .type = FIELD_CHOICE, .choices = lead_statuses }, DATE("followUpDate")),
		OUTCOMES({ "updated", 200, NULL }, { "unknown", 404, "Lead not found" }, READ_ONLY, SUBMITTED, FULL_OF_TEXT),
		.reply = &lead,
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

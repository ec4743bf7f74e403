/* The operations of contacts, rapport tactics and interactions. */
#include "core/field_rows.h"

/* clang-format off: tables are laid out to be read */

/* Whoever is in the directory has contacts; only their own are there for them. */
#define EVERYBODY .roles = ROLES_ALL, .wrong_role = "This role cannot use contacts", .invalid_status = 422

#define SKIP                                                                                                                     \
	{                                                                                                                        \
		.name = "skip", .type = FIELD_INTEGER, .place = IN_QUERY, .min = 0, .max = 10000, .fallback = "0"                \
	}

static const char *const media[] = { "In-person", "Video Call", "Voice Call", "Email/Chat", NULL };
static const char *const parts[] = { "tactic_logs", NULL };
static const char *const levels[] = { "Direct Manager", "Skip-Level Manager", "Senior Leadership", "Mentor", NULL };

static const struct field tactic_log_fields[] = {
	{ .name = "tactic_id", .type = FIELD_UUID, .required = true, .unique = true },
	{ .name = "effectiveness_score", .type = FIELD_INTEGER, .min = 1, .max = 5, .required = true },
	{ .name = "notes", .type = FIELD_TEXT, .max = 10000 },
};

#define TACTIC_LOGS                                                                                                              \
	{                                                                                                                        \
		.name = "tactic_logs", .type = FIELD_LIST, .max = 50, .item_fields = tactic_log_fields,                          \
		.item_field_count = ARRAY_LEN(tactic_log_fields)                                                                 \
	}

/* The fields of a contact, in POST and PATCH alike; only that a name is needed differs. */
#define CONTACT_FIELDS(name_rule)                                                                                                \
	{ .name = "name", .type = FIELD_TEXT, .min = 1, .max = 255, name_rule = true },                                          \
		{ .name = "title", .type = FIELD_TEXT, .max = 255 },                                                             \
		{ .name = "level", .type = FIELD_CHOICE, .choices = levels },                                                    \
		{ .name = "common_ground_notes", .type = FIELD_TEXT, .max = 10000 },                                             \
	{                                                                                                                        \
		.name = "communication_style_notes", .type = FIELD_TEXT, .max = 10000                                            \
	}
#define CONTACT_ID                                                                                                               \
	{                                                                                                                        \
		.name = "contact_id", .type = FIELD_UUID, .place = IN_PATH                                                       \
	}

const struct operation rapport_operations[] = {
	{
		NAMED(tactics_list),
		.method = "GET",
		.path = "/api/v1/rapport/tactics",
		EVERYBODY,
		OUTCOMES({ "listed", 200, NULL }),
		.shape = SHAPE_ARRAY,
		/* The same for everyone, and new ones come with releases. */
		.cache_control = "private, max-age=300",
	},
	{
		NAMED(interactions_create),
		.method = "POST",
		.path = "/api/v1/interactions",
		EVERYBODY,
		.creates = true,
		FIELDS({ .name = "interaction.contact_id", .type = FIELD_UUID, .required = true },
		       { .name = "interaction.interaction_datetime", .type = FIELD_TIMESTAMP, .required = true },
		       { .name = "interaction.medium", .type = FIELD_CHOICE, .choices = media, .required = true },
		       { .name = "interaction.topic", .type = FIELD_TEXT, .min = 1, .max = 500, .required = true },
		       { .name = "interaction.rapport_score_post", .type = FIELD_INTEGER, .min = 1, .max = 10, .required = true },
		       { .name = "interaction.user_notes", .type = FIELD_TEXT, .max = 10000 },
		       { .name = "interaction.observed_non_verbal", .type = FIELD_TEXT, .max = 10000 },
		       TACTIC_LOGS),
		OUTCOMES({ "created", 201, NULL }, { "contact_unknown", 404, "Contact not found" },
			 { "tactic_unknown", 422, "A tactic is not known" }),
	},
	{
		NAMED(interactions_list),
		.method = "GET",
		.path = "/api/v1/interactions",
		EVERYBODY,
		FIELDS({ .name = "contact_id", .type = FIELD_UUID, .place = IN_QUERY },
		       { .name = "since", .type = FIELD_SINCE, .place = IN_QUERY },
		       { .name = "until", .type = FIELD_UNTIL, .place = IN_QUERY },
		       { .name = "medium", .type = FIELD_CHOICE, .place = IN_QUERY, .choices = media },
		       { .name = "include", .type = FIELD_CHOICE, .place = IN_QUERY, .choices = parts }, SKIP, LIMIT("100")),
		OUTCOMES({ "listed", 200, NULL }, { "contact_unknown", 404, "Contact not found" }),
		.shape = SHAPE_ARRAY,
	},
	{
		NAMED(interactions_read),
		.method = "GET",
		.path = "/api/v1/interactions/{interaction_id}",
		EVERYBODY,
		FIELDS({ .name = "interaction_id", .type = FIELD_UUID, .place = IN_PATH }),
		OUTCOMES({ "read", 200, NULL }, { "interaction_unknown", 404, "Interaction not found" }),
	},
	{
		NAMED(interactions_update),
		.method = "PATCH",
		.path = "/api/v1/interactions/{interaction_id}",
		EVERYBODY,
		.partial = true,
		FIELDS({ .name = "interaction_id", .type = FIELD_UUID, .place = IN_PATH }, IF_MATCH, PRESENT,
		       { .name = "interaction.interaction_datetime", .type = FIELD_TIMESTAMP, .not_null = true },
		       { .name = "interaction.medium", .type = FIELD_CHOICE, .choices = media, .not_null = true },
		       { .name = "interaction.topic", .type = FIELD_TEXT, .min = 1, .max = 500, .not_null = true },
		       { .name = "interaction.rapport_score_post", .type = FIELD_INTEGER, .min = 1, .max = 10, .not_null = true },
		       { .name = "interaction.user_notes", .type = FIELD_TEXT, .max = 10000 },
		       { .name = "interaction.observed_non_verbal", .type = FIELD_TEXT, .max = 10000 }, TACTIC_LOGS),
		OUTCOMES({ "updated", 200, NULL }, { "interaction_unknown", 404, "Interaction not found" },
			 { "tactic_unknown", 422, "A tactic is not known" }),
	},
	{
		NAMED(interactions_delete),
		.method = "DELETE",
		.path = "/api/v1/interactions/{interaction_id}",
		EVERYBODY,
		FIELDS({ .name = "interaction_id", .type = FIELD_UUID, .place = IN_PATH }, IF_MATCH),
		OUTCOMES({ "deleted", 204, NULL }, { "interaction_unknown", 404, "Interaction not found" }),
	},
	{
		NAMED(contacts_create),
		.method = "POST",
		.path = "/api/v1/contacts",
		EVERYBODY,
		.creates = true,
		FIELDS(CONTACT_FIELDS(.required)),
		OUTCOMES({ "created", 201, NULL }),
	},
	{
		NAMED(contacts_list),
		.method = "GET",
		.path = "/api/v1/contacts",
		EVERYBODY,
		FIELDS({ .name = "search", .type = FIELD_TEXT, .place = IN_QUERY, .max = 200 }, SKIP, LIMIT("100")),
		OUTCOMES({ "listed", 200, NULL }),
		.shape = SHAPE_ARRAY,
	},
	{
		NAMED(contacts_read),
		.method = "GET",
		.path = "/api/v1/contacts/{contact_id}",
		EVERYBODY,
		FIELDS(CONTACT_ID),
		OUTCOMES({ "read", 200, NULL }, { "contact_unknown", 404, "Contact not found" }),
	},
	{
		NAMED(contacts_update),
		.method = "PATCH",
		.path = "/api/v1/contacts/{contact_id}",
		EVERYBODY,
		.partial = true,
		FIELDS(CONTACT_ID, IF_MATCH, PRESENT, CONTACT_FIELDS(.not_null)),
		OUTCOMES({ "updated", 200, NULL }, { "contact_unknown", 404, "Contact not found" }),
	},
	{
		NAMED(contacts_delete),
		.method = "DELETE",
		.path = "/api/v1/contacts/{contact_id}",
		EVERYBODY,
		FIELDS(CONTACT_ID, IF_MATCH),
		OUTCOMES({ "deleted", 204, NULL }, { "contact_unknown", 404, "Contact not found" }),
	},
	{ .name = NULL },
};

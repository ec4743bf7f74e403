/* The operations of contacts, rapport tactics and interactions. */
#include "core/rapport.h"

static const char no_rapport[] = "This role cannot use contacts";

#define RAPPORT(name_, method_, path_)                                                                                           \
	.name = name_, .method = method_, .path = path_, .roles = ROLES_ALL, .wrong_role = no_rapport, .invalid_status = 422
#define FIELDS(fields_) .fields = fields_, .field_count = ARRAY_LEN(fields_)

#define SKIP                                                                                                                     \
	{                                                                                                                        \
		.name = "skip", .type = FIELD_INTEGER, .place = IN_QUERY, .min = 0, .max = INT32_MAX, .fallback = "0"            \
	}
#define LIMIT                                                                                                                    \
	{                                                                                                                        \
		.name = "limit", .type = FIELD_INTEGER, .place = IN_QUERY, .min = 1, .max = 100, .clamp = true,                  \
		.fallback = "100"                                                                                                \
	}

static const char *const media[] = { "In-person", "Video Call", "Voice Call", "Email/Chat", NULL };
static const char *const levels[] = { "Direct Manager", "Skip-Level Manager", "Senior Leadership", "Mentor", NULL };

static const struct outcome outcomes[] = {
	{ "listed", 200, NULL },
	{ "read", 200, NULL },
	{ "created", 201, NULL },
	{ "updated", 200, NULL },
	{ "deleted", 204, NULL },
	{ "contact_unknown", 404, "Contact not found" },
	{ "interaction_unknown", 404, "Interaction not found" },
	{ "tactic_unknown", 422, "A tactic is not known" },
	{ NULL, 0, NULL },
};

const struct operation tactics_list = {
	RAPPORT("tactics_list", "GET", "/api/v1/rapport/tactics"),
	.statement = &statement_tactics_list,
	.outcomes = outcomes,
	.shape = SHAPE_ARRAY,
	/* The same for everyone, and new ones come with releases. */
	.cache_control = "private, max-age=300",
};

static const struct field tactic_log_fields[] = {
	{ .name = "tactic_id", .type = FIELD_UUID, .required = true, .unique = true },
	{ .name = "effectiveness_score", .type = FIELD_INTEGER, .min = 1, .max = 5, .required = true },
	{ .name = "notes", .type = FIELD_TEXT, .max = 10000 },
};

static const struct field interaction_fields[] = {
	{ .name = "interaction.contact_id", .type = FIELD_UUID, .required = true },
	{ .name = "interaction.interaction_datetime", .type = FIELD_TIMESTAMP, .required = true },
	{ .name = "interaction.medium", .type = FIELD_CHOICE, .choices = media, .required = true },
	{ .name = "interaction.topic", .type = FIELD_TEXT, .min = 1, .max = 500, .required = true },
	{ .name = "interaction.rapport_score_post", .type = FIELD_INTEGER, .min = 1, .max = 10, .required = true },
	{ .name = "interaction.user_notes", .type = FIELD_TEXT, .max = 10000 },
	{ .name = "interaction.observed_non_verbal", .type = FIELD_TEXT, .max = 10000 },
	{ .name = "tactic_logs",
	  .type = FIELD_LIST,
	  .max = 50,
	  .item_fields = tactic_log_fields,
	  .item_field_count = ARRAY_LEN(tactic_log_fields) },
};

const struct operation interactions_create = {
	RAPPORT("interactions_create", "POST", "/api/v1/interactions"),
	FIELDS(interaction_fields),
	.creates = true,
	.statement = &statement_interactions_create,
	.outcomes = outcomes,
};

static const struct field interactions_list_fields[] = {
	{ .name = "contact_id", .type = FIELD_UUID, .place = IN_QUERY, .required = true },
	SKIP,
	LIMIT,
};

const struct operation interactions_list = {
	RAPPORT("interactions_list", "GET", "/api/v1/interactions"),
	FIELDS(interactions_list_fields),
	.statement = &statement_interactions_list,
	.outcomes = outcomes,
	.shape = SHAPE_ARRAY,
};

static const struct field interaction_id[] = {
	{ .name = "interaction_id", .type = FIELD_UUID, .place = IN_PATH },
};

const struct operation interactions_read = {
	RAPPORT("interactions_read", "GET", "/api/v1/interactions/{interaction_id}"),
	FIELDS(interaction_id),
	.statement = &statement_interactions_read,
	.outcomes = outcomes,
};

/* The fields of a contact, in POST and PATCH alike; only that a name is needed differs. */
#define CONTACT_FIELDS(...)                                                                                                      \
	{ .name = "name", .type = FIELD_TEXT, .min = 1, .max = 255, __VA_ARGS__ },                                               \
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

static const struct field contact_create_fields[] = { CONTACT_FIELDS(.required = true) };
static const struct field contact_list_fields[] = { SKIP, LIMIT };
static const struct field contact_read_fields[] = { CONTACT_ID };
static const struct field contact_delete_fields[] = { CONTACT_ID, { .name = "If-Match", .place = FROM_IF_MATCH } };
static const struct field contact_update_fields[] = {
	CONTACT_ID,
	{ .name = "If-Match", .place = FROM_IF_MATCH },
	{ .name = "present", .place = FROM_PRESENT },
	CONTACT_FIELDS(.not_null = true),
};

const struct operation contacts_create = {
	RAPPORT("contacts_create", "POST", "/api/v1/contacts"),
	FIELDS(contact_create_fields),
	.creates = true,
	.statement = &statement_contacts_create,
	.outcomes = outcomes,
};

const struct operation contacts_list = {
	RAPPORT("contacts_list", "GET", "/api/v1/contacts"),
	FIELDS(contact_list_fields),
	.statement = &statement_contacts_list,
	.outcomes = outcomes,
	.shape = SHAPE_ARRAY,
};

const struct operation contacts_read = {
	RAPPORT("contacts_read", "GET", "/api/v1/contacts/{contact_id}"),
	FIELDS(contact_read_fields),
	.statement = &statement_contacts_read,
	.outcomes = outcomes,
};

const struct operation contacts_update = {
	RAPPORT("contacts_update", "PATCH", "/api/v1/contacts/{contact_id}"),
	FIELDS(contact_update_fields),
	.partial = true,
	.statement = &statement_contacts_update,
	.outcomes = outcomes,
};

const struct operation contacts_delete = {
	RAPPORT("contacts_delete", "DELETE", "/api/v1/contacts/{contact_id}"),
	FIELDS(contact_delete_fields),
	.statement = &statement_contacts_delete,
	.outcomes = outcomes,
};

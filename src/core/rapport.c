/* The operations of contacts, rapport tactics and interactions. */
#include "core/field_rows.h"
#include "core/record_rows.h"
#include "engine/page.h"

/* clang-format off: tables are laid out to be read */

/* Whoever is in the directory has contacts; only their own are there for them. */
#define EVERYBODY .roles = ROLES_ALL, .wrong_role = "This role cannot use contacts", .invalid_status = 422

#define SKIP                                                                                                                     \
	{                                                                                                                        \
		.name = "skip", .type = FIELD_INTEGER, .place = IN_QUERY, .min = 0, .max = PAGE_SKIP_MAX, .fallback = "0",       \
		.about = "How many to leave out at the beginning."                                                               \
	}

#define A_TACTIC      "7a000000-0000-4000-8000-000000000001"
#define A_CONTACT     "40000000-0000-4000-8000-000000000001"
#define AN_INTERACTION "50000000-0000-4000-8000-000000000001"

static const char *const domains[] = { "Communication Studies", "Social Psychology", "Persuasion and Influence", NULL };
static const char *const media[] = { "In-person", "Video Call", "Voice Call", "Email/Chat", NULL };
static const char *const parts[] = { "tactic_logs", NULL };
const char *const record_contact_levels[] = { "Direct Manager", "Skip-Level Manager", "Senior Leadership", "Mentor", NULL };

static const struct field tactic_log_fields[] = {
	{ .name = "tactic_id", .type = FIELD_UUID, .required = true, .unique = true, .example = A_TACTIC },
	{ .name = "effectiveness_score", .type = FIELD_INTEGER, .min = 1, .max = 5, .example = "4", .required = true },
	{ .name = "notes", .type = FIELD_TEXT, .max = 10000 },
};

#define TACTIC_LOGS                                                                                                              \
	{                                                                                                                        \
		.name = "tactic_logs", .type = FIELD_LIST, .max = 50, .item_fields = tactic_log_fields,                          \
		.item_field_count = ARRAY_LEN(tactic_log_fields)                                                                 \
	}

/* The fields of a contact, in POST and PATCH alike; only that a name is needed differs. */
#define CONTACT_FIELDS(name_rule)                                                                                                \
	{ .name = "name", .type = FIELD_TEXT, .min = 1, .max = 255, .example = "Alex Morgan", name_rule = true },                \
		{ .name = "title", .type = FIELD_TEXT, .max = 255 },                                                             \
		{ .name = "level", .type = FIELD_CHOICE, .choices = record_contact_levels },                                     \
		{ .name = "common_ground_notes", .type = FIELD_TEXT, .max = 10000 },                                             \
	{                                                                                                                        \
		.name = "communication_style_notes", .type = FIELD_TEXT, .max = 10000                                            \
	}
#define CONTACT_ID                                                                                                               \
	{                                                                                                                        \
		.name = "contact_id", .type = FIELD_UUID, .place = IN_PATH                                                       \
	}

/* --- what replies tell --- */

/* This family's times have a fraction only if there is one. */
#define SECONDS "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{6})?"
#define TIMES                                                                                                                    \
	{ .name = "created_at", .type = MEMBER_TIME, .pattern = "^" SECONDS "Z$", .example = "2023-10-27T14:31:00Z" },           \
	{                                                                                                                        \
		"updated_at", MEMBER_TIME, .pattern = "^" SECONDS "Z$", .example = "2023-10-27T14:31:00Z"                        \
	}

static const struct record tactic = {
	"Tactic",
	MEMBERS({ .name = "name", .type = MEMBER_TEXT, .example = "Active Listening (Validation/Paraphrasing)" },
		{ .name = "description", .type = MEMBER_TEXT, .example = "Say back in your own words what you heard." },
		{ .name = "domain", .type = MEMBER_CHOICE, .choices = domains },
		{ .name = "id", .type = MEMBER_UUID, .example = A_TACTIC }, TIMES),
};

static const struct record tactic_log = {
	"TacticLog",
	MEMBERS({ .name = "tactic_id", .type = MEMBER_UUID, .example = A_TACTIC },
		{ .name = "name", .type = MEMBER_TEXT, .example = "Active Listening (Validation/Paraphrasing)" },
		{ .name = "effectiveness_score", .type = MEMBER_INTEGER, .example = "4", .about = "From 1 to 5." },
		{ .name = "notes", .type = MEMBER_TEXT, .nullable = true }),
};

#define INTERACTION_MEMBERS                                                                                                      \
	{ .name = "interaction_datetime", .type = MEMBER_TIME, .pattern = "^" SECONDS "[+]00:00$",                               \
	  .example = "2023-10-27T14:30:00+00:00" },                                                                              \
	{ .name = "medium", .type = MEMBER_CHOICE, .choices = media },                                                           \
	{ .name = "topic", .type = MEMBER_TEXT, .example = "Next week's roster" },                                               \
	{ .name = "user_notes", .type = MEMBER_TEXT, .nullable = true },                                                         \
	{ .name = "rapport_score_post", .type = MEMBER_INTEGER, .example = "8", .about = "From 1 to 10." },                      \
	{ .name = "observed_non_verbal", .type = MEMBER_TEXT, .nullable = true },                                                \
	{ .name = "id", .type = MEMBER_UUID, .example = AN_INTERACTION }, TIMES,                                                 \
	{                                                                                                                        \
		"contact_id", MEMBER_UUID, .example = A_CONTACT                                                                  \
	}

static const struct record logged_interaction = { "LoggedInteraction", MEMBERS(INTERACTION_MEMBERS) };

static const struct record listed_interaction = {
	"ListedInteraction",
	MEMBERS(INTERACTION_MEMBERS, { .name = "tactic_logs", .type = MEMBER_RECORDS, .optional = true, .record = &tactic_log,
				       .about = "Where include=tactic_logs asks for them." }),
};

static const struct record interaction = {
	"Interaction",
	MEMBERS(INTERACTION_MEMBERS, { .name = "tactic_logs", .type = MEMBER_RECORDS, .record = &tactic_log,
		  .about = "In the order given." }),
};

static const struct record contact = {
	"Contact",
	MEMBERS({ .name = "name", .type = MEMBER_TEXT, .example = "Alex Morgan" },
		{ .name = "title", .type = MEMBER_TEXT, .nullable = true, .example = "Care Team Lead" },
		{ .name = "level", .type = MEMBER_CHOICE, .nullable = true, .choices = record_contact_levels },
		{ .name = "common_ground_notes", .type = MEMBER_TEXT, .nullable = true,
		  .example = "Both hike on the Bruce Trail." },
		{ .name = "communication_style_notes", .type = MEMBER_TEXT, .nullable = true },
		{ .name = "id", .type = MEMBER_UUID, .example = A_CONTACT }, TIMES),
};

const struct operation rapport_operations[] = {
	{
		NAMED(tactics_list),
		.method = "GET",
		.path = "/api/v1/rapport/tactics",
		EVERYBODY,
		OUTCOMES({ "listed", 200, NULL }),
		.reply = &tactic,
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
		FIELDS({ .name = "interaction.contact_id", .type = FIELD_UUID, .required = true, .example = A_CONTACT },
		       { .name = "interaction.interaction_datetime", .type = FIELD_TIMESTAMP, .required = true },
		       { .name = "interaction.medium", .type = FIELD_CHOICE, .choices = media, .required = true },
		       { .name = "interaction.topic", .type = FIELD_TEXT, .min = 1, .max = 500, .required = true,
			 .example = "Next week's roster" },
		       { .name = "interaction.rapport_score_post", .type = FIELD_INTEGER, .min = 1, .max = 10, .example = "8",
		         .required = true },
		       { .name = "interaction.user_notes", .type = FIELD_TEXT, .max = 10000 },
		       { .name = "interaction.observed_non_verbal", .type = FIELD_TEXT, .max = 10000 }, TACTIC_LOGS),
		OUTCOMES({ "created", 201, NULL }, { "contact_unknown", 404, "Contact not found" },
			 { "tactic_unknown", 422, "A tactic is not known" }),
		.reply = &logged_interaction,
	},
	{
		NAMED(interactions_list),
		.method = "GET",
		.path = "/api/v1/interactions",
		EVERYBODY,
		FIELDS({ .name = "contact_id", .type = FIELD_UUID, .place = IN_QUERY, .about = "With this contact." },
		       { .name = "since",
			 .type = FIELD_SINCE,
			 .place = IN_QUERY,
			 .about = "Then or later; of a date, from its first instant in UTC." },
		       { .name = "until",
			 .type = FIELD_UNTIL,
			 .place = IN_QUERY,
			 .about = "Then or earlier; of a date, to its last instant in UTC." },
		       { .name = "medium", .type = FIELD_CHOICE, .place = IN_QUERY, .choices = media, .about = "By this medium." },
		       { .name = "include",
			 .type = FIELD_CHOICE,
			 .place = IN_QUERY,
			 .choices = parts,
			 .about = "Each with its tactics." },
		       SKIP, LIMIT("100")),
		OUTCOMES({ "listed", 200, NULL }, { "contact_unknown", 404, "Contact not found" }),
		.reply = &listed_interaction,
		.shape = SHAPE_ARRAY,
	},
	{
		NAMED(interactions_read),
		.method = "GET",
		.path = "/api/v1/interactions/{interaction_id}",
		EVERYBODY,
		FIELDS({ .name = "interaction_id", .type = FIELD_UUID, .place = IN_PATH }),
		OUTCOMES({ "read", 200, NULL }, { "interaction_unknown", 404, "Interaction not found" }),
		.reply = &interaction,
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
		       { .name = "interaction.rapport_score_post", .type = FIELD_INTEGER, .min = 1, .max = 10, .example = "8",
		         .not_null = true },
		       { .name = "interaction.user_notes", .type = FIELD_TEXT, .max = 10000 },
		       { .name = "interaction.observed_non_verbal", .type = FIELD_TEXT, .max = 10000 }, TACTIC_LOGS),
		OUTCOMES({ "updated", 200, NULL }, { "interaction_unknown", 404, "Interaction not found" },
			 { "tactic_unknown", 422, "A tactic is not known" }),
		.reply = &interaction,
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
		.reply = &contact,
	},
	{
		NAMED(contacts_list),
		.method = "GET",
		.path = "/api/v1/contacts",
		EVERYBODY,
		FIELDS({ .name = "search",
			 .type = FIELD_TEXT,
			 .place = IN_QUERY,
			 .max = 200,
			 .about = "Words, each of which begins a word of the name, case and accents aside." },
		       SKIP, LIMIT("100")),
		OUTCOMES({ "listed", 200, NULL }),
		.reply = &contact,
		.shape = SHAPE_ARRAY,
	},
	{
		NAMED(contacts_read),
		.method = "GET",
		.path = "/api/v1/contacts/{contact_id}",
		EVERYBODY,
		FIELDS(CONTACT_ID),
		OUTCOMES({ "read", 200, NULL }, { "contact_unknown", 404, "Contact not found" }),
		.reply = &contact,
	},
	{
		NAMED(contacts_update),
		.method = "PATCH",
		.path = "/api/v1/contacts/{contact_id}",
		EVERYBODY,
		.partial = true,
		FIELDS(CONTACT_ID, IF_MATCH, PRESENT, CONTACT_FIELDS(.not_null)),
		OUTCOMES({ "updated", 200, NULL }, { "contact_unknown", 404, "Contact not found" }),
		.reply = &contact,
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

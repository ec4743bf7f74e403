/* The operations of the directory: who is calling, and the zones, clients and staff whom they work with. It is read only. */
#include <string.h>

#include "base/uuid.h"
#include "core/field_rows.h"
#include "core/record_rows.h"

/* clang-format off: tables are laid out to be read */

#define STAFF                                                                                                                    \
	.roles = ROLE_CAREGIVER | ROLE_COORDINATOR | ROLE_ADMIN, .wrong_role = "Family members have no access to the directory", \
	.invalid_status = 400

/* Lists by cursor only: the empty one, the first page's, may be left out. */
#define LIMIT_AND_CURSOR LIMIT("50"), CURSOR(.fallback = "", .about = FROM_CURSOR)
#define SEARCH(about_)                                                                                                           \
	{                                                                                                                        \
		.name = "search", .type = FIELD_TEXT, .place = IN_QUERY, .max = 200, .about = about_                             \
	}
#define PLACE_GONE                                                                                                               \
	{                                                                                                                        \
		"place_gone", 400, "The record that cursor goes on from is not in your zone any more; begin again without it"    \
	}

static const char *const staff_roles[] = { "caregiver", "coordinator", "admin", NULL };

/* Lists go on after the record with this id. */
static const char *parse_position(const char *text, struct arena *arena)
{
	char id[UUID_SIZE];

	(void)arena;
	return uuid_parse(text, strlen(text), id) ? text : NULL;
}

/* --- what replies tell --- */

#define ZONE_MEMBERS                                                                                                             \
	{ .name = "id", .type = MEMBER_UUID, .example = A_ZONE },                                                                \
	{ .name = "name", .type = MEMBER_TEXT, .example = "Toronto North" },                                                     \
	{ .name = "region", .type = MEMBER_TEXT, .nullable = true, .example = "Ontario" }
#define NAME_MEMBERS(first, last)                                                                                                \
	{ .name = "firstName", .type = MEMBER_TEXT, .example = first },                                                          \
	{ .name = "lastName", .type = MEMBER_TEXT, .example = last }
#define PHONE(number) { .name = "phone", .type = MEMBER_TEXT, .nullable = true, .example = number }

static const struct record own_zone = { "OwnZone", MEMBERS(ZONE_MEMBERS) };

static const struct record me = {
	"Me",
	MEMBERS({ .name = "id", .type = MEMBER_UUID, .example = A_CAREGIVER },
		{ .name = "userNo", .type = MEMBER_INTEGER, .example = "17", .about = "What drafts call userId." },
		{ .name = "email", .type = MEMBER_TEXT, .example = "amara.diallo@example.com" },
		NAME_MEMBERS("Amara", "Diallo"), PHONE("416-555-0101"),
		{ .name = "role", .type = MEMBER_CHOICE, .choices = caller_role_names },
		{ .name = "zone", .type = MEMBER_OBJECT, .nullable = true, .record = &own_zone }),
};

static const struct record zone = {
	"Zone",
	MEMBERS(ZONE_MEMBERS, TOLD_LATITUDE("centerLatitude"), TOLD_LONGITUDE("centerLongitude")),
};

const struct record record_emergency_contact = {
	"EmergencyContact",
	MEMBERS({ .name = "name", .type = MEMBER_TEXT, .nullable = true, .example = "Jonas Weber" }, PHONE("416-555-0131"),
		{ .name = "relationship", .type = MEMBER_TEXT, .nullable = true, .example = "son" }),
};

static const struct record listed_client = {
	"ListedClient",
	MEMBERS({ .name = "id", .type = MEMBER_UUID, .example = A_CLIENT }, NAME_MEMBERS("Margarete", "Weber"),
		{ .name = "address", .type = MEMBER_TEXT, .nullable = true, .example = "12 Example Avenue, Toronto" },
		TOLD_LATITUDE("latitude"),
		TOLD_LONGITUDE("longitude"), PHONE("416-555-0151"), { .name = "zoneId", .type = MEMBER_UUID, .example = A_ZONE }),
};

static const struct record documented_visit = {
	"DocumentedVisit",
	MEMBERS({ .name = "id", .type = MEMBER_UUID, .example = A_VISIT }, { .name = "scheduledStartTime", .type = MEMBER_TIME },
		{ .name = "staffName", .type = MEMBER_TEXT, .example = "Amara Diallo" }),
};

static const struct record client = {
	"Client",
	MEMBERS(CLIENT_MEMBERS, { .name = "lastDocumentedVisit", .type = MEMBER_OBJECT, .nullable = true,
		  .record = &documented_visit,
				  .about = "What a check-in's copiedFromVisitId wants." }),
};

static const struct record colleague = {
	"StaffMember",
	MEMBERS({ .name = "id", .type = MEMBER_UUID, .example = A_CAREGIVER }, NAME_MEMBERS("Amara", "Diallo"),
		{ .name = "email", .type = MEMBER_TEXT, .example = "amara.diallo@example.com" }, PHONE("416-555-0101"),
		{ .name = "role", .type = MEMBER_CHOICE, .choices = staff_roles },
		{ .name = "zoneId", .type = MEMBER_UUID, .nullable = true, .example = A_ZONE }),
};

const struct operation directory_operations[] = {
	{
		NAMED(me_read),
		.method = "GET",
		.path = "/api/v1/me",
		.roles = ROLES_ALL,
		.wrong_role = "This role is not known",
		.invalid_status = 400,
		OUTCOMES({ "read", 200, NULL }),
		.reply = &me,
		.shape = SHAPE_DATA,
	},
	{
		NAMED(zones_list),
		.method = "GET",
		.path = "/api/v1/zones",
		STAFF,
		FIELDS(LIMIT_AND_CURSOR),
		OUTCOMES({ "listed", 200, NULL }, PLACE_GONE),
		.reply = &zone,
		.shape = SHAPE_PAGES,
		.list = "zones",
	},
	{
		NAMED(clients_list),
		.method = "GET",
		.path = "/api/v1/clients",
		STAFF,
		FIELDS(SEARCH("Words, each of which begins a word of the name or stands in the address, case and accents aside."),
		       ZONE_ID, LIMIT_AND_CURSOR),
		OUTCOMES({ "listed", 200, NULL }, { "other_zone", 403, "You can only view clients in your zone" }, PLACE_GONE),
		.reply = &listed_client,
		.shape = SHAPE_PAGES,
		.list = "clients",
	},
	{
		NAMED(clients_read),
		.method = "GET",
		.path = "/api/v1/clients/{clientId}",
		STAFF,
		FIELDS({ .name = "clientId", .type = FIELD_UUID, .place = IN_PATH }),
		OUTCOMES({ "read", 200, NULL }, { "client_unknown", 404, "Client not found" },
			 { "other_zone", 403, "You can only view clients in your zone" }),
		.reply = &client,
		.shape = SHAPE_DATA,
	},
	{
		NAMED(staff_list),
		.method = "GET",
		.path = "/api/v1/staff",
		.roles = ROLE_COORDINATOR | ROLE_ADMIN,
		.wrong_role = "Only coordinators and admins can view staff",
		.invalid_status = 400,
		FIELDS({ .name = "role", .type = FIELD_CHOICE, .place = IN_QUERY, .choices = staff_roles, .about = "Only these." },
		       ZONE_ID, SEARCH("Words, each of which begins a word of the name, case and accents aside."),
		       LIMIT_AND_CURSOR),
		OUTCOMES({ "listed", 200, NULL }, { "other_zone", 403, "You can only view staff in your zone" }, PLACE_GONE),
		.reply = &colleague,
		.shape = SHAPE_PAGES,
		.list = "staff",
	},
	{ .name = NULL },
};

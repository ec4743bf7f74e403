/* The operations of the directory: who is calling, and the zones, clients and staff whom they work with. It is read only. */
#include <string.h>

#include "base/uuid.h"
#include "core/field_rows.h"

/* clang-format off: tables are laid out to be read */

#define STAFF                                                                                                                    \
	.roles = ROLE_CAREGIVER | ROLE_COORDINATOR | ROLE_ADMIN, .wrong_role = "Family members have no access to the directory", \
	.invalid_status = 400

/* Lists by cursor only: the empty one, the first page's, may be left out. */
#define LIMIT_AND_CURSOR                                                                                                         \
	LIMIT("50"),                                                                                                             \
	{                                                                                                                        \
		.name = "cursor", .type = FIELD_CURSOR, .place = IN_QUERY, .parse = parse_position, .fallback = ""               \
	}
#define SEARCH                                                                                                                   \
	{                                                                                                                        \
		.name = "search", .type = FIELD_TEXT, .place = IN_QUERY, .max = 200                                              \
	}
#define ZONE_ID                                                                                                                  \
	{                                                                                                                        \
		.name = "zoneId", .type = FIELD_UUID, .place = IN_QUERY                                                          \
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

const struct operation directory_operations[] = {
	{
		NAMED(me_read),
		.method = "GET",
		.path = "/api/v1/me",
		.roles = ROLES_ALL,
		.wrong_role = "This role is not known",
		.invalid_status = 400,
		OUTCOMES({ "read", 200, NULL }),
		.shape = SHAPE_DATA,
	},
	{
		NAMED(zones_list),
		.method = "GET",
		.path = "/api/v1/zones",
		STAFF,
		FIELDS(LIMIT_AND_CURSOR),
		OUTCOMES({ "listed", 200, NULL }, PLACE_GONE),
		.shape = SHAPE_PAGES,
		.list = "zones",
	},
	{
		NAMED(clients_list),
		.method = "GET",
		.path = "/api/v1/clients",
		STAFF,
		FIELDS(SEARCH, ZONE_ID, LIMIT_AND_CURSOR),
		OUTCOMES({ "listed", 200, NULL }, { "other_zone", 403, "You can only view clients in your zone" }, PLACE_GONE),
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
		.shape = SHAPE_DATA,
	},
	{
		NAMED(staff_list),
		.method = "GET",
		.path = "/api/v1/staff",
		.roles = ROLE_COORDINATOR | ROLE_ADMIN,
		.wrong_role = "Only coordinators and admins can view staff",
		.invalid_status = 400,
		FIELDS({ .name = "role", .type = FIELD_CHOICE, .place = IN_QUERY, .choices = staff_roles }, ZONE_ID, SEARCH,
		       LIMIT_AND_CURSOR),
		OUTCOMES({ "listed", 200, NULL }, { "other_zone", 403, "You can only view staff in your zone" }, PLACE_GONE),
		.shape = SHAPE_PAGES,
		.list = "staff",
	},
	{ .name = NULL },
};

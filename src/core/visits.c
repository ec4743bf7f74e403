/* The operations of /api/v1/visits: a caregiver's visits. */
#include <string.h>

#include "core/visit_rows.h"

/* clang-format off: tables are laid out to be read */

#define LATITUDE(name_)                                                                                                          \
	{                                                                                                                        \
		.name = name_, .type = FIELD_NUMBER, .min = -90, .max = 90                                                       \
	}
#define LONGITUDE(name_)                                                                                                         \
	{                                                                                                                        \
		.name = name_, .type = FIELD_NUMBER, .min = -180, .max = 180                                                     \
	}

static const char *const statuses[] = { "scheduled", "in_progress", "completed", "cancelled", NULL };
static const char *const orders[] = { "scheduledStartTime", "-scheduledStartTime", NULL };
static const char *const new_statuses[] = { "completed", "cancelled", "in_progress", NULL };

static const struct field scheduled_fields[] = {
	{ .name = "clientId", .type = FIELD_UUID, .required = true },
	{ .name = "staffId", .type = FIELD_UUID, .required = true },
	{ .name = "scheduledStartTime", .type = FIELD_TIMESTAMP, .required = true },
};

/* One of `statuses`, or several with commas between: text[] goes on. */
static const char *parse_statuses(const char *text, struct arena *arena)
{
	for (const char *at = text;; at += 1) {
		const char *const *status = statuses;
		size_t length = strcspn(at, ",");
		while (*status != NULL && (strlen(*status) != length || strncmp(*status, at, length) != 0))
			status++;
		if (*status == NULL)
			return NULL;
		at += length;
		if (*at == '\0')
			return arena_printf(arena, "{%s}", text);
	}
}

/* Where a list of visits goes on: after this time and id. */
static const char *parse_position(const char *text, struct arena *arena)
{
	(void)arena;
	return strchr(text, '|') != NULL ? text : NULL;
}

const struct operation visits_operations[] = {
	{
		NAMED(visits_check_in),
		.method = "POST",
		.path = "/api/v1/visits",
		.roles = ROLE_CAREGIVER,
		.wrong_role = "Only caregivers can create visits",
		.invalid_status = 400,
		.creates = true,
		FIELDS({ .name = "clientId", .type = FIELD_UUID, .required = true },
		       { .name = "scheduledStartTime", .type = FIELD_TIMESTAMP, .required = true },
		       { .name = "checkInTime", .type = FIELD_TIMESTAMP }, LATITUDE("checkInLatitude"),
		       LONGITUDE("checkInLongitude"), { .name = "copiedFromVisitId", .type = FIELD_UUID }),
		OUTCOMES({ "created", 201, NULL }, { "client_unknown", 404, "Client not found" },
			 { "other_zone", 403, "Cannot create visit for client in different zone" },
			 { "slot_taken", 409, "Visit already exists for this time slot" }),
	},
	{
		NAMED(visits_schedule),
		.method = "POST",
		.path = "/api/v1/visits/schedule",
		.roles = ROLE_COORDINATOR | ROLE_ADMIN,
		.wrong_role = "Only coordinators and admins can schedule visits",
		.invalid_status = 400,
		FIELDS({ .name = "visits",
			 .type = FIELD_LIST,
			 .min = 1,
			 .max = 500,
			 .required = true,
			 .item_fields = scheduled_fields,
			 .item_field_count = ARRAY_LEN(scheduled_fields) }),
		OUTCOMES({ "scheduled", 201, NULL }, { "client_unknown", 404, "Client not found" },
			 { "other_zone", 403, "You can only schedule visits in your zone" },
			 { "staff_unknown", 404, "Caregiver not found" },
			 { "staff_of_other_zone", 403, "The caregiver does not work in the client's zone" },
			 { "slot_taken", 409, "Visit already exists for this time slot" }),
		.shape = SHAPE_DATA,
	},
	{
		NAMED(visits_list),
		.method = "GET",
		.path = "/api/v1/visits",
		VISIT_STAFF,
		FIELDS({ .name = "staffId", .type = FIELD_UUID, .place = IN_QUERY },
		       { .name = "clientId", .type = FIELD_UUID, .place = IN_QUERY },
		       { .name = "status",
			 .type = FIELD_PARSED,
			 .place = IN_QUERY,
			 .parse = parse_statuses,
			 .choices = statuses,
			 .message = "Invalid status. Must be one of: scheduled, in_progress, completed, cancelled" },
		       { .name = "startDate", .type = FIELD_SINCE, .place = IN_QUERY },
		       { .name = "endDate", .type = FIELD_UNTIL, .place = IN_QUERY },
		       LIMIT("50"),
		       { .name = "page", .type = FIELD_INTEGER, .place = IN_QUERY, .min = 1, .max = INT32_MAX },
		       { .name = "cursor", .type = FIELD_CURSOR, .place = IN_QUERY, .parse = parse_position },
		       { .name = "sort",
			 .type = FIELD_CHOICE,
			 .place = IN_QUERY,
			 .choices = orders,
			 .fallback = "-scheduledStartTime" },
		       { .name = "zoneId", .type = FIELD_UUID, .place = IN_QUERY }),
		OUTCOMES({ "listed", 200, NULL }, { "other_zone", 403, "You can only view visits in your zone" },
			 { "page_and_cursor", 400, "page and cursor cannot be used together" },
			 { "too_far", 400, "Use cursor to read further than 10,000 visits" }),
		.shape = SHAPE_PAGES,
		.list = "visits",
	},
	{
		NAMED(visits_read),
		.method = "GET",
		.path = "/api/v1/visits/{visitId}",
		VISIT_STAFF,
		FIELDS(VISIT_ID),
		OUTCOMES({ "read", 200, NULL }, { "unknown", 404, "Visit not found" },
			 { "not_yours", 403, "You can only view your own visits" },
			 { "other_zone", 403, "You can only view visits in your zone" }),
		.shape = SHAPE_DATA,
	},
	{
		NAMED(visits_update),
		.method = "PATCH",
		.path = "/api/v1/visits/{visitId}",
		VISIT_STAFF,
		.partial = true,
		FIELDS(VISIT_ID, IF_MATCH, PRESENT, { .name = "checkOutTime", .type = FIELD_TIMESTAMP },
		       LATITUDE("checkOutLatitude"), LONGITUDE("checkOutLongitude"),
		       { .name = "status", .type = FIELD_CHOICE, .choices = new_statuses, .not_null = true },
		       { .name = "documentation.vitalSigns", .type = FIELD_JSON_OBJECT },
		       { .name = "documentation.activities", .type = FIELD_JSON },
		       { .name = "documentation.observations", .type = FIELD_TEXT, .max = 10000 },
		       { .name = "documentation.concerns", .type = FIELD_TEXT, .max = 10000 },
		       { .name = "scheduledStartTime", .type = FIELD_TIMESTAMP, .not_null = true },
		       { .name = "staffId", .type = FIELD_UUID, .not_null = true },
		       { .name = "checkInTime", .type = FIELD_TIMESTAMP }, LATITUDE("checkInLatitude"),
		       LONGITUDE("checkInLongitude")),
		OUTCOMES({ "updated", 200, NULL }, { "unknown", 404, "Visit not found" },
			 { "not_yours", 403, "You can only update your own visits" },
			 { "other_zone", 403, "You can only update visits in your zone" },
			 { "not_from_scheduled", 409, "A scheduled visit can only be started or cancelled" },
			 { "not_from_completed", 409, "A completed visit cannot be changed, only its documentation" },
			 { "not_from_cancelled", 409, "A cancelled visit cannot be changed" },
			 { "no_scheduler", 403, "Only coordinators and admins can reschedule visits" },
			 { "not_scheduled", 409, "Only a scheduled visit can be rescheduled" },
			 { "not_starting", 409, "Check-in can only be given when a scheduled visit is started" },
			 { "staff_unknown", 404, "Caregiver not found" },
			 { "staff_of_other_zone", 403, "The caregiver does not work in the client's zone" },
			 { "slot_taken", 409, "Visit already exists for this time slot" },
			 { "no_check_out", 400, "Check-out coordinates need a check-out time" },
			 { "too_early", 400, "Check-out time cannot be before check-in time" },
			 { "too_long", 400, "A visit cannot be longer than 10,000 minutes" },
			 { "too_late", 400, "checkOutTime is required: the check-in is more than 10,000 minutes ago" },
			 { "too_large", 400, "A field of the documentation takes at most 64 KiB" }),
	},
	{ .name = NULL },
};

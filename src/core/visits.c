/* The operations of /api/v1/visits: a caregiver's visits. */
#include <string.h>

#include "core/record_rows.h"
#include "core/visit_rows.h"

/* clang-format off: tables are laid out to be read */

#define LATITUDE(name_, ...)                                                                                                     \
	{                                                                                                                        \
		.name = name_, .type = FIELD_NUMBER, .min = -90, .max = 90,                                                      \
		.about = "Degrees north; eight decimals are kept.", __VA_ARGS__                                                  \
	}
#define LONGITUDE(name_, ...)                                                                                                    \
	{                                                                                                                        \
		.name = name_, .type = FIELD_NUMBER, .min = -180, .max = 180,                                                    \
		.about = "Degrees east; eight decimals are kept.", __VA_ARGS__                                                   \
	}

static const char *const statuses[] = { "scheduled", "in_progress", "completed", "cancelled", NULL };
static const char *const orders[] = { "scheduledStartTime", "-scheduledStartTime", NULL };
static const char *const new_statuses[] = { "completed", "cancelled", "in_progress", NULL };

static const struct field scheduled_fields[] = {
	{ .name = "clientId", .type = FIELD_UUID, .required = true, .example = A_CLIENT },
	{ .name = "staffId",
	  .type = FIELD_UUID,
	  .required = true,
	  .example = A_CAREGIVER,
	  .about = "An active caregiver of the client's zone." },
	{ .name = "scheduledStartTime", .type = FIELD_TIMESTAMP, .required = true },
};

/* --- what replies tell --- */

/* Of the visit that examples show, which is over. */
#define A_BEGINNING "2025-10-11T10:05:23.456Z"
#define AN_END      "2025-10-11T11:05:30.000Z"

#define VISIT_MEMBERS                                                                                                            \
	{ .name = "id", .type = MEMBER_UUID, .example = A_VISIT },                                                               \
	{ .name = "clientId", .type = MEMBER_UUID, .example = A_CLIENT },                                                        \
	{ .name = "staffId", .type = MEMBER_UUID, .example = A_CAREGIVER },                                                      \
	{ .name = "scheduledStartTime", .type = MEMBER_TIME }
#define CHECK_IN_MEMBERS                                                                                                         \
	{ .name = "checkInTime", .type = MEMBER_TIME, .nullable = true, .example = A_BEGINNING },                                \
	TOLD_LATITUDE("checkInLatitude"), TOLD_LONGITUDE("checkInLongitude")
#define CHECK_OUT_MEMBERS                                                                                                        \
	{ .name = "checkOutTime", .type = MEMBER_TIME, .nullable = true, .example = AN_END },                                    \
	TOLD_LATITUDE("checkOutLatitude"), TOLD_LONGITUDE("checkOutLongitude")
#define VISIT_STATUS { .name = "status", .type = MEMBER_CHOICE, .choices = statuses, .example = "completed" }
#define DURATION(name_)                                                                                                          \
	{                                                                                                                        \
		name_, MEMBER_INTEGER, .nullable = true, .example = "60",                                                        \
		.about = "Minutes from check-in to check-out, rounded to the nearest, halves up."                                \
	}

static const char *const begun[] = { "in_progress", NULL };
static const char *const planned[] = { "scheduled", NULL };

static const struct record checked_in_visit = {
	"CheckedInVisit",
	MEMBERS(VISIT_MEMBERS, { .name = "checkInTime", .type = MEMBER_TIME, .example = A_BEGINNING },
		TOLD_LATITUDE("checkInLatitude"), TOLD_LONGITUDE("checkInLongitude"),
		{ .name = "status", .type = MEMBER_CHOICE, .choices = begun }, CREATED_AT),
};

static const struct record scheduled_visit = {
	"ScheduledVisit",
	MEMBERS(VISIT_MEMBERS, { .name = "status", .type = MEMBER_CHOICE, .choices = planned }),
};

static const struct record roster = {
	"Roster",
	MEMBERS({ .name = "visits", .type = MEMBER_RECORDS, .record = &scheduled_visit, .about = "In the order given." }),
};

static const struct record listed_visit = {
	"ListedVisit",
	MEMBERS({ .name = "id", .type = MEMBER_UUID, .example = A_VISIT },
		{ .name = "clientId", .type = MEMBER_UUID, .example = A_CLIENT },
		{ .name = "clientName", .type = MEMBER_TEXT, .example = "Margarete Weber" },
		{ .name = "staffId", .type = MEMBER_UUID, .example = A_CAREGIVER },
		{ .name = "staffName", .type = MEMBER_TEXT, .example = "Amara Diallo" },
		{ .name = "scheduledStartTime", .type = MEMBER_TIME },
		{ .name = "checkInTime", .type = MEMBER_TIME, .nullable = true, .example = A_BEGINNING },
		{ .name = "checkOutTime", .type = MEMBER_TIME, .nullable = true, .example = AN_END }, DURATION("duration"),
		VISIT_STATUS, CREATED_AT, UPDATED_AT),
};

static const struct record updated_visit = {
	"UpdatedVisit",
	MEMBERS(VISIT_MEMBERS, CHECK_IN_MEMBERS, CHECK_OUT_MEMBERS, DURATION("durationMinutes"), VISIT_STATUS, CREATED_AT,
		UPDATED_AT),
};

static const struct record client = { "VisitClient", MEMBERS(CLIENT_MEMBERS) };

static const struct record caregiver = {
	"VisitStaff",
	MEMBERS({ .name = "id", .type = MEMBER_UUID, .example = A_CAREGIVER },
		{ .name = "firstName", .type = MEMBER_TEXT, .example = "Amara" },
		{ .name = "lastName", .type = MEMBER_TEXT, .example = "Diallo" },
		{ .name = "email", .type = MEMBER_TEXT, .example = "amara.diallo@example.com" }),
};

static const struct record documentation = {
	"Documentation",
	MEMBERS({ .name = "vitalSigns", .type = MEMBER_OBJECT, .nullable = true,
		  .example = "{\"pulse\":72,\"systolic\":128,\"diastolic\":81}" },
		{ .name = "activities", .type = MEMBER_JSON, .nullable = true, .example = "[\"medication\",\"walk\"]" },
		{ .name = "observations", .type = MEMBER_TEXT, .nullable = true, .example = "Slept well, in good spirits." },
		{ .name = "concerns", .type = MEMBER_TEXT, .nullable = true },
		{ .name = "signatureUrl", .type = MEMBER_TEXT, .nullable = true,
		  .example = "/api/v1/visits/" A_VISIT "/signature" }, CREATED_AT,
		UPDATED_AT),
};

static const struct record photo = {
	"Photo",
	MEMBERS({ .name = "id", .type = MEMBER_UUID, .example = A_PHOTO },
		{ .name = "photoKey", .type = MEMBER_TEXT, .example = "visits/" A_VISIT "/photos/1795275439971-wound.jpg" },
		{ .name = "photoUrl", .type = MEMBER_TEXT, .example = "/api/v1/visits/" A_VISIT "/photos/" A_PHOTO },
		{ .name = "thumbnailUrl", .type = MEMBER_TEXT,
		  .example = "/api/v1/visits/" A_VISIT "/photos/" A_PHOTO "/thumbnail" },
		{ .name = "fileName", .type = MEMBER_TEXT, .nullable = true, .example = "wound.jpg" },
		{ .name = "fileSize", .type = MEMBER_INTEGER, .nullable = true, .example = "481047", .about = "Bytes." },
		{ .name = "mimeType", .type = MEMBER_TEXT, .nullable = true, .example = "image/jpeg" },
		{ .name = "uploadedAt", .type = MEMBER_TIME }),
};

static const struct record visit = {
	"Visit",
	MEMBERS(VISIT_MEMBERS, CHECK_IN_MEMBERS, CHECK_OUT_MEMBERS, VISIT_STATUS, DURATION("duration"),
		{ .name = "copiedFromVisitId",
		  .type = MEMBER_UUID,
		  .nullable = true,
		  .about = "The visit whose documentation this one began with." },
		CREATED_AT, UPDATED_AT, { .name = "client", .type = MEMBER_OBJECT, .record = &client },
		{ .name = "staff", .type = MEMBER_OBJECT, .record = &caregiver },
		{ .name = "documentation",
		  .type = MEMBER_OBJECT,
		  .nullable = true,
		  .record = &documentation,
		  .about = "null as long as nothing was written." },
		{ .name = "photos", .type = MEMBER_RECORDS, .record = &photo, .about = "Oldest first." }),
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
		FIELDS({ .name = "clientId", .type = FIELD_UUID, .required = true, .example = A_CLIENT },
		       { .name = "scheduledStartTime",
			 .type = FIELD_TIMESTAMP,
			 .required = true,
			 .about = "To the millisecond; a client has one visit for each." },
		       { .name = "checkInTime",
			 .type = FIELD_TIMESTAMP,
			 .example = A_BEGINNING,
			 .about = "The server's time if absent." },
		       LATITUDE("checkInLatitude", .example = "43.6532"), LONGITUDE("checkInLongitude", .example = "-79.3832"),
		       { .name = "copiedFromVisitId",
			 .type = FIELD_UUID,
			 .about = "A visit of the same client whose documentation this one begins with, but for the concerns." }),
		OUTCOMES({ "created", 201, NULL }, { "client_unknown", 404, "Client not found" },
			 { "other_zone", 403, "Cannot create visit for client in different zone" },
			 { "slot_taken", 409, "Visit already exists for this time slot" }),
		.reply = &checked_in_visit,
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
		.reply = &roster,
		.shape = SHAPE_DATA,
	},
	{
		NAMED(visits_list),
		.method = "GET",
		.path = "/api/v1/visits",
		VISIT_STAFF,
		FIELDS({ .name = "staffId",
			 .type = FIELD_UUID,
			 .place = IN_QUERY,
			 .about = "Of this caregiver; one who names another finds nothing." },
		       { .name = "clientId", .type = FIELD_UUID, .place = IN_QUERY, .about = "To this client." },
		       { .name = "status",
			 .type = FIELD_PARSED,
			 .place = IN_QUERY,
			 .parse = parse_statuses,
			 .choices = statuses,
			 .message = "Invalid status. Must be one of: scheduled, in_progress, completed, cancelled",
			 .about = "In one of these states: several have commas between." },
		       { .name = "startDate",
			 .type = FIELD_SINCE,
			 .place = IN_QUERY,
			 .about = "Scheduled to start then or later; of a date, from its first instant in UTC." },
		       { .name = "endDate",
			 .type = FIELD_UNTIL,
			 .place = IN_QUERY,
			 .about = "Scheduled to start then or earlier; of a date, to its last instant in UTC." },
		       LIMIT("50"),
		       { .name = "page",
			 .type = FIELD_INTEGER,
			 .place = IN_QUERY,
			 .min = 1,
			 .max = INT32_MAX,
			 .about = "Which numbered page, within the first 10,000 visits; without cursor." },
		       CURSOR(.about = "By cursor, not by number: empty for the first page, then nextCursor of the page before."),
		       { .name = "sort",
			 .type = FIELD_CHOICE,
			 .place = IN_QUERY,
			 .choices = orders,
			 .fallback = "-scheduledStartTime",
			 .about = "By the time of their start, oldest or newest first; of the same time by id." },
		       ZONE_ID),
		OUTCOMES({ "listed", 200, NULL }, { "other_zone", 403, "You can only view visits in your zone" },
			 { "page_and_cursor", 400, "page and cursor cannot be used together" },
			 { "too_far", 400, "Use cursor to read further than 10,000 visits" }),
		.reply = &listed_visit,
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
		.reply = &visit,
		.shape = SHAPE_DATA,
	},
	{
		NAMED(visits_update),
		.method = "PATCH",
		.path = "/api/v1/visits/{visitId}",
		VISIT_STAFF,
		.partial = true,
		FIELDS(VISIT_ID, IF_MATCH, PRESENT,
		       { .name = "checkOutTime", .type = FIELD_TIMESTAMP, .example = "2025-10-11T11:05:30Z" },
		       LATITUDE("checkOutLatitude", .example = "43.6532"), LONGITUDE("checkOutLongitude", .example = "-79.3832"),
		       { .name = "status",
			 .type = FIELD_CHOICE,
			 .choices = new_statuses,
			 .not_null = true,
			 .example = "completed",
			 .about = "completed without a check-out time checks out now." },
		       { .name = "documentation.vitalSigns",
			 .type = FIELD_JSON_OBJECT,
			 .example = "{\"pulse\":72,\"systolic\":128,\"diastolic\":81}",
			 .about = "At most 64 KiB." },
		       { .name = "documentation.activities",
			 .type = FIELD_JSON,
			 .example = "[\"medication\",\"walk\"]",
			 .about = "At most 64 KiB." },
		       { .name = "documentation.observations",
			 .type = FIELD_TEXT,
			 .max = 10000,
			 .example = "Slept well, in good spirits." },
		       { .name = "documentation.concerns", .type = FIELD_TEXT, .max = 10000 },
		       { .name = "scheduledStartTime",
			 .type = FIELD_TIMESTAMP,
			 .not_null = true,
			 .about = "While the visit is scheduled; from coordinators and admins." },
		       { .name = "staffId",
			 .type = FIELD_UUID,
			 .not_null = true,
			 .about = "Who is to make it, while it is scheduled; from coordinators and admins." },
		       { .name = "checkInTime",
			 .type = FIELD_TIMESTAMP,
			 .about = "With status in_progress, when a scheduled visit is started; the server's time if absent." },
		       LATITUDE("checkInLatitude"), LONGITUDE("checkInLongitude")),
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
		.reply = &updated_visit,
	},
	{ .name = NULL },
};

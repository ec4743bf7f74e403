/* The operations of /api/v1/visits: a caregiver's visits. */
#include "core/visits.h"

static const struct field check_in_fields[] = {
	{ .name = "clientId", .type = FIELD_UUID, .required = true },
	{ .name = "scheduledStartTime", .type = FIELD_TIMESTAMP, .required = true },
	{ .name = "checkInTime", .type = FIELD_TIMESTAMP },
	{ .name = "checkInLatitude", .type = FIELD_NUMBER, .min = -90, .max = 90 },
	{ .name = "checkInLongitude", .type = FIELD_NUMBER, .min = -180, .max = 180 },
	{ .name = "copiedFromVisitId", .type = FIELD_UUID },
};

static const struct outcome check_in_outcomes[] = {
	{ "created", 201, NULL },
	{ "client_unknown", 404, "Client not found" },
	{ "other_zone", 403, "Cannot create visit for client in different zone" },
	{ "slot_taken", 409, "Visit already exists for this time slot" },
	{ NULL, 0, NULL },
};

const struct operation visits_check_in = {
	.name = "check_in",
	.method = "POST",
	.path = "/api/v1/visits",
	.roles = ROLE_CAREGIVER,
	.wrong_role = "Only caregivers can create visits",
	.fields = check_in_fields,
	.field_count = ARRAY_LEN(check_in_fields),
	.invalid_status = 400,
	.creates = true,
	.statement = &statement_check_in,
	.outcomes = check_in_outcomes,
};

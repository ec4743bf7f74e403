/* Members that records of several families have, and records and choices that several places tell. */
#ifndef VISITD_RECORD_ROWS_H
#define VISITD_RECORD_ROWS_H

#include "engine/record.h"

/* clang-format off: tables are laid out to be read */

#define A_VISIT "9da0e5b8-99f3-45bd-b661-f3495ea15909"
#define A_PHOTO "5e0f4f9c-8f0e-4a0b-9f4e-0a4f6c1d2b3a"
#define A_CLIENT "30000000-0000-4000-8000-000000000001"
#define A_CAREGIVER "20000000-0000-4000-8000-000000000001"
#define A_ZONE "10000000-0000-4000-8000-000000000001"

#define CREATED_AT { .name = "createdAt", .type = MEMBER_TIME }
#define UPDATED_AT { .name = "updatedAt", .type = MEMBER_TIME }

#define TOLD_LATITUDE(name_)                                                                                                     \
	{ .name = name_, .type = MEMBER_NUMBER, .nullable = true, .example = "43.7688", .about = "Degrees north." }
#define TOLD_LONGITUDE(name_)                                                                                                    \
	{ .name = name_, .type = MEMBER_NUMBER, .nullable = true, .example = "-79.4126", .about = "Degrees east." }

/* A client, as the directory and visits tell them. */
#define CLIENT_MEMBERS                                                                                                           \
	{ .name = "id", .type = MEMBER_UUID, .example = A_CLIENT },                                                              \
	{ .name = "firstName", .type = MEMBER_TEXT, .example = "Margarete" },                                                    \
	{ .name = "lastName", .type = MEMBER_TEXT, .example = "Weber" },                                                         \
	{ .name = "dateOfBirth", .type = MEMBER_DATE, .nullable = true, .example = "1938-04-12" },                               \
	{ .name = "address", .type = MEMBER_TEXT, .nullable = true, .example = "12 Example Avenue, Toronto" },                   \
	TOLD_LATITUDE("latitude"), TOLD_LONGITUDE("longitude"),                                                                  \
	{ .name = "phone", .type = MEMBER_TEXT, .nullable = true, .example = "416-555-0151" },                                   \
	{ .name = "emergencyContact", .type = MEMBER_OBJECT, .record = &record_emergency_contact },                              \
	{ .name = "zoneId", .type = MEMBER_UUID, .example = A_ZONE }

extern const struct record record_emergency_contact;
extern const char *const record_contact_levels[]; /* ended by NULL */

#endif

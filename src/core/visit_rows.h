/* What rows about a visit have in common: who may, and which visit. */
#ifndef VISITD_VISIT_ROWS_H
#define VISITD_VISIT_ROWS_H

#include "core/field_rows.h"

/* clang-format off: tables are laid out to be read */

/* Who may act on visits; which ones is for the statements. */
#define VISIT_STAFF                                                                                                              \
	.roles = ROLE_CAREGIVER | ROLE_COORDINATOR | ROLE_ADMIN, .wrong_role = "Family members have no access to visits",        \
	.invalid_status = 400

#define VISIT_ID { .name = "visitId", .type = FIELD_UUID, .place = IN_PATH }

#endif

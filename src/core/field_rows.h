/* Fields that operations of several families have. */
#ifndef VISITD_FIELD_ROWS_H
#define VISITD_FIELD_ROWS_H

#include "core/operations.h"

/* clang-format off: tables are laid out to be read */

#define LIMIT(fallback_)                                                                                                         \
	{                                                                                                                        \
		.name = "limit", .type = FIELD_INTEGER, .place = IN_QUERY, .min = 1, .max = 100, .clamp = true,                  \
		.fallback = fallback_, .about = "How many at most; more than 100 counts as 100."                                 \
	}

/* parse_position() is each family's own: what a place in its lists is. */
#define CURSOR(...)                                                                                                              \
	{                                                                                                                        \
		.name = "cursor", .type = FIELD_CURSOR, .place = IN_QUERY, .parse = parse_position, __VA_ARGS__                  \
	}
#define FROM_CURSOR "Empty or absent for the first page, then nextCursor of the page before."

#define ZONE_ID                                                                                                                  \
	{                                                                                                                        \
		.name = "zoneId", .type = FIELD_UUID, .place = IN_QUERY,                                                         \
		.about = "For an admin without a zone: of this one alone. Others may only name their own."                       \
	}

/* What a PATCH has besides its id, and a DELETE the first of. */
#define IF_MATCH { .name = "If-Match", .place = FROM_IF_MATCH }
#define PRESENT  { .name = "present", .place = FROM_PRESENT }

#endif

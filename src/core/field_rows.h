/* Fields that operations of several families have. */
#ifndef VISITD_FIELD_ROWS_H
#define VISITD_FIELD_ROWS_H

#include "core/operations.h"

/* clang-format off: tables are laid out to be read */

#define LIMIT(fallback_)                                                                                                         \
	{                                                                                                                        \
		.name = "limit", .type = FIELD_INTEGER, .place = IN_QUERY, .min = 1, .max = 100, .clamp = true,                  \
		.fallback = fallback_                                                                                            \
	}

/* What a PATCH has besides its id, and a DELETE the first of. */
#define IF_MATCH { .name = "If-Match", .place = FROM_IF_MATCH }
#define PRESENT  { .name = "present", .place = FROM_PRESENT }

#endif

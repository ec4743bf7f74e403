/* Who is calling: the names of roles. */
#include "engine/caller.h"

#include <string.h>

unsigned caller_role(const char *name)
{
	static const char *const names[] = { "caregiver", "coordinator", "admin", "family" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (strcmp(name, names[i]) == 0)
			return 1u << i;
	}
	return 0;
}

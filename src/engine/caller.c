/* Who is calling: the names of roles. */
#include "engine/caller.h"

#include <string.h>

static const char *const names[] = { "caregiver", "coordinator", "admin", "family" };

unsigned caller_role(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (strcmp(name, names[i]) == 0)
			return 1u << i;
	}
	return 0;
}

const char *caller_role_name(unsigned role)
{
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (role == 1u << i)
			return names[i];
	}
	return NULL;
}

/* The ids of drafts: V01, V01-1, V01-1-PI1, V01-1-PI1-L1. */
#include "core/draft_id.h"

#include <string.h>

#include "base/integer.h"

enum { VISIT = 1, INTERACTION, PRINCIPAL_INTERACTION, LEAD };

/* Take a number from the front of *text: no leading zero, but for the one that makes two digits of a visit's. */
static bool take_number(const char **text, bool visit, int64_t max, int64_t *number)
{
	char digits[20];
	size_t length = strspn(*text, "0123456789");
	bool padded = visit && length == 2;

	if (length == 0 || length >= sizeof digits || (visit && length < 2) || ((*text)[0] == '0' && !padded))
		return false;
	memcpy(digits, *text, length);
	digits[length] = '\0';
	*text += length;
	return integer_parse(digits, 1, max, number);
}

static const char *parse(const char *text, int level, struct arena *arena)
{
	static const char *const marks[] = { "V", "-", "-PI", "-L" };
	const char *numbers = "";

	for (int i = 0; i < level; i++) {
		int64_t number;
		size_t mark = strlen(marks[i]);
		if (strncmp(text, marks[i], mark) != 0)
			return NULL;
		text += mark;
		if (!take_number(&text, i == 0, i == 0 ? INT64_MAX : INT32_MAX, &number))
			return NULL;
		numbers = arena_printf(arena, "%s%s%lld", numbers, i > 0 ? "," : "", (long long)number);
	}
	return *text == '\0' ? arena_printf(arena, "{%s}", numbers) : NULL;
}

const char *draft_id_visit(const char *text, struct arena *arena)
{
	return parse(text, VISIT, arena);
}

const char *draft_id_interaction(const char *text, struct arena *arena)
{
	return parse(text, INTERACTION, arena);
}

const char *draft_id_principal_interaction(const char *text, struct arena *arena)
{
	return parse(text, PRINCIPAL_INTERACTION, arena);
}

const char *draft_id_lead(const char *text, struct arena *arena)
{
	return parse(text, LEAD, arena);
}

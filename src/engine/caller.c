/* Who is calling: the names of roles, ids from elsewhere. */
#include "engine/caller.h"

#include <string.h>

#include "base/utf8.h"
#include "engine/render.h"
#include "engine/reply.h"

const char *const caller_role_names[] = { "caregiver", "coordinator", "admin", "family", NULL };

unsigned caller_role(const char *name)
{
	for (size_t i = 0; caller_role_names[i] != NULL; i++) {
		if (strcmp(name, caller_role_names[i]) == 0)
			return 1u << i;
	}
	return 0;
}

const char *caller_role_name(unsigned role)
{
	for (size_t i = 0; caller_role_names[i] != NULL; i++) {
		if (role == 1u << i)
			return caller_role_names[i];
	}
	return NULL;
}

bool caller_is_external_id(const char *text)
{
	size_t characters = utf8_is_valid(text) ? utf8_characters(text, strlen(text)) : 0;

	for (const unsigned char *at = (const unsigned char *)text; *at != '\0'; at++) {
		/* U+0080 to U+009F are control characters too. */
		if (*at < ' ' || *at == 0x7f || (at[0] == 0xc2 && at[1] < 0xa0))
			return false;
	}
	return characters >= 1 && characters <= EXTERNAL_ID_MAX;
}

bool caller_find(struct store *store, struct caller *caller, struct reply *reply)
{
	const char *parameters[] = { caller->external_id };
	const struct store_step step = { &statement_caller_external, parameters };
	PGresult *rows;

	if (!reply_stored(reply, store_run(store, &step, 1, true, &rows)))
		return false;
	const char *id = PQntuples(rows) == 1 ? render_column(rows, 0, "id") : NULL;
	bool known = id != NULL && uuid_parse(id, strlen(id), caller->id);
	if (!known)
		reply_refuse(reply, REFUSED_CALLER);
	PQclear(rows);
	return known;
}

/* The query of a request's address, taken apart. */
#include "engine/query.h"

#include <string.h>

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decode in place; false for a '%' that is not followed by two digits, or makes a U+0000. */
static bool decode(char *text)
{
	char *out = text;

	for (; *text != '\0'; text++) {
		if (*text != '%') {
			*out++ = *text;
			continue;
		}
		int high = digit(text[1]), low = high < 0 ? -1 : digit(text[2]);
		if (low < 0 || high * 16 + low == 0)
			return false;
		*out++ = (char)(high * 16 + low);
		text += 2;
	}
	*out = '\0';
	return true;
}

/* Add one "name=value"; what is wrong with it, NULL for nothing. */
static const char *add(json_t *object, char *pair, struct arena *arena)
{
	char *equals = strchr(pair, '=');
	char *value = equals != NULL ? equals + 1 : pair + strlen(pair);

	if (equals != NULL)
		*equals = '\0';
	if (!decode(pair) || !decode(value))
		return "The query has a malformed %-escape";
	if (json_object_get(object, pair) != NULL)
		return arena_printf(arena, "%s is given twice", pair);
	/* jansson takes valid UTF-8 only. */
	return json_object_set_new(object, pair, json_string(value)) == 0 ? NULL : "The query is not valid UTF-8";
}

json_t *query_parse(const char *query, struct arena *arena, const char **problem)
{
	json_t *object = json_object();
	char *rest = arena_copy(arena, query, strlen(query)), *pair;

	*problem = NULL;
	while (*problem == NULL && (pair = strsep(&rest, "&")) != NULL) {
		if (pair[0] != '\0')
			*problem = add(object, pair, arena);
	}
	if (*problem == NULL)
		return object;
	json_decref(object);
	return NULL;
}

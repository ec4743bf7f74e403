/* The query of a request's address, taken apart. */
#include "engine/query.h"

#include <string.h>

#include "base/integer.h"
#include "base/utf8.h"

/* No operation knows so many; and each is compared with all before it. */
enum { PARAMETERS_MAX = 100 };

/* Decode in place, as forms write it: + is a space. False for a % that is not followed by two digits, or makes a U+0000. */
static bool decode(char *text)
{
	char *out = text;

	for (; *text != '\0'; text++) {
		if (*text != '%') {
			*out++ = *text == '+' ? ' ' : *text;
			continue;
		}
		int byte = integer_hexadecimal(text + 1, 2);
		if (byte <= 0)
			return false;
		*out++ = (char)byte;
		text += 2;
	}
	*out = '\0';
	return true;
}

/* Add one "name=value"; what is wrong with it, NULL for nothing. */
static const char *add(struct query *query, char *pair, struct arena *arena)
{
	char *equals = strchr(pair, '=');
	char *value = equals != NULL ? equals + 1 : pair + strlen(pair);

	if (equals != NULL)
		*equals = '\0';
	if (!decode(pair) || !decode(value))
		return "The query has a malformed %-escape";
	if (!utf8_is_valid(pair) || !utf8_is_valid(value))
		return "The query is not valid UTF-8";
	if (query_value(query, pair) != NULL)
		return arena_printf(arena, "%s is given twice", pair);
	query->parameters[query->count++] = (struct query_parameter){ pair, value };
	return NULL;
}

const char *query_parse(const char *text, struct arena *arena, struct query *query)
{
	size_t length = strlen(text), most = 1;
	char *rest = arena_copy(arena, text, length), *pair;
	const char *problem = NULL;

	*query = (struct query){ 0 };
	for (size_t i = 0; i < length; i++)
		most += text[i] == '&';
	if (most > PARAMETERS_MAX)
		return "The query has more than 100 parameters";
	query->parameters = arena_alloc(arena, most * sizeof *query->parameters);
	while (problem == NULL && (pair = strsep(&rest, "&")) != NULL) {
		if (pair[0] != '\0')
			problem = add(query, pair, arena);
	}
	return problem;
}

const char *query_value(const struct query *query, const char *name)
{
	for (size_t i = 0; i < query->count; i++) {
		if (strcmp(query->parameters[i].name, name) == 0)
			return query->parameters[i].value;
	}
	return NULL;
}

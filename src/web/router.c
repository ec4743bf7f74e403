/* Path and method become an operation. */
#include "web/router.h"

#include <string.h>

/* Does the path, `length` bytes of it, fit the pattern? Segment by segment; values of {segments} are noted, not copied. */
static bool fits(const char *pattern, const char *path, size_t length, const char **starts, size_t *lengths, size_t *count)
{
	const char *end = path + length;

	*count = 0;
	while (*pattern != '\0' && path < end) {
		if (*pattern != '{') {
			if (*pattern++ != *path++)
				return false;
			continue;
		}
		const char *slash = memchr(path, '/', (size_t)(end - path));
		const char *stop = slash != NULL ? slash : end;
		if (stop == path || *count == PATH_VALUES_MAX)
			return false;
		starts[*count] = path;
		lengths[(*count)++] = (size_t)(stop - path);
		path = stop;
		pattern = strchr(pattern, '}') + 1;
	}
	return *pattern == '\0' && path == end;
}

static void add_method(struct arena *arena, struct route *route, const char *method)
{
	const char *name = strcmp(method, "GET") == 0 ? "GET, HEAD" : method;

	route->allow = route->allow == NULL ? name : arena_printf(arena, "%s, %s", route->allow, name);
}

/* Look through one family's rows; true if the operation is found. Methods that the path takes besides are noted. */
static bool find_row(const struct operation *rows, const char *method, const char *path, size_t length, struct arena *arena,
		     struct route *route)
{
	const char *starts[PATH_VALUES_MAX];
	size_t lengths[PATH_VALUES_MAX], count;

	for (; rows->name != NULL; rows++) {
		if (!fits(rows->path, path, length, starts, lengths, &count))
			continue;
		if (strcmp(rows->method, method) != 0) {
			add_method(arena, route, rows->method);
			continue;
		}
		route->operation = rows;
		for (size_t i = 0; i < count; i++)
			route->path_values[i] = arena_copy(arena, starts[i], lengths[i]);
		return true;
	}
	return false;
}

enum route_status router_find(const struct operation *const *operations, const char *method, const char *path,
			      struct arena *arena, struct route *route)
{
	size_t length = strlen(path);

	*route = (struct route){ 0 };
	if (length > 1 && path[length - 1] == '/')
		length--;
	if (strcmp(method, "HEAD") == 0)
		method = "GET";
	for (; *operations != NULL; operations++) {
		if (find_row(*operations, method, path, length, arena, route))
			return ROUTE_FOUND;
	}
	return route->allow != NULL ? ROUTE_OTHER_METHOD : ROUTE_UNKNOWN;
}

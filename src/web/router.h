/* Path and method become an operation. */
#ifndef VISITD_ROUTER_H
#define VISITD_ROUTER_H

#include "engine/request.h"

enum route_status { ROUTE_FOUND, ROUTE_UNKNOWN, ROUTE_OTHER_METHOD };

struct route {
	const struct operation *operation; /* of ROUTE_FOUND */
	const char *path_values[PATH_VALUES_MAX];
	const char *allow; /* of ROUTE_OTHER_METHOD: "GET, HEAD, PATCH" */
};

/* Find in `operations`, arrays of rows ended by NULL, the one of `path`, decoded and without a query; one trailing slash is as
 * none. HEAD is GET whose body is not sent. Strings of the route come from the arena. */
enum route_status router_find(const struct operation *const *operations, const char *method, const char *path,
			      struct arena *arena, struct route *route) must_check;

#endif

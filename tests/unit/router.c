/* Path and method become an operation, with the values of its path. */
#include "web/router.h"

#include <string.h>

#include "core/operations.h"
#include "unit.h"

static const struct operation first_rows[] = {
	{ .name = "list", .method = "GET", .path = "/visits" },
	{ .name = "create", .method = "POST", .path = "/visits" },
	{ .name = "get", .method = "GET", .path = "/visits/{visitId}" },
	{ .name = "update", .method = "PATCH", .path = "/visits/{visitId}" },
	{ .name = "delete", .method = "DELETE", .path = "/visits/{visitId}" },
	{ .name = "sign", .method = "POST", .path = "/visits/{visitId}/photos/upload-url" },
	{ .name = NULL },
};

static const struct operation second_rows[] = {
	{ .name = "photo", .method = "GET", .path = "/visits/{visitId}/photos/{photoId}" },
	{ .name = "thumb", .method = "GET", .path = "/visits/{visitId}/photos/{photoId}/thumb" },
	{ .name = "capital", .method = "POST", .path = "/Principal-interactions" },
	{ .name = "deep", .method = "GET", .path = "/deep/{a}/{b}/{c}/{d}" },
	{ .name = NULL },
};

static const struct operation *const table[] = { first_rows, second_rows, NULL };

struct route_row {
	const char *method, *path;
	const char *found; /* "name value value", "405 methods" or "404" */
};

static const struct route_row route_rows[] = {
	{ "GET", "/visits", "list" },
	{ "GET", "/visits/", "list" },
	{ "POST", "/visits", "create" },
	{ "POST", "/visits/", "create" },
	{ "HEAD", "/visits", "list" },
	{ "PATCH", "/visits", "405 GET, HEAD, POST" },
	{ "PATCH", "/visits/", "405 GET, HEAD, POST" },
	{ "DELETE", "/visits", "405 GET, HEAD, POST" },
	{ "OPTIONS", "/visits", "405 GET, HEAD, POST" },
	{ "", "/visits", "405 GET, HEAD, POST" },
	{ "post", "/visits", "405 GET, HEAD, POST" },
	{ "POSTS", "/visits", "405 GET, HEAD, POST" },
	{ "GET", "/visits/V01", "get V01" },
	{ "GET", "/visits/V01/", "get V01" },
	{ "HEAD", "/visits/V01", "get V01" },
	{ "PATCH", "/visits/V01", "update V01" },
	{ "DELETE", "/visits/V01", "delete V01" },
	{ "POST", "/visits/V01", "405 GET, HEAD, PATCH, DELETE" },
	{ "GET", "/visits/not an id", "get not an id" },
	{ "GET", "/visits/{visitId}", "get {visitId}" },
	{ "GET", "/visits/..", "get .." },
	{ "GET", "/visits/\xc3\xa9", "get \xc3\xa9" },
	{ "POST", "/visits/V01/photos/upload-url", "sign V01" },
	{ "GET", "/visits/V01/photos/upload-url", "photo V01 upload-url" },
	{ "GET", "/visits/V01/photos/P1", "photo V01 P1" },
	{ "GET", "/visits/V01/photos/P1/", "photo V01 P1" },
	{ "GET", "/visits/V01/photos/P1/thumb", "thumb V01 P1" },
	{ "POST", "/visits/V01/photos/P1", "405 GET, HEAD" },
	{ "DELETE", "/visits/V01/photos/upload-url", "405 POST, GET, HEAD" },
	{ "HEAD", "/Principal-interactions", "405 POST" },
	{ "POST", "/Principal-interactions", "capital" },
	{ "POST", "/principal-interactions", "404" },
	{ "GET", "/deep/1/2/3/4", "deep 1 2 3 4" },
	{ "GET", "", "404" },
	{ "GET", "/", "404" },
	{ "GET", "//", "404" },
	{ "GET", "visits", "404" },
	{ "GET", "/visit", "404" },
	{ "GET", "/visitss", "404" },
	{ "GET", "/Visits", "404" },
	{ "GET", "//visits", "404" },
	{ "GET", "/visits//", "404" },
	{ "GET", "/visits//V01", "404" },
	{ "GET", "/visits/V01//", "404" },
	{ "GET", "/visits/V01/photos", "404" },
	{ "GET", "/visits/V01/photos/", "404" },
	{ "GET", "/visits/V01/photos//thumb", "404" },
	{ "GET", "/visits//photos/P1", "404" },
	{ "GET", "/visits/V01/photos/P1/thumb/x", "404" },
	{ "GET", "/deep/1/2/3", "404" },
	{ "GET", "/deep/1/2/3/4/5", "404" },
	{ "GET", "/visits?x=1", "404" }, /* nginx has taken the query away */
};

static const char *describe(const struct route *route, enum route_status status)
{
	if (status != ROUTE_FOUND)
		return status == ROUTE_UNKNOWN ? "404" : unit_text("405 %s", route->allow);
	const char *text = route->operation->name;
	for (size_t i = 0; i < PATH_VALUES_MAX && route->path_values[i] != NULL; i++)
		text = unit_text("%s %s", text, route->path_values[i]);
	return text;
}

START_TEST(routes)
{
	const struct route_row *row = &route_rows[_i];
	struct arena arena = { 0 };
	struct route route;
	enum route_status status = router_find(table, row->method, row->path, &arena, &route);

	unit_expect(unit_text("%s %s", row->method, row->path), describe(&route, status), row->found);
	arena_free(&arena);
}
END_TEST

/* The addresses that are really served. */
static const struct route_row served_rows[] = {
	{ "POST", "/api/v1/visits", "visits_check_in" },
	{ "POST", "/api/v1/visits/", "visits_check_in" },
	{ "POST", "/api/v1", "404" },
	{ "POST", "/api/v1/visit", "404" },
	{ "POST", "/API/v1/visits", "404" },
};

START_TEST(served)
{
	const struct route_row *row = &served_rows[_i];
	struct arena arena = { 0 };
	struct route route;
	enum route_status status = router_find(operations, row->method, row->path, &arena, &route);

	unit_expect(unit_text("%s %s", row->method, row->path), describe(&route, status), row->found);
	arena_free(&arena);
}
END_TEST

/* A row keeps what the engine relies on. */
static void check_row(const struct operation *operation)
{
	size_t in_path = 0, segments = 0;

	for (size_t k = 0; k < operation->field_count; k++)
		in_path += operation->fields[k].place == IN_PATH;
	for (const char *at = operation->path; (at = strchr(at, '{')) != NULL; at++)
		segments++;
	ck_assert_msg(operation->field_count <= FIELDS_MAX, "%s: too many fields", operation->name);
	ck_assert_msg(operation->statement->parameters == operation->field_count + 1, "%s: the statement has %u parameters",
		      operation->name, operation->statement->parameters);
	ck_assert_msg(segments == in_path && segments <= PATH_VALUES_MAX, "%s: %zu segments, %zu fields in the path",
		      operation->name, segments, in_path);
	ck_assert_msg(operation->roles != 0 && (operation->roles & ~(unsigned)ROLES_ALL) == 0, "%s: roles %#x", operation->name,
		      operation->roles);
	ck_assert_msg(operation->invalid_status == 400 || operation->invalid_status == 422, "%s: invalid_status %d",
		      operation->name, operation->invalid_status);
	ck_assert_msg(operation->wrong_role != NULL || operation->roles == ROLES_ALL, "%s: no wrong_role", operation->name);
	for (const struct outcome *outcome = operation->outcomes; outcome->name != NULL; outcome++)
		ck_assert_msg(strcmp(reply_reason(outcome->status), "Unknown") != 0, "%s: %s is %d", operation->name,
			      outcome->name, outcome->status);
}

START_TEST(operations_are_sound)
{
	for (size_t i = 0; operations[i] != NULL; i++) {
		for (const struct operation *operation = operations[i]; operation->name != NULL; operation++)
			check_row(operation);
	}
}
END_TEST

Suite *router_suite(void)
{
	Suite *suite = suite_create("router");
	TCase *tests = tcase_create("router");

	tcase_add_loop_test(tests, routes, 0, ARRAY_LEN(route_rows));
	tcase_add_loop_test(tests, served, 0, ARRAY_LEN(served_rows));
	tcase_add_test(tests, operations_are_sound);
	suite_add_tcase(suite, tests);
	return suite;
}

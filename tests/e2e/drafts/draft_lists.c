/* Drafts: the list of one's own and of those shared, and the tree that a reloaded browser resumes from. */
#include <string.h>

#include "drafts.h"
#include "suite.h"
#include "text.h"

static struct http_response *list(const char *token, const char *query)
{
	const struct http_request request = { .path = text("/api/visits%s", query), .token = token };

	return http_send(&request);
}

/* The ids of a page, in its order: "V03 V02 ". */
static const char *ids_of(const struct http_response *page)
{
	json_t *visits = json_object_get(page->json, "visits"), *visit;
	const char *ids = "";
	size_t i;

	expect_status(page, "list", 200);
	ck_assert_uint_eq(json_object_size(page->json), 2);
	ck_assert(json_is_array(visits));
	json_array_foreach (visits, i, visit)
		ids = text("%s%s ", ids, json_string_value(json_object_get(visit, "id")));
	return ids;
}

/* --- the list --- */

START_TEST(list_of_nothing)
{
	static const char *const queries[] = { "", "?shared=true", "?shared=false", "?cursor=", "?status=draft&limit=1" };
	struct drafts_user user = drafts_user_new();

	for (size_t i = 0; i < ARRAY_LEN(queries); i++)
		ck_assert_str_eq(list(user.token, queries[i])->body, "{\"visits\":[],\"nextCursor\":null}");
}
END_TEST

/* Persons of all interactions; leads of all levels between. */
START_TEST(list_has_totals)
{
	struct drafts_tree tree = drafts_tree_new();
	const char *token = tree.user.token, *empty = drafts_create(VISIT, token, NULL);
	const char *second = drafts_create(INTERACTION, token, tree.ids[VISIT]);
	static const char *const totals[] = { "totalInteractions", "totalPersons", "totalLeads" };

	(void)!drafts_create(INTERACTION, token, tree.ids[VISIT]);
	expect_status(drafts_patch(INTERACTION, token, tree.ids[INTERACTION], "{\"persons\":[\"A\",\"B\"]}"), "persons", 200);
	expect_status(drafts_patch(INTERACTION, token, second, "{\"persons\":[\"A\"],\"departments\":[\"X\"]}"), "persons", 200);
	(void)!drafts_create(LEAD, token, tree.ids[PRINCIPAL_INTERACTION]);
	(void)!drafts_create(LEAD, token, drafts_create(PRINCIPAL_INTERACTION, token, second));
	(void)!drafts_touch(VISIT, token, tree.ids[VISIT]);

	struct http_response *page = list(token, "");
	ck_assert_str_eq(ids_of(page), text("%s %s ", empty, tree.ids[VISIT]));
	drafts_expect(page, "list", "nextCursor", "null");
	json_t *visits = json_object_get(page->json, "visits");
	struct http_response none = { .status = 200, .body = page->body, .json = json_array_get(visits, 0) }, some = none;
	some.json = json_array_get(visits, 1);
	for (size_t i = 0; i < ARRAY_LEN(totals); i++) {
		drafts_expect(&none, "empty", totals[i], "0");
		drafts_expect(&some, "full", totals[i], "3");
	}
	/* The rest is as in the record. */
	json_t *record = drafts_get(VISIT, token, tree.ids[VISIT])->json, *value;
	const char *key;
	ck_assert_int_eq(json_object_del(record, "interactions"), 0);
	ck_assert_int_eq(json_object_del(record, "etag"), 0);
	json_object_foreach (record, key, value)
		ck_assert_msg(json_equal(json_object_get(some.json, key), value), "%s: %s", key, page->body);
	ck_assert_uint_eq(json_object_size(some.json), json_object_size(record) + 3);
}
END_TEST

enum { VISITS = 7 };

static const char *next_query(const struct http_response *page, const char *query)
{
	const char *cursor = json_string_value(json_object_get(page->json, "nextCursor"));

	return cursor != NULL ? text("%s&cursor=%s", query, cursor) : NULL;
}

/* Page by page: each visit once, newest first, whatever is added meanwhile. */
START_TEST(list_goes_on_at_the_cursor)
{
	static const int limits[] = { 1, 2, 3, 6, 7, 8 };
	struct drafts_user user = drafts_user_new();
	const char *expected = "", *seen = "";
	int pages = 0, limit = limits[_i];

	for (int i = 0; i < VISITS; i++)
		expected = text("%s %s", drafts_create(VISIT, user.token, NULL), expected);
	const char *query = text("?limit=%d", limit);
	for (const char *next = query; next != NULL; pages++) {
		struct http_response *page = list(user.token, next);
		seen = text("%s%s", seen, ids_of(page));
		ck_assert_uint_le(json_array_size(json_object_get(page->json, "visits")), (size_t)limit);
		next = next_query(page, query);
		(void)!drafts_create(VISIT, user.token, NULL);
	}
	ck_assert_str_eq(seen, expected);
	ck_assert_int_eq(pages, (VISITS + limit - 1) / limit);
}
END_TEST

START_TEST(list_by_status_and_by_owner)
{
	struct drafts_user user = drafts_user_new(), other = drafts_user_new();
	const char *first = drafts_create(VISIT, user.token, NULL), *second = drafts_create(VISIT, user.token, NULL);
	const char *third = drafts_create(VISIT, user.token, NULL);
	/* One's own address among them makes it none of others. */
	const char *sharing = text("{\"sharedWith\":[\"%s\",\"%s\"]}", other.email, user.email);

	expect_status(drafts_patch(VISIT, user.token, first, sharing), "share", 200);
	expect_status(drafts_patch(VISIT, user.token, third, sharing), "share", 200);
	expect_status(drafts_patch(VISIT, user.token, third, "{\"status\":\"submitted\"}"), "submit", 200);
	const struct {
		const char *token, *query, *ids;
	} lists[] = {
		{ user.token, "", text("%s %s %s ", third, second, first) },
		{ user.token, "?status=draft", text("%s %s ", second, first) },
		{ user.token, "?status=submitted", text("%s ", third) },
		{ user.token, "?shared=false", text("%s %s %s ", third, second, first) },
		{ user.token, "?shared=true", "" },
		{ other.token, "", "" },
		{ other.token, "?shared=false", "" },
		{ other.token, "?shared=true", text("%s %s ", third, first) },
		{ other.token, "?shared=true&status=draft", text("%s ", first) },
		{ other.token, "?shared=true&status=submitted", text("%s ", third) },
		{ other.token, "?shared=true&limit=1", text("%s ", third) },
		{ user.token, "?status=&shared=&limit=", text("%s %s %s ", third, second, first) },
		{ user.token, "?limit=99999999999999999999&cursor=", text("%s %s %s ", third, second, first) },
	};
	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		ck_assert_str_eq(ids_of(list(lists[i].token, lists[i].query)), lists[i].ids);
	struct http_response *page = list(other.token, "?shared=true&limit=1");
	page = list(other.token, next_query(page, "?shared=true&limit=1"));
	ck_assert_str_eq(ids_of(page), text("%s ", first));
	drafts_expect(page, "the last", "nextCursor", "null");
	drafts_expect_deleted(drafts_delete(VISIT, user.token, first), "deleted");
	ck_assert_str_eq(ids_of(list(other.token, "?shared=true")), text("%s ", third));
}
END_TEST

static const struct {
	const char *query, *field;
} bad_queries[] = {
	{ "?limit=0", "limit" },      { "?limit=-1", "limit" },
	{ "?limit=x", "limit" },      { "?limit=1.5", "limit" },
	{ "?limit=0x1", "limit" },    { "?limit=1e3", "limit" },
	{ "?cursor=x", "cursor" },    { "?cursor=0000000000000000", "cursor" },
	{ "?status=open", "status" }, { "?status=,", "status" },
	{ "?shared=yes", "shared" },  { "?page=1", "page" },
	{ "?colour=red", "colour" },  { "?limit=1&limit=2", NULL },
};

START_TEST(bad_query)
{
	struct drafts_user user = drafts_user_new();
	struct http_response *response = list(user.token, bad_queries[_i].query);

	expect_problem(response, bad_queries[_i].query, 400, NULL);
	if (bad_queries[_i].field != NULL)
		expect_detail(response, bad_queries[_i].query, bad_queries[_i].field, NULL);
}
END_TEST

/* Taken from a good one and changed. */
START_TEST(damaged_cursor)
{
	struct drafts_user user = drafts_user_new();

	for (int i = 0; i < 2; i++)
		(void)!drafts_create(VISIT, user.token, NULL);
	char *query = text("%s", next_query(list(user.token, "?limit=1"), "?limit=1"));
	size_t length = strlen(query);
	expect_status(list(user.token, query), "good", 200);
	query[length - 3] = query[length - 3] == 'A' ? 'B' : 'A';
	expect_problem(list(user.token, query), "changed", 400, NULL);
	query[length - 3] = '\0';
	expect_problem(list(user.token, query), "cut", 400, NULL);
}
END_TEST

START_TEST(list_has_a_tag_of_its_content)
{
	struct drafts_tree tree = drafts_tree_new();
	struct http_request request = { .path = "/api/visits", .token = tree.user.token };
	const char *tag = http_header(http_send(&request), "ETag");

	ck_assert_ptr_nonnull(tag);
	request.headers[0] = text("If-None-Match: %s", tag);
	struct http_response *response = http_send(&request);
	ck_assert_msg(response->status == 304 && response->length == 0, "status %d", response->status);
	(void)!drafts_create(LEAD, tree.user.token, tree.ids[PRINCIPAL_INTERACTION]);
	response = http_send(&request);
	expect_status(response, "a lead more", 200);
	ck_assert_str_ne(http_header(response, "ETag"), tag);
}
END_TEST

/* --- the tree --- */

enum { CHILDREN = 11 };

/* Every node has the members that its own GET shows, that GET's tag, and where the level below is; children in order of
 * creation. */
static void expect_node(const char *token, json_t *node, enum drafts_level level, json_t *parent)
{
	const char *id = json_string_value(json_object_get(node, "id")), *key;
	struct http_response *own = drafts_get(level, token, id);
	json_t *value;

	expect_status(own, id, 200);
	json_object_foreach (own->json, key, value)
		ck_assert_msg(json_equal(json_object_get(node, key), value), "%s of %s: %s", key, id, own->body);
	ck_assert_str_eq(json_string_value(json_object_get(node, "etag")), http_header(own, "ETag"));
	if (level > VISIT)
		ck_assert_uint_eq(json_object_size(node),
				  json_object_size(own->json) + (drafts_levels[level].list != NULL ? 2 : 1));
	if (parent != NULL)
		ck_assert(json_equal(json_object_get(node, drafts_levels[level].parent), json_object_get(parent, "id")));
}

START_TEST(tree_has_everything_in_order)
{
	struct drafts_tree tree = drafts_tree_new();
	enum drafts_level level = (enum drafts_level)_i;
	const char *token = tree.user.token, *ids[CHILDREN] = { tree.ids[level] };

	for (int i = 1; i < CHILDREN; i++)
		ids[i] = drafts_create(level, token, tree.ids[level - 1]);
	/* Backwards, so that the order of writing is another one. */
	for (int i = CHILDREN - 1; i >= 0; i--)
		expect_status(drafts_touch(level, token, ids[i]), ids[i], 200);
	drafts_expect_deleted(drafts_delete(level, token, ids[1]), "one of them");
	struct http_response *whole = drafts_get(VISIT, token, tree.ids[VISIT]);
	json_t *parent = drafts_find(whole, level - 1, tree.ids[level - 1]);
	json_t *children = json_object_get(parent, drafts_levels[level - 1].list), *child;
	size_t i;
	ck_assert_uint_eq(json_array_size(children), CHILDREN - 1);
	json_array_foreach (children, i, child) {
		ck_assert_str_eq(json_string_value(json_object_get(child, "id")), ids[i == 0 ? 0 : i + 1]);
		expect_node(token, child, level, parent);
	}
	expect_node(token, whole->json, VISIT, NULL);
}
END_TEST

void drafts_add_lists(Suite *suite)
{
	TCase *part = suite_part(suite, "lists", drafts_mark_log);

	tcase_add_checked_fixture(part, NULL, drafts_expect_no_errors);
	tcase_add_test(part, list_of_nothing);
	tcase_add_test(part, list_has_totals);
	tcase_add_loop_test(part, list_goes_on_at_the_cursor, 0, 6);
	tcase_add_test(part, list_by_status_and_by_owner);
	tcase_add_loop_test(part, bad_query, 0, ARRAY_LEN(bad_queries));
	tcase_add_test(part, damaged_cursor);
	tcase_add_test(part, list_has_a_tag_of_its_content);
	tcase_add_loop_test(part, tree_has_everything_in_order, INTERACTION, LEVELS);
}

/* Drafts: whose they are, who may read them, and what nobody may do any more. */
#include "drafts.h"
#include "mint.h"
#include "sql.h"
#include "suite.h"
#include "text.h"
#include "world.h"

static void share(const struct drafts_tree *tree, const char *addresses)
{
	expect_status(drafts_patch(VISIT, tree->user.token, tree->ids[VISIT], text("{\"sharedWith\":%s}", addresses)), addresses,
		      200);
}

/* Nothing of the tree is there for this caller to change. */
static void expect_no_writing(const struct drafts_tree *tree, const char *token, const char *what)
{
	for (int i = VISIT; i < LEVELS; i++) {
		enum drafts_level level = (enum drafts_level)i;
		drafts_expect_unknown(drafts_touch(level, token, tree->ids[level]), text("PATCH %s", what), level);
		drafts_expect_unknown(drafts_delete(level, token, tree->ids[level]), text("DELETE %s", what), level);
		if (level < LEAD)
			drafts_expect_unknown(drafts_post(level + 1, token, tree->ids[level]), text("POST %s", what), level);
	}
}

/* All of the tree is there for this caller, and not to be changed. */
static void expect_reading_only(const struct drafts_tree *tree, const char *token, const char *what)
{
	static const char message[] = "This draft is shared with you for reading";

	for (int i = VISIT; i < LEVELS; i++) {
		enum drafts_level level = (enum drafts_level)i;
		expect_problem(drafts_touch(level, token, tree->ids[level]), text("PATCH %s", what), 403, message);
		expect_problem(drafts_delete(level, token, tree->ids[level]), text("DELETE %s", what), 403, message);
		if (level == LEAD)
			continue;
		expect_problem(drafts_post(level + 1, token, tree->ids[level]), text("POST %s", what), 403, message);
		/* What is not there is not there for them either. */
		const char *none = drafts_absent_id(tree, level + 1);
		drafts_expect_unknown(drafts_touch(level + 1, token, none), text("PATCH %s", what), level + 1);
		drafts_expect_unknown(drafts_delete(level + 1, token, none), text("DELETE %s", what), level + 1);
		if (level + 1 < LEAD)
			drafts_expect_unknown(drafts_post(level + 2, token, none), text("POST %s", what), level + 1);
	}
}

static void expect_no_reading(const struct drafts_tree *tree, const char *token, const char *what)
{
	for (int level = VISIT; level < LEVELS; level++)
		drafts_expect_unknown(drafts_get((enum drafts_level)level, token, tree->ids[level]), what,
				      (enum drafts_level)level);
}

static void expect_reading(const struct drafts_tree *tree, const char *token, const char *what)
{
	for (int i = VISIT; i < LEVELS; i++) {
		enum drafts_level level = (enum drafts_level)i;
		struct http_response *own = drafts_get(level, tree->user.token, tree->ids[level]);
		struct http_response *other = drafts_get(level, token, tree->ids[level]);
		expect_status(other, what, 200);
		ck_assert_str_eq(other->body, own->body);
		ck_assert_str_eq(http_header(other, "ETag"), http_header(own, "ETag"));
	}
}

static size_t count_shared(const char *token)
{
	const struct http_request request = { .path = "/api/visits?shared=true", .token = token };
	struct http_response *response = http_send(&request);

	expect_status(response, "shared", 200);
	return json_array_size(json_object_get(response->json, "visits"));
}

START_TEST(not_mine_is_not_there)
{
	static const char *const roles[] = { "caregiver", "coordinator", "admin", "family" };
	struct drafts_tree tree = drafts_tree_new();
	const char *token = mint_token(world_user(roles[_i], NULL), NULL);

	expect_no_reading(&tree, token, roles[_i]);
	expect_no_writing(&tree, token, roles[_i]);
	ck_assert_uint_eq(count_shared(token), 0);
	expect_reading(&tree, tree.user.token, "untouched");
}
END_TEST

START_TEST(shared_with_me_can_be_read)
{
	struct drafts_tree tree = drafts_tree_new();
	struct drafts_user friend = drafts_user_new(), other = drafts_user_new();

	share(&tree, text("[\"nobody@test.example\",\"%s\"]", friend.email));
	expect_reading(&tree, friend.token, "shared");
	expect_reading_only(&tree, friend.token, "shared");
	expect_reading(&tree, tree.user.token, "untouched");
	expect_no_reading(&tree, other.token, "with somebody else");
	ck_assert_uint_eq(count_shared(friend.token), 1);
	ck_assert_uint_eq(count_shared(tree.user.token), 0);

	share(&tree, text("[\"%s\"]", other.email));
	expect_no_reading(&tree, friend.token, "revoked");
	expect_no_writing(&tree, friend.token, "revoked");
	expect_reading(&tree, other.token, "now with another");
	ck_assert_uint_eq(count_shared(friend.token), 0);
	share(&tree, "null");
	expect_no_reading(&tree, other.token, "revoked");
	share(&tree, "[]");
	expect_no_reading(&tree, other.token, "with nobody");
	expect_no_writing(&tree, other.token, "with nobody");
}
END_TEST

/* An address is the same in any case, in the list and in the directory; and it is the whole address. */
START_TEST(address_is_compared_in_any_case)
{
	struct drafts_tree tree = drafts_tree_new();
	struct drafts_user friend = drafts_user_new();

	share(&tree, text("[\"%s\"]", sql_value("SELECT upper($1)", friend.email)));
	expect_reading(&tree, friend.token, "upper case in the list");
	drafts_expect(drafts_get(VISIT, friend.token, tree.ids[VISIT]), "as it was written", "sharedWith",
		      text("[\"%s\"]", sql_value("SELECT upper($1)", friend.email)));
	share(&tree, text("[\"%s\"]", friend.email));
	sql_exec("UPDATE users SET email = upper(email) WHERE id = $1", friend.id);
	expect_reading(&tree, friend.token, "upper case in the directory");
	ck_assert_uint_eq(count_shared(friend.token), 1);
	sql_exec("UPDATE users SET email = 'x' || email WHERE id = $1", friend.id);
	expect_no_reading(&tree, friend.token, "another address");
	share(&tree, "[\"%\",\"\",\"*\"]");
	expect_no_reading(&tree, friend.token, "no wild cards");
}
END_TEST

START_TEST(submitted_is_closed_to_writing)
{
	struct drafts_tree tree = drafts_tree_new();
	struct drafts_user friend = drafts_user_new();
	const char *token = tree.user.token;

	share(&tree, text("[\"%s\"]", friend.email));
	struct http_response *response = drafts_patch(VISIT, token, tree.ids[VISIT],
						      "{\"status\":\"submitted\",\"location\":\"Pune\"}");
	expect_status(response, "submit", 200);
	drafts_expect(response, "submit", "status", "\"submitted\"");
	drafts_expect(response, "submit", "location", "\"Pune\"");
	for (int i = VISIT; i < LEVELS; i++) {
		enum drafts_level level = (enum drafts_level)i;
		drafts_expect_submitted(drafts_touch(level, token, tree.ids[level]), "PATCH", tree.ids[VISIT]);
		drafts_expect_submitted(drafts_delete(level, token, tree.ids[level]), "DELETE", tree.ids[VISIT]);
		if (level < LEAD)
			drafts_expect_submitted(drafts_post(level + 1, token, tree.ids[level]), "POST", tree.ids[VISIT]);
	}
	drafts_expect_submitted(drafts_patch(VISIT, token, tree.ids[VISIT], "{\"status\":\"draft\"}"), "open it again",
				tree.ids[VISIT]);
	drafts_expect_submitted(drafts_patch(VISIT, token, tree.ids[VISIT], "{\"status\":\"submitted\"}"), "submit it again",
				tree.ids[VISIT]);
	expect_reading(&tree, token, "submitted");
	expect_reading(&tree, friend.token, "submitted");
	expect_reading_only(&tree, friend.token, "submitted");
	/* Other drafts stay open. */
	expect_status(drafts_touch(VISIT, token, drafts_create(VISIT, token, NULL)), "another", 200);
}
END_TEST

/* Each verb says of it what it says in an open draft. */
START_TEST(what_is_not_there_is_not_closed)
{
	struct drafts_tree tree = drafts_tree_new();
	const char *token = tree.user.token;

	expect_status(drafts_patch(VISIT, token, tree.ids[VISIT], "{\"status\":\"submitted\"}"), "submit", 200);
	for (int i = INTERACTION; i < LEVELS; i++) {
		enum drafts_level level = (enum drafts_level)i;
		const char *none = drafts_absent_id(&tree, level);
		drafts_expect_unknown(drafts_get(level, token, none), "GET", level);
		drafts_expect_unknown(drafts_touch(level, token, none), "PATCH", level);
		drafts_expect_unknown(drafts_delete(level, token, none), "DELETE", level);
		if (level < LEAD)
			drafts_expect_unknown(drafts_post(level + 1, token, none), "POST", level);
	}
}
END_TEST

START_TEST(deleted_takes_with_it_what_is_below)
{
	struct drafts_tree tree = drafts_tree_new();
	enum drafts_level deleted = (enum drafts_level)_i;
	const char *token = tree.user.token;
	struct drafts_user friend = drafts_user_new();

	share(&tree, text("[\"%s\"]", friend.email));
	drafts_expect_deleted(drafts_delete(deleted, token, tree.ids[deleted]), "deleted");
	for (int i = VISIT; i < LEVELS; i++) {
		enum drafts_level level = (enum drafts_level)i;
		if (level < deleted) {
			expect_status(drafts_get(level, token, tree.ids[level]), "above", 200);
			continue;
		}
		drafts_expect_unknown(drafts_get(level, token, tree.ids[level]), "GET", level);
		drafts_expect_unknown(drafts_get(level, friend.token, tree.ids[level]), "GET by another", level);
		drafts_expect_unknown(drafts_touch(level, token, tree.ids[level]), "PATCH", level);
		drafts_expect_unknown(drafts_delete(level, token, tree.ids[level]), "DELETE", level);
		if (level < LEAD)
			drafts_expect_unknown(drafts_post(level + 1, token, tree.ids[level]), "POST", level);
	}
	if (deleted > VISIT)
		ck_assert_ptr_null(drafts_find(drafts_get(VISIT, token, tree.ids[VISIT]), deleted, tree.ids[deleted]));
}
END_TEST

/* --- who may keep drafts --- */

START_TEST(everybody_in_the_directory_may_keep_drafts)
{
	static const char *const roles[] = { "caregiver", "coordinator", "admin", "family" };
	const char *token = mint_token(world_user(roles[_i], NULL), roles[_i]), *above = NULL;

	for (int i = VISIT; i < LEVELS; i++) {
		enum drafts_level level = (enum drafts_level)i;
		above = drafts_create(level, token, above);
		expect_status(drafts_touch(level, token, above), roles[_i], 200);
		expect_status(drafts_get(level, token, above), roles[_i], 200);
	}
}
END_TEST

static const char *const goodbyes[] = {
	"UPDATE users SET is_active = false WHERE id = $1",
	"UPDATE users SET deleted_at = now() WHERE id = $1",
};

START_TEST(user_who_is_gone_is_refused_everywhere)
{
	struct drafts_tree tree = drafts_tree_new();
	const struct http_request list = { .path = "/api/visits", .token = tree.user.token };
	const char *token = tree.user.token;

	sql_exec(goodbyes[_i], tree.user.id);
	expect_problem(http_send(&list), "list", 403, "User not found");
	for (int i = VISIT; i < LEVELS; i++) {
		enum drafts_level level = (enum drafts_level)i;
		expect_problem(drafts_get(level, token, tree.ids[level]), "GET", 403, "User not found");
		expect_problem(drafts_touch(level, token, tree.ids[level]), "PATCH", 403, "User not found");
		expect_problem(drafts_delete(level, token, tree.ids[level]), "DELETE", 403, "User not found");
		expect_problem(drafts_post(level, token, level > VISIT ? tree.ids[level - 1] : NULL), "POST", 403,
			       "User not found");
	}
	expect_problem(drafts_get(VISIT, NULL, tree.ids[VISIT]), "no token", 401, "Authentication required");
}
END_TEST

void drafts_add_access(Suite *suite)
{
	TCase *part = suite_part(suite, "access", drafts_mark_log);

	tcase_add_checked_fixture(part, NULL, drafts_expect_no_errors);
	tcase_add_loop_test(part, not_mine_is_not_there, 0, 4);
	tcase_add_test(part, shared_with_me_can_be_read);
	tcase_add_test(part, address_is_compared_in_any_case);
	tcase_add_test(part, submitted_is_closed_to_writing);
	tcase_add_test(part, what_is_not_there_is_not_closed);
	tcase_add_loop_test(part, deleted_takes_with_it_what_is_below, VISIT, LEVELS);
	tcase_add_loop_test(part, everybody_in_the_directory_may_keep_drafts, 0, 4);
	tcase_add_loop_test(part, user_who_is_gone_is_refused_everywhere, 0, ARRAY_LEN(goodbyes));
}

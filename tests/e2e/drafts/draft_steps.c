/* Drafts: the seed's five steps to the letter, and how records are numbered. */
#include "drafts.h"
#include "mint.h"
#include "sql.h"
#include "suite.h"
#include "text.h"
#include "world.h"

/* As if nobody had ever made a draft here. */
static void begin_at_the_first(void)
{
	sql_exec("TRUNCATE draft_visits, draft_visit_counters, draft_interactions, draft_principal_interactions, draft_leads"
		 " RESTART IDENTITY");
}

static const char *const empty_at_first[] = { "dateRange", "customerName", "location", "interactionType", "sharedWith" };

static struct http_response *patch(const char *token, const char *path, const char *body)
{
	const struct http_request request = { .method = "PATCH", .path = path, .token = token, .body = body };

	return http_send(&request);
}

/* The reply to a POST: its one member, and where the record is. */
static void expect_created(const struct http_response *response, const char *body, const char *location)
{
	expect_status(response, body, 201);
	ck_assert_str_eq(response->body, body);
	expect_value(body, http_header(response, "Location"), location);
}

static const char *made_now(const char *id)
{
	return sql_value("SELECT abs(extract(epoch FROM created_at - now())) < 10 AND updated_at = created_at"
			 " FROM draft_visits WHERE 'V' || lpad(number::text, 2, '0') = $1",
			 id);
}

START_TEST(step_1_create_visit)
{
	struct drafts_user user = drafts_user_new();
	const struct http_request request = { .method = "POST", .path = "/api/visits", .token = user.token };

	begin_at_the_first();
	expect_created(http_send(&request), "{\"visitId\":\"V01\"}", "/api/visits/V01");
	struct http_response *visit = drafts_get(VISIT, user.token, "V01");
	expect_status(visit, "V01", 200);
	drafts_expect(visit, "V01", "id", "\"V01\"");
	expect_member(visit, "V01", "userId", sql_value("SELECT user_no FROM users WHERE id = $1", user.id));
	drafts_expect(visit, "V01", "status", "\"draft\"");
	for (size_t i = 0; i < ARRAY_LEN(empty_at_first); i++)
		drafts_expect(visit, "V01", empty_at_first[i], "null");
	drafts_expect(visit, "V01", "interactions", "[]");
	ck_assert_str_eq(expect_text(visit, "V01", "createdAt"), expect_text(visit, "V01", "updatedAt"));
	ck_assert_uint_eq(json_object_size(visit->json), 12);
	expect_value("moment", made_now("V01"), "t");
}
END_TEST

/* The bodies as the seed has them, white space and all. */
START_TEST(steps_2_to_5)
{
	struct drafts_user user = drafts_user_new();

	begin_at_the_first();
	(void)!drafts_create(VISIT, user.token, NULL);
	struct http_response *response = patch(user.token, "/api/visits/V01", "{\n  \"customerName\": \"Tata Steel\"\n}");
	expect_status(response, "step 2", 200);
	drafts_expect(response, "step 2", "customerName", "\"Tata Steel\"");
	response = patch(user.token, "/api/visits/V01", "{\n  \"dateRange\": \"2025-01-01 to 2025-01-02\"\n}");
	expect_status(response, "step 2", 200);
	drafts_expect(response, "step 2", "customerName", "\"Tata Steel\"");
	drafts_expect(response, "step 2", "dateRange", "\"2025-01-01 to 2025-01-02\"");
	ck_assert_uint_eq(json_object_size(response->json), 10);

	expect_created(http_post("/api/interactions", user.token, "{\n  \"visitId\": \"V01\"\n}"),
		       "{\"interactionId\":\"V01-1\"}", "/api/interactions/V01-1");
	response = patch(user.token, "/api/interactions/V01-1", "{\n  \"Principals\": [\"Deublin\", \"Koba\"]\n}");
	expect_status(response, "step 4", 200);
	drafts_expect(response, "step 4", "id", "\"V01-1\"");
	drafts_expect(response, "step 4", "visitId", "\"V01\"");
	drafts_expect(response, "step 4", "Principals", "[\"Deublin\",\"Koba\"]");
	drafts_expect(response, "step 4", "departments", "null");
	drafts_expect(response, "step 4", "persons", "null");

	expect_created(http_post("/api/Principal-interactions", user.token,
				 "{\n  \"interactionId\": \"V01-1\",\n  \"PrincipalName\": \"Deublin\"\n}"),
		       "{\"PrincipalInteractionId\":\"V01-1-PI1\"}", "/api/Principal-interactions/V01-1-PI1");
	response = patch(user.token, "/api/Principal-interactions/V01-1-PI1",
			 "{\n  \"objective\": \"Discussed sealing issues\"\n}");
	expect_status(response, "step 5", 200);
	drafts_expect(response, "step 5", "PrincipalName", "\"Deublin\"");
	drafts_expect(response, "step 5", "objective", "\"Discussed sealing issues\"");
	drafts_expect(response, "step 5", "discussion", "null");
	expect_created(http_post("/api/leads", user.token, "{\"PrincipalInteractionId\":\"V01-1-PI1\"}"),
		       "{\"leadId\":\"V01-1-PI1-L1\"}", "/api/leads/V01-1-PI1-L1");
}
END_TEST

/* --- numbers --- */

START_TEST(after_V99_comes_V100)
{
	struct drafts_user user = drafts_user_new();

	begin_at_the_first();
	sql_exec("ALTER TABLE draft_visits ALTER COLUMN number RESTART WITH 99");
	ck_assert_str_eq(drafts_create(VISIT, user.token, NULL), "V99");
	ck_assert_str_eq(drafts_create(VISIT, user.token, NULL), "V100");
	ck_assert_str_eq(drafts_create(INTERACTION, user.token, "V100"), "V100-1");
	drafts_expect(drafts_get(VISIT, user.token, "V100"), "V100", "id", "\"V100\"");
	drafts_expect(drafts_get(INTERACTION, user.token, "V100-1"), "V100-1", "visitId", "\"V100\"");
}
END_TEST

/* Children count within their parent, from 1. */
START_TEST(children_count_within_their_parent)
{
	struct drafts_tree tree = drafts_tree_new();
	const char *token = tree.user.token, *visit = tree.ids[VISIT], *other = drafts_create(VISIT, token, NULL);

	ck_assert_str_eq(tree.ids[LEAD], text("%s-1-PI1-L1", visit));
	ck_assert_str_eq(drafts_create(INTERACTION, token, visit), text("%s-2", visit));
	ck_assert_str_eq(drafts_create(INTERACTION, token, other), text("%s-1", other));
	ck_assert_str_eq(drafts_create(PRINCIPAL_INTERACTION, token, text("%s-2", visit)), text("%s-2-PI1", visit));
	ck_assert_str_eq(drafts_create(PRINCIPAL_INTERACTION, token, text("%s-1", visit)), text("%s-1-PI2", visit));
	ck_assert_str_eq(drafts_create(LEAD, token, text("%s-1-PI2", visit)), text("%s-1-PI2-L1", visit));
	ck_assert_str_eq(drafts_create(LEAD, token, text("%s-1-PI1", visit)), text("%s-1-PI1-L2", visit));
}
END_TEST

START_TEST(number_is_never_used_again)
{
	struct drafts_tree tree = drafts_tree_new();
	enum drafts_level level = (enum drafts_level)_i;
	const char *token = tree.user.token, *parent = level > VISIT ? tree.ids[level - 1] : NULL, *last = tree.ids[level];

	for (int i = 0; i < 3; i++) {
		drafts_expect_deleted(drafts_delete(level, token, last), "deleted");
		const char *next = drafts_create(level, token, parent);
		expect_value("larger",
			     sql_value("SELECT substring($1 FROM '[0-9]+$')::bigint = substring($2 FROM '[0-9]+$')::bigint + 1",
				       next, last),
			     "t");
		last = next;
	}
}
END_TEST

/* --- bodies of POST --- */

static const struct {
	const char *body, *field; /* the bad one, NULL for none */
	int status;
} visit_bodies[] = {
	{ NULL, NULL, 201 },
	{ "", NULL, 201 },
	{ "{}", NULL, 201 },
	{ " { } ", NULL, 201 },
	{ "{\"customerName\":\"Tata Steel\"}", "customerName", 400 },
	{ "{\"status\":null}", "status", 400 },
	{ "{\"id\":\"V77\"}", "id", 400 },
	{ "[]", NULL, 400 },
	{ "null", NULL, 400 },
	{ "{", NULL, 400 },
};

START_TEST(body_of_a_new_visit)
{
	struct drafts_user user = drafts_user_new();
	const struct http_request request = {
		.method = "POST", .path = "/api/visits", .token = user.token, .body = visit_bodies[_i].body
	};
	const char *what = visit_bodies[_i].body != NULL ? visit_bodies[_i].body : "none";
	struct http_response *response = http_send(&request);

	if (visit_bodies[_i].status == 201)
		expect_status(response, what, 201);
	else
		expect_problem(response, what, 400, NULL);
	if (visit_bodies[_i].field != NULL)
		expect_detail(response, what, visit_bodies[_i].field, text("%s is not a known field", visit_bodies[_i].field));
	ck_assert_int_eq(sql_count("SELECT count(*) FROM draft_visits WHERE user_id = $1", user.id),
			 visit_bodies[_i].status == 201);
}
END_TEST

/* @ stands for a good id of what is above. */
static const struct {
	enum drafts_level level;
	const char *body, *field, *message;
} child_bodies[] = {
	{ INTERACTION, "{}", "visitId", "visitId is required" },
	{ INTERACTION, "", "visitId", "visitId is required" },
	{ INTERACTION, "{\"visitId\":null}", "visitId", "visitId is required" },
	{ INTERACTION, "{\"visitId\":1}", "visitId", "Invalid visitId format" },
	{ INTERACTION, "{\"visitId\":\"@\",\"persons\":[]}", "persons", "persons is not a known field" },
	{ PRINCIPAL_INTERACTION, "{\"PrincipalName\":\"Deublin\"}", "interactionId", "interactionId is required" },
	{ PRINCIPAL_INTERACTION, "{\"interactionId\":\"@\",\"PrincipalName\":5}", "PrincipalName",
	  "PrincipalName must be a string" },
	{ PRINCIPAL_INTERACTION, "{\"interactionId\":\"@\",\"principalName\":\"x\"}", "principalName",
	  "principalName is not a known field" },
	{ LEAD, "{}", "PrincipalInteractionId", "PrincipalInteractionId is required" },
	{ LEAD, "{\"PrincipalInteractionId\":\"@\",\"title\":\"x\"}", "title", "title is not a known field" },
};

START_TEST(bad_body_of_a_new_child)
{
	struct drafts_tree tree = drafts_tree_new();
	enum drafts_level level = child_bodies[_i].level;
	const char *body = text_fill(child_bodies[_i].body, tree.ids[level - 1]);
	struct http_response *response = http_post(drafts_levels[level].path, tree.user.token, body);

	expect_problem(response, body, 400, child_bodies[_i].message);
	expect_detail(response, body, child_bodies[_i].field, child_bodies[_i].message);
	expect_details(response, body, 1);
}
END_TEST

START_TEST(principal_interaction_may_begin_with_a_name)
{
	struct drafts_tree tree = drafts_tree_new();
	const char *good = text("{\"interactionId\":\"%s\",\"PrincipalName\":\"%s\"}", tree.ids[INTERACTION],
				text_repeat("é", 200));
	const char *long_name = text("{\"interactionId\":\"%s\",\"PrincipalName\":\"%s\"}", tree.ids[INTERACTION],
				     text_repeat("é", 201));
	const char *none = text("{\"interactionId\":\"%s\",\"PrincipalName\":null}", tree.ids[INTERACTION]);
	const char *path = drafts_levels[PRINCIPAL_INTERACTION].path;

	expect_status(http_post(path, tree.user.token, good), "200 characters", 201);
	expect_status(http_post(path, tree.user.token, none), "null", 201);
	expect_problem(http_post(path, tree.user.token, long_name), "201 characters", 400,
		       "PrincipalName must be at most 200 characters");
}
END_TEST

void drafts_add_steps(Suite *suite)
{
	TCase *part = suite_part(suite, "steps", drafts_mark_log);

	tcase_add_checked_fixture(part, NULL, drafts_expect_no_errors);
	tcase_add_test(part, step_1_create_visit);
	tcase_add_test(part, steps_2_to_5);
	tcase_add_test(part, after_V99_comes_V100);
	tcase_add_test(part, children_count_within_their_parent);
	tcase_add_loop_test(part, number_is_never_used_again, VISIT, LEVELS);
	tcase_add_loop_test(part, body_of_a_new_visit, 0, ARRAY_LEN(visit_bodies));
	tcase_add_loop_test(part, bad_body_of_a_new_child, 0, ARRAY_LEN(child_bodies));
	tcase_add_test(part, principal_interaction_may_begin_with_a_name);
}

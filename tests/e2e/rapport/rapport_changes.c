/* Interactions that are changed, deleted, and listed across contacts; contacts by name. */
#include <string.h>

#include "expect.h"
#include "mint.h"
#include "rapport.h"
#include "sql.h"
#include "suite.h"
#include "text.h"

static char *logged(const struct rapport *rapport, const char *changes, const char *more)
{
	struct http_response *response = rapport_log(rapport, changes, more);

	expect_status(response, "log", 201);
	return text(INTERACTIONS "/%s", expect_text(response, "log", "id"));
}

static struct http_response *patch(const char *path, const char *token, const char *body)
{
	return rapport_send("PATCH", path, token, body, NULL);
}

START_TEST(fields_are_changed)
{
	struct rapport rapport = rapport_new();
	const char *path = logged(&rapport, "", ",\"tactic_logs\":[" LOG(TACTIC(1), "") "]"), *what = "change";
	struct http_response *response = patch(path, rapport.token, "{\"interaction\":{\"topic\":\"New\",\"user_notes\":null}}");

	expect_status(response, what, 200);
	expect_member(response, what, "topic", "\"New\"");
	expect_member(response, what, "user_notes", "null");
	expect_json(response, what, "tactic_logs.0.tactic_id", "\"" TACTIC(1) "\"");
	ck_assert_str_eq(response->body, rapport_get(rapport.token, path)->body);
	/* The same again is no change. */
	const char *etag = http_header(response, "ETag");
	response = patch(path, rapport.token, "{\"interaction\":{\"topic\":\"New\"},\"tactic_logs\":[" LOG(TACTIC(1), "") "]}");
	expect_value("again", http_header(response, "ETag"), etag);
	expect_problem(rapport_send("PATCH", path, rapport.token, "{\"interaction\":{\"topic\":\"x\"}}", "If-Match: \"1\""),
		       "other", 412, NULL);
	expect_status(
		rapport_send("PATCH", path, rapport.token, "{\"interaction\":{\"topic\":\"x\"}}", text("If-Match: %s", etag)),
		"the one", 200);
}
END_TEST

START_TEST(tactic_logs_are_replaced)
{
	struct rapport rapport = rapport_new();
	const char *path = logged(&rapport, "", ",\"tactic_logs\":[" LOG(TACTIC(1), "") "," LOG(TACTIC(2), "") "]");
	struct http_response *response = patch(
		path, rapport.token, "{\"tactic_logs\":[" LOG(TACTIC(3), "") "," LOG(TACTIC(1), ",\"notes\":\"n\"") "]}");

	expect_status(response, "replace", 200);
	expect_json(response, "replace", "tactic_logs.0.tactic_id", "\"" TACTIC(3) "\"");
	expect_json(response, "replace", "tactic_logs.1.notes", "\"n\"");
	ck_assert_int_eq(rapport_count_logs(rapport.contact), 2);
	ck_assert_str_eq(response->body, rapport_get(rapport.token, path)->body);
	response = patch(path, rapport.token, "{\"tactic_logs\":[" LOG(TACTIC(3), "") "," LOG(NO_TACTIC, "") "]}");
	expect_problem(response, "unknown", 422, "A tactic is not known");
	expect_detail(response, "unknown", "tactic_logs[1].tactic_id", NULL);
	ck_assert_int_eq(rapport_count_logs(rapport.contact), 2);
	expect_json(patch(path, rapport.token, "{\"tactic_logs\":null}"), "none", "tactic_logs", "[]");
	ck_assert_int_eq(rapport_count_logs(rapport.contact), 0);
}
END_TEST

static const struct {
	const char *body, *field;
} bad_changes[] = {
	{ "{\"interaction\":{\"contact_id\":\"" NO_TACTIC "\"}}", "interaction.contact_id" },
	{ "{\"interaction\":{\"topic\":null}}", "interaction.topic" },
	{ "{\"interaction\":{\"topic\":\"\"}}", "interaction.topic" },
	{ "{\"interaction\":{\"medium\":\"Letter\"}}", "interaction.medium" },
	{ "{\"interaction\":{\"rapport_score_post\":11}}", "interaction.rapport_score_post" },
	{ "{\"interaction\":{\"interaction_datetime\":\"2023-10-27\"}}", "interaction.interaction_datetime" },
	{ "{\"tactic_logs\":[{\"tactic_id\":\"" TACTIC(1) "\"}]}", "tactic_logs[0].effectiveness_score" },
	{ "{\"tactic_logs\":[" LOG(TACTIC(1), "") "," LOG(TACTIC(1), "") "]}", "tactic_logs[1].tactic_id" },
	{ "{\"topic\":\"x\"}", "topic" },
};

START_TEST(bad_changes_are_refused)
{
	struct rapport rapport = rapport_new();
	struct http_response *response = patch(logged(&rapport, "", ""), rapport.token, bad_changes[_i].body);

	expect_problem(response, bad_changes[_i].body, 422, NULL);
	expect_detail(response, bad_changes[_i].body, bad_changes[_i].field, NULL);
}
END_TEST

START_TEST(deleted)
{
	struct rapport rapport = rapport_new(), other = rapport_new();
	const char *path = logged(&rapport, "", "");

	expect_problem(rapport_send("DELETE", path, other.token, NULL, NULL), "another's", 404, "Interaction not found");
	expect_problem(patch(path, other.token, "{\"interaction\":{\"topic\":\"x\"}}"), "another's", 404,
		       "Interaction not found");
	expect_problem(rapport_send("DELETE", path, rapport.token, NULL, "If-Match: \"1\""), "changed", 412, NULL);
	rapport_expect_empty(rapport_send("DELETE", path, rapport.token, NULL, NULL), "delete", 204);
	expect_problem(rapport_get(rapport.token, path), "read", 404, "Interaction not found");
	expect_problem(patch(path, rapport.token, "{\"interaction\":{\"topic\":\"x\"}}"), "change", 404, NULL);
	expect_problem(rapport_send("DELETE", path, rapport.token, NULL, NULL), "again", 404, NULL);
	rapport_expect_body(rapport_get(rapport.token, INTERACTIONS), "list", "[]");
	rapport_expect_body(rapport_get(rapport.token, text(INTERACTIONS "?contact_id=%s", rapport.contact)), "list", "[]");
}
END_TEST

static size_t length(const struct rapport *rapport, const char *query)
{
	struct http_response *response = rapport_get(rapport->token, text(INTERACTIONS "/?%s", query));

	expect_status(response, query, 200);
	return json_array_size(response->json);
}

START_TEST(across_contacts)
{
	struct rapport rapport = rapport_new(), second = rapport;

	second.contact = rapport_contact(rapport.user, "Second");
	(void)!logged(&rapport, ",\"interaction_datetime\":\"2023-01-01T23:59:59Z\"",
		      ",\"tactic_logs\":[" LOG(TACTIC(1), "") "]");
	(void)!logged(&second, ",\"interaction_datetime\":\"2023-01-02T00:00:00Z\",\"medium\":\"Voice Call\"", "");
	(void)!logged(&second, ",\"interaction_datetime\":\"2023-01-03T00:00:00Z\",\"medium\":\"Email/Chat\"", "");
	ck_assert_uint_eq(length(&rapport, ""), 3);
	ck_assert_uint_eq(length(&rapport, text("contact_id=%s", second.contact)), 2);
	ck_assert_uint_eq(length(&rapport, "since=2023-01-02"), 2);
	ck_assert_uint_eq(length(&rapport, "until=2023-01-01"), 1);
	ck_assert_uint_eq(length(&rapport, "since=2023-01-02T00:00:00Z&until=2023-01-02T00:00:00Z"), 1);
	ck_assert_uint_eq(length(&rapport, "medium=Voice%20Call"), 1);
	ck_assert_uint_eq(length(&rapport, text("medium=Voice%%20Call&contact_id=%s", rapport.contact)), 0);
	struct http_response *response = rapport_get(rapport.token, INTERACTIONS "?include=tactic_logs");
	expect_json(response, "included", "2.tactic_logs.0.tactic_id", "\"" TACTIC(1) "\"");
	expect_json(response, "included", "0.tactic_logs", "[]");
	response = rapport_get(rapport.token, INTERACTIONS);
	ck_assert_ptr_null(expect_at(response, "0.tactic_logs"));
	ck_assert_uint_eq(json_object_size(expect_at(response, "0")), 10);
	/* Another page says where it is, with all that was asked. */
	response = rapport_get(rapport.token, INTERACTIONS "?since=2023-01-01&limit=2");
	expect_value("next", http_header(response, "Link"), "<" INTERACTIONS "?since=2023-01-01&limit=2&skip=2>; rel=\"next\"");
	expect_problem(rapport_get(rapport.token, INTERACTIONS "?include=all"), "include", 400,
		       "include must be one of: tactic_logs");
	expect_problem(rapport_get(rapport.token, INTERACTIONS "?since=x"), "since", 400, NULL);
}
END_TEST

START_TEST(contacts_by_name)
{
	struct rapport rapport = rapport_new();
	static const char *const names[] = { "Zoë Ångström", "ada lovelace", "Émile Zola", "Ada Byron", "Eve O'Neill" };
	char *order = text("%s", "");

	sql_exec("DELETE FROM contacts WHERE id = $1", rapport.contact);
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		(void)!rapport_contact(rapport.user, names[i]);
	struct http_response *response = rapport_get(rapport.token, CONTACTS);
	for (size_t i = 0; i < json_array_size(response->json); i++)
		order = text("%s%s;", order, json_string_value(expect_at(response, text("%zu.name", i))));
	expect_value("order", order, "Ada Byron;ada lovelace;Émile Zola;Eve O'Neill;Zoë Ångström;");
	response = rapport_get(rapport.token, CONTACTS "?search=angs%20ZOE");
	ck_assert_uint_eq(json_array_size(response->json), 1);
	ck_assert_uint_eq(json_array_size(rapport_get(rapport.token, CONTACTS "?search=ada")->json), 2);
	ck_assert_uint_eq(json_array_size(rapport_get(rapport.token, CONTACTS "?search=neill")->json), 1);
	ck_assert_uint_eq(json_array_size(rapport_get(rapport.token, CONTACTS "?search=%25")->json), 0);
	expect_problem(rapport_get(rapport.token, text(CONTACTS "?search=%s", text_repeat("a", 201))), "long", 400, NULL);
}
END_TEST

void rapport_add_changes(Suite *suite)
{
	TCase *part = suite_part(suite, "changes", NULL);

	tcase_add_test(part, fields_are_changed);
	tcase_add_test(part, tactic_logs_are_replaced);
	tcase_add_loop_test(part, bad_changes_are_refused, 0, ARRAY_LEN(bad_changes));
	tcase_add_test(part, deleted);
	tcase_add_test(part, across_contacts);
	tcase_add_test(part, contacts_by_name);
}

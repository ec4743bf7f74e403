/* Drafts: ids that are none, in every place that takes one, and ids that nobody has. */
#include "drafts.h"
#include "suite.h"
#include "text.h"

/* Nothing but what visitd itself writes is an id. */
static const struct {
	enum drafts_level level;
	const char *id;
} bad_ids[] = {
	{ VISIT, "V1" },
	{ VISIT, "V" },
	{ VISIT, "V0" },
	{ VISIT, "V00" },
	{ VISIT, "V001" },
	{ VISIT, "V010" },
	{ VISIT, "v01" },
	{ VISIT, "01" },
	{ VISIT, "V-1" },
	{ VISIT, "V+1" },
	{ VISIT, "V0x1" },
	{ VISIT, "V01-" },
	{ VISIT, "V01x" },
	{ VISIT, "V01%20" },
	{ VISIT, "%20V01" },
	{ VISIT, "V01-1" },
	{ VISIT, "V9223372036854775808" },
	{ VISIT, "V99999999999999999999" },
	{ VISIT, "%ff%fe" },
	{ VISIT, "20000000-0000-4000-8000-000000000001" },
	{ INTERACTION, "V01" },
	{ INTERACTION, "V01-0" },
	{ INTERACTION, "V01-01" },
	{ INTERACTION, "V1-1" },
	{ INTERACTION, "V001-1" },
	{ INTERACTION, "v01-1" },
	{ INTERACTION, "V01-1-" },
	{ INTERACTION, "V01--1" },
	{ INTERACTION, "V01-PI1" },
	{ INTERACTION, "V01-2147483648" },
	{ INTERACTION, "V99999999999999999999-1" },
	{ INTERACTION, "V01-1-PI1" },
	{ PRINCIPAL_INTERACTION, "V01-1" },
	{ PRINCIPAL_INTERACTION, "V01-1-PI0" },
	{ PRINCIPAL_INTERACTION, "V01-1-PI01" },
	{ PRINCIPAL_INTERACTION, "V01-1-PI" },
	{ PRINCIPAL_INTERACTION, "V01-1-pi1" },
	{ PRINCIPAL_INTERACTION, "V01-1-L1" },
	{ PRINCIPAL_INTERACTION, "V01-1-1" },
	{ PRINCIPAL_INTERACTION, "V01-PI1" },
	{ PRINCIPAL_INTERACTION, "V1-1-PI1" },
	{ PRINCIPAL_INTERACTION, "V01-0-PI1" },
	{ PRINCIPAL_INTERACTION, "V01-1-PI2147483648" },
	{ PRINCIPAL_INTERACTION, "V99999999999999999999-1-PI1" },
	{ PRINCIPAL_INTERACTION, "V01-1-PI1-L1" },
	{ LEAD, "V01-1-PI1" },
	{ LEAD, "V01-1-L1" },
	{ LEAD, "V01-1-PI1-L0" },
	{ LEAD, "V01-1-PI1-L01" },
	{ LEAD, "V01-1-PI1-L1-" },
	{ LEAD, "V01-1-PI1-l1" },
	{ LEAD, "V01-1-PI0-L1" },
	{ LEAD, "V1-1-PI1-L1" },
	{ LEAD, "v01-1-PI1-L1" },
	{ LEAD, "V01-1-PI1-L99999999999" },
	{ LEAD, "V99999999999999999999-1-PI1-L1" },
};

START_TEST(bad_id)
{
	static const char *const methods[] = { "GET", "PATCH", "DELETE" };
	struct drafts_user user = drafts_user_new();
	enum drafts_level level = bad_ids[_i].level;
	const char *id = bad_ids[_i].id, *name = drafts_levels[level].id, *message = text("Invalid %s format", name);

	for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
		const char *what = text("%s %s", methods[i], id);
		const char *body = i == 1 ? text("{\"%s\":null}", drafts_levels[level].text) : NULL;
		struct http_response *response = drafts_send(level, methods[i], user.token, id, body, NULL);
		expect_problem(response, what, 400, message);
		expect_detail(response, what, name, message);
	}
	if (level == LEAD)
		return;
	const char *body = drafts_post_body(level + 1, id);
	struct http_response *response = http_post(drafts_levels[level + 1].path, user.token, body);
	expect_problem(response, body, 400, message);
	expect_detail(response, body, name, message);
}
END_TEST

/* The largest that there can be: well formed, and nobody's. */
static const char *const unknown_ids[LEVELS] = { "V9223372036854775807", "V9223372036854775807-2147483647",
						 "V9223372036854775807-2147483647-PI2147483647",
						 "V9223372036854775807-2147483647-PI2147483647-L2147483647" };

START_TEST(unknown_id)
{
	struct drafts_tree tree = drafts_tree_new();
	enum drafts_level level = (enum drafts_level)_i;
	const char *token = tree.user.token;
	const char *siblings[LEVELS] = { unknown_ids[VISIT], text("%s-9", tree.ids[VISIT]), text("%s-PI9", tree.ids[INTERACTION]),
					 text("%s-L9", tree.ids[PRINCIPAL_INTERACTION]) };
	const char *const ids[] = { unknown_ids[level], siblings[level] };

	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		drafts_expect_unknown(drafts_get(level, token, ids[i]), "GET", level);
		drafts_expect_unknown(drafts_touch(level, token, ids[i]), "PATCH", level);
		drafts_expect_unknown(drafts_delete(level, token, ids[i]), "DELETE", level);
		if (level < LEAD)
			drafts_expect_unknown(drafts_post(level + 1, token, ids[i]), "POST", level);
	}
}
END_TEST

/* As clients may spell an address. */
START_TEST(id_in_other_spellings_of_the_address)
{
	struct drafts_tree tree = drafts_tree_new();
	const char *token = tree.user.token;

	drafts_expect(drafts_get(VISIT, token, text("%%56%s", tree.ids[VISIT] + 1)), "encoded", "id",
		      text("\"%s\"", tree.ids[VISIT]));
	drafts_expect(drafts_get(LEAD, token, text("%s/", tree.ids[LEAD])), "with a slash", "id", text("\"%s\"", tree.ids[LEAD]));
}
END_TEST

START_TEST(method_that_a_draft_does_not_have)
{
	struct drafts_tree tree = drafts_tree_new();
	enum drafts_level level = (enum drafts_level)_i;

	expect_problem(drafts_send(level, "PUT", tree.user.token, tree.ids[level], "{}", NULL), "PUT", 405, NULL);
	expect_problem(drafts_send(level, "POST", tree.user.token, tree.ids[level], "{}", NULL), "POST", 405, NULL);
}
END_TEST

void drafts_add_ids(Suite *suite)
{
	TCase *part = suite_part(suite, "ids", drafts_mark_log);

	tcase_add_checked_fixture(part, NULL, drafts_expect_no_errors);
	tcase_add_loop_test(part, bad_id, 0, ARRAY_LEN(bad_ids));
	tcase_add_loop_test(part, unknown_id, VISIT, LEVELS);
	tcase_add_test(part, id_in_other_spellings_of_the_address);
	tcase_add_loop_test(part, method_that_a_draft_does_not_have, VISIT, LEVELS);
}

/* Read tactics and interactions: what is cached how, pages, order, with and without a slash. */
#include "rapport.h"

#include <string.h>

#include "expect.h"
#include "sql.h"
#include "suite.h"
#include "text.h"
#include "world.h"

/* --- tactics --- */

static const struct {
	const char *name, *domain;
} tactics[] = {
	{ "Active Listening (Validation/Paraphrasing)", "Communication Studies" },
	{ "Behavioral Mimicry (Chameleon Effect)", "Social Psychology" },
	{ "Finding Similarity (Liking Principle)", "Persuasion and Influence" },
	{ "Genuine Praise/Compliments", "Persuasion and Influence" },
	{ "Gradual Self-Disclosure", "Social Psychology" },
	{ "Pacing and Leading", "Communication Studies" },
	{ "Reciprocity Norm Activation", "Persuasion and Influence" },
};

START_TEST(seven_tactics_by_name)
{
	struct rapport user = rapport_new();
	struct http_response *response = rapport_get(user.token, TACTICS);

	expect_status(response, "tactics", 200);
	ck_assert_uint_eq(json_array_size(response->json), ARRAY_LEN(tactics));
	for (size_t i = 0; i < ARRAY_LEN(tactics); i++) {
		json_t *tactic = json_array_get(response->json, i);
		expect_value("name", json_string_value(json_object_get(tactic, "name")), tactics[i].name);
		expect_value("domain", json_string_value(json_object_get(tactic, "domain")), tactics[i].domain);
		const char *description = json_string_value(json_object_get(tactic, "description"));
		ck_assert_msg(strstr(description, "Source: ") != NULL, "%s: no source: %s", tactics[i].name, description);
	}
}
END_TEST

START_TEST(tactics_are_cached)
{
	struct rapport user = rapport_new(), other = rapport_new();
	struct http_response *response = rapport_get(user.token, TACTICS);
	const char *tag = http_header(response, "ETag");

	ck_assert_ptr_nonnull(tag);
	expect_value("Cache-Control", http_header(response, "Cache-Control"), "private, max-age=300");
	expect_value("the same for everyone", http_header(rapport_get(other.token, TACTICS "/"), "ETag"), tag);
	struct http_response *again = rapport_send("GET", TACTICS, user.token, NULL, text("If-None-Match: W/\"x\", %s", tag));
	rapport_expect_empty(again, "unchanged", 304);
	expect_value("ETag of a 304", http_header(again, "ETag"), tag);
	expect_value("Cache-Control of a 304", http_header(again, "Cache-Control"), "private, max-age=300");
	expect_status(rapport_send("GET", TACTICS, user.token, NULL, "If-None-Match: \"x\""), "another tag", 200);

	sql_exec("INSERT INTO rapport_tactics (name, description, domain) VALUES ('" TEST_TACTIC "', 'x', 'Social Psychology')");
	response = rapport_send("GET", TACTICS, user.token, NULL, text("If-None-Match: %s", tag));
	expect_status(response, "a new one", 200);
	ck_assert_uint_eq(json_array_size(response->json), ARRAY_LEN(tactics) + 1);
	ck_assert_str_ne(http_header(response, "ETag"), tag);
}
END_TEST

/* --- one interaction --- */

START_TEST(one_interaction)
{
	struct rapport user = rapport_new();
	struct http_response *made = rapport_log(&user, ",\"interaction_datetime\":\"2023-10-27T16:30:00.25+02:00\"",
						 ",\"tactic_logs\":[" LOG(TACTIC(7), ",\"notes\":\"a\"") "," LOG(
							 TACTIC(1), "") "," LOG(TACTIC(4), ",\"notes\":\"\"") "]");
	const char *path = http_header(made, "Location");
	struct http_response *response = rapport_get(user.token, path);

	expect_status(response, "one", 200);
	rapport_expect_body(
		response, "one",
		text("{\"interaction_datetime\":\"2023-10-27T14:30:00.250000+00:00\",\"medium\":\"Video Call\","
		     "\"topic\":\"Discuss Q4 Project "
		     "Goals\",\"user_notes\":null,\"rapport_score_post\":8,\"observed_non_verbal\":null,"
		     "\"id\":\"%s\",\"created_at\":\"~\",\"updated_at\":\"~\",\"contact_id\":\"%s\",\"tactic_logs\":["
		     "{\"tactic_id\":\"" TACTIC(
			     7) "\",\"name\":\"Reciprocity Norm Activation\",\"effectiveness_score\":3,\"notes\":\"a\"},"
				"{\"tactic_id\":\"" TACTIC(
					1) "\",\"name\":\"Active Listening (Validation/Paraphrasing)\","
					   "\"effectiveness_score\":3,\"notes\":null},"
					   "{\"tactic_id\":\"" TACTIC(
						   4) "\",\"name\":\"Gradual "
						      "Self-Disclosure\",\"effectiveness_score\":3,\"notes\":\"\"}]}",
		     path + strlen(INTERACTIONS "/"), user.contact));
	const char *tag = http_header(response, "ETag");
	ck_assert_ptr_nonnull(tag);
	expect_value("Cache-Control", http_header(response, "Cache-Control"), "private, no-cache");
	rapport_expect_empty(rapport_send("GET", path, user.token, NULL, text("If-None-Match: %s", tag)), "unchanged", 304);
	expect_value("with a slash", rapport_get(user.token, text("%s/", path))->body, response->body);
}
END_TEST

/* A tactic that a release renames is shown under its new name: so is the tag. */
START_TEST(tag_of_one_interaction_covers_names)
{
	struct rapport user = rapport_new();
	const char *tactic = sql_value("INSERT INTO rapport_tactics (name, description, domain)"
				       " VALUES ('" TEST_TACTIC "', 'x', 'Social Psychology') RETURNING id");
	struct http_response *made = rapport_log(
		&user, "", text(",\"tactic_logs\":[{\"tactic_id\":\"%s\",\"effectiveness_score\":1}]", tactic));
	const char *path = http_header(made, "Location");
	const char *tag = http_header(rapport_get(user.token, path), "ETag");

	sql_exec("UPDATE rapport_tactics SET name = name || 'renamed' WHERE id = $1", tactic);
	struct http_response *response = rapport_send("GET", path, user.token, NULL, text("If-None-Match: %s", tag));
	expect_status(response, "renamed", 200);
	ck_assert_ptr_nonnull(strstr(response->body, TEST_TACTIC "renamed"));
}
END_TEST

START_TEST(no_interaction)
{
	struct rapport user = rapport_new(), other = rapport_new();
	const char *path = http_header(rapport_log(&other, "", ""), "Location");

	expect_problem(rapport_get(user.token, path), "another's", 404, "Interaction not found");
	expect_problem(rapport_get(user.token, text(INTERACTIONS "/%s", world_uuid())), "nobody's", 404, "Interaction not found");
	expect_problem(rapport_get(user.token, INTERACTIONS "/7"), "no id", 400, "Invalid interaction_id format");
	expect_problem(rapport_get(user.token, text("%s?x=1", path)), "a parameter", 400, "x is not a known parameter");
}
END_TEST

/* --- pages --- */

/* Many interactions with the contact: topics 0, 1, 2, … in the order in which they must be listed, several at one time. */
static void store_many(const struct rapport *user, int count)
{
	sql_exec("WITH new AS (SELECT gen_random_uuid() AS id, timestamptz '2024-01-01Z' + n / 3 * interval '1 minute' AS time"
		 " FROM generate_series(1, $3::int) AS n)"
		 "INSERT INTO interactions (id, user_id, contact_id, interaction_datetime, medium, topic, rapport_score_post)"
		 " SELECT id, $1, $2, time, 'In-person', row_number() OVER (ORDER BY time DESC, id DESC) - 1, 5"
		 " FROM new ORDER BY random()",
		 user->user, user->contact, text("%d", count));
}

static const struct {
	const char *query; /* after contact_id */
	int first, count;
} page_rows[] = {
	{ "", 0, 100 },
	{ "&skip=0", 0, 100 },
	{ "&skip=1", 1, 100 },
	{ "&skip=100", 100, 100 },
	{ "&skip=200", 200, 5 },
	{ "&skip=204", 204, 1 },
	{ "&skip=205", 205, 0 },
	{ "&skip=10000", 0, 0 },
	{ "&skip=&limit=", 0, 100 },
	{ "&limit=1", 0, 1 },
	{ "&limit=99", 0, 99 },
	{ "&limit=100", 0, 100 },
	{ "&limit=101", 0, 100 },
	{ "&limit=99999999999999999999999999", 0, 100 },
	{ "&limit=2147483648", 0, 100 },
	{ "&limit=007", 0, 7 },
	{ "&limit=3&skip=7", 7, 3 },
	{ "&skip=%32&limit=%31", 2, 1 },
	{ "&", 0, 100 },
};

/* One test, for the rows take longer to make than to list. */
START_TEST(pages_of_interactions)
{
	struct rapport user = rapport_new();

	store_many(&user, 205);
	for (size_t row = 0; row < ARRAY_LEN(page_rows); row++) {
		const char *path = text(INTERACTIONS "/?contact_id=%s%s", user.contact, page_rows[row].query);
		struct http_response *response = rapport_get(user.token, path);
		expect_status(response, path, 200);
		ck_assert_msg(json_is_array(response->json) && json_array_size(response->json) == (size_t)page_rows[row].count,
			      "%s: %zu rows", path, json_array_size(response->json));
		for (int i = 0; i < page_rows[row].count; i++) {
			json_t *interaction = json_array_get(response->json, (size_t)i);
			expect_value(path, json_string_value(json_object_get(interaction, "topic")),
				     text("%d", page_rows[row].first + i));
		}
	}
}
END_TEST

/* No link leads to an address that would be refused. */
START_TEST(links_end_where_skip_does)
{
	static const struct {
		const char *query, *link;
	} rows[] = {
		{ "limit=100&skip=9900", "<" INTERACTIONS "?limit=100&skip=10000>; rel=\"next\"" },
		{ "limit=100&skip=9901", NULL },
		{ "limit=100&skip=10000", NULL },
		{ "limit=1&skip=9999", "<" INTERACTIONS "?limit=1&skip=10000>; rel=\"next\"" },
	};
	struct rapport user = rapport_new();

	store_many(&user, 10200);
	for (size_t row = 0; row < ARRAY_LEN(rows); row++) {
		const char *path = text(INTERACTIONS "?%s", rows[row].query);
		struct http_response *response = rapport_get(user.token, path);
		expect_status(response, path, 200);
		expect_value(path, http_header(response, "Link"), rows[row].link);
	}
}
END_TEST

#define SKIP  "skip must be a whole number from 0 to 10000"
#define LIMIT "limit must be a whole number of at least 1"

static const struct {
	const char *query, *message;
} bad_pages[] = {
	{ "skip=-1", SKIP },
	{ "skip=x", SKIP },
	{ "skip=1.5", SKIP },
	{ "skip=1e1", SKIP },
	{ "skip=+1", SKIP },
	{ "skip=%201", SKIP },
	{ "skip=10001", SKIP },
	{ "skip=2147483648", SKIP },
	{ "skip=99999999999999999999999999", SKIP },
	{ "limit=0", LIMIT },
	{ "limit=-1", LIMIT },
	{ "limit=x", LIMIT },
	{ "limit=1x", LIMIT },
	{ "limit=0x10", LIMIT },
	{ "limit=1&limit=1", "limit is given twice" },
	{ "page=1", "page is not a known parameter" },
	{ "Limit=1", "Limit is not a known parameter" },
	{ "cursor=", "cursor is not a known parameter" },
	{ "x=%zz", "The query has a malformed %-escape" },
	{ "x=%00", "The query has a malformed %-escape" },
	{ "x=%ff", "The query is not valid UTF-8" },
};

START_TEST(bad_pages_are_refused)
{
	struct rapport user = rapport_new();
	const char *query = bad_pages[_i].query;

	expect_problem(rapport_get(user.token, text(INTERACTIONS "/?contact_id=%s&%s", user.contact, query)), query, 400,
		       bad_pages[_i].message);
	expect_problem(rapport_get(user.token, text(CONTACTS "?%s", query)), query, 400, bad_pages[_i].message);
}
END_TEST

START_TEST(whose_interactions)
{
	struct rapport user = rapport_new(), other = rapport_new();

	expect_problem(rapport_get(user.token, INTERACTIONS "?contact_id=7"), "no id", 400, "Invalid contact_id format");
	expect_status(rapport_log(&other, "", ""), "another's", 201);
	expect_problem(rapport_get(user.token, text_fill(INTERACTIONS "?contact_id=@", other.contact)), "another's", 404,
		       "Contact not found");
	expect_problem(rapport_get(user.token, text_fill(INTERACTIONS "?contact_id=@", world_uuid())), "nobody's", 404,
		       "Contact not found");
}
END_TEST

/* A list is told apart by its content. */
START_TEST(list_of_interactions)
{
	struct rapport user = rapport_new();
	const char *path = text(INTERACTIONS "/?contact_id=%s", user.contact);
	const char *without = text(INTERACTIONS "?contact_id=%s", user.contact);
	struct http_response *empty = rapport_get(user.token, path);

	rapport_expect_body(empty, "empty", "[]");
	expect_status(rapport_log(&user, "", ",\"tactic_logs\":[" LOG(TACTIC(1), "") "]"), "older", 201);
	expect_status(rapport_log(&user, ",\"interaction_datetime\":\"2023-10-27T14:30:00.000001Z\"", ""), "newer", 201);
	struct http_response *response = rapport_get(user.token, path);
#define LISTED(fraction)                                                                                                         \
	"{\"interaction_datetime\":\"2023-10-27T14:30:00" fraction "+00:00\",\"medium\":\"Video Call\","                         \
	"\"topic\":\"Discuss Q4 Project Goals\",\"user_notes\":null,\"rapport_score_post\":8,\"observed_non_verbal\":null,"      \
	"\"id\":\"#\",\"created_at\":\"~\",\"updated_at\":\"~\",\"contact_id\":\"@\"}"
	rapport_expect_body(response, "two", text_fill("[" LISTED(".000001") "," LISTED("") "]", user.contact));
	expect_value("without a slash", rapport_get(user.token, without)->body, response->body);
	ck_assert_str_ne(http_header(empty, "ETag"), http_header(response, "ETag"));
	const char *tag = text("If-None-Match: %s", http_header(response, "ETag"));
	rapport_expect_empty(rapport_send("GET", path, user.token, NULL, tag), "unchanged", 304);
	sql_exec("UPDATE interactions SET topic = 'x' WHERE contact_id = $1", user.contact);
	expect_status(rapport_send("GET", path, user.token, NULL, tag), "changed", 200);
}
END_TEST

void rapport_add_reading(Suite *suite)
{
	TCase *part = suite_part(suite, "reading", rapport_forget_tactics);

	tcase_add_test(part, seven_tactics_by_name);
	tcase_add_test(part, tactics_are_cached);
	tcase_add_test(part, one_interaction);
	tcase_add_test(part, tag_of_one_interaction_covers_names);
	tcase_add_test(part, no_interaction);
	tcase_add_test(part, pages_of_interactions);
	tcase_add_test(part, links_end_where_skip_does);
	tcase_add_loop_test(part, bad_pages_are_refused, 0, ARRAY_LEN(bad_pages));
	tcase_add_test(part, whose_interactions);
	tcase_add_test(part, list_of_interactions);
}

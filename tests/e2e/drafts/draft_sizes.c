/* Drafts: how much one of them holds, and what a reply about many of them does. */
#include <string.h>

#include "drafts.h"
#include "sql.h"
#include "suite.h"
#include "text.h"

enum { MIB = 1024 * 1024, TEXT_MAX = 2 * MIB, FRAME = 1024 /* of a record in a reply: names, ids, times, tag */ };

static const char full_of_text[] = "A draft holds at most 2 MiB of text";

START_TEST(draft_of_a_thousand_records_is_full)
{
	struct drafts_tree tree = drafts_tree_new();
	const char *token = tree.user.token;

	/* The tree has three below its visit; 996 more leave room for one. */
	sql_exec("INSERT INTO draft_leads (visit_number, interaction_number, principal_interaction_number, number) "
		 "SELECT substr($1, 2)::bigint, 1, 1, n FROM generate_series(2, 997) AS n",
		 tree.ids[VISIT]);
	expect_status(drafts_post(INTERACTION, token, tree.ids[VISIT]), "the thousandth", 201);
	for (enum drafts_level level = INTERACTION; level <= LEAD; level++)
		expect_problem(drafts_post(level, token, tree.ids[level - 1]), "one more", 409,
			       "A draft holds at most 1,000 records below its visit");
	expect_status(drafts_touch(LEAD, token, tree.ids[LEAD]), "its words are another matter", 200);
	drafts_expect_deleted(drafts_delete(INTERACTION, token, tree.ids[INTERACTION]), "room again");
	expect_status(drafts_post(INTERACTION, token, tree.ids[VISIT]), "after it", 201);
}
END_TEST

/* What characters take up in a reply counts: some are told by six others. */
static const struct {
	const char *character;
	size_t told;
} characters[] = { { "x", 1 }, { "é", 2 }, { "\\n", 2 }, { "\\u0001", 6 } };

static struct http_response *write_texts(const struct drafts_tree *tree, const char *id, const char *character, size_t length)
{
	const char *words = text_repeat(character, length);

	return drafts_patch(PRINCIPAL_INTERACTION, tree->user.token, id,
			    text("{\"objective\":\"%s\",\"discussion\":\"%s\",\"nextStep\":\"%s\"}", words, words, words));
}

/* Fill the draft record by record; the last is made and did not find room. Returns how much text there is. */
static size_t fill(const struct drafts_tree *tree, const char *character, size_t told, const char **last)
{
	enum { LENGTH = 10000 };
	size_t written = 0;

	for (;;) {
		*last = drafts_create(PRINCIPAL_INTERACTION, tree->user.token, tree->ids[INTERACTION]);
		struct http_response *response = write_texts(tree, *last, character, LENGTH);
		if (response->status != 200) {
			expect_problem(response, "one too many", 409, full_of_text);
			return written;
		}
		written += 3 * LENGTH * told;
		ck_assert_uint_le(written, TEXT_MAX);
	}
}

START_TEST(draft_holds_two_MiB_of_text)
{
	const char *character = characters[_i].character, *last;
	size_t told = characters[_i].told;
	struct drafts_tree tree = drafts_tree_new();
	const char *token = tree.user.token;
	size_t written = fill(&tree, character, told, &last);

	ck_assert_uint_gt(written + 3 * 10000 * told, TEXT_MAX - 64 * FRAME);
	struct http_response *whole = drafts_get(VISIT, token, tree.ids[VISIT]);
	expect_status(whole, "full", 200);
	ck_assert_uint_le(whole->length, TEXT_MAX + 100 * FRAME);
	drafts_expect(drafts_get(PRINCIPAL_INTERACTION, token, last), "nothing was written", "objective", "null");
	/* What is there may be written again, and be made shorter; and then there is room. */
	const char *first = text("%s-PI2", tree.ids[INTERACTION]);
	expect_status(write_texts(&tree, first, character, 10000), "the same again", 200);
	expect_status(write_texts(&tree, first, character, 5000), "shorter", 200);
	expect_status(write_texts(&tree, last, character, 4000), "room again", 200);
	drafts_expect_deleted(drafts_delete(PRINCIPAL_INTERACTION, token, first), "deleted");
	expect_status(write_texts(&tree, last, character, 8000), "and again", 200);
}
END_TEST

/* Each level counts; nothing is left by what the others hold. */
START_TEST(full_of_text_is_so_on_every_level)
{
	struct drafts_tree tree = drafts_tree_new();
	enum drafts_level filled = (enum drafts_level)_i;
	static const char *const fillers[LEVELS] = {
		"UPDATE draft_visits SET size = 8192 WHERE number = $1",
		"UPDATE draft_interactions SET size = 8192 WHERE visit_number = $1",
		"UPDATE draft_principal_interactions SET size = 8192 WHERE visit_number = $1",
		"UPDATE draft_leads SET size = 8192 WHERE visit_number = $1",
	};
	const char *named = text("{\"interactionId\":\"%s\",\"PrincipalName\":\"x\"}", tree.ids[INTERACTION]);

	ck_assert_int_eq(sql_exec(fillers[filled], tree.ids[VISIT] + 1), 1);
	for (int level = VISIT; level < LEVELS; level++) {
		if (level != (int)filled)
			expect_problem(drafts_touch((enum drafts_level)level, tree.user.token, tree.ids[level]), "a word more",
				       409, full_of_text);
	}
	expect_problem(http_post(drafts_levels[PRINCIPAL_INTERACTION].path, tree.user.token, named), "with a name", 409,
		       full_of_text);
	expect_status(drafts_post(PRINCIPAL_INTERACTION, tree.user.token, tree.ids[INTERACTION]), "without one", 201);
	/* The record that is so large is written anew, and is not. */
	expect_status(drafts_touch(filled, tree.user.token, tree.ids[filled]), "shorter", 200);
	expect_status(http_post(drafts_levels[PRINCIPAL_INTERACTION].path, tree.user.token, named), "with a name", 201);
}
END_TEST

/* A draft that nothing was written in but texts, to the last step that fits. */
START_TEST(full_of_text_can_be_submitted)
{
	struct drafts_tree tree = drafts_tree_new();
	const char *token = tree.user.token;

	sql_exec("UPDATE draft_principal_interactions SET size = 8192 WHERE visit_number = $1", tree.ids[VISIT] + 1);
	expect_status(drafts_patch(LEAD, token, tree.ids[LEAD], "{\"status\":\"qualified\"}"), "no text, but a status", 200);
	expect_problem(drafts_touch(LEAD, token, tree.ids[LEAD]), "text", 409, full_of_text);
	struct http_response *response = drafts_patch(VISIT, token, tree.ids[VISIT], "{\"status\":\"submitted\"}");
	expect_status(response, "submit", 200);
	drafts_expect(response, "submit", "status", "\"submitted\"");
}
END_TEST

/* The size of each record is that of its fields, but for a status, which older ones count too. */
static const char *const kept_sizes[LEVELS] = {
	"SELECT size = draft_steps(to_jsonb(v) - '{number,user_id,created_at,updated_at,size,status}'::text[]) AND size > 0 "
	"FROM draft_visits AS v WHERE number = $1",
	"SELECT size = draft_steps(to_jsonb(i) - '{visit_number,number,last_child,created_at,updated_at,size}'::text[]) "
	"AND size > 0 FROM draft_interactions AS i WHERE visit_number = $1",
	"SELECT size = draft_steps(to_jsonb(p) - '{visit_number,interaction_number,number,last_child,created_at,updated_at,"
	"size}'::text[]) AND size > 0 FROM draft_principal_interactions AS p WHERE visit_number = $1",
	"SELECT size = draft_steps(to_jsonb(l) - '{visit_number,interaction_number,principal_interaction_number,number,"
	"created_at,updated_at,size,status}'::text[]) AND size > 0 FROM draft_leads AS l WHERE visit_number = $1",
};

START_TEST(size_is_kept_with_the_fields)
{
	struct drafts_tree tree = drafts_tree_new();

	expect_status(drafts_touch((enum drafts_level)_i, tree.user.token, tree.ids[_i]), "written", 200);
	ck_assert_str_eq(sql_value(kept_sizes[_i], tree.ids[VISIT] + 1), "t");
}
END_TEST

START_TEST(size_begins_with_the_name)
{
	struct drafts_tree tree = drafts_tree_new();
	const char *body = text("{\"interactionId\":\"%s\",\"PrincipalName\":\"%s\"}", tree.ids[INTERACTION],
				text_repeat("\\u0001", 200));

	expect_status(http_post(drafts_levels[PRINCIPAL_INTERACTION].path, tree.user.token, body), "created", 201);
	ck_assert_str_eq(sql_value(text("%s AND number = 2", kept_sizes[PRINCIPAL_INTERACTION]), tree.ids[VISIT] + 1), "t");
}
END_TEST

/* A page of the largest visits ends early, and the next goes on where it ended. */
START_TEST(list_of_the_largest_is_no_larger_than_a_reply)
{
	enum { VISITS = 80 };
	struct drafts_user user = drafts_user_new();
	struct http_request request = { .path = "/api/visits?limit=100&cursor=", .token = user.token };
	size_t seen = 0;
	int pages = 0;

	sql_exec("INSERT INTO draft_visits (user_id, shared_with) SELECT $1, array_fill(repeat(chr(1), 255), ARRAY[50]) "
		 "FROM generate_series(1, 80)",
		 user.id);
	for (const char *next = ""; next != NULL; pages++) {
		request.path = text("/api/visits?limit=100&cursor=%s", next);
		struct http_response *page = http_send(&request);
		expect_status(page, "page", 200);
		ck_assert_uint_le(page->length, 4 * MIB);
		seen += json_array_size(json_object_get(page->json, "visits"));
		next = json_string_value(json_object_get(page->json, "nextCursor"));
	}
	ck_assert_uint_eq(seen, VISITS);
	ck_assert_int_gt(pages, 1);
}
END_TEST

void drafts_add_sizes(Suite *suite)
{
	TCase *part = suite_part(suite, "sizes", drafts_mark_log);

	tcase_add_checked_fixture(part, NULL, drafts_expect_no_errors);
	tcase_add_test(part, draft_of_a_thousand_records_is_full);
	tcase_add_loop_test(part, draft_holds_two_MiB_of_text, 0, ARRAY_LEN(characters));
	tcase_add_loop_test(part, full_of_text_is_so_on_every_level, VISIT, LEVELS);
	tcase_add_test(part, full_of_text_can_be_submitted);
	tcase_add_loop_test(part, size_is_kept_with_the_fields, VISIT, LEVELS);
	tcase_add_test(part, size_begins_with_the_name);
	tcase_add_test(part, list_of_the_largest_is_no_larger_than_a_reply);
}

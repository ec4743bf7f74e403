/* Drafts: what changes a record and what does not: entity tags, conditions, times, what a PATCH leaves alone, what is logged. */
#include <string.h>

#include "drafts.h"
#include "journal.h"
#include "sql.h"
#include "stack.h"
#include "suite.h"
#include "text.h"

static const char *tag_of(enum drafts_level level, const struct drafts_tree *tree)
{
	const char *tag = http_header(drafts_get(level, tree->user.token, tree->ids[level]), "ETag");

	ck_assert_ptr_nonnull(tag);
	ck_assert_msg(tag[0] == '"', "a strong tag, not %s", tag);
	return tag;
}

static struct http_response *touch_if(enum drafts_level level, const struct drafts_tree *tree, const char *value,
				      const char *header)
{
	return drafts_send(level, "PATCH", tree->user.token, tree->ids[level],
			   text("{\"%s\":%s}", drafts_levels[level].text, value), header);
}

static const char *another_value(enum drafts_level level)
{
	return level == INTERACTION ? "[\"Other\"]" : "\"Other\"";
}

/* --- the same again --- */

START_TEST(same_value_again_changes_nothing)
{
	struct drafts_tree tree = drafts_tree_new();
	enum drafts_level level = (enum drafts_level)_i;
	struct http_response *first = drafts_touch(level, tree.user.token, tree.ids[level]);
	const char *tag = tag_of(level, &tree);

	expect_status(first, "first", 200);
	struct http_response *second = drafts_touch(level, tree.user.token, tree.ids[level]);
	expect_status(second, "second", 200);
	ck_assert_str_eq(second->body, first->body);
	ck_assert_str_eq(http_header(second, "ETag"), http_header(first, "ETag"));
	ck_assert_str_eq(tag_of(level, &tree), tag);

	struct http_response *third = touch_if(level, &tree, another_value(level), NULL);
	expect_status(third, "another value", 200);
	ck_assert_str_ne(http_header(third, "ETag"), http_header(first, "ETag"));
	ck_assert_str_ne(tag_of(level, &tree), tag);
	ck_assert_str_eq(expect_text(third, "third", "createdAt"), expect_text(first, "first", "createdAt"));
	ck_assert_int_ge(strcmp(expect_text(third, "third", "updatedAt"), expect_text(first, "first", "updatedAt")), 0);
}
END_TEST

/* Null is a value: it takes the words away, and what is absent is left alone. */
START_TEST(absent_is_left_alone_and_null_clears)
{
	struct drafts_tree tree = drafts_tree_new();
	const char *token = tree.user.token, *id = tree.ids[LEAD];

	expect_status(drafts_patch(LEAD, token, id, "{\"title\":\"a\",\"currency\":\"EUR\",\"expectedValue\":5}"), "set", 200);
	struct http_response *response = drafts_patch(LEAD, token, id, "{\"title\":null}");
	drafts_expect(response, "cleared", "title", "null");
	drafts_expect(response, "left alone", "currency", "\"EUR\"");
	drafts_expect(response, "left alone", "expectedValue", "5");
	/* Of a key given twice the last counts. */
	response = drafts_patch(LEAD, token, id, "{\"title\":\"first\",\"title\":\"last\"}");
	drafts_expect(response, "twice", "title", "\"last\"");
}
END_TEST

/* A change below is none of the record itself, but one of the tree that a visit is shown with. */
START_TEST(change_below_is_one_of_the_tree)
{
	struct drafts_tree tree = drafts_tree_new();
	const char *tags[LEVELS], *token = tree.user.token;
	const char *moment = expect_text(drafts_get(VISIT, token, tree.ids[VISIT]), "before", "updatedAt");

	for (int level = VISIT; level < LEVELS; level++)
		tags[level] = tag_of((enum drafts_level)level, &tree);
	expect_status(drafts_touch(LEAD, token, tree.ids[LEAD]), "lead", 200);
	ck_assert_str_ne(tag_of(LEAD, &tree), tags[LEAD]);
	ck_assert_str_eq(tag_of(PRINCIPAL_INTERACTION, &tree), tags[PRINCIPAL_INTERACTION]);
	ck_assert_str_eq(tag_of(INTERACTION, &tree), tags[INTERACTION]);
	ck_assert_str_ne(tag_of(VISIT, &tree), tags[VISIT]);
	ck_assert_str_eq(expect_text(drafts_get(VISIT, token, tree.ids[VISIT]), "after", "updatedAt"), moment);
	/* It is not in the way of who changes the visit itself. */
	expect_status(touch_if(VISIT, &tree, "\"Other\"", text("If-Match: %s", tags[VISIT])), "the visit's own", 200);
	/* Nor are records that are added below. */
	(void)!drafts_create(LEAD, token, tree.ids[PRINCIPAL_INTERACTION]);
	ck_assert_str_eq(tag_of(PRINCIPAL_INTERACTION, &tree), tags[PRINCIPAL_INTERACTION]);
}
END_TEST

/* --- conditions --- */

START_TEST(GET_if_none_match)
{
	struct drafts_tree tree = drafts_tree_new();
	enum drafts_level level = (enum drafts_level)_i;
	const char *tag = tag_of(level, &tree);
	const char *const matching[] = { tag, text("W/%s", tag), text("\"x\", %s", tag), "*" };

	for (size_t i = 0; i < ARRAY_LEN(matching); i++) {
		struct http_response *response = drafts_send(level, "GET", tree.user.token, tree.ids[level], NULL,
							     text("If-None-Match: %s", matching[i]));
		ck_assert_msg(response->status == 304 && response->length == 0, "%s: status %d", matching[i], response->status);
		ck_assert_str_eq(http_header(response, "ETag"), tag);
	}
	expect_status(drafts_touch(level, tree.user.token, tree.ids[level]), "changed", 200);
	expect_status(drafts_send(level, "GET", tree.user.token, tree.ids[level], NULL, text("If-None-Match: %s", tag)),
		      "changed", 200);
}
END_TEST

START_TEST(PATCH_if_match)
{
	struct drafts_tree tree = drafts_tree_new();
	enum drafts_level level = (enum drafts_level)_i;
	const char *old = text("If-Match: %s", tag_of(level, &tree));
	struct http_response *response = touch_if(level, &tree, drafts_levels[level].value, old);

	expect_status(response, "fresh", 200);
	const char *fresh = http_header(response, "ETag");
	expect_problem(touch_if(level, &tree, another_value(level), old), "stale", 412,
		       "The record has changed since it was read");
	expect_problem(touch_if(level, &tree, another_value(level), "If-Match: \"1\""), "made up", 412, NULL);
	expect_problem(touch_if(level, &tree, another_value(level), "If-Match: x"), "no tag", 400, NULL);
	drafts_expect(drafts_get(level, tree.user.token, tree.ids[level]), "nothing has changed", drafts_levels[level].text,
		      drafts_levels[level].value);
	/* A PATCH's own tag will do, in a list too, and any will do for a star. */
	response = touch_if(level, &tree, another_value(level), text("If-Match: \"x\", %s", fresh));
	expect_status(response, "of the PATCH", 200);
	expect_status(touch_if(level, &tree, drafts_levels[level].value, "If-Match: *"), "star", 200);
	expect_status(touch_if(level, &tree, another_value(level), NULL), "no condition", 200);
}
END_TEST

START_TEST(DELETE_if_match)
{
	struct drafts_tree tree = drafts_tree_new();
	enum drafts_level level = (enum drafts_level)_i;
	const char *token = tree.user.token, *id = tree.ids[level], *old = text("If-Match: %s", tag_of(level, &tree));

	expect_status(drafts_touch(level, token, id), "changed", 200);
	expect_problem(drafts_send(level, "DELETE", token, id, NULL, old), "stale", 412, NULL);
	expect_problem(drafts_send(level, "DELETE", token, id, NULL, "If-Match: \"1\""), "made up", 412, NULL);
	expect_status(drafts_get(LEAD, token, tree.ids[LEAD]), "still there", 200);
	drafts_expect_deleted(drafts_send(level, "DELETE", token, id, NULL, text("If-Match: %s", tag_of(level, &tree))), "fresh");
	drafts_expect_unknown(drafts_send(level, "DELETE", token, id, NULL, old), "again", level);
}
END_TEST

/* What a window has that reads the tree once and writes in it all day. */
START_TEST(tag_in_the_tree_is_good_for_writing)
{
	struct drafts_tree tree = drafts_tree_new();
	enum drafts_level level = (enum drafts_level)_i;
	json_t *record = drafts_find(drafts_get(VISIT, tree.user.token, tree.ids[VISIT]), level, tree.ids[level]);
	const char *header = text("If-Match: %s", json_string_value(json_object_get(record, "etag")));

	expect_status(touch_if(level, &tree, drafts_levels[level].value, header), "as it was read", 200);
	expect_problem(touch_if(level, &tree, another_value(level), header), "overwriting another's words", 412, NULL);
}
END_TEST

/* --- submitting --- */

static struct http_response *submit_if(const struct drafts_tree *tree, const char *tag)
{
	return drafts_send(VISIT, "PATCH", tree->user.token, tree->ids[VISIT], "{\"status\":\"submitted\"}",
			   text("If-Match: %s", tag));
}

/* What may have been done since the tree was read. */
enum { TOUCHED = LEVELS, CREATED = TOUCHED + LEAD, DELETED = CREATED + LEAD }; /* the ends of three series */

static void do_something(const struct drafts_tree *tree, int what)
{
	const char *token = tree->user.token;

	if (what < TOUCHED)
		expect_status(drafts_touch((enum drafts_level)what, token, tree->ids[what]), "touch", 200);
	else if (what < CREATED)
		(void)!drafts_create((enum drafts_level)(what - TOUCHED + 1), token, tree->ids[what - TOUCHED]);
	else
		drafts_expect_deleted(
			drafts_delete((enum drafts_level)(what - CREATED + 1), token, tree->ids[what - CREATED + 1]), "delete");
}

START_TEST(submits_only_what_was_seen)
{
	struct drafts_tree tree = drafts_tree_new();
	/* A count and the latest change are what they were when a record has been deleted and another one was there before. */
	(void)!drafts_create(LEAD, tree.user.token, tree.ids[PRINCIPAL_INTERACTION]);
	const char *seen = tag_of(VISIT, &tree);

	do_something(&tree, _i);
	expect_problem(submit_if(&tree, seen), "what was not seen", 412, "The record has changed since it was read");
	drafts_expect(drafts_get(VISIT, tree.user.token, tree.ids[VISIT]), "still", "status", "\"draft\"");
	struct http_response *response = submit_if(&tree, text("\"x\", %s", tag_of(VISIT, &tree)));
	expect_status(response, "what was seen", 200);
	drafts_expect(response, "what was seen", "status", "\"submitted\"");
}
END_TEST

/* The tag of a PATCH is that of the visit alone: it tells nothing of what is below. */
START_TEST(tag_of_a_PATCH_submits_nothing)
{
	struct drafts_tree tree = drafts_tree_new();
	const char *own = http_header(drafts_touch(VISIT, tree.user.token, tree.ids[VISIT]), "ETag");

	ck_assert_ptr_nonnull(own);
	expect_problem(submit_if(&tree, own), "own part alone", 412, NULL);
	expect_status(touch_if(VISIT, &tree, "\"Other\"", text("If-Match: %s", own)), "another PATCH", 200);
	expect_status(submit_if(&tree, "*"), "any", 200);
}
END_TEST

/* --- deleting --- */

/* What is beside it stays, and so does what has a number that begins like it. */
START_TEST(deleted_leaves_its_neighbours)
{
	struct drafts_tree tree = drafts_tree_new();
	enum drafts_level level = (enum drafts_level)_i;
	const char *token = tree.user.token, *parent = tree.ids[level - 1], *others[10];

	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		others[i] = drafts_create(level, token, parent);
		if (level < LEAD)
			(void)!drafts_create(level + 1, token, others[i]);
	}
	drafts_expect_deleted(drafts_delete(level, token, tree.ids[level]), "the first");
	struct http_response *whole = drafts_get(VISIT, token, tree.ids[VISIT]);
	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		json_t *record = drafts_find(whole, level, others[i]);
		ck_assert_msg(record != NULL, "%s is gone", others[i]);
		if (level < LEAD)
			ck_assert_uint_eq(json_array_size(json_object_get(record, drafts_levels[level].list)), 1);
	}
}
END_TEST

/* In the tables too: nothing is left of a visit. */
START_TEST(deleted_visit_leaves_no_rows)
{
	static const char *const tables[] = { "draft_visit_counters", "draft_interactions", "draft_principal_interactions",
					      "draft_leads" };
	struct drafts_tree tree = drafts_tree_new();
	const char *number = tree.ids[VISIT] + 1;

	for (size_t i = 0; i < ARRAY_LEN(tables); i++)
		ck_assert_int_eq(sql_count(text("SELECT count(*) FROM %s WHERE visit_number = $1", tables[i]), number), 1);
	drafts_expect_deleted(drafts_delete(VISIT, tree.user.token, tree.ids[VISIT]), "deleted");
	for (size_t i = 0; i < ARRAY_LEN(tables); i++)
		ck_assert_int_eq(sql_count(text("SELECT count(*) FROM %s WHERE visit_number = $1", tables[i]), number), 0);
}
END_TEST

/* --- the log --- */

static void expect_logged(const struct http_response *response, const struct drafts_tree *tree, enum drafts_level level,
			  long mark, const char *operation)
{
	ck_assert_msg(response->status < 300, "%s: status %d", operation, response->status);
	json_t *line = journal_find(stack.log, mark, "requestId", http_header(response, "X-Request-Id"));
	ck_assert_msg(line != NULL, "%s: no line", operation);
	ck_assert_str_eq(journal_text(line, "operation"), operation);
	ck_assert_str_eq(journal_text(line, "draft"), tree->ids[level]);
}

START_TEST(log_line_names_the_draft)
{
	static const char *const names[LEVELS] = { "visit", "interaction", "principal_interaction", "lead" };
	struct drafts_tree tree = { .user = drafts_user_new() };
	enum drafts_level last = (enum drafts_level)_i;
	const char *token = tree.user.token;
	long mark = journal_mark(stack.log);

	for (int i = VISIT; i <= (int)last; i++) {
		enum drafts_level level = (enum drafts_level)i;
		struct http_response *made = drafts_post(level, token, level > VISIT ? tree.ids[level - 1] : NULL);
		tree.ids[level] = expect_text(made, "created", drafts_levels[level].id);
		expect_logged(made, &tree, level, mark, text("draft_%s_create", names[level]));
	}
	expect_logged(drafts_get(last, token, tree.ids[last]), &tree, last, mark, text("draft_%s_read", names[last]));
	expect_logged(drafts_touch(last, token, tree.ids[last]), &tree, last, mark, text("draft_%s_update", names[last]));
	expect_logged(drafts_delete(last, token, tree.ids[last]), &tree, last, mark, text("draft_%s_delete", names[last]));
}
END_TEST

void drafts_add_changes(Suite *suite)
{
	TCase *part = suite_part(suite, "changes", drafts_mark_log);

	tcase_add_checked_fixture(part, NULL, drafts_expect_no_errors);
	tcase_add_loop_test(part, same_value_again_changes_nothing, VISIT, LEVELS);
	tcase_add_test(part, absent_is_left_alone_and_null_clears);
	tcase_add_test(part, change_below_is_one_of_the_tree);
	tcase_add_loop_test(part, GET_if_none_match, VISIT, LEVELS);
	tcase_add_loop_test(part, PATCH_if_match, VISIT, LEVELS);
	tcase_add_loop_test(part, DELETE_if_match, VISIT, LEVELS);
	tcase_add_loop_test(part, tag_in_the_tree_is_good_for_writing, VISIT, LEVELS);
	tcase_add_loop_test(part, submits_only_what_was_seen, 0, DELETED);
	tcase_add_test(part, tag_of_a_PATCH_submits_nothing);
	tcase_add_loop_test(part, deleted_leaves_its_neighbours, INTERACTION, LEVELS);
	tcase_add_test(part, deleted_visit_leaves_no_rows);
	tcase_add_loop_test(part, log_line_names_the_draft, VISIT, LEVELS);
}

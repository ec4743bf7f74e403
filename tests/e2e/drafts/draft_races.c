/* Drafts: many clients at once. No id twice, no word lost, no deadlock. */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "drafts.h"
#include "sql.h"
#include "suite.h"
#include "text.h"

enum { CLIENTS = 16, RECORDS = 200 };

/* --- ids --- */

struct series {
	enum drafts_level level;
	const char *token, *parent;
	atomic_int next;
	long numbers[RECORDS];
};

/* What an id ends in: 12 of "V01-1-PI12". */
static long last_number(const char *id)
{
	const char *end = id + strlen(id);

	while (end > id && strspn(end - 1, "0123456789") > 0)
		end--;
	return strtol(end, NULL, 10);
}

static void create_series(void *context, int client)
{
	struct series *series = context;
	int n;

	(void)client;
	while ((n = atomic_fetch_add(&series->next, 1)) < RECORDS)
		series->numbers[n] = last_number(drafts_create(series->level, series->token, series->parent));
}

static int compare_numbers(const void *a, const void *b)
{
	long left = *(const long *)a, right = *(const long *)b;

	return (left > right) - (left < right);
}

START_TEST(created_at_once_all_ids_are_distinct_and_none_is_missing)
{
	struct drafts_tree tree = drafts_tree_new();
	enum drafts_level level = (enum drafts_level)_i;
	struct series series = { .level = level, .token = tree.user.token, .parent = level > VISIT ? tree.ids[level - 1] : NULL };

	drafts_at_once(CLIENTS, create_series, &series);
	qsort(series.numbers, RECORDS, sizeof series.numbers[0], compare_numbers);
	/* The tree's own was the number before. */
	for (int i = 0; i < RECORDS; i++)
		ck_assert_int_eq(series.numbers[i], last_number(tree.ids[level]) + 1 + i);
	if (level == VISIT)
		return;
	json_t *parent = drafts_find(drafts_get(VISIT, tree.user.token, tree.ids[VISIT]), level - 1, tree.ids[level - 1]), *child;
	size_t i;
	ck_assert_uint_eq(json_array_size(json_object_get(parent, drafts_levels[level - 1].list)), RECORDS + 1);
	json_array_foreach (json_object_get(parent, drafts_levels[level - 1].list), i, child)
		ck_assert_int_eq(last_number(json_string_value(json_object_get(child, "id"))), (long)i + 1);
}
END_TEST

/* --- windows: each writes a field of its own --- */

enum { WINDOWS_MAX = 6, SAVES = 40, RIVALS = 8, ROUNDS = 5 };

static const char *const windows[LEVELS][WINDOWS_MAX] = {
	{ "customerName", "location", "interactionType", "sharedWith" },
	{ "departments", "Principals", "persons" },
	{ "PrincipalName", "objective", "discussion", "nextStep", "product" },
	{ "title", "description", "contactName", "contactPhone", "contactEmail", "expectedValue" },
};

static const char *window_value(const char *field, int n)
{
	static const char *const arrays[] = { "departments", "Principals", "persons", "sharedWith" };

	for (size_t i = 0; i < ARRAY_LEN(arrays); i++) {
		if (strcmp(field, arrays[i]) == 0)
			return text("[\"Window\",\"%d\"]", n);
	}
	return strcmp(field, "expectedValue") == 0 ? text("%d.5", n) : text("\"Window %d\"", n);
}

struct room {
	struct drafts_tree tree;
	enum drafts_level level;
	const char *tag; /* what the rivals mean to change */
	int round;
	atomic_int written;
};

static void save_in_a_window(void *context, int client)
{
	const struct room *room = context;
	const char *token = room->tree.user.token, *id = room->tree.ids[room->level];
	const char *field = client < WINDOWS_MAX ? windows[room->level][client] : NULL;

	/* Who has no field adds records below, which is a change of the same row. */
	for (int i = 0; i < SAVES && field == NULL && room->level < LEAD; i++)
		(void)!drafts_create(room->level + 1, token, id);
	for (int i = 0; i < SAVES && field != NULL; i++) {
		const char *value = window_value(field, i);
		struct http_response *response = drafts_patch(room->level, token, id, text("{\"%s\":%s}", field, value));
		expect_status(response, field, 200);
		drafts_expect(response, "own word", field, value);
	}
}

START_TEST(windows_that_write_different_fields_at_once_lose_nothing)
{
	struct room room = { .tree = drafts_tree_new(), .level = (enum drafts_level)_i };

	drafts_at_once(WINDOWS_MAX + 1, save_in_a_window, &room);
	struct http_response *whole = drafts_get(VISIT, room.tree.user.token, room.tree.ids[VISIT]);
	struct http_response *record = drafts_get(room.level, room.tree.user.token, room.tree.ids[room.level]);
	struct http_response in_tree = *whole;
	in_tree.json = drafts_find(whole, room.level, room.tree.ids[room.level]);
	for (int i = 0; i < WINDOWS_MAX && windows[room.level][i] != NULL; i++) {
		const char *field = windows[room.level][i];
		drafts_expect(record, "record", field, window_value(field, SAVES - 1));
		drafts_expect(&in_tree, "tree", field, window_value(field, SAVES - 1));
	}
}
END_TEST

static void save_if_unchanged(void *context, int client)
{
	struct room *room = context;
	const char *field = windows[room->level][0];
	const char *body = text("{\"%s\":%s}", field, window_value(field, room->round * RIVALS + client));
	struct http_response *response = drafts_send(room->level, "PATCH", room->tree.user.token, room->tree.ids[room->level],
						     body, text("If-Match: %s", room->tag));

	if (response->status == 200)
		atomic_fetch_add(&room->written, 1);
	else
		expect_problem(response, "came too late", 412, NULL);
}

START_TEST(of_conditional_writes_at_once_one_is_done)
{
	struct room room = { .tree = drafts_tree_new(), .level = (enum drafts_level)_i };

	for (; room.round < ROUNDS; room.round++) {
		room.tag = http_header(drafts_get(room.level, room.tree.user.token, room.tree.ids[room.level]), "ETag");
		ck_assert_ptr_nonnull(room.tag);
		drafts_at_once(RIVALS, save_if_unchanged, &room);
		ck_assert_int_eq(atomic_load(&room.written), room.round + 1);
	}
}
END_TEST

/* How a row gets another value behind the back of who is about to write the one that it has. */
static const char *const others[LEVELS] = {
	"UPDATE draft_visits SET customer_name = 'Other', updated_at = now() WHERE number = $1",
	"UPDATE draft_interactions SET principals = '{Other}', updated_at = now() WHERE visit_number = $1",
	"UPDATE draft_principal_interactions SET objective = 'Other', updated_at = now() WHERE visit_number = $1",
	"UPDATE draft_leads SET title = 'Other', updated_at = now() WHERE visit_number = $1",
};

/* To the one who waits it may look as if there were nothing to write. */
START_TEST(value_that_was_there_is_written_back)
{
	struct drafts_tree tree = drafts_tree_new();
	enum drafts_level level = (enum drafts_level)_i;
	const struct drafts_level_info *info = &drafts_levels[level];
	const struct http_request request = { .method = "PATCH",
					      .path = text("%s/%s", info->path, tree.ids[level]),
					      .token = tree.user.token,
					      .body = text("{\"%s\":%s}", info->text, info->value) };
	PGconn *other = sql_connect(NULL);

	expect_status(http_send(&request), "before", 200);
	sql_run(other, "BEGIN", (char *)NULL);
	ck_assert_int_eq(sql_run(other, others[level], tree.ids[VISIT] + 1, (char *)NULL), 1);
	struct http_pending *pending = http_begin(&request);
	(void)!sql_wait_for_blocked();
	sql_run(other, "COMMIT", (char *)NULL);
	struct http_response *response = http_end(pending);
	expect_status(response, "written back", 200);
	drafts_expect(response, "written back", info->text, info->value);
	drafts_expect(drafts_get(level, tree.user.token, tree.ids[level]), "written back", info->text, info->value);
}
END_TEST

/* --- submitted while somebody writes --- */

/* What is being written when the submission comes: it has locked the visit as every writer below it does. */
static const char *const writes_in_hand[] = {
	"UPDATE draft_leads SET title = 'Other', updated_at = now() WHERE visit_number = $1",
	"UPDATE draft_interactions SET principals = '{Other}', updated_at = now() WHERE visit_number = $1",
	"DELETE FROM draft_principal_interactions WHERE visit_number = $1",
	"INSERT INTO draft_interactions (visit_number, number) VALUES ($1, 1000)",
	"UPDATE draft_visits SET location = 'Pune', updated_at = now() WHERE number = $1",
};

/* The statement began before that was committed, and must see it all the same. */
START_TEST(submission_waits_for_who_writes_and_sees_it)
{
	struct drafts_tree tree = drafts_tree_new();
	const char *path = text("%s/%s", drafts_levels[VISIT].path, tree.ids[VISIT]), *number = tree.ids[VISIT] + 1;
	const char *seen = http_header(drafts_get(VISIT, tree.user.token, tree.ids[VISIT]), "ETag");
	const struct http_request submission = { .method = "PATCH",
						 .path = path,
						 .token = tree.user.token,
						 .body = "{\"status\":\"submitted\"}",
						 .headers = { text("If-Match: %s", seen) } };
	PGconn *writer = sql_connect(NULL);

	sql_run(writer, "BEGIN", (char *)NULL);
	sql_run(writer, "SELECT FROM draft_visits WHERE number = $1 FOR KEY SHARE", number, (char *)NULL);
	ck_assert_int_eq(sql_run(writer, writes_in_hand[_i], number, (char *)NULL), 1);
	struct http_pending *pending = http_begin(&submission);
	(void)!sql_wait_for_blocked();
	sql_run(writer, "COMMIT", (char *)NULL);
	expect_problem(http_end(pending), "what was not seen", 412, NULL);
	drafts_expect(drafts_get(VISIT, tree.user.token, tree.ids[VISIT]), "still", "status", "\"draft\"");
}
END_TEST

/* --- the same key at once --- */

START_TEST(with_one_key_at_once_one_record_is_made)
{
	struct drafts_tree tree = drafts_tree_new();
	enum drafts_level level = (enum drafts_level)_i;
	struct http_request requests[RIVALS];
	struct http_response *responses[RIVALS];
	int replayed = 0;

	for (int i = 0; i < RIVALS; i++)
		requests[i] = (struct http_request){ .method = "POST",
						     .path = drafts_levels[level].path,
						     .token = tree.user.token,
						     .body = level > VISIT ? drafts_post_body(level, tree.ids[level - 1]) : NULL,
						     .headers = { "Idempotency-Key: once" } };
	http_send_all(requests, responses, RIVALS);
	for (int i = 0; i < RIVALS; i++) {
		expect_status(responses[i], "with a key", 201);
		ck_assert_str_eq(responses[i]->body, responses[0]->body);
		ck_assert_str_eq(http_header(responses[i], "Location"), http_header(responses[0], "Location"));
		replayed += http_header(responses[i], "Idempotent-Replayed") != NULL;
	}
	ck_assert_int_eq(replayed, RIVALS - 1);
	const char *id = expect_text(responses[0], "with a key", drafts_levels[level].id);
	ck_assert_str_eq(http_header(responses[0], "Location"), text("%s/%s", drafts_levels[level].path, id));
	ck_assert_int_eq(last_number(id), last_number(tree.ids[level]) + 1);
	/* None has taken a number in vain. */
	ck_assert_int_eq(last_number(drafts_create(level, tree.user.token, level > VISIT ? tree.ids[level - 1] : NULL)),
			 last_number(id) + 1);
}
END_TEST

/* --- who waits for whom --- */

/* Where a level's children are counted: what a creation in hand has locked. */
static const char *const counters[LEVELS] = {
	[INTERACTION] = "SELECT FROM draft_visit_counters WHERE visit_number = $1 FOR NO KEY UPDATE",
	[PRINCIPAL_INTERACTION] = "SELECT FROM draft_interactions WHERE visit_number = $1 FOR NO KEY UPDATE",
	[LEAD] = "SELECT FROM draft_principal_interactions WHERE visit_number = $1 FOR NO KEY UPDATE",
};

START_TEST(creation_in_hand_keeps_no_sibling_waiting)
{
	struct drafts_tree tree = drafts_tree_new();
	enum drafts_level level = (enum drafts_level)_i;
	const char *token = tree.user.token;
	const struct http_request creation = { .path = drafts_levels[level].path,
					       .token = token,
					       .body = drafts_post_body(level, tree.ids[level - 1]) };
	PGconn *holder = sql_connect(NULL);

	sql_run(holder, "BEGIN", (char *)NULL);
	sql_run(holder, counters[level], tree.ids[VISIT] + 1, (char *)NULL);
	struct http_pending *pending = http_begin(&creation);
	(void)!sql_wait_for_blocked();
	for (int below = (int)level; below < LEVELS; below++)
		expect_status(drafts_touch((enum drafts_level)below, token, tree.ids[below]), "meanwhile", 200);
	if (level < LEAD)
		(void)!drafts_create(level + 1, token, tree.ids[level]);
	expect_status(drafts_get(VISIT, token, tree.ids[VISIT]), "meanwhile", 200);
	sql_run(holder, "ROLLBACK", (char *)NULL);
	expect_status(http_end(pending), "creation", 201);
}
END_TEST

void drafts_add_races(Suite *suite)
{
	TCase *part = suite_part(suite, "at once", drafts_mark_log);

	tcase_add_checked_fixture(part, NULL, drafts_expect_no_errors);
	tcase_add_loop_test(part, created_at_once_all_ids_are_distinct_and_none_is_missing, VISIT, LEVELS);
	tcase_add_loop_test(part, windows_that_write_different_fields_at_once_lose_nothing, VISIT, LEVELS);
	tcase_add_loop_test(part, of_conditional_writes_at_once_one_is_done, VISIT, LEVELS);
	tcase_add_loop_test(part, value_that_was_there_is_written_back, VISIT, LEVELS);
	tcase_add_loop_test(part, submission_waits_for_who_writes_and_sees_it, 0, ARRAY_LEN(writes_in_hand));
	tcase_add_loop_test(part, creation_in_hand_keeps_no_sibling_waiting, INTERACTION, LEVELS);
	tcase_add_loop_test(part, with_one_key_at_once_one_record_is_made, VISIT, LEVELS);
}

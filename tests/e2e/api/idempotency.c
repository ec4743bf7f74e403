/* Idempotency-Key: the first answer is given again, whatever happens in between; and many check-ins at once. */
#include <stdlib.h>
#include <string.h>

#include "expect.h"
#include "journal.h"
#include "mint.h"
#include "process.h"
#include "sql.h"
#include "stack.h"
#include "suite.h"
#include "text.h"
#include "world.h"

enum { AT_ONCE = 8 };

static struct http_response *post_with_key(const char *path, const char *token, const char *body, const char *key)
{
	const struct http_request request = { .path = path,
					      .token = token,
					      .body = body,
					      .headers = { text("Idempotency-Key%s%s", key[0] != '\0' ? ": " : ";", key) } };

	return http_send(&request);
}

static struct http_response *check_in(const struct world *world, const char *key, const char *more)
{
	return post_with_key(WORLD_VISITS, world->token, world_check_in_body(world->client, WORLD_SLOT, more), key);
}

/* The same answer, and said to be a replay. */
static void expect_replay(const char *what, const struct http_response *first, const struct http_response *second)
{
	ck_assert_msg(second->status == first->status, "%s: status %d after %d: %s", what, second->status, first->status,
		      second->body);
	expect_value(what, second->body, first->body);
	expect_value(what, http_header(second, "Location"), http_header(first, "Location"));
	expect_value(what, http_header(first, "Idempotent-Replayed"), NULL);
	expect_value(what, http_header(second, "Idempotent-Replayed"), "true");
}

static long count_keys(const struct world *world)
{
	return sql_count("SELECT count(*) FROM idempotency_keys WHERE user_id = $1", world->caregiver);
}

/* --- replays --- */

START_TEST(same_request_again_is_answered_alike)
{
	struct world world = world_new();
	struct http_response *first = check_in(&world, "k", ",\"checkInLatitude\":43.6532");

	expect_status(first, "first", 201);
	ck_assert_ptr_nonnull(http_header(first, "Location"));
	expect_replay("second", first, check_in(&world, "k", ",\"checkInLatitude\":43.6532"));
	expect_replay("with a slash", first,
		      post_with_key(WORLD_VISITS "/", world.token,
				    world_check_in_body(world.client, WORLD_SLOT, ",\"checkInLatitude\":43.6532"), "k"));
	expect_problem(check_in(&world, "another", ",\"checkInLatitude\":43.6532"), "another key", 409, NULL);
	ck_assert_int_eq(world_count_visits(world.client), 1);
}
END_TEST

/* So many contacts that every worker makes some, each under a key of its own. */
static void make_contacts(const struct world *world, const char *what)
{
	for (int i = 0; i < 3 * AT_ONCE; i++)
		expect_status(post_with_key("/api/v1/contacts", world->token, "{\"name\":\"x\"}", text("%s %d", what, i)), what,
			      201);
}

/* A migration that changes the type of what a statement returns, under workers that have prepared it. */
START_TEST(plan_that_is_stale_within_the_transaction)
{
	struct world world = world_new();

	make_contacts(&world, "before");
	sql_exec("ALTER TABLE contacts ALTER COLUMN name TYPE varchar(400)");
	make_contacts(&world, "of another type");
	sql_exec("ALTER TABLE contacts ALTER COLUMN name TYPE text");
	make_contacts(&world, "as before");
	ck_assert_int_eq(sql_count("SELECT count(*) FROM contacts WHERE user_id = $1", world.caregiver), 3 * 3 * AT_ONCE);
	ck_assert_int_eq(count_keys(&world), 3 * 3 * AT_ONCE);
}
END_TEST

START_TEST(replay_is_logged_as_a_request_without_a_second_visit)
{
	struct world world = world_new();
	struct http_response *first = check_in(&world, "k", "");
	long mark = journal_mark(stack.log);
	struct http_response *second = check_in(&world, "k", "");
	json_t *line = journal_find(stack.log, mark, "requestId", http_header(second, "X-Request-Id"));

	ck_assert_str_ne(http_header(first, "X-Request-Id"), http_header(second, "X-Request-Id"));
	ck_assert_ptr_nonnull(line);
	ck_assert_int_eq(json_integer_value(json_object_get(line, "status")), 201);
	ck_assert_ptr_null(json_object_get(line, "visitId"));
}
END_TEST

START_TEST(same_key_with_another_body_is_refused)
{
	struct world world = world_new();

	expect_status(check_in(&world, "k", ""), "first", 201);
	expect_problem(check_in(&world, "k", " "), "a space more", 422, "This Idempotency-Key was used with another body");
	expect_problem(check_in(&world, "k", ",\"checkInLatitude\":1"), "a field more", 422, NULL);
	/* The refusal has changed nothing. */
	expect_status(check_in(&world, "k", ""), "the first again", 201);
	ck_assert_int_eq(count_keys(&world), 1);
	ck_assert_int_eq(world_count_visits(world.client), 1);
}
END_TEST

START_TEST(refusal_409_is_kept)
{
	struct world world = world_new();

	expect_status(world_check_in(&world, ""), "slot", 201);
	struct http_response *first = check_in(&world, "k", "");
	expect_problem(first, "taken", 409, NULL);
	sql_exec("UPDATE visits SET status = 'cancelled' WHERE client_id = $1", world.client);
	expect_replay("now free", first, check_in(&world, "k", ""));
	expect_status(check_in(&world, "k2", ""), "another key", 201);
}
END_TEST

START_TEST(refusal_400_is_kept_with_its_details)
{
	struct world world = world_new();
	struct http_response *first = check_in(&world, "k", ",\"checkInLatitude\":91");

	expect_problem(first, "first", 400, "checkInLatitude must be between -90 and 90");
	struct http_response *second = check_in(&world, "k", ",\"checkInLatitude\":91");
	expect_replay("second", first, second);
	expect_detail(second, "second", "checkInLatitude", NULL);
}
END_TEST

START_TEST(refusal_404_is_kept)
{
	struct world world = world_new();

	sql_exec("UPDATE clients SET deleted_at = now() WHERE id = $1", world.client);
	struct http_response *first = check_in(&world, "k", "");
	expect_problem(first, "deleted", 404, NULL);
	sql_exec("UPDATE clients SET deleted_at = NULL WHERE id = $1", world.client);
	expect_replay("there again", first, check_in(&world, "k", ""));
}
END_TEST

/* With a bad token nothing is known about the caller: the key is free for the same request with a good one. */
START_TEST(refusal_401_is_not_kept)
{
	struct world world = world_new(), expired = world;
	const struct mint mint = { .user = world.caregiver, .role = "caregiver", .claims = "{\"exp\":1}" };

	expired.token = mint_odd(&mint);
	expect_problem(check_in(&expired, "k", ""), "expired", 401, NULL);
	ck_assert_int_eq(count_keys(&world), 0);
	expect_status(check_in(&world, "k", ""), "with a good token", 201);
}
END_TEST

/* Nor is what the token's role alone decides: the same user may come with a better one. */
START_TEST(refusal_of_the_tokens_role_is_not_kept)
{
	struct world world = world_new(), family = world;

	family.token = mint_token(world.caregiver, "family");
	expect_problem(check_in(&family, "k", ""), "family", 403, "Only caregivers can create visits");
	ck_assert_int_eq(count_keys(&world), 0);
	expect_status(check_in(&world, "k", ""), "caregiver", 201);
}
END_TEST

/* --- whose key it is, and what for --- */

START_TEST(another_caller_has_keys_of_their_own)
{
	struct world world = world_new(), other = world;

	other.caregiver = world_user("caregiver", world.zone);
	other.client = world_client(world.zone);
	other.token = mint_token(other.caregiver, NULL);
	struct http_response *first = check_in(&world, "k", ""), *second = check_in(&other, "k", "");
	expect_status(first, "first", 201);
	expect_status(second, "second", 201);
	ck_assert_str_ne(first->body, second->body);
	expect_replay("first again", first, check_in(&world, "k", ""));
	expect_replay("second again", second, check_in(&other, "k", ""));
}
END_TEST

/* Kept as if other operations had answered it already: they are other requests. */
START_TEST(another_path_or_method_has_keys_of_its_own)
{
	struct world world = world_new();

	sql_exec("INSERT INTO idempotency_keys (user_id, key, method, path, body_sha256, status, body)"
		 " SELECT $1, 'k', method, path, sha256('x'), 201, '{}'"
		 " FROM (VALUES ('POST', '/api/visits'), ('PUT', '" WORLD_VISITS "')) AS other (method, path)",
		 world.caregiver);
	struct http_response *first = check_in(&world, "k", "");
	expect_status(first, "first", 201);
	expect_replay("second", first, check_in(&world, "k", ""));
	ck_assert_int_eq(count_keys(&world), 3);
}
END_TEST

/* Such a path is refused before anything is asked of PostgreSQL, which could not compare it with another. */
START_TEST(path_that_is_no_text_has_no_keys)
{
	struct world world = world_new();
	const struct http_request request = { .method = "PATCH",
					      .path = WORLD_VISITS "/%ff",
					      .token = world.token,
					      .body = "{}",
					      .headers = { "Idempotency-Key: k" } };

	expect_problem(http_send(&request), "a byte that is none of UTF-8", 400, "Invalid visitId format");
	ck_assert_int_eq(count_keys(&world), 0);
}
END_TEST

static const struct {
	const char *name, *change;
} gone[] = {
	{ "deactivated", "UPDATE users SET is_active = false WHERE id = $1" },
	{ "deleted", "UPDATE users SET deleted_at = now() WHERE id = $1" },
};

START_TEST(replay_to_a_user_who_is_gone_is_refused)
{
	struct world world = world_new();

	expect_status(check_in(&world, "k", ""), "first", 201);
	sql_exec(gone[_i].change, world.caregiver);
	expect_problem(check_in(&world, "k", ""), gone[_i].name, 403, "User not found");
	expect_problem(check_in(&world, "new", ""), gone[_i].name, 403, "User not found");
	ck_assert_int_eq(count_keys(&world), 1);
}
END_TEST

/* --- the key itself --- */

static const struct {
	const char *name, *key;
	size_t repeat;
	bool good;
} keys[] = {
	{ "one character", "~", 1, true },
	{ "255 characters", "k", 255, true },
	{ "256 characters", "k", 256, false },
	{ "4000 characters", "k", 4000, false },
	{ "empty", "", 1, false },
	{ "spaces within", "a b c", 1, true },
	{ "all that is printable", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", 1, true },
	{ "UTF-8", "cl\xc3\xa9", 1, false },
	{ "a byte that is no UTF-8", "a\xff", 1, false },
	{ "a tab", "a\tb", 1, false },
	{ "DEL", "a\x7f", 1, false },
};

START_TEST(key_is_1_to_255_printable_ASCII)
{
	struct world world = world_new();
	const char *key = text_repeat(keys[_i].key, keys[_i].repeat);
	struct http_response *first = check_in(&world, key, "");

	if (keys[_i].good) {
		expect_status(first, keys[_i].name, 201);
		expect_replay(keys[_i].name, first, check_in(&world, key, ""));
		expect_value(keys[_i].name, sql_value("SELECT key FROM idempotency_keys WHERE user_id = $1", world.caregiver),
			     key);
		return;
	}
	/* nginx refuses some of them itself, as no valid HTTP. */
	expect_problem(first, keys[_i].name, 400, NULL);
	ck_assert_int_eq(world_count_visits(world.client), 0);
	ck_assert_int_eq(count_keys(&world), 0);
}
END_TEST

/* --- a day later --- */

static void age(const struct world *world, const char *by)
{
	sql_exec("UPDATE idempotency_keys SET created_at = created_at - $2::interval WHERE user_id = $1", world->caregiver, by);
}

START_TEST(key_is_kept_for_24_hours)
{
	struct world world = world_new();
	struct http_response *first = check_in(&world, "k", "");

	age(&world, "23 hours 59 minutes");
	expect_replay("almost a day later", first, check_in(&world, "k", ""));
}
END_TEST

START_TEST(expired_key_is_free_again)
{
	struct world world = world_new();

	expect_status(check_in(&world, "k", ""), "first", 201);
	age(&world, "25 hours");
	struct http_response *second = check_in(&world, "k", "");
	expect_problem(second, "the same request", 409, NULL);
	expect_replay("from now on", second, check_in(&world, "k", ""));
	age(&world, "25 hours");
	expect_status(check_in(&world, "k", ",\"checkInLatitude\":91"), "another body", 400);
	ck_assert_int_eq(count_keys(&world), 1);
	expect_value("age",
		     sql_value("SELECT created_at > now() - interval '1 minute' FROM idempotency_keys WHERE user_id = $1",
			       world.caregiver),
		     "t");
}
END_TEST

START_TEST(expired_keys_are_swept)
{
	struct world world = world_new(), other = world_new();
	long left;

	for (int i = 0; i < 3; i++)
		expect_problem(check_in(&world, text("k%d", i), ",\"x\":1"), "left", 400, NULL);
	age(&world, "25 hours");
	/* Others' leavings may be older and come first: a few are swept with every key that comes. */
	for (int i = 0; (left = count_keys(&world)) > 0; i++) {
		ck_assert_msg(i < 100, "%ld keys are not swept", left);
		expect_problem(check_in(&other, text("k%d", i), ",\"x\":1"), "sweeping", 400, NULL);
	}
	expect_value("the young stay", sql_value("SELECT count(*) > 0 FROM idempotency_keys WHERE user_id = $1", other.caregiver),
		     "t");
}
END_TEST

/* --- changes --- */

static struct http_response *change(const char *method, const char *path, const char *token, const char *body, const char *etag)
{
	const struct http_request request = { .method = method,
					      .path = path,
					      .token = token,
					      .body = body,
					      .headers = { "Idempotency-Key: change",
							   etag != NULL ? text("If-Match: %s", etag) : NULL } };

	return http_send(&request);
}

/* The first has changed the record that the second's If-Match names: the key comes before the condition. */
START_TEST(patch_whose_reply_was_lost_is_no_412)
{
	struct world world = world_new();
	const char *path = text(WORLD_VISITS "/%s", expect_text(world_check_in(&world, ""), "check-in", "id"));
	const char *body = "{\"documentation\":{\"observations\":\"Slept well.\"}}";
	const struct http_request read = { .path = path, .token = world.token };
	const char *etag = http_header(http_send(&read), "ETag");
	struct http_response *first = change("PATCH", path, world.token, body, etag);

	expect_status(first, "first", 200);
	struct http_response *second = change("PATCH", path, world.token, body, etag);
	expect_replay("second", first, second);
	/* And it is the tag to go on from. */
	expect_value("tag", http_header(second, "ETag"), http_header(first, "ETag"));
	expect_problem(change("PATCH", path, world.token, "{\"status\":\"completed\"}", etag), "another body", 422,
		       "This Idempotency-Key was used with another body");
	const struct http_request without = {
		.method = "PATCH", .path = path, .token = world.token, .body = body, .headers = { text("If-Match: %s", etag) }
	};
	expect_problem(http_send(&without), "without a key", 412, NULL);
}
END_TEST

START_TEST(delete_again_is_answered_alike)
{
	struct world world = world_new();
	const char *path = text("/api/visits/%s", expect_text(http_post("/api/visits", world.token, "{}"), "draft", "visitId"));
	struct http_response *first = change("DELETE", path, world.token, NULL, NULL);

	ck_assert_int_eq(first->status, 204);
	expect_replay("second", first, change("DELETE", path, world.token, NULL, NULL));
	const struct http_request without = { .method = "DELETE", .path = path, .token = world.token };
	expect_problem(http_send(&without), "without a key", 404, NULL);
}
END_TEST

START_TEST(refused_change_is_kept)
{
	struct world world = world_new();
	const char *path = text(WORLD_VISITS "/%s", expect_text(world_check_in(&world, ""), "check-in", "id"));
	struct http_response *first = change("PATCH", path, world.token, "{\"status\":\"cancelled\"}", "\"1\"");

	expect_problem(first, "first", 412, NULL);
	expect_replay("second", first, change("PATCH", path, world.token, "{\"status\":\"cancelled\"}", NULL));
	const struct http_request bad = {
		.method = "PATCH", .path = path, .token = world.token, .body = "{}", .headers = { "Idempotency-Key: \xc3\xa4" }
	};
	expect_problem(http_send(&bad), "bad key", 400, "Idempotency-Key must be 1 to 255 printable ASCII characters");
}
END_TEST

/* --- at once --- */

/* Eight check-ins of one body at once, with or without a key; returns how many had this status. */
static int send_at_once(const struct world *world, const char *key, struct http_response *responses[AT_ONCE], int status)
{
	const char *body = world_check_in_body(world->client, WORLD_SLOT, "");
	struct http_request requests[AT_ONCE];
	int count = 0;

	for (int i = 0; i < AT_ONCE; i++) {
		requests[i] = (struct http_request){ .path = WORLD_VISITS, .token = world->token, .body = body };
		requests[i].headers[0] = key != NULL ? text("Idempotency-Key: %s", key) : NULL;
	}
	http_send_all(requests, responses, AT_ONCE);
	for (int i = 0; i < AT_ONCE; i++)
		count += responses[i]->status == status;
	return count;
}

START_TEST(eight_check_ins_at_once_for_one_slot)
{
	struct world world = world_new();
	struct http_response *responses[AT_ONCE];

	ck_assert_int_eq(send_at_once(&world, NULL, responses, 201), 1);
	for (int i = 0; i < AT_ONCE; i++) {
		if (responses[i]->status != 201)
			expect_problem(responses[i], "the others", 409, "Visit already exists for this time slot");
	}
	ck_assert_int_eq(world_count_visits(world.client), 1);
}
END_TEST

START_TEST(eight_check_ins_at_once_with_one_key)
{
	struct world world = world_new();
	struct http_response *responses[AT_ONCE];
	int replays = 0;

	ck_assert_int_eq(send_at_once(&world, "k", responses, 201), AT_ONCE);
	for (int i = 0; i < AT_ONCE; i++) {
		expect_value("body", responses[i]->body, responses[0]->body);
		expect_value("Location", http_header(responses[i], "Location"), http_header(responses[0], "Location"));
		replays += http_header(responses[i], "Idempotent-Replayed") != NULL;
	}
	ck_assert_int_eq(replays, AT_ONCE - 1);
	ck_assert_int_eq(world_count_visits(world.client), 1);
	ck_assert_int_eq(count_keys(&world), 1);
}
END_TEST

/* Each its own key: the slot decides, and each answer is kept. */
START_TEST(eight_check_ins_at_once_with_a_key_each)
{
	struct world world = world_new();
	const char *body = world_check_in_body(world.client, WORLD_SLOT, "");
	struct http_request requests[AT_ONCE];
	struct http_response *responses[AT_ONCE];
	int created = 0;

	for (int i = 0; i < AT_ONCE; i++) {
		requests[i] = (struct http_request){ .path = WORLD_VISITS, .token = world.token, .body = body };
		requests[i].headers[0] = text("Idempotency-Key: k%d", i);
	}
	http_send_all(requests, responses, AT_ONCE);
	for (int i = 0; i < AT_ONCE; i++) {
		created += responses[i]->status == 201;
		expect_replay("again", responses[i], http_send(&requests[i]));
	}
	ck_assert_int_eq(created, 1);
	ck_assert_int_eq(world_count_visits(world.client), 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("idempotency");
	TCase *part = suite_part(suite, "replay", NULL);

	tcase_add_test(part, same_request_again_is_answered_alike);
	tcase_add_test(part, plan_that_is_stale_within_the_transaction);
	tcase_add_test(part, replay_is_logged_as_a_request_without_a_second_visit);
	tcase_add_test(part, same_key_with_another_body_is_refused);
	tcase_add_test(part, refusal_409_is_kept);
	tcase_add_test(part, refusal_400_is_kept_with_its_details);
	tcase_add_test(part, refusal_404_is_kept);
	tcase_add_test(part, refusal_401_is_not_kept);
	tcase_add_test(part, refusal_of_the_tokens_role_is_not_kept);
	tcase_add_test(part, another_caller_has_keys_of_their_own);
	tcase_add_test(part, another_path_or_method_has_keys_of_its_own);
	tcase_add_test(part, path_that_is_no_text_has_no_keys);
	tcase_add_loop_test(part, replay_to_a_user_who_is_gone_is_refused, 0, ARRAY_LEN(gone));
	tcase_add_loop_test(part, key_is_1_to_255_printable_ASCII, 0, ARRAY_LEN(keys));
	tcase_add_test(part, key_is_kept_for_24_hours);
	tcase_add_test(part, expired_key_is_free_again);
	tcase_add_test(part, expired_keys_are_swept);

	part = suite_part(suite, "changes", NULL);
	tcase_add_test(part, patch_whose_reply_was_lost_is_no_412);
	tcase_add_test(part, delete_again_is_answered_alike);
	tcase_add_test(part, refused_change_is_kept);
	part = suite_part(suite, "at once", NULL);
	tcase_add_test(part, eight_check_ins_at_once_for_one_slot);
	tcase_add_test(part, eight_check_ins_at_once_with_one_key);
	tcase_add_test(part, eight_check_ins_at_once_with_a_key_each);
	return suite_main(suite);
}

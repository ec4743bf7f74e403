/* Callers whom the directory knows by what their identity provider calls them: subject_claim and users.external_id. */
#include <string.h>

#include "expect.h"
#include "journal.h"
#include "mint.h"
#include "sql.h"
#include "stack.h"
#include "suite.h"
#include "text.h"
#include "tokens.h"

enum { WORKERS_TIMES_TWO = 16 };

/* The world's caregiver gets an external id, and a token that names it alone. */
static const char *name_caregiver(struct world *world)
{
	const char *id = text("auth0|%s", world->caregiver);
	const struct mint mint = { .user = id, .role = "caregiver" };

	sql_exec("UPDATE users SET external_id = $2 WHERE id = $1", world->caregiver, id);
	world->token = mint_odd(&mint);
	return id;
}

/* The check-in's line in the log. */
static json_t *line_of(const struct http_response *response, long mark)
{
	json_t *line = journal_find(stack.log, mark, "requestId", http_header(response, "X-Request-Id"));

	ck_assert_ptr_nonnull(line);
	return line;
}

START_TEST(caller_is_found_by_external_id)
{
	struct world world = world_new();
	(void)name_caregiver(&world);
	long mark = journal_mark(stack.log);
	struct http_response *response = tokens_check_in(&world, world.token);

	expect_status(response, "external id", 201);
	ck_assert_str_eq(expect_text(response, "external id", "staffId"), world.caregiver);
	/* The log has the directory's name for them, and not the provider's. */
	json_t *line = line_of(response, mark);
	ck_assert_str_eq(journal_text(line, "caller"), world.caregiver);
	ck_assert_ptr_null(json_object_get(line, "externalId"));
	ck_assert_ptr_null(strstr(journal_bytes(stack.log, mark), "auth0|"));
}
END_TEST

static const char *const unknown[] = { "auth0|nobody", "x", "' OR true --", "%", "\xf0\x9f\x91\xa9", "null" };

START_TEST(unknown_external_id_is_an_unknown_caller)
{
	struct world world = world_new();
	const struct mint mint = { .user = unknown[_i], .role = "caregiver" };
	long mark = journal_mark(stack.log);
	struct http_response *response = tokens_check_in(&world, mint_odd(&mint));

	expect_problem(response, unknown[_i], 403, "User not found");
	ck_assert_str_eq(expect_text(response, unknown[_i], "code"), "caller_unknown");
	json_t *line = line_of(response, mark);
	ck_assert_str_eq(journal_text(line, "externalId"), unknown[_i]);
	ck_assert_ptr_null(json_object_get(line, "caller"));
}
END_TEST

/* What cannot stand in the directory is no id; a text of 255 characters can. */
START_TEST(id_that_is_none_is_refused)
{
	const char *longest = text_repeat("\xc3\xa9", 255);
	const char *const claims[] = { "17", "true", "{}", "[\"auth0|1\"]", "\"\"", "\"a\\nb\"", text("\"x%s\"", longest) };
	struct world world = world_new();

	for (size_t i = 0; i < ARRAY_LEN(claims); i++) {
		const struct mint mint = { .claims = text("{\"sub\":%s}", claims[i]) };
		tokens_expect_bad(&world, claims[i], mint_odd(&mint));
	}
	const struct mint mint = { .user = longest };
	sql_exec("UPDATE users SET external_id = $2 WHERE id = $1", world.caregiver, longest);
	tokens_expect_good(&world, "255 characters", mint_odd(&mint));
	sql_exec("UPDATE users SET external_id = NULL WHERE id = $1", world.caregiver);
}
END_TEST

/* Whatever the workers remember of the tokens. */
START_TEST(users_who_swap_external_ids_are_swapped_at_once)
{
	struct world one = world_new(), other = world_new();
	const char *first = name_caregiver(&one), *second = name_caregiver(&other);

	for (int i = 0; i < WORKERS_TIMES_TWO; i++) {
		tokens_expect_good(&one, "before", one.token);
		tokens_expect_good(&other, "before", other.token);
	}
	sql_exec("UPDATE users SET external_id = NULL WHERE id = $1", one.caregiver);
	sql_exec("UPDATE users SET external_id = $2 WHERE id = $1", other.caregiver, first);
	sql_exec("UPDATE users SET external_id = $2 WHERE id = $1", one.caregiver, second);
	for (int i = 0; i < WORKERS_TIMES_TWO; i++) {
		tokens_expect_good(&one, "after", other.token);
		tokens_expect_good(&other, "after", one.token);
		expect_problem(tokens_check_in(&one, one.token), "another's client", 403,
			       "Cannot create visit for client in different zone");
	}
	sql_exec("UPDATE users SET external_id = NULL WHERE id = $1", one.caregiver);
	for (int i = 0; i < WORKERS_TIMES_TWO; i++)
		expect_problem(tokens_check_in(&one, other.token), "taken away", 403, "User not found");
}
END_TEST

START_TEST(directory_decides_about_external_callers_too)
{
	struct world world = world_new();

	(void)name_caregiver(&world);
	tokens_expect_good(&world, "active", world.token);
	sql_exec("UPDATE users SET is_active = false WHERE id = $1", world.caregiver);
	expect_problem(tokens_check_in(&world, world.token), "inactive", 403, "User not found");
	sql_exec("UPDATE users SET is_active = true, role = 'family' WHERE id = $1", world.caregiver);
	expect_problem(tokens_check_in(&world, world.token), "family", 403, "Only caregivers can create visits");
	sql_exec("UPDATE users SET role = 'caregiver' WHERE id = $1", world.caregiver);
	const struct mint mint = { .user = text("auth0|%s", world.caregiver), .role = "admin" };
	expect_problem(tokens_check_in(&world, mint_odd(&mint)), "the token's role", 403, "Only caregivers can create visits");
}
END_TEST

/* By whichever name they come. */
START_TEST(idempotency_key_belongs_to_the_user)
{
	struct world world = world_new(), other = world_new();
	const struct mint by_id = { .user = world.caregiver };
	const char *by_uuid = mint_odd(&by_id), *id = name_caregiver(&world);
	struct http_request request = { .path = WORLD_VISITS,
					.token = world.token,
					.body = world_check_in_body(world.client, WORLD_SLOT, ""),
					.headers = { text("Idempotency-Key: %s", world_uuid()) } };
	struct http_response *first = http_send(&request), *again = http_send(&request);

	expect_status(first, "first", 201);
	expect_status(again, "again", 201);
	ck_assert_str_eq(again->body, first->body);
	request.token = by_uuid;
	again = http_send(&request);
	ck_assert_str_eq(again->body, first->body);
	expect_value("by UUID", http_header(again, "Idempotent-Replayed"), "true");

	/* The external id is another's now, and the key is not. */
	sql_exec("UPDATE users SET external_id = NULL WHERE id = $1", world.caregiver);
	sql_exec("UPDATE users SET external_id = $2 WHERE id = $1", other.caregiver, id);
	request.token = world.token;
	expect_problem(http_send(&request), "another's", 403, "Cannot create visit for client in different zone");
}
END_TEST

START_TEST(claim_is_the_one_that_is_configured)
{
	struct world world = world_new();
	const char *id = name_caregiver(&world);
	const struct {
		const char *name, *claims;
		bool good;
	} rows[] = {
		{ "a UUID", text("{\"sub\":\"pairwise\",\"oid\":\"%s\"}", world.caregiver), true },
		{ "an external id", text("{\"sub\":null,\"oid\":\"%s\"}", id), true },
		{ "sub alone", text("{\"sub\":\"%s\"}", world.caregiver), false },
		{ "userId alone", text("{\"sub\":null,\"userId\":\"%s\"}", world.caregiver), false },
	};

	ck_assert(stack_configure("[token]\nsubject_claim = oid\n"));
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct mint mint = { .claims = rows[i].claims };
		if (rows[i].good)
			tokens_expect_good(&world, rows[i].name, mint_odd(&mint));
		else
			tokens_expect_bad(&world, rows[i].name, mint_odd(&mint));
	}
}
END_TEST

void tokens_add_external_ids(Suite *suite)
{
	TCase *part = suite_part(suite, "external_ids", NULL);

	tcase_add_test(part, caller_is_found_by_external_id);
	tcase_add_loop_test(part, unknown_external_id_is_an_unknown_caller, 0, ARRAY_LEN(unknown));
	tcase_add_test(part, id_that_is_none_is_refused);
	tcase_add_test(part, users_who_swap_external_ids_are_swapped_at_once);
	tcase_add_test(part, directory_decides_about_external_callers_too);
	tcase_add_test(part, idempotency_key_belongs_to_the_user);
	part = suite_part(suite, "subject_claim", tokens_settle);
	tcase_add_test(part, claim_is_the_one_that_is_configured);
}

/* Entity tags of visits: If-None-Match on what is read, If-Match on what is written, many writers at once. */
#include <string.h>

#include "expect.h"
#include "mint.h"
#include "sql.h"
#include "suite.h"
#include "text.h"
#include "visits.h"

enum { AT_ONCE = 64, RIVALS = 16 };

/* The tag of a reply, without its quotes. */
static char *tag_of(const struct http_response *response)
{
	const char *header = http_header(response, "ETag");

	ck_assert_ptr_nonnull(header);
	size_t length = strlen(header);
	ck_assert_msg(length > 2 && header[0] == '"' && header[length - 1] == '"', "ETag: %s", header);
	ck_assert_int_eq(http_header_count(response, "ETag"), 1);
	return text("%.*s", (int)length - 2, header + 1);
}

static char *tag_at(const char *path, const char *token)
{
	struct http_response *response = visits_get(path, token, NULL);

	expect_status(response, path, 200);
	return tag_of(response);
}

static char *if_match(const char *tag)
{
	return text("If-Match: \"%s\"", tag);
}

/* --- reading --- */

/* '@' is the tag. */
static const struct {
	const char *header;
	bool matches;
} none_matches[] = {
	{ "\"@\"", true },
	{ "W/\"@\"", true },
	{ "\"x\", \"@\"", true },
	{ "\"x\",,W/\"y\" ,\t\"@\"", true },
	{ "*", true },
	{ " * ", true },
	{ "\"x\"", false },
	{ "@", false },
	{ "\"@", false },
	{ "\"@x\"", false },
	{ "\"\"", false },
	{ ",,,", false },
	{ "w/\"@\"", false },
	{ "\"*\"", false },
	{ "\"x\" garbage \"@\"", false },
};

START_TEST(if_none_match)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "completed"), *form = none_matches[_i].header;
	const char *paths[] = { visits_path(visit), WORLD_VISITS, WORLD_VISITS "?cursor=&limit=1" };

	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		const char *tag = tag_at(paths[i], world.token), *what = text("%s, If-None-Match: %s", paths[i], form);
		struct http_response *response = visits_get(paths[i], world.token,
							    text("If-None-Match: %s", text_fill(form, tag)));
		ck_assert_msg(response->status == (none_matches[_i].matches ? 304 : 200), "%s: %d", what, response->status);
		ck_assert_msg((response->length == 0) == none_matches[_i].matches, "%s: %s", what, response->body);
		expect_value(what, tag_of(response), tag);
		expect_value(what, http_header(response, "Cache-Control"), "private, no-cache");
		ck_assert_int_eq(http_header_count(response, "X-Request-Id"), 1);
	}
}
END_TEST

START_TEST(no_tag_lets_anybody_in)
{
	struct world world = world_new();
	const char *path = visits_path(visits_new(&world, "completed"));
	const char *stranger = mint_token(world_user("caregiver", world.zone), NULL);

	expect_problem(visits_get(path, stranger, "If-None-Match: *"), "not theirs", 403, "You can only view your own visits");
	expect_problem(visits_get(path, NULL, "If-None-Match: *"), "no token", 401, "Authentication required");
	expect_problem(visits_get(visits_path(world_uuid()), world.token, "If-None-Match: *"), "unknown", 404, "Visit not found");
	expect_value("refusals have no tag", http_header(visits_get(path, stranger, NULL), "ETag"), NULL);
}
END_TEST

/* What is seen in a visit: a change of it is seen in the tag. Whether the change is the visit's own, so that If-Match fails. */
static const struct {
	const char *change; /* $1 visit  $2 client  $3 caregiver */
	bool own, listed;
} changes[] = {
	{ "UPDATE clients SET address = '2 Test Street' WHERE id = $2 AND $1 <> $3", false, false },
	{ "UPDATE clients SET first_name = 'Wilhelmina' WHERE id = $2 AND $1 <> $3", false, true },
	{ "UPDATE users SET last_name = 'Featherstone' WHERE id = $3 AND $1 <> $2", false, true },
	{ "UPDATE users SET email = gen_random_uuid() WHERE id = $3 AND $1 <> $2", false, false },
	{ "UPDATE visits SET duration_minutes = 54, updated_at = now() WHERE id = $1 AND $2 <> $3", true, true },
	{ "UPDATE visit_documentation SET concerns = 'x' WHERE visit_id = $1 AND $2 <> $3", true, false },
	{ "DELETE FROM visit_documentation WHERE visit_id = $1 AND $2 <> $3", true, false },
	{ "UPDATE visit_photos SET file_name = 'b.jpg' WHERE visit_id = $1 AND $2 <> $3", false, false },
	{ "DELETE FROM visit_photos WHERE visit_id = $1 AND $2 <> $3", false, false },
	{ "INSERT INTO visit_photos (visit_id, s3_key, file_name, file_size, mime_type) SELECT $1::uuid, 'visits/' || $1 || "
	  "'/photos/2-b.jpg',"
	  " 'b.jpg', 1, 'image/jpeg' WHERE $2 <> $3",
	  false, false },
};

START_TEST(tags_follow_what_is_shown)
{
	struct world world = world_new();
	const char *visit = world_visit(world.client, world.caregiver, true), *what = changes[_i].change;

	sql_exec("INSERT INTO visit_photos (visit_id, s3_key, file_name, file_size, mime_type)"
		 " VALUES ($1::uuid, 'visits/' || $1 || '/photos/1-a.jpg', 'a.jpg', 1, 'image/jpeg')",
		 visit);
	const char *tag = tag_at(visits_path(visit), world.token), *list = tag_at(WORLD_VISITS, world.token);

	expect_value("the same again", tag_at(visits_path(visit), world.token), tag);
	expect_value("the same again", tag_at(WORLD_VISITS, world.token), list);
	sql_exec(what, visit, world.client, world.caregiver);
	struct http_response *again = visits_get(visits_path(visit), world.token, text("If-None-Match: \"%s\"", tag));
	ck_assert_msg(again->status == 200 && strcmp(tag_of(again), tag) != 0, "%s: the tag stays", what);
	ck_assert_msg((strcmp(tag_at(WORLD_VISITS, world.token), list) != 0) == changes[_i].listed, "%s: the list's tag", what);
	struct http_response *response = visits_patch(visit, world.token, "{\"documentation\":{\"concerns\":\"x\"}}",
						      if_match(tag));
	if (changes[_i].own)
		expect_problem(response, what, 412, "The record has changed since it was read");
	else
		expect_status(response, what, 200);
}
END_TEST

START_TEST(lists_have_a_tag_of_their_content)
{
	struct world world = world_new();
	const char *empty = tag_at(WORLD_VISITS, world.token);
	const char *visit = visits_new(&world, "in_progress"), *one = tag_at(WORLD_VISITS, world.token);

	ck_assert_str_ne(empty, one);
	expect_status(visits_patch(visit, world.token, "{\"status\":\"cancelled\"}", NULL), "listed", 200);
	ck_assert_str_ne(tag_at(WORLD_VISITS, world.token), one);
	ck_assert_str_ne(tag_at(WORLD_VISITS "?limit=1&cursor=", world.token), one);
}
END_TEST

/* --- writing --- */

static const struct {
	const char *header;
	bool matches;
} matches[] = {
	{ "\"@\"", true },           { "*", true },       { " * ", true },     { "\"x\", \"@\"", true },
	{ "W/\"x\",\"@\"", true },   { "W/\"@\"", true }, { "\"x\"", false },  { "\"x\",\"y\"", false },
	{ "\"\"", false },           { "\"*\"", false },  { "\"{}\"", false }, { "\"NULL\"", false },
	{ "\"-\"", false },          { "\"\\\"", false }, { "\"'\"", false },  { "\"x,y\"", false },
	{ "\"x\" ,, \"@\",", true },
};

START_TEST(if_match_on_a_write)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress"), *tag = tag_at(visits_path(visit), world.token);
	const char *header = text("If-Match: %s", text_fill(matches[_i].header, tag));
	struct http_response *response = visits_patch(visit, world.token, "{\"documentation\":{\"concerns\":\"x\"}}", header);

	if (matches[_i].matches) {
		expect_status(response, header, 200);
		ck_assert_str_ne(tag_of(response), tag);
	} else {
		expect_problem(response, header, 412, "The record has changed since it was read");
		expect_value(header, tag_at(visits_path(visit), world.token), tag);
	}
	ck_assert_int_eq(sql_count("SELECT count(*) FROM visit_documentation WHERE visit_id = $1", visit), matches[_i].matches);
}
END_TEST

/* Not to be taken for a condition that fails: the client would read the record again, for ever. */
static const char *const malformed_matches[] = { "@", "\"@",         "@\"",      "'@'",      "garbage",
						 ",", "\"@\" \"x\"", "\"@\", x", "*, \"@\"", "**" };

START_TEST(malformed_if_match)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress"), *tag = tag_at(visits_path(visit), world.token);
	const char *header = text("If-Match: %s", text_fill(malformed_matches[_i], tag));
	const char *message = "If-Match must be * or entity tags, each in double quotes";
	struct http_response *response = visits_patch(visit, world.token, "{\"documentation\":{\"concerns\":\"x\"}}", header);

	expect_problem(response, header, 400, message);
	expect_detail(response, header, "If-Match", message);
	expect_value(header, tag_at(visits_path(visit), world.token), tag);
}
END_TEST

START_TEST(if_match_comes_after_who_may)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress"), *body = "{\"documentation\":{\"concerns\":\"x\"}}";
	const char *stranger = mint_token(world_user("caregiver", world.zone), NULL);

	expect_problem(visits_patch(world_uuid(), world.token, body, "If-Match: *"), "unknown", 404, "Visit not found");
	expect_problem(visits_patch(visit, stranger, body, "If-Match: \"x\""), "not theirs", 403,
		       "You can only update your own visits");
	expect_problem(visits_patch(visit, world.token, "{}", "If-Match: \"x\""), "body", 400, "No updates provided");
	ck_assert_int_lt(visits_patch(visit, world.token, body, "If-Match: \"\xff\xfe\"")->status, 500);
	expect_problem(visits_patch(visit, world.token, body, text("If-Match: %s\"x\"", text_repeat("\"a-b\", ", 500))), "many",
		       412, "The record has changed since it was read");
	expect_status(visits_get(WORLD_VISITS, world.token, "If-Match: \"x\""), "a list has no conditions on writing", 200);
}
END_TEST

/* After every write its reply and the detail have one tag, which the next write goes on. */
START_TEST(tag_of_a_write_is_that_of_the_next_read)
{
	static const char *const bodies[] = { "{\"documentation\":{\"vitalSigns\":{}}}",
					      "{\"documentation\":{\"vitalSigns\":{}}}",
					      "{\"checkOutTime\":\"2025-10-11T11:00:00Z\"}",
					      "{\"checkOutTime\":\"2025-10-11T11:00:00Z\"}",
					      "{\"status\":\"completed\",\"documentation\":{\"concerns\":null}}",
					      "{\"status\":\"completed\"}" };
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress"), *tag = tag_at(visits_path(visit), world.token);

	for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
		struct http_response *response = visits_patch(visit, world.token, bodies[i], if_match(tag));
		expect_status(response, bodies[i], 200);
		expect_value(bodies[i], http_header(response, "Cache-Control"), "private, no-cache");
		tag = tag_of(response);
		expect_value(bodies[i], tag_at(visits_path(visit), world.token), tag);
	}
	/* A condition on reading is none on writing. */
	expect_status(visits_patch(visit, world.token, "{\"status\":\"completed\"}", text("If-None-Match: \"%s\"", tag)), "PATCH",
		      200);
}
END_TEST

/* Sixty-four at once, half of them with a tag of before: those change nothing, the others all do. */
START_TEST(stale_writers_all_lose)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress"), *stale = tag_at(visits_path(visit), world.token);
	struct http_request requests[AT_ONCE];
	struct http_response *responses[AT_ONCE];

	expect_status(visits_patch(visit, world.token, "{\"documentation\":{\"vitalSigns\":{\"pulse\":72}}}", NULL), "first",
		      200);
	for (int i = 0; i < AT_ONCE; i++)
		requests[i] = (struct http_request){
			.method = "PATCH",
			.path = visits_path(visit),
			.token = world.token,
			.body = i % 2 != 0 ? "{\"status\":\"cancelled\",\"documentation\":{\"concerns\":\"stale\"}}"
					   : text("{\"documentation\":{\"observations\":\"%d\"}}", i),
			.headers = { i % 2 != 0 ? if_match(stale) : NULL },
		};
	http_send_all(requests, responses, AT_ONCE);
	for (int i = 0; i < AT_ONCE; i++) {
		if (i % 2 != 0)
			expect_problem(responses[i], "stale", 412, "The record has changed since it was read");
		else
			expect_status(responses[i], "good", 200);
	}
	expect_value("status", visits_column(visit, "status"), "in_progress");
	expect_value("row", visits_documentation(visit, "concerns IS NULL AND vital_signs = '{\"pulse\": 72}'"), "t");
	expect_value("one of the good", visits_documentation(visit, "observations::integer % 2 = 0"), "t");
}
END_TEST

/* All have read the same: just one of them writes. */
START_TEST(of_those_who_read_the_same_one_writes)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress"), *tag = tag_at(visits_path(visit), world.token);
	struct http_request requests[RIVALS];
	struct http_response *responses[RIVALS];
	int winner = -1;

	for (int i = 0; i < RIVALS; i++)
		requests[i] = (struct http_request){ .method = "PATCH",
						     .path = visits_path(visit),
						     .token = world.token,
						     .body = text("{\"documentation\":{\"observations\":\"%d\"}}", i),
						     .headers = { if_match(tag) } };
	http_send_all(requests, responses, RIVALS);
	for (int i = 0; i < RIVALS; i++) {
		if (responses[i]->status == 200 && winner < 0)
			winner = i;
		else
			expect_problem(responses[i], "a rival", 412, "The record has changed since it was read");
	}
	ck_assert_int_ge(winner, 0);
	expect_value("the winner's", visits_documentation(visit, "observations"), text("%d", winner));
	expect_value("the winner's", tag_at(visits_path(visit), world.token), tag_of(responses[winner]));
}
END_TEST

void visits_add_conditions(Suite *suite)
{
	TCase *part = suite_part(suite, "conditions", NULL);

	tcase_add_loop_test(part, if_none_match, 0, ARRAY_LEN(none_matches));
	tcase_add_test(part, no_tag_lets_anybody_in);
	tcase_add_loop_test(part, tags_follow_what_is_shown, 0, ARRAY_LEN(changes));
	tcase_add_test(part, lists_have_a_tag_of_their_content);
	tcase_add_loop_test(part, if_match_on_a_write, 0, ARRAY_LEN(matches));
	tcase_add_loop_test(part, malformed_if_match, 0, ARRAY_LEN(malformed_matches));
	tcase_add_test(part, if_match_comes_after_who_may);
	tcase_add_test(part, tag_of_a_write_is_that_of_the_next_read);
	tcase_add_test(part, stale_writers_all_lose);
	tcase_add_test(part, of_those_who_read_the_same_one_writes);
}

/* PATCH /api/v1/visits/{visitId}: documentation comes back as it went in, field by field, whoever writes at the same time. */
#include <string.h>

#include "expect.h"
#include "mint.h"
#include "sql.h"
#include "suite.h"
#include "text.h"
#include "visits.h"

enum { ROUNDS = 8, AT_ONCE = 8 };

static struct http_response *document(const char *visit, const char *token, const char *field, const char *json)
{
	return visits_patch(visit, token, text("{\"documentation\":{\"%s\":%s}}", field, json), NULL);
}

/* The four fields of a visit's row as one text. */
static char *all(const char *visit)
{
	return visits_documentation(visit, "concat_ws('; ', coalesce(vital_signs::text, '-'), coalesce(activities::text, '-'),"
					   " coalesce(observations, '-'), coalesce(concerns, '-'))");
}

/* --- field by field --- */

START_TEST(each_field_is_replaced_alone)
{
	static const struct {
		const char *field, *json, *after;
	} steps[] = {
		{ "vitalSigns", "{\"pulse\":72}", "{\"pulse\": 72}; -; -; -" },
		{ "activities", "[\"walk\"]", "{\"pulse\": 72}; [\"walk\"]; -; -" },
		{ "observations", "\"Slept.\"", "{\"pulse\": 72}; [\"walk\"]; Slept.; -" },
		{ "concerns", "\"Fell.\"", "{\"pulse\": 72}; [\"walk\"]; Slept.; Fell." },
		{ "vitalSigns", "{\"weight\":61.5}", "{\"weight\": 61.5}; [\"walk\"]; Slept.; Fell." },
		{ "activities", "{\"walk\":true}", "{\"weight\": 61.5}; {\"walk\": true}; Slept.; Fell." },
		{ "observations", "\"\"", "{\"weight\": 61.5}; {\"walk\": true}; ; Fell." },
		{ "concerns", "null", "{\"weight\": 61.5}; {\"walk\": true}; ; -" },
		{ "vitalSigns", "null", "-; {\"walk\": true}; ; -" },
		{ "activities", "[]", "-; []; ; -" },
		{ "observations", "null", "-; []; -; -" },
		{ "activities", "null", "-; -; -; -" },
	};
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress");

	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		expect_status(document(visit, world.token, steps[i].field, steps[i].json), steps[i].after, 200);
		expect_value(steps[i].field, all(visit), steps[i].after);
	}
	expect_value("one row", visits_documentation(visit, "updated_at > created_at"), "t");
}
END_TEST

START_TEST(a_completed_visit_can_still_be_documented)
{
	struct world world = world_new();
	const char *visit = world_visit(world.client, world.caregiver, true);

	expect_status(document(visit, world.token, "concerns", "\"None since.\""), "completed", 200);
	expect_value("observations stay", visits_documentation(visit, "observations"), "Slept well.");
	expect_value("concerns", visits_documentation(visit, "concerns"), "None since.");
}
END_TEST

#define ZEROS_33 "000000000000000000000000000000000"

/* What goes in, and the same as PostgreSQL spells it. */
static const struct {
	const char *sent, *shown;
} values[] = {
	{ "{}", "{}" },
	{ "{\"temperature\":36.60}", "{\"temperature\": 36.60}" },
	{ "{\"a\":1e2}", "{\"a\": 100}" },
	{ "{\"a\":-0.00}", "{\"a\": 0.00}" },
	{ "{\"a\":0.1000000000000000055511151231257827}", "{\"a\": 0.1000000000000000055511151231257827}" },
	{ "{\"a\":9007199254740993}", "{\"a\": 9007199254740993}" },
	{ "{\"a\":-9223372036854775808}", "{\"a\": -9223372036854775808}" },
	{ "{\"a\":123456789012345678901234567890}", "{\"a\": 123456789012345678901234567890}" },
	{ "{\"a\":1234567890123456789012345678901234567890}", "{\"a\": 1234567890123456789012345678901234567890}" },
	{ "{\"a\":[18446744073709551616,123456789012345678.99,9e0]}",
	  "{\"a\": [18446744073709551616, 123456789012345678.99, 9]}" },
	{ "{\"a\":1e-99}", "{\"a\": 0." ZEROS_33 ZEROS_33 "00000000000000000000000000000000"
			   "1}" },
	{ "{\"a\":1e99}", "{\"a\": 1" ZEROS_33 ZEROS_33 ZEROS_33 "}" },
	{ "{\"a\":1E-7}", "{\"a\": 0.0000001}" },
	{ "{\"a\":1,\"a\":2}", "{\"a\": 2}" },
	{ "{\"a\":null,\"b\":true,\"c\":false,\"d\":\"\"}", "{\"a\": null, \"b\": true, \"c\": false, \"d\": \"\"}" },
	{ "{\"\":{\"\":[]}}", "{\"\": {\"\": []}}" },
	{ "{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"}", "{\"a\": \"\\\"\\\\/\\b\\f\\n\\r\\t\"}" },
	{ "{\"a\":\"\\u00e9\\ud83d\\ude00\"}", "{\"a\": \"\xc3\xa9\xf0\x9f\x98\x80\"}" },
	{ "{\"a\":\"\\ud836\\ude00\\ud876\\udc00\"}", "{\"a\": \"\xf0\x9d\xa8\x80\xf0\xad\xa0\x80\"}" },
	{ "{\"a\":\"\x7f\xef\xbf\xbf\xf4\x8f\xbf\xbf\"}", "{\"a\": \"\x7f\xef\xbf\xbf\xf4\x8f\xbf\xbf\"}" },
	{ "{\"a\":\"\\u001f'; DROP TABLE visits; --\"}", "{\"a\": \"\\u001f'; DROP TABLE visits; --\"}" },
	{ "{\"documentation\":{\"vitalSigns\":{\"activities\":1}}}",
	  "{\"documentation\": {\"vitalSigns\": {\"activities\": 1}}}" },
};

START_TEST(json_comes_back_as_it_went_in)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress"), *sent = values[_i].sent, *shown = values[_i].shown;

	expect_status(visits_patch(visit, world.token,
				   text("{\"documentation\":{\"vitalSigns\":%s,\"activities\":[%s,[]]}}", sent, sent), NULL),
		      sent, 200);
	struct http_response *response = visits_get(visits_path(visit), world.token, NULL);
	ck_assert_int_eq(response->status, 200);
	ck_assert_msg(strstr(response->body, text("\"vitalSigns\":%s,\"activities\":[%s, []],", shown, shown)) != NULL, "%s: %s",
		      sent, response->body);
}
END_TEST

static char *nested(const char *open, const char *close, size_t levels)
{
	return text("%s%s", text_repeat(open, levels), text_repeat(close, levels));
}

/* Thirty-two levels, of which the body and its documentation are the first two. */
START_TEST(nesting_has_a_bound)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress"), *deep = nested("[", "]", 30);

	expect_status(document(visit, world.token, "activities", deep), "32 levels", 200);
	visits_expect(visits_get(visits_path(visit), world.token, NULL), "32 levels", "data.documentation.activities", deep);
	expect_problem(document(visit, world.token, "activities", nested("[", "]", 31)), "33 levels", 400,
		       "The body is nested more than 32 levels deep");
	expect_problem(document(visit, world.token, "vitalSigns", nested("{\"a\":[", "]}", 16)), "34 levels", 400,
		       "The body is nested more than 32 levels deep");
	expect_problem(document(visit, world.token, "activities", nested("[", "]", 100000)), "100,000 levels", 400,
		       "The body is nested more than 32 levels deep");
}
END_TEST

/* Texts and values that PostgreSQL could choke on. */
#define BEYOND             "A number has more than 40 characters or an exponent beyond 99 at line 1, column 37"
#define TOO_LARGE          "A field of the documentation takes at most 64 KiB"
#define NUL_MESSAGE(field) "documentation." field " must not contain U+0000"
static const struct {
	const char *body, *message; /* of the 400; NULL for any */
} hostile[] = {
	{ "{\"observations\":\"a\\u0000b\"}", NUL_MESSAGE("observations") },
	{ "{\"observations\":\"\\u0000\"}", NUL_MESSAGE("observations") },
	{ "{\"concerns\":\"a\\u0000\"}", NUL_MESSAGE("concerns") },
	{ "{\"vitalSigns\":{\"a\":\"\\u0000\"}}", NUL_MESSAGE("vitalSigns") },
	{ "{\"vitalSigns\":{\"a\":[{\"b\":\"x\\u0000\"}]}}", NUL_MESSAGE("vitalSigns") },
	{ "{\"vitalSigns\":{\"a\\u0000\":1}}", NULL },
	{ "{\"activities\":[\"\\u0000\"]}", NUL_MESSAGE("activities") },
	{ "{\"activities\":{\"a\":{\"b\":\"\\u0000\"}}}", NUL_MESSAGE("activities") },
	{ "{\"observations\":\"\\ud800\"}", NULL },
	{ "{\"observations\":\"\\udc00\\ud800\"}", NULL },
	{ "{\"observations\":\"\xff\"}", NULL },
	{ "{\"observations\":\"\xed\xa0\x80\"}", NULL },
	{ "{\"observations\":\"\xc0\xaf\"}", NULL },
	{ "{\"observations\":\"\xf4\x90\x80\x80\"}", NULL },
	{ "{\"vitalSigns\":{\"a\":12345678901234567890123456789012345678901}}", BEYOND },
	{ "{\"vitalSigns\":{\"a\":1e100}}", BEYOND },
	{ "{\"vitalSigns\":{\"a\":1e-100}}", BEYOND },
	{ "{\"vitalSigns\":{\"a\":1e-16383}}", BEYOND },
	{ "{\"vitalSigns\":{\"a\":1e400}}", BEYOND },
	{ "{\"vitalSigns\":{\"a\":NaN}}", NULL },
	{ "{\"vitalSigns\":{\"a\":1.}}", NULL },
	{ "{\"vitalSigns\":{'a':1}}", NULL },
	{ "{\"vitalSigns\":{\"a\":'b'}}", NULL },
	{ "{\"vitalSigns\":{\"a\":\"\t\"}}", NULL },
	{ "{\"vitalSigns\":{\"\xff\":1}}", NULL },
	{ "{\"vitalSigns\":{\"\\ud800\":1}}", NULL },
	{ "{\"vitalSigns\":{\"a\":1e-99999999999}}", NULL },
	{ "{\"vitalSigns\":{\"a\":-1e999999}}", NULL },
	{ "{\"vitalSigns\":{\"a\":01}}", NULL },
	/* The last of two counts, but the first is there as well. */
	{ "{\"vitalSigns\":{},\"observations\":\"\\u0000\",\"observations\":\"x\"}", NULL },
};

START_TEST(hostile_values_are_refused)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress"), *body = text("{\"documentation\":%s}", hostile[_i].body);

	expect_problem(visits_patch(visit, world.token, body, NULL), body, 400, hostile[_i].message);
	ck_assert_int_eq(sql_count("SELECT count(*) FROM visit_documentation WHERE visit_id = $1", visit), 0);
}
END_TEST

START_TEST(texts_are_bounded_in_characters)
{
	static const char *const fields[] = { "observations", "concerns" }, *const characters[] = { "x", "\xf0\x9f\x98\x80" };
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress");

	for (size_t i = 0; i < 4; i++) {
		const char *field = fields[i / 2], *longest = text_repeat(characters[i % 2], 10000);
		const char *message = text("documentation.%s must be at most 10000 characters", field);
		expect_status(document(visit, world.token, field, text("\"%s\"", longest)), "10,000", 200);
		expect_value(field, visits_documentation(visit, field), longest);
		struct http_response *response = document(visit, world.token, field,
							  text("\"%s%s\"", longest, characters[i % 2]));
		expect_problem(response, "10,001", 400, message);
		expect_detail(response, "10,001", text("documentation.%s", field), message);
	}
	/* As escapes a character is twelve bytes of the body. */
	expect_status(document(visit, world.token, "concerns", text("\"%s\"", text_repeat("\\ud83d\\ude00", 10000))), "escaped",
		      200);
	expect_value("escaped", visits_documentation(visit, "concerns"), text_repeat("\xf0\x9f\x98\x80", 10000));
}
END_TEST

/* 64 KiB, counted as the reply tells the field: a few bytes of numbers are many when they are written out. */
START_TEST(documents_are_bounded_as_they_are_told)
{
	static const char *const fields[] = { "vitalSigns", "activities" };
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress");

	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		const char *path = text("documentation.%s", fields[i]),
			   *longest = text_repeat("x", 65536 - (sizeof "{\"a\": \"\"}" - 1));
		const char *message = text("%s must be at most 64 KiB", path);
		expect_status(document(visit, world.token, fields[i], text("{\"a\":\"%s\"}", longest)), "65,536 bytes", 200);
		struct http_response *response = document(visit, world.token, fields[i], text("{\"a\":\"%sx\"}", longest));
		expect_problem(response, "65,537 bytes", 400, TOO_LARGE);
		expect_details(response, "65,537 bytes", 1);
		expect_detail(response, "65,537 bytes", path, message);
		/* 1e-99 is told in 101 characters. */
		response = document(visit, world.token, fields[i], text("{\"a\":[%s0]}", text_repeat("1e-99,", 700)));
		expect_problem(response, "written out", 400, TOO_LARGE);
		response = visits_get(visits_path(visit), world.token, NULL);
		visits_expect(response, "what was there stays", text("data.%s.a", path), text("\"%s\"", longest));
	}
	const char *large = text_repeat("x", 66000);
	struct http_response *response = visits_patch(
		visit, world.token,
		text("{\"documentation\":{\"vitalSigns\":{\"a\":\"%s\"},\"activities\":[\"%s\"]}}", large, large), NULL);
	expect_problem(response, "both", 400, TOO_LARGE);
	expect_details(response, "both", 2);
	expect_refusal(document(visit, world.token, "activities", text("[\"%s\"]", text_repeat("x", 262144))), "over 256 KiB",
		       413);
}
END_TEST

/* --- at once --- */

/* Four people each write a field of their own, twice each, on a visit that has no documentation yet. */
START_TEST(first_writes_at_once_lose_nothing)
{
	static const char *const bodies[] = {
		"{\"documentation\":{\"vitalSigns\":{\"pulse\":72}}}", "{\"documentation\":{\"activities\":[\"walk\"]}}",
		"{\"documentation\":{\"observations\":\"Slept.\"}}",
		"{\"documentation\":{\"concerns\":\"Fell.\"},\"checkOutTime\":\"2025-10-11T11:00:00Z\"}"
	};
	struct world world = world_new();

	for (int round = 0; round < ROUNDS; round++) {
		const char *visit = visits_new(&world, "completed");
		struct http_request requests[AT_ONCE];
		struct http_response *responses[AT_ONCE];
		for (int i = 0; i < AT_ONCE; i++)
			requests[i] = (struct http_request){
				.method = "PATCH", .path = visits_path(visit), .token = world.token, .body = bodies[i % 4]
			};
		http_send_all(requests, responses, AT_ONCE);
		for (int i = 0; i < AT_ONCE; i++)
			expect_status(responses[i], bodies[i % 4], 200);
		expect_value("all there", all(visit), "{\"pulse\": 72}; [\"walk\"]; Slept.; Fell.");
	}
}
END_TEST

/* Somebody holds the visit while a request comes in: what it is judged by and what it writes is what is there afterwards. */
static const struct {
	const char *meanwhile, *body, *row;
	int status;
} races[] = {
	/* What is set here was so when the request came, but is not any more. */
	{ "check_out_time = '2025-10-11 11:00Z'", "{\"checkOutTime\":null}", "check_out_time IS NULL", 200 },
	{ "check_out_time = '2025-10-11 11:00Z'", "{\"checkOutTime\":\"2025-10-11T11:00:00Z\"}",
	  "check_out_time = '2025-10-11 11:00Z' AND updated_at = created_at", 200 },
	{ "check_out_time = '2025-10-11 11:00Z', check_out_latitude = 1", "{\"checkOutLatitude\":null}",
	  "check_out_latitude IS NULL", 200 },
	{ "check_out_time = '2025-10-11 11:00Z'", "{\"checkOutLatitude\":1}", "check_out_latitude = 1", 200 },
	{ "check_out_time = '2025-10-11 11:00Z'", "{\"status\":\"completed\"}",
	  "status = 'completed' AND check_out_time = '2025-10-11 11:00Z' AND duration_minutes = 55", 200 },
	{ "status = 'completed'", "{\"status\":\"cancelled\"}", "status = 'completed'", 409 },
	{ "status = 'cancelled'", "{\"documentation\":{\"concerns\":\"x\"}}", "status = 'cancelled'", 409 },
	{ "check_in_time = '2025-10-11 12:00Z'", "{\"checkOutTime\":\"2025-10-11T11:00:00Z\"}", "check_out_time IS NULL", 400 },
};

START_TEST(what_is_written_meanwhile_counts)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress"), *what = text("%s, then %s", races[_i].meanwhile, races[_i].body);
	const struct http_request request = {
		.method = "PATCH", .path = visits_path(visit), .token = world.token, .body = races[_i].body
	};
	PGconn *other = sql_connect(NULL);

	sql_run(other, "BEGIN", (char *)NULL);
	sql_run(other, text("UPDATE visits SET %s WHERE id = $1", races[_i].meanwhile), visit, (char *)NULL);
	struct http_pending *pending = http_begin(&request);
	visits_wait_for_locks(what, 1);
	sql_run(other, "COMMIT", (char *)NULL);
	expect_status(http_end(pending), what, races[_i].status);
	expect_value(what, visits_column(visit, races[_i].row), "t");
	PQfinish(other);
}
END_TEST

void visits_add_documentation(Suite *suite)
{
	TCase *part = suite_part(suite, "documentation", NULL);

	tcase_add_test(part, each_field_is_replaced_alone);
	tcase_add_test(part, a_completed_visit_can_still_be_documented);
	tcase_add_loop_test(part, json_comes_back_as_it_went_in, 0, ARRAY_LEN(values));
	tcase_add_test(part, nesting_has_a_bound);
	tcase_add_loop_test(part, hostile_values_are_refused, 0, ARRAY_LEN(hostile));
	tcase_add_test(part, texts_are_bounded_in_characters);
	tcase_add_test(part, documents_are_bounded_as_they_are_told);
	tcase_add_test(part, first_writes_at_once_lose_nothing);
	tcase_add_loop_test(part, what_is_written_meanwhile_counts, 0, ARRAY_LEN(races));
}

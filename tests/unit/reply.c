/* Refusals, to the letter of the contract. */
#include "engine/reply.h"

#include <string.h>

#include "unit.h"

struct reason_row {
	int status;
	const char *reason;
};

/* RFC 9110, section 15; RFC 6585. */
static const struct reason_row reason_rows[] = {
	{ 200, "OK" },
	{ 201, "Created" },
	{ 400, "Bad Request" },
	{ 401, "Unauthorized" },
	{ 403, "Forbidden" },
	{ 404, "Not Found" },
	{ 405, "Method Not Allowed" },
	{ 409, "Conflict" },
	{ 415, "Unsupported Media Type" },
	{ 500, "Internal Server Error" },
	{ 503, "Service Unavailable" },
};

START_TEST(reasons)
{
	const struct reason_row *row = &reason_rows[_i];

	ck_assert_msg(strcmp(reply_reason(row->status), row->reason) == 0, "%d: got %s", row->status, reply_reason(row->status));
}
END_TEST

START_TEST(problem_alone)
{
	struct reply reply = { .location = "/api/v1/visits/1" };
	struct problems none = { 0 };

	buffer_puts(&reply.body, "{\"half\":\"a reply");
	reply_problem(&reply, &(struct outcome){ "client_unknown", 404, "Client not found" }, NULL);
	ck_assert_int_eq(reply.status, 404);
	ck_assert_str_eq(reply.body.data,
			 "{\"error\":\"Not Found\",\"message\":\"Client not found\",\"code\":\"client_unknown\"}");
	ck_assert_ptr_null(reply.location);
	reply_problem(&reply, &(struct outcome){ "malformed_body", 400, "No object" }, &none);
	ck_assert_str_eq(reply.body.data, "{\"error\":\"Bad Request\",\"message\":\"No object\",\"code\":\"malformed_body\"}");
	buffer_free(&reply.body);
}
END_TEST

START_TEST(problem_with_details)
{
	struct arena arena = { 0 };
	struct reply reply = { 0 };
	struct problems problems = { 0 };

	problems_add(&problems, &arena, "clientId", "Invalid clientId format");
	problems_add(&problems, &arena, "tactic_logs[1].tactic_id", "tactic_logs[1].tactic_id is required");
	problems_add(&problems, &arena, "a\"b\n", "a\"b\n is not a known field");
	reply_problem(&reply, &(struct outcome){ "invalid_fields", 400, "Invalid clientId format" }, &problems);
	ck_assert_str_eq(
		reply.body.data,
		"{\"error\":\"Bad Request\",\"message\":\"Invalid clientId format\",\"code\":\"invalid_fields\",\"details\":["
		"{\"field\":\"clientId\",\"message\":\"Invalid clientId format\"},"
		"{\"field\":\"tactic_logs[1].tactic_id\",\"message\":\"tactic_logs[1].tactic_id is required\"},"
		"{\"field\":\"a\\\"b\\n\",\"message\":\"a\\\"b\\n is not a known field\"}]}");
	buffer_free(&reply.body);
	arena_free(&arena);
}
END_TEST

struct stored_row {
	enum store_status store;
	int status, retry_after;
	const char *body;
};

static const struct stored_row stored_rows[] = {
	{ STORE_AWAY, 503, 2,
	  "{\"error\":\"Service Unavailable\",\"message\":\"The database is not available; try again "
	  "shortly\",\"code\":\"away\"}" },
	{ STORE_BAD_DATA, 400, 0, "{\"error\":\"Bad Request\",\"message\":\"A value cannot be stored\",\"code\":\"bad_value\"}" },
	{ STORE_FAULT, 500, 0,
	  "{\"error\":\"Internal Server Error\",\"message\":\"The request could not be completed\",\"code\":\"fault\"}" },
};

START_TEST(stored)
{
	const struct stored_row *row = &stored_rows[_i];
	struct reply reply = { 0 };

	ck_assert_msg(!reply_stored(&reply, row->store), "%d counts as done", row->store);
	ck_assert_msg(reply.status == row->status, "%d: got status %d", row->store, reply.status);
	ck_assert_msg(reply.retry_after == row->retry_after, "%d: got Retry-After %d", row->store, reply.retry_after);
	unit_expect(reply_reason(row->status), reply.body.data, row->body);
	buffer_free(&reply.body);
}
END_TEST

START_TEST(stored_well)
{
	struct reply reply = { 0 };

	ck_assert(reply_stored(&reply, STORE_DONE));
	ck_assert_int_eq(reply.status, 0);
	ck_assert_uint_eq(reply.body.length, 0);
}
END_TEST

/* Nothing of one caller's reply may reach the next. */
START_TEST(cleared)
{
	struct reply reply = {
		.status = 201, .location = "/x", .allow = "GET", .challenge = "Bearer", .replayed = true, .retry_after = 2
	};

	buffer_puts(&reply.body, "{\"secret\":1}");
	reply_clear(&reply);
	ck_assert_int_eq(reply.status, 0);
	ck_assert_ptr_null(reply.location);
	ck_assert_ptr_null(reply.allow);
	ck_assert_ptr_null(reply.challenge);
	ck_assert(!reply.replayed);
	ck_assert_int_eq(reply.retry_after, 0);
	ck_assert_uint_eq(reply.body.length, 0);
	ck_assert_str_eq(reply.body.data, "");
	buffer_free(&reply.body);
}
END_TEST

Suite *reply_suite(void)
{
	Suite *suite = suite_create("reply");
	TCase *tests = tcase_create("reply");

	tcase_add_loop_test(tests, reasons, 0, ARRAY_LEN(reason_rows));
	tcase_add_test(tests, problem_alone);
	tcase_add_test(tests, problem_with_details);
	tcase_add_loop_test(tests, stored, 0, ARRAY_LEN(stored_rows));
	tcase_add_test(tests, stored_well);
	tcase_add_test(tests, cleared);
	suite_add_tcase(suite, tests);
	return suite;
}

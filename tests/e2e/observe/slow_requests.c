/* Slow requests: a warning that says where the time went; all others are logged as ever. */
#include <signal.h>

#include "expect.h"
#include "journal.h"
#include "observe.h"
#include "process.h"
#include "stack.h"
#include "suite.h"

enum { HELD_MS = 400 }; /* twice as long as makes a request slow */

static void settle(void)
{
	stack_settle("[log]\nslow_request = 200\n");
}

static double number(const json_t *line, const char *key)
{
	const json_t *value = json_object_get(line, key);

	ck_assert_msg(json_is_number(value), "no number %s in the line", key);
	return json_number_value(value);
}

static void expect_no_parts(const json_t *line, const char *level)
{
	ck_assert_str_eq(journal_text(line, "level"), level);
	ck_assert(json_is_integer(json_object_get(line, "milliseconds")));
	ck_assert(json_is_integer(json_object_get(line, "waited")));
	ck_assert_ptr_null(json_object_get(line, "token"));
	ck_assert_ptr_null(json_object_get(line, "postgresql"));
	ck_assert_ptr_null(json_object_get(line, "sending"));
}

static struct http_response *patch_held(const struct world *world)
{
	struct held held;

	observe_hold(&held, world, NULL);
	process_sleep_ms(HELD_MS);
	struct http_response *response = observe_release(&held);
	expect_status(response, "held", 200);
	return response;
}

START_TEST(slow_request_says_that_PostgreSQL_was_slow)
{
	struct world world = world_new();
	long mark = journal_mark(stack.log);
	const json_t *line = observe_line(patch_held(&world), mark);

	ck_assert_str_eq(journal_text(line, "level"), "warning");
	ck_assert_str_eq(journal_text(line, "operation"), "visits_update");
	double postgresql = number(line, "postgresql"), all = number(line, "milliseconds");
	ck_assert_msg(postgresql >= HELD_MS && postgresql <= all + 1, "postgresql %g of %g ms", postgresql, all);
	ck_assert_msg(number(line, "token") > 0 && number(line, "token") < all - postgresql + 1, "token %g ms",
		      number(line, "token"));
	ck_assert_msg(number(line, "sending") >= 0 && number(line, "sending") < HELD_MS, "sending %g ms",
		      number(line, "sending"));
}
END_TEST

/* Every worker stands still meanwhile, as if all were busy. */
START_TEST(slow_request_says_that_it_waited)
{
	struct world world = world_new();
	long mark = journal_mark(stack.log);
	const struct http_request request = { .path = "/api/v1/me", .token = world.token };

	stack_signal(SIGSTOP);
	struct http_pending *pending = http_begin(&request);
	process_sleep_ms(HELD_MS + 100);
	stack_signal(SIGCONT);
	const json_t *line = observe_line(http_end(pending), mark);
	ck_assert_str_eq(journal_text(line, "level"), "warning");
	ck_assert_msg(number(line, "waited") >= HELD_MS, "waited %g ms", number(line, "waited"));
	ck_assert_msg(number(line, "postgresql") < HELD_MS, "postgresql %g ms", number(line, "postgresql"));
}
END_TEST

START_TEST(ordinary_request_is_logged_as_ever)
{
	struct world world = world_new();
	long mark = journal_mark(stack.log);

	expect_no_parts(observe_line(world_check_in(&world, ""), mark), "info");
}
END_TEST

START_TEST(no_request_is_slow_where_that_is_switched_off)
{
	struct world world = world_new();

	stack_settle("[log]\nslow_request = 0\n");
	long mark = journal_mark(stack.log);
	expect_no_parts(observe_line(patch_held(&world), mark), "info");
}
END_TEST

void slow_requests_add(Suite *suite)
{
	TCase *part = suite_part(suite, "slow_requests", settle);

	tcase_add_test(part, slow_request_says_that_PostgreSQL_was_slow);
	tcase_add_test(part, slow_request_says_that_it_waited);
	tcase_add_test(part, ordinary_request_is_logged_as_ever);
	tcase_add_test(part, no_request_is_slow_where_that_is_switched_off);
}

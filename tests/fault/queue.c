/* Faults of a queue: requests that nobody has taken up for too long, or whose client has gone meanwhile. */
#include <signal.h>
#include <string.h>

#include "expect.h"
#include "faults.h"
#include "journal.h"
#include "process.h"
#include "sql.h"
#include "stack.h"
#include "suite.h"
#include "text.h"

enum { PATIENCE = 1 /* seconds */, LATE = 56, IN_TIME = 16 };

static void settle(void)
{
	stack_settle(text("[worker]\npatience = %d\n", PATIENCE));
}

/* A check-in that is sent now and answered later. */
struct visitor {
	struct http_request request;
	struct http_pending *pending;
};

/* Over HTTP/1.1, where a client that has waited long enough ends the connection. */
static void send_check_ins(const struct world *world, struct visitor *visitors, int first, int count, long patience_ms)
{
	for (int i = first; i < first + count; i++) {
		visitors[i].request = (struct http_request){ .path = WORLD_VISITS,
							     .token = world->token,
							     .body = world_check_in_body(world->client, world_slot(i), ""),
							     .version = CURL_HTTP_VERSION_1_1,
							     .patience_ms = patience_ms };
		visitors[i].pending = http_begin(&visitors[i].request);
	}
}

/* What the log tells: no request was carried out that had waited for longer. */
static void expect_none_begun_late(long mark)
{
	json_t *lines = journal_since(stack.log, mark), *line;
	int begun = 0;
	size_t i;

	json_array_foreach (lines, i, line) {
		if (json_integer_value(json_object_get(line, "status")) != 201)
			continue;
		json_int_t waited = json_integer_value(json_object_get(line, "waited"));
		ck_assert_msg(waited <= PATIENCE * 1000, "a check-in was begun after %lld ms", (long long)waited);
		begun++;
	}
	ck_assert_int_eq(begun, IN_TIME);
}

START_TEST(request_that_has_waited_too_long_is_not_begun)
{
	struct world world = world_new();
	static struct visitor visitors[LATE + IN_TIME];
	struct http_response *responses[LATE + IN_TIME];
	long mark = journal_mark(stack.log);

	stack_signal(SIGSTOP);
	send_check_ins(&world, visitors, 0, LATE, 0);
	process_sleep_ms(PATIENCE * 1000 + 500);
	send_check_ins(&world, visitors, LATE, IN_TIME, 0);
	process_sleep_ms(200);
	stack_signal(SIGCONT);
	for (int i = 0; i < LATE + IN_TIME; i++)
		responses[i] = http_end(visitors[i].pending);

	for (int i = 0; i < LATE; i++) {
		expect_problem(responses[i], "late", 503, "The service is busy; try again shortly");
		expect_value("Retry-After", http_header(responses[i], "Retry-After"), "2");
	}
	for (int i = LATE; i < LATE + IN_TIME; i++)
		expect_status(responses[i], "in time", 201);
	ck_assert_int_eq(world_count_visits(world.client), IN_TIME);
	expect_none_begun_late(mark);
}
END_TEST

START_TEST(client_that_has_hung_up_leaves_nothing)
{
	struct world world = world_new();
	static struct visitor visitors[IN_TIME];

	stack_signal(SIGSTOP);
	send_check_ins(&world, visitors, 0, IN_TIME, 400);
	for (int i = 0; i < IN_TIME; i++)
		ck_assert_int_eq(http_end(visitors[i].pending)->status, 0);
	process_sleep_ms(100); /* for nginx to hang up in its turn */
	stack_signal(SIGCONT);
	/* In another client's name, and behind those in the queue. */
	struct world another = world_new();
	faults_expect_all_good(&another, "after");
	ck_assert_int_eq(world_count_visits(world.client), 0);
}
END_TEST

void faults_add_queue(Suite *suite)
{
	TCase *part = suite_part(suite, "queue", settle);

	tcase_add_test(part, request_that_has_waited_too_long_is_not_begun);
	tcase_add_test(part, client_that_has_hung_up_leaves_nothing);
}

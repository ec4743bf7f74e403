/* Traces: a valid traceparent stands in the log and, while its statement runs, in pg_stat_activity; any other nowhere. */
#include <string.h>

#include "expect.h"
#include "journal.h"
#include "observe.h"
#include "stack.h"
#include "suite.h"

#define TRACE_ID "0af7651916cd43dd8448eb211c80319c"
#define SPAN_ID  "b7ad6b7169203331"
#define VALID    "traceparent: 00-" TRACE_ID "-" SPAN_ID "-01"
#define SHOWN    "visitd " TRACE_ID "-" SPAN_ID

static void settle(void)
{
	stack_settle("");
}

static const char *shown_by(const char *backend)
{
	PGconn *session = sql_connect(stack.superuser);
	const char *name = sql_get(session, "SELECT application_name FROM pg_stat_activity WHERE pid = $1::integer", backend,
				   (char *)NULL);

	PQfinish(session);
	return name;
}

static const struct {
	const char *headers[3];
	const char *shown; /* while it waits */
} rows[] = {
	{ { VALID, NULL }, SHOWN },
	/* Its transaction is begun by another round trip. */
	{ { VALID, "Idempotency-Key: of a trace", NULL }, SHOWN },
	{ { NULL }, "visitd" },
	{ { "traceparent: 00-" TRACE_ID "-0000000000000000-01", NULL }, "visitd" },
	{ { "traceparent: 00-" TRACE_ID "-" SPAN_ID "-01'; DROP TABLE visits; --", NULL }, "visitd" },
};

START_TEST(trace_in_log_and_pg_stat_activity)
{
	struct world world = world_new();
	bool valid = strcmp(rows[_i].shown, SHOWN) == 0;
	long mark = journal_mark(stack.log);
	struct held held;

	observe_hold(&held, &world, rows[_i].headers);
	const char *shown = shown_by(held.backend);
	struct http_response *response = observe_release(&held);
	expect_status(response, "held", 200);
	ck_assert_str_eq(shown, rows[_i].shown);
	/* The session is no longer at work for it. */
	ck_assert_str_eq(shown_by(held.backend), "visitd");
	const json_t *line = observe_line(response, mark);
	ck_assert_str_eq(journal_text(line, "traceId"), valid ? TRACE_ID : "");
	ck_assert_str_eq(journal_text(line, "spanId"), valid ? SPAN_ID : "");
}
END_TEST

/* Also where no statement of the operation runs, and where what is kept is given again. */
START_TEST(trace_changes_no_answer)
{
	struct world world = world_new();
	struct http_request request = { .path = WORLD_VISITS,
					.token = world.token,
					.body = world_check_in_body(world.client, WORLD_SLOT, ""),
					.headers = { VALID, "Idempotency-Key: once" } };

	expect_status(http_send(&request), "first", 201);
	struct http_response *again = http_send(&request);
	expect_status(again, "again", 201);
	expect_value("Idempotent-Replayed", http_header(again, "Idempotent-Replayed"), "true");
	ck_assert_int_eq(world_count_visits(world.client), 1);
	request.headers[1] = NULL;
	expect_problem(http_send(&request), "taken", 409, "Visit already exists for this time slot");
	request.body = "{}";
	expect_problem(http_send(&request), "bad", 400, NULL);
	request.token = NULL;
	expect_problem(http_send(&request), "nobody", 401, NULL);
}
END_TEST

void traces_add(Suite *suite)
{
	TCase *part = suite_part(suite, "traces", settle);

	tcase_add_loop_test(part, trace_in_log_and_pg_stat_activity, 0, ARRAY_LEN(rows));
	tcase_add_test(part, trace_changes_no_answer);
}

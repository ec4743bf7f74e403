/* Counts of /metrics: exact, over all workers, whatever becomes of one of them; and no label is a client's. */
#include <regex.h>
#include <signal.h>
#include <string.h>

#include "expect.h"
#include "mint.h"
#include "observe.h"
#include "process.h"
#include "scrape.h"
#include "stack.h"
#include "suite.h"
#include "text.h"

#define REQUESTS(operation, status) "visitd_requests_total{operation=\"" operation "\",status=\"" status "\"}"
#define REFUSALS(code)              "visitd_refusals_total{code=\"" code "\"}"

static void settle(void)
{
	stack_settle("");
}

static void expect_growth(const char *before, const char *after, const char *series, double growth)
{
	double grown = scrape_growth(before, after, series);

	ck_assert_msg(grown == growth, "%s has grown by %g, not by %g", series, grown, growth);
}

static void send_known_requests(const struct world *world)
{
	const struct http_request once = { .path = WORLD_VISITS,
					   .token = world->token,
					   .body = world_check_in_body(world->client, world_slot(100), ""),
					   .headers = { "Idempotency-Key: counted" } };

	for (int i = 0; i < 3; i++)
		expect_status(http_post(WORLD_VISITS, world->token, world_check_in_body(world->client, world_slot(i), "")), "new",
			      201);
	for (int i = 0; i < 2; i++)
		expect_status(http_post(WORLD_VISITS, world->token, world_check_in_body(world->client, world_slot(i), "")),
			      "taken", 409);
	for (int i = 0; i < 2; i++)
		expect_status(http_send(&once), "once", 201);
	expect_status(http_post(WORLD_VISITS, world->token, "{}"), "bad", 400);
	expect_status(http_post(WORLD_VISITS, NULL, "{}"), "nobody", 401);
	expect_status(http_post(WORLD_VISITS, "made.up.token", "{}"), "made up", 401);
	for (int i = 0; i < 4; i++)
		expect_status(http_send(&(struct http_request){ .path = "/api/v1/me", .token = world->token }), "me", 200);
	expect_status(http_send(&(struct http_request){ .path = "/api/v1/nothing" }), "nothing", 404);
	expect_status(http_send(&(struct http_request){ .method = "DELETE", .path = "/api/v1/me" }), "DELETE", 405);
}

static const struct {
	const char *series;
	double growth;
} growths[] = {
	{ REQUESTS("visits_check_in", "201"), 5 },
	{ REQUESTS("visits_check_in", "409"), 2 },
	{ REQUESTS("visits_check_in", "400"), 1 },
	{ REQUESTS("visits_check_in", "401"), 2 },
	{ REQUESTS("visits_check_in", "500"), 0 },
	{ REQUESTS("me_read", "200"), 4 },
	{ REQUESTS("none", "404"), 1 },
	{ REQUESTS("none", "405"), 1 },
	{ "visitd_request_seconds_count{operation=\"visits_check_in\"}", 10 },
	{ "visitd_request_seconds_bucket{operation=\"visits_check_in\",le=\"+Inf\"}", 10 },
	{ "visitd_request_seconds_count{operation=\"me_read\"}", 4 },
	{ "visitd_request_seconds_count{operation=\"none\"}", 2 },
	/* All but those that came without a good token or to no operation. */
	{ "visitd_postgresql_seconds_count", 12 },
	{ "visitd_idempotency_replays_total", 1 },
	{ REFUSALS("no_token"), 1 },
	{ REFUSALS("bad_token"), 1 },
	{ REFUSALS("unknown_address"), 1 },
	{ REFUSALS("wrong_method"), 1 },
	{ REFUSALS("invalid_fields"), 1 },
	{ REFUSALS("fault"), 0 },
	{ "visitd_worker_deaths_total", 0 },
};

START_TEST(counts_are_exact)
{
	struct world world = world_new();
	const char *before = scrape();

	send_known_requests(&world);
	const char *after = scrape();
	for (size_t i = 0; i < ARRAY_LEN(growths); i++)
		expect_growth(before, after, growths[i].series, growths[i].growth);
	/* Each worker verifies a token once. */
	double hits = scrape_growth(before, after, "visitd_token_cache_hits_total");
	double misses = scrape_growth(before, after, "visitd_token_cache_misses_total");
	ck_assert_msg(hits + misses == 13 && misses >= 2, "%g hits and %g misses", hits, misses);
	ck_assert(scrape_growth(before, after, "visitd_sent_bytes_total") > 16 * 100);
}
END_TEST

/* The time of a request is that of its parts. */
START_TEST(parts_add_up)
{
	static const char *const parts[] = { "waiting", "token", "postgresql", "working", "sending" };
	struct world world = world_new();
	const char *before = scrape();
	struct held held;
	double sum = 0;

	observe_hold(&held, &world, NULL);
	process_sleep_ms(300);
	expect_status(observe_release(&held), "held", 200);
	const char *after = scrape();
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		sum += scrape_growth(
			before, after,
			text("visitd_request_part_seconds_total{operation=\"visits_update\",part=\"%s\"}", parts[i]));
	double all = scrape_growth(before, after, "visitd_request_seconds_sum{operation=\"visits_update\"}");
	double postgresql = scrape_growth(before, after, "visitd_postgresql_seconds_sum");
	ck_assert_msg(all > 0.3 && sum > all - 0.00001 && sum < all + 0.00001, "%g seconds, the parts %g", all, sum);
	ck_assert_msg(postgresql >= 0.3 && postgresql <= all, "PostgreSQL %g of %g seconds", postgresql, all);
	expect_growth(before, after, "visitd_request_seconds_bucket{operation=\"visits_update\",le=\"0.25\"}", 0);
	expect_growth(before, after, "visitd_request_seconds_bucket{operation=\"visits_update\",le=\"10\"}", 1);
}
END_TEST

START_TEST(counts_survive_workers_that_are_killed)
{
	struct world world = world_new();
	pid_t pids[STACK_WORKERS_MAX];
	size_t count = stack_workers(pids);
	const char *before = scrape();

	send_known_requests(&world);
	for (size_t i = 0; i < count / 2; i++) {
		ck_assert_int_eq(kill(pids[i], SIGKILL), 0);
		ck_assert(process_wait_gone(pids[i], 5));
	}
	/* The supervisor brings them back. */
	scrape_wait("visitd_workers{state=\"idle\"}", (double)count);
	const char *after = scrape();
	expect_growth(before, after, REQUESTS("visits_check_in", "201"), 5);
	expect_growth(before, after, "visitd_worker_deaths_total", (double)(count / 2));
	expect_growth(before, after, "visitd_worker_starts_total", (double)(count / 2));

	/* All are ended in good order, and all slots have new holders. */
	stack_command("workers-stop");
	stack_command("workers-start");
	scrape_wait("visitd_workers{state=\"idle\"}", (double)count);
	after = scrape();
	expect_growth(before, after, REQUESTS("visits_check_in", "201"), 5);
	expect_growth(before, after, "visitd_request_seconds_count{operation=\"visits_check_in\"}", 10);
	expect_growth(before, after, "visitd_worker_deaths_total", (double)(count / 2));
	expect_status(world_check_in(&world, ""), "after", 201);
	expect_growth(before, scrape(), REQUESTS("visits_check_in", "201"), 6);
}
END_TEST

static const struct http_request hostile[] = {
	{ .method = "EVIL", .path = "/api/v1/evil" },
	{ .method = "evil\"} 1", .path = "/api/v1/visits" },
	{ .path = "/api/v1/evil%22%7D%201%0Aevil%201" },
	{ .path = "/api/v1/visits/evil" },
	{ .path = "/api/v1/me?evil=1" },
	{ .path = "/api/v1/me", .token = "evil\"}" },
	{ .path = "/api/v1/visits", .body = "{\"evil\":\"}\"}", .headers = { "Idempotency-Key: evil\"}" } },
	{ .path = "/api/v1/me", .headers = { "X-Request-Id: evil\"}", "traceparent: evil", "Content-Type: evil" } },
};

static size_t count_lines(const char *text)
{
	size_t lines = 0;

	for (const char *at = text; (at = strchr(at, '\n')) != NULL; at++)
		lines++;
	return lines;
}

START_TEST(no_label_is_a_clients)
{
	struct world world = world_new();
	regex_t line;
	const char *before = scrape();

	for (size_t i = 0; i < ARRAY_LEN(hostile); i++) {
		struct http_request request = hostile[i];
		(void)!http_send(&request);
		if (request.token == NULL)
			request.token = world.token;
		(void)!http_send(&request);
	}
	char *after = strdup(scrape()), *rest = after, *at;
	/* A status may be the first of its kind. */
	ck_assert_uint_le(count_lines(after), count_lines(before) + ARRAY_LEN(hostile));
	ck_assert_ptr_null(strstr(after, "evil"));
	ck_assert_ptr_null(strstr(after, world.caregiver));
	ck_assert_int_eq(regcomp(&line,
				 "^(# (HELP|TYPE) visitd_[a-z_]+ .*|visitd_[a-z_]+"
				 "([{][a-z]+=\"[a-zA-Z0-9_.+]+\"(,[a-z]+=\"[a-zA-Z0-9_.+]+\")*[}])? [0-9.]+)$",
				 REG_EXTENDED | REG_NOSUB),
			 0);
	while ((at = strsep(&rest, "\n")) != NULL && rest != NULL)
		ck_assert_msg(regexec(&line, at, 0, NULL, 0) == 0, "not a line of metrics: %s", at);
}
END_TEST

START_TEST(only_this_machine_may_read)
{
	static const char *const addresses[] = { "/metrics", "/healthz", "/readyz" };

	for (size_t i = 0; i < ARRAY_LEN(addresses); i++) {
		const struct http_request request = { .path = addresses[i], .from = "127.0.0.2" };
		struct http_response *response = http_send(&request);
		expect_refusal(response, addresses[i], 403);
		ck_assert_ptr_null(strstr(response->body, "visitd_"));
	}
}
END_TEST

START_TEST(it_takes_GET_and_HEAD)
{
	const struct http_request head = { .method = "HEAD", .path = "/metrics" };
	const struct http_request post = { .path = "/metrics", .body = "{}" };
	const struct http_request below = { .path = "/metrics/visitd" };

	struct http_response *response = http_send(&head);
	ck_assert_int_eq(response->status, 200);
	ck_assert_uint_eq(response->length, 0);
	response = http_send(&post);
	expect_problem(response, "POST", 405, "This address does not take that method");
	expect_value("Allow", http_header(response, "Allow"), "GET, HEAD");
	ck_assert_int_eq(http_send(&below)->status, 404);
	/* Its workers serve nothing else, and the others not this. */
	ck_assert_int_eq(http_send(&(struct http_request){ .path = "/api/metrics" })->status, 404);
}
END_TEST

void counts_add(Suite *suite)
{
	TCase *part = suite_part(suite, "counts", settle);

	tcase_add_test(part, counts_are_exact);
	tcase_add_test(part, parts_add_up);
	tcase_add_test(part, counts_survive_workers_that_are_killed);
	tcase_add_test(part, no_label_is_a_clients);
	tcase_add_test(part, only_this_machine_may_read);
	tcase_add_test(part, it_takes_GET_and_HEAD);
}

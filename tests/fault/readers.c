/* Faults of clients that ask for much and do not read it. */
#include <stdlib.h>
#include <string.h>

#include "expect.h"
#include "faults.h"
#include "process.h"
#include "sql.h"
#include "stack.h"
#include "suite.h"
#include "text.h"

enum { READERS = 16, REQUESTS_MAX = 40 /* of one address at a time, as nginx has it */ };

static const char list[] = "/api/v1/contacts?limit=100";

/* A list whose page is as large as a page can be. */
static void fill(const struct world *world)
{
	sql_exec("INSERT INTO contacts (user_id, name, common_ground_notes, communication_style_notes)"
		 " SELECT $1, n, repeat(E'\\x01', 10000), repeat(E'\\x01', 10000) FROM generate_series(1, 100) AS n",
		 world->caregiver);
}

static void ask_and_not_read(const struct world *world, int times)
{
	const char *bytes = text("GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n\r\n", list, world->token);

	for (int i = 0; i < times; i++)
		(void)!http_send_raw(HTTP_RAW_HOLD, bytes, strlen(bytes));
}

/* nginx takes the whole of each reply off its worker. */
START_TEST(slow_readers_hold_no_workers)
{
	struct world world = world_new(), another = world_new();

	fill(&world);
	ask_and_not_read(&world, READERS);
	process_sleep_ms(500);
	for (int i = 0; i < READERS; i++) {
		struct http_response *response = faults_check_in(&another);
		expect_status(response, "meanwhile", 201);
		ck_assert_msg(response->seconds < 0.5, "after %g seconds", response->seconds);
	}
}
END_TEST

/* The stack's own nginx counts nobody, or the other tests would meet the limits. */
static void count_clients(bool counted)
{
	setenv("VISITD_LIMIT", counted ? "on" : "off", 1);
	stack_command("start");
}

static void end_counting(void)
{
	count_clients(false);
}

START_TEST(unread_replies_of_one_address_are_bounded)
{
	struct world world = world_new();
	const struct http_request request = { .path = list, .token = world.token };

	fill(&world);
	count_clients(true);
	ask_and_not_read(&world, REQUESTS_MAX);
	process_sleep_ms(500);
	struct http_response *response = http_send(&request);
	expect_problem(response, "one more", 429, "Too many requests came from your address; try again shortly");
	expect_value("Retry-After", http_header(response, "Retry-After"), "1");
}
END_TEST

void faults_add_readers(Suite *suite)
{
	TCase *part = suite_part(suite, "readers", faults_settle), *counted = suite_part(suite, "counted readers", NULL);

	tcase_add_test(part, slow_readers_hold_no_workers);
	tcase_add_checked_fixture(counted, NULL, end_counting);
	tcase_add_test(counted, unread_replies_of_one_address_are_bounded);
}

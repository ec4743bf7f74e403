/* GET /api/v1/visits of a long list: how far numbered pages reach and count, and what a page reads to be made. */
#include <libpq-fe.h>

#include "expect.h"
#include "mint.h"
#include "process.h"
#include "sql.h"
#include "stack.h"
#include "suite.h"
#include "text.h"
#include "visits.h"

#define TOO_FAR "Use cursor to read further than 10,000 visits"

/* So many completed visits, one a minute until 2025. */
static void add_visits(const struct world *world, int count)
{
	sql_exec("INSERT INTO visits (client_id, staff_id, scheduled_start_time, status)"
		 " SELECT $1, $2, timestamptz '2025-01-01 00:00Z' - n * interval '1 minute', 'completed'"
		 " FROM generate_series(1, $3::integer) AS n",
		 world->client, world->caregiver, text("%d", count));
	sql_exec("ANALYZE visits");
}

/* --- numbered pages --- */

static void expect_pagination(const char *token, const char *query, const char *json)
{
	struct http_response *response = visits_get(text(WORLD_VISITS "?%s", query), token, NULL);

	expect_status(response, query, 200);
	visits_expect(response, query, "data.pagination", json);
}

START_TEST(numbered_pages_count_and_reach_10000)
{
	struct world world = world_new();
	const char *coordinator = mint_token(world_user("coordinator", world.zone), NULL);
	const char *queries[] = { "limit=100", "limit=100&status=completed", text("limit=100&clientId=%s", world.client),
				  text("limit=100&staffId=%s", world.caregiver) };

	add_visits(&world, 10000);
	expect_pagination(world.token, "limit=100", "{\"page\":1,\"limit\":100,\"total\":10000,\"totalPages\":100}");
	add_visits(&world, 1);
	for (size_t i = 0; i < ARRAY_LEN(queries); i++) {
		const char *all = "{\"page\":1,\"limit\":100,\"total\":10000,\"totalExceeded\":true,\"totalPages\":100}";
		expect_pagination(world.token, queries[i], all);
		expect_pagination(coordinator, queries[i], all);
	}
	expect_pagination(world.token, "limit=7&page=1429",
			  "{\"page\":1429,\"limit\":7,\"total\":10000,\"totalExceeded\":true,\"totalPages\":1429}");
	expect_pagination(world.token, "endDate=2024-12-31T23:58:00Z&limit=1",
			  "{\"page\":1,\"limit\":1,\"total\":9999,\"totalPages\":9999}");
}
END_TEST

START_TEST(page_that_begins_too_far_is_refused)
{
	static const char *const queries[] = { "page=201",           "limit=100&page=101", "limit=7&page=1430",
					       "limit=1&page=10001", "page=2147483647",    "page=2147483647&limit=100" };
	struct world world = world_new();

	for (size_t i = 0; i < ARRAY_LEN(queries); i++)
		expect_problem(visits_get(text(WORLD_VISITS "?%s", queries[i]), world.token, NULL), queries[i], 400, TOO_FAR);
	expect_pagination(world.token, "limit=1&page=10000", "{\"page\":10000,\"limit\":1,\"total\":0,\"totalPages\":0}");
	expect_problem(visits_get(WORLD_VISITS "?page=201", mint_token(world_user("family", world.zone), NULL), NULL),
		       "role first", 403, "Family members have no access to visits");
}
END_TEST

/* --- what is read --- */

/* A session in which the list is prepared as a worker has it. */
static PGconn *prepared(void)
{
	const char *program = text("%s/visitctl", stack.bin);
	const char *const argv[] = { program, "operations", "--sql", "visits_list", NULL };
	struct process_result result = process_run(argv);
	PGconn *session = sql_connect("visitd");

	ck_assert_msg(result.status == 0, "%s", result.err);
	sql_run(session, "SET plan_cache_mode = force_generic_plan", (char *)NULL);
	sql_run(session, result.out, (char *)NULL);
	return session;
}

/* How many pages of tables and indexes an execution looks at. */
static long buffers(PGconn *session, const char *parameters)
{
	const char *plan = sql_get(
		session,
		text("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE visits_list(%s, '-scheduledStartTime', NULL)", parameters),
		(char *)NULL);

	return sql_count("SELECT ($1::json #>> '{0,Plan,Shared Hit Blocks}')::bigint + ($1::json #>> '{0,Plan,Shared Read "
			 "Blocks}')::bigint",
			 plan);
}

/* Once all newer visits were read to find those before a date. */
START_TEST(page_before_a_date_far_in_the_past_reads_no_more_than_another)
{
	struct world world = world_new();
	const char *coordinator = world_user("coordinator", world.zone);
	PGconn *session = prepared();

	add_visits(&world, 20000);
	const struct {
		const char *caller, *filter;
	} lists[] = { { world.caregiver, "NULL, NULL, NULL" },
		      { coordinator, "NULL, NULL, NULL" },
		      { coordinator, "NULL, NULL, '{completed}'" },
		      { coordinator, text("NULL, '%s', NULL", world.client) } };
	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		const char *first = text("'%s', %s, NULL, NULL, 50, NULL, ''", lists[i].caller, lists[i].filter);
		const char *past = text("'%s', %s, NULL, '2024-12-18 15:00Z', 50, NULL, ''", lists[i].caller, lists[i].filter);
		const char *no_page = text("'%s', %s, NULL, NULL, 100, 2147483647, NULL", lists[i].caller, lists[i].filter);
		(void)buffers(session, first);
		long there = buffers(session, past), here = buffers(session, first), nowhere = buffers(session, no_page);
		ck_assert_msg(there <= here + 20, "%s: %ld pages are read, and %ld without a date", past, there, here);
		ck_assert_msg(nowhere <= here, "%s: %ld pages are read for a page that is refused", no_page, nowhere);
	}
	PQfinish(session);
}
END_TEST

/* Once the whole zone was read to count the few of a state. */
START_TEST(numbered_page_of_a_rare_state_reads_no_more_than_one_by_cursor)
{
	struct world world = world_new();
	const char *coordinator = world_user("coordinator", world.zone);
	PGconn *session = prepared();

	add_visits(&world, 20000);
	const char *numbered = text("'%s', NULL, NULL, '{cancelled}', NULL, NULL, 50, NULL, NULL", coordinator);
	const char *cursor = text("'%s', NULL, NULL, '{cancelled}', NULL, NULL, 50, NULL, ''", coordinator);
	(void)buffers(session, numbered);
	long counted = buffers(session, numbered), uncounted = buffers(session, cursor);
	ck_assert_msg(counted <= uncounted + 20, "%ld pages are read, and %ld by cursor", counted, uncounted);
	PQfinish(session);
}
END_TEST

void visits_add_bounds(Suite *suite)
{
	TCase *part = suite_part(suite, "bounds", NULL);

	tcase_add_test(part, numbered_pages_count_and_reach_10000);
	tcase_add_test(part, page_that_begins_too_far_is_refused);
	tcase_add_test(part, page_before_a_date_far_in_the_past_reads_no_more_than_another);
	tcase_add_test(part, numbered_page_of_a_rare_state_reads_no_more_than_one_by_cursor);
}

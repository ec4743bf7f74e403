/* GET /api/v1/visits, page by page: both ways, order, ties, totals, damaged cursors, visits that are added meanwhile. */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "engine/cursor.h"
#include "expect.h"
#include "mint.h"
#include "process.h"
#include "sql.h"
#include "suite.h"
#include "text.h"
#include "visits.h"

enum { VISITS = 23, MANY = 120, PAGES_MAX = 400, HAMMER_SECONDS = 2 };

/* Visits in the past, five at each time, every third completed; their ids come in no order. */
static void add_visits(const struct world *world, int count)
{
	sql_exec("INSERT INTO visits (client_id, staff_id, scheduled_start_time, status)"
		 " SELECT $1, $2, timestamptz '2025-05-01 10:00Z' + n / 5 * interval '1 hour',"
		 " CASE WHEN n % 3 = 0 THEN 'completed' ELSE 'cancelled' END FROM generate_series(1, $3::integer) AS n",
		 world->client, world->caregiver, text("%d", count));
}

/* The ids of all visits of the world's client in the order of a list, and more conditions on them. */
static char *in_order(const struct world *world, const char *and)
{
	return sql_value(text("SELECT coalesce(string_agg(id::text, ' ' ORDER BY scheduled_start_time DESC, id DESC), '')"
			      " FROM visits WHERE client_id = $1 %s",
			      and),
			 world->client);
}

static void add_ids(struct buffer *ids, const struct http_response *response)
{
	json_t *visits = visits_value(response, "data.visits"), *visit;
	size_t i;

	json_array_foreach (visits, i, visit) {
		if (ids->length > 0)
			buffer_puts(ids, " ");
		buffer_puts(ids, json_string_value(json_object_get(visit, "id")));
	}
}

static const char *next_cursor(const struct http_response *response)
{
	json_t *next = visits_value(response, "data.pagination.nextCursor");

	ck_assert_msg(json_is_string(next) || json_is_null(next), "no nextCursor: %s", response->body);
	return json_string_value(next);
}

/* Called between two pages of a walk. */
typedef void between_pages(const struct world *world, const struct http_response *response);

/* Read a list to its end by cursor; the ids in the order in which they came. */
static char *walk(const struct world *world, const char *token, const char *filter, int limit, between_pages *between)
{
	struct buffer ids = { 0 };
	const char *cursor = "";

	for (int page = 0; cursor != NULL; page++) {
		struct http_response *response = visits_get(text(WORLD_VISITS "?limit=%d&cursor=%s&%s", limit, cursor, filter),
							    token, NULL);
		expect_status(response, filter, 200);
		add_ids(&ids, response);
		cursor = next_cursor(response);
		size_t rows = json_array_size(visits_value(response, "data.visits"));
		ck_assert_msg(cursor == NULL ? rows <= (size_t)limit : rows == (size_t)limit, "%s: %zu rows", filter, rows);
		ck_assert_int_lt(page, PAGES_MAX);
		if (between != NULL && cursor != NULL)
			between(world, response);
	}
	return ids.data != NULL ? ids.data : text("%s", "");
}

/* The same by number. */
static char *walk_by_number(const char *token, const char *filter, int limit, int total)
{
	struct buffer ids = { 0 };
	int pages = (total + limit - 1) / limit;

	for (int page = 1; page <= pages + 1; page++) {
		struct http_response *response = visits_get(text(WORLD_VISITS "?limit=%d&page=%d&%s", limit, page, filter), token,
							    NULL);
		expect_status(response, filter, 200);
		visits_expect(response, filter, "data.pagination",
			      text("{\"page\":%d,\"limit\":%d,\"total\":%d,\"totalPages\":%d}", page, limit, total, pages));
		add_ids(&ids, response);
	}
	return ids.data != NULL ? ids.data : text("%s", "");
}

/* --- both ways --- */

static const int limits[] = { 1, 4, 5, 7, 22, 23, 24, 100 };

START_TEST(pages_in_order_without_gap_or_repetition)
{
	struct world world = world_new();
	const char *coordinator = mint_token(world_user("coordinator", world.zone), NULL);
	const char *by_client = text("clientId=%s", world.client), *by_staff = text("staffId=%s", world.caregiver);
	const char *admin = mint_token(world_user("admin", NULL), NULL);
	int limit = limits[_i];

	add_visits(&world, VISITS);
	const struct {
		const char *token, *filter, *and;
	} walks[] = { { world.token, "", "" },
		      { coordinator, "", "" },
		      { coordinator, by_client, "" },
		      { coordinator, by_staff, "" },
		      { admin, by_client, "" },
		      { coordinator, "status=completed", "AND status = 'completed'" },
		      { world.token, "status=cancelled&startDate=2025-05-01T11:00:00Z",
			"AND status = 'cancelled' AND scheduled_start_time >= '2025-05-01 11:00Z'" } };
	for (size_t i = 0; i < ARRAY_LEN(walks); i++) {
		const char *expected = in_order(&world, walks[i].and);
		int total = (int)((strlen(expected) + 1) / 37);
		expect_value("by cursor", walk(&world, walks[i].token, walks[i].filter, limit, NULL), expected);
		expect_value("by number", walk_by_number(walks[i].token, walks[i].filter, limit, total), expected);
	}
}
END_TEST

START_TEST(a_cursor_needs_no_escaping)
{
	struct world world = world_new();

	add_visits(&world, VISITS);
	const char *cursor = next_cursor(visits_get(WORLD_VISITS "?limit=1&cursor=", world.token, NULL));
	ck_assert_uint_eq(strspn(cursor, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), strlen(cursor));
	/* The same question has the same answer, and the visits' times may be finer than what is shown of them. */
	sql_exec("UPDATE visits SET scheduled_start_time = scheduled_start_time + interval '1 microsecond' * random_id"
		 " FROM (SELECT id AS random, row_number() OVER (ORDER BY id) AS random_id FROM visits WHERE client_id = $1) AS n"
		 " WHERE id = random",
		 world.client);
	expect_value("microseconds", walk(&world, world.token, "", 3, NULL), in_order(&world, ""));
}
END_TEST

/* --- added and changed between pages --- */

/* Visits before, at and after the place that the cursor holds; and one that was not read yet is cancelled. */
static void disturb(const struct world *world, const struct http_response *response)
{
	json_t *visits = visits_value(response, "data.visits");
	const char *last = json_string_value(json_object_get(json_array_get(visits, json_array_size(visits) - 1), "id"));

	sql_exec("INSERT INTO visits (client_id, staff_id, scheduled_start_time, status)"
		 " SELECT client_id, staff_id, scheduled_start_time + n * interval '30 minutes', 'cancelled'"
		 " FROM visits, generate_series(-1, 2) AS n WHERE id = $1",
		 last);
	sql_exec("UPDATE visits SET status = 'cancelled', updated_at = now() WHERE client_id = $1", world->client);
}

/* Each id of `before` comes just once in `seen`, and nothing comes twice. */
static void expect_each_once(const char *before, const char *seen)
{
	expect_value("repeated",
		     sql_value("SELECT count(*) - count(DISTINCT id) FROM unnest(string_to_array($1, ' ')) AS id", seen), "0");
	expect_value(
		"left out",
		sql_value(
			"SELECT count(*) FROM unnest(string_to_array($1, ' ')) AS id WHERE id <> ALL (string_to_array($2, ' '))",
			before, seen),
		"0");
}

START_TEST(visits_added_between_pages)
{
	struct world world = world_new();
	const char *coordinator = mint_token(world_user("coordinator", world.zone), NULL);
	const struct {
		const char *token, *filter;
	} walks[] = { { world.token, "" }, { coordinator, "" }, { coordinator, text("clientId=%s", world.client) } };

	add_visits(&world, VISITS);
	const char *before = in_order(&world, "");
	expect_each_once(before, walk(&world, walks[_i].token, walks[_i].filter, 4, disturb));
}
END_TEST

/* --- hammered --- */

struct hammer {
	const struct world *world;
	PGconn *session;
	atomic_bool stop;
	atomic_int added;
};

static void *hammer(void *context)
{
	struct hammer *hammer = context;

	while (!atomic_load(&hammer->stop)) {
		sql_run(hammer->session,
			"INSERT INTO visits (client_id, staff_id, scheduled_start_time, status) SELECT $1, $2,"
			" timestamptz '2025-05-01 10:00Z' + (random() * 24)::integer * interval '1 hour', 'cancelled'"
			" FROM generate_series(1, 3)",
			hammer->world->client, hammer->world->caregiver, (char *)NULL);
		atomic_fetch_add(&hammer->added, 3);
		process_sleep_ms(5);
	}
	return NULL;
}

START_TEST(a_list_is_whole_while_visits_are_added)
{
	struct world world = world_new();
	const char *coordinator = mint_token(world_user("coordinator", world.zone), NULL);
	struct hammer with = { .world = &world, .session = sql_connect(NULL) };
	pthread_t thread;
	int walks = 0;

	add_visits(&world, MANY);
	const char *before = in_order(&world, "");
	ck_assert_int_eq(pthread_create(&thread, NULL, hammer, &with), 0);
	for (int64_t end = clock_ms() + HAMMER_SECONDS * 1000; clock_ms() < end; walks++)
		expect_each_once(before, walk(&world, walks % 2 != 0 ? coordinator : world.token, "", 20, NULL));
	atomic_store(&with.stop, true);
	ck_assert_int_eq(pthread_join(thread, NULL), 0);
	PQfinish(with.session);
	ck_assert_int_gt(walks, 1);
	expect_value("in the end", walk(&world, coordinator, "", 100, NULL), in_order(&world, ""));
	visits_expect(visits_get(WORLD_VISITS, coordinator, NULL), "in the end", "data.pagination.total",
		      text("%d", MANY + atomic_load(&with.added)));
}
END_TEST

/* --- cursors --- */

START_TEST(a_cursor_of_somebody_else_is_only_a_place)
{
	struct world one = world_new(), other = world_new();

	add_visits(&one, VISITS);
	add_visits(&other, VISITS);
	const char *theirs = next_cursor(visits_get(WORLD_VISITS "?limit=10&cursor=", one.token, NULL));
	struct http_response *response = visits_get(text(WORLD_VISITS "?limit=100&cursor=%s", theirs), other.token, NULL);
	struct buffer ids = { 0 };

	expect_status(response, "theirs", 200);
	add_ids(&ids, response);
	const char *position = sql_value("SELECT scheduled_start_time || '|' || id FROM visits WHERE client_id = $1"
					 " ORDER BY scheduled_start_time DESC, id DESC OFFSET 9 LIMIT 1",
					 one.client);
	expect_value("one's own after that place", ids.data,
		     in_order(&other, text("AND (scheduled_start_time, id) < (split_part('%s', '|', 1)::timestamptz,"
					   " split_part('%s', '|', 2)::uuid)",
					   position, position)));
	/* Nor does it bring along the filter that it was made with. */
	response = visits_get(text(WORLD_VISITS "?cursor=%s&status=scheduled", theirs), one.token, NULL);
	visits_expect(response, "another filter", "data.visits", "[]");
}
END_TEST

static void expect_damaged(const struct world *world, const char *cursor)
{
	struct http_response *response = visits_get(text(WORLD_VISITS "?cursor=%s", cursor), world->token, NULL);

	expect_problem(response, cursor, 400, "cursor is damaged");
	expect_detail(response, cursor, "cursor", "cursor is damaged");
}

START_TEST(a_damaged_cursor_is_refused)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	struct world world = world_new();

	add_visits(&world, 2);
	const char *cursor = next_cursor(visits_get(WORLD_VISITS "?limit=1&cursor=", world.token, NULL));
	size_t length = strlen(cursor);
	for (size_t i = 1; i < length; i++)
		expect_damaged(&world, text("%.*s", (int)i, cursor));
	/* One bit of one character: of the last, one that counts. */
	for (size_t i = 0; i < length; i++) {
		char *flipped = text("%s", cursor);
		const char *at = strchr(alphabet, cursor[i]);
		ck_assert_ptr_nonnull(at);
		flipped[i] = alphabet[(size_t)(at - alphabet) ^ 0x20];
		expect_damaged(&world, flipped);
	}
	static const char *const odd[] = { "@A", "A@", "@=",   "@%3D%3D", "%20@", "@%0A",     "@+",
					   "@@", "-",  "null", "0",       "....", "%E2%82%AC" };
	for (size_t i = 0; i < ARRAY_LEN(odd); i++)
		expect_damaged(&world, text_fill(odd[i], cursor));
	expect_damaged(&world, text_repeat("A", 4000));
}
END_TEST

/* Cursors that are whole, but were made elsewhere: of another list, or by somebody with time on their hands. */
static const struct {
	const char *position;
	int status;
} forged[] = {
	{ "", 200 },
	{ "17", 400 },
	{ "|", 200 },
	{ "x|y", 400 },
	{ "2025-05-01 10:00:00+00", 400 },
	{ "2025-05-01 10:00:00+00|not-an-id", 400 },
	{ "2025-05-01 10:00:00+00|00000000-0000-0000-0000-000000000000|x", 200 },
	{ "infinity|ffffffff-ffff-ffff-ffff-ffffffffffff", 200 },
	{ "-infinity|00000000-0000-0000-0000-000000000000", 200 },
	{ "2025-02-30|00000000-0000-0000-0000-000000000000", 400 },
	{ "999999-01-01|00000000-0000-0000-0000-000000000000", 400 },
	{ "'; DROP TABLE visits; --|", 400 },
	{ "\xff|", 400 },
};

START_TEST(a_forged_cursor_is_no_fault_of_ours)
{
	struct world world = world_new();
	struct arena arena = { 0 };
	const char *cursor = cursor_encode(forged[_i].position, &arena);
	struct http_response *response = visits_get(text(WORLD_VISITS "?cursor=%s", cursor), world.token, NULL);

	if (forged[_i].status == 200)
		expect_status(response, forged[_i].position, 200);
	else
		expect_problem(response, forged[_i].position, 400, NULL);
}
END_TEST

void visits_add_paging(Suite *suite)
{
	TCase *part = suite_part(suite, "paging", NULL);

	tcase_add_loop_test(part, pages_in_order_without_gap_or_repetition, 0, ARRAY_LEN(limits));
	tcase_add_test(part, a_cursor_needs_no_escaping);
	tcase_add_loop_test(part, visits_added_between_pages, 0, 3);
	tcase_add_test(part, a_list_is_whole_while_visits_are_added);
	tcase_add_test(part, a_cursor_of_somebody_else_is_only_a_place);
	tcase_add_test(part, a_damaged_cursor_is_refused);
	tcase_add_loop_test(part, a_forged_cursor_is_no_fault_of_ours, 0, ARRAY_LEN(forged));
}

/* GET /api/v1/visits: who sees which visits, every filter, what a query may not say, clients who go, come and move. */
#include <string.h>

#include "base/buffer.h"
#include "base/integer.h"
#include "expect.h"
#include "mint.h"
#include "sql.h"
#include "suite.h"
#include "text.h"
#include "visits.h"

/* Six visits on a day of their own, known by the letter of their hour:
 *   A 00:00 client, caregiver, scheduled        B 01:00 client, colleague, in_progress
 *   C 02:00 neighbour, caregiver, completed     D 03:00 neighbour, colleague, cancelled
 *   E 04:00 foreign client, caregiver, completed   F 05:00 foreign client, foreigner, scheduled */
struct scene {
	struct world world;
	char *neighbour, *colleague, *other_zone, *foreign_client, *foreigner, *day;
};

static void add(const struct scene *scene, int hour, const char *client, const char *staff, const char *status)
{
	sql_exec("INSERT INTO visits (client_id, staff_id, scheduled_start_time, status) VALUES ($1, $2, $3, $4)", client, staff,
		 text("%s %02d:00Z", scene->day, hour), status);
}

static struct scene scene_new(void)
{
	struct scene scene = { .world = world_new(), .other_zone = world_zone() };
	const char *client = scene.world.client, *caregiver = scene.world.caregiver;

	scene.neighbour = world_client(scene.world.zone);
	scene.colleague = world_user("caregiver", scene.world.zone);
	scene.foreign_client = world_client(scene.other_zone);
	scene.foreigner = world_user("caregiver", scene.other_zone);
	scene.day = sql_value("SELECT date '2100-01-01' + (random() * 2000000)::integer");
	add(&scene, 0, client, caregiver, "scheduled");
	add(&scene, 1, client, scene.colleague, "in_progress");
	add(&scene, 2, scene.neighbour, caregiver, "completed");
	add(&scene, 3, scene.neighbour, scene.colleague, "cancelled");
	add(&scene, 4, scene.foreign_client, caregiver, "completed");
	add(&scene, 5, scene.foreign_client, scene.foreigner, "scheduled");
	return scene;
}

enum asker {
	CAREGIVER,
	COLLEAGUE,
	FOREIGNER,
	COORDINATOR,
	OTHER_COORDINATOR,
	COORDINATOR_OF_NONE,
	ADMIN,
	OTHER_ADMIN,
	ADMIN_OF_ALL
};

static char *token_of(const struct scene *scene, enum asker asker)
{
	switch (asker) {
	case CAREGIVER:
		return scene->world.token;
	case COLLEAGUE:
		return mint_token(scene->colleague, NULL);
	case FOREIGNER:
		return mint_token(scene->foreigner, NULL);
	case COORDINATOR:
		return mint_token(world_user("coordinator", scene->world.zone), NULL);
	case OTHER_COORDINATOR:
		return mint_token(world_user("coordinator", scene->other_zone), NULL);
	case COORDINATOR_OF_NONE:
		return mint_token(world_user("coordinator", NULL), NULL);
	case ADMIN:
		return mint_token(world_user("admin", scene->world.zone), NULL);
	case OTHER_ADMIN:
		return mint_token(world_user("admin", scene->other_zone), NULL);
	case ADMIN_OF_ALL:
		break;
	}
	return mint_token(world_user("admin", NULL), NULL);
}

/* In a query "$c" is the client, "$n" the neighbour, "$f" the foreign client, "$s" the caregiver, "$t" the colleague, "$u" the
 * foreigner, "$0" the day, "$1" the next, "$9" the day before. */
static char *fill(const struct scene *scene, const char *query)
{
	struct buffer filled = { 0 };

	for (; *query != '\0'; query++) {
		if (*query != '$') {
			buffer_add(&filled, query, 1);
			continue;
		}
		const char *name = strchr("cnfstu019", *++query);
		const char *values[] = { scene->world.client,
					 scene->neighbour,
					 scene->foreign_client,
					 scene->world.caregiver,
					 scene->colleague,
					 scene->foreigner,
					 scene->day,
					 sql_value("SELECT $1::date + 1", scene->day),
					 sql_value("SELECT $1::date - 1", scene->day) };
		ck_assert_ptr_nonnull(name);
		buffer_puts(&filled, values[name - "cnfstu019"]);
	}
	return filled.data != NULL ? filled.data : text("%s", "");
}

/* The listed visits' letters, in order. */
static char *letters(const struct http_response *response)
{
	json_t *visits = visits_value(response, "data.visits");
	char *found = text_repeat("?", json_array_size(visits));

	for (size_t i = 0; i < json_array_size(visits); i++) {
		const char *time = json_string_value(json_object_get(json_array_get(visits, i), "scheduledStartTime"));
		int64_t hour;
		if (time != NULL && integer_parse(text("%.2s", time + 11), 0, 23, &hour))
			found[i] = (char)('A' + hour);
	}
	return found;
}

/* Both ways of paging give these visits. */
static void expect_list(const struct scene *scene, const char *token, const char *query, const char *expected)
{
	const char *filled = fill(scene, query);
	struct http_response *response = visits_get(text(WORLD_VISITS "?%s", filled), token, NULL);

	expect_status(response, query, 200);
	expect_value(query, letters(response), expected);
	visits_expect(response, query, "data.pagination",
		      text("{\"page\":1,\"limit\":50,\"total\":%zu,\"totalPages\":%d}", strlen(expected), expected[0] != '\0'));
	response = visits_get(text(WORLD_VISITS "?%s&cursor=", filled), token, NULL);
	expect_status(response, query, 200);
	expect_value(query, letters(response), expected);
	visits_expect(response, query, "data.pagination", "{\"limit\":50,\"nextCursor\":null}");
}

/* --- who sees what, and filters --- */

#define THAT_DAY "startDate=$0&endDate=$0"

static const struct {
	enum asker asker;
	const char *query, *letters;
} lists[] = {
	{ CAREGIVER, "", "ECA" },
	{ COLLEAGUE, "", "DB" },
	{ FOREIGNER, "", "F" },
	{ COORDINATOR, "", "DCBA" },
	{ OTHER_COORDINATOR, "", "FE" },
	{ COORDINATOR_OF_NONE, "", "" },
	{ COORDINATOR_OF_NONE, "clientId=$c", "" },
	{ COORDINATOR_OF_NONE, "staffId=$s", "" },
	{ ADMIN, "", "DCBA" },
	{ OTHER_ADMIN, "", "FE" },
	{ ADMIN_OF_ALL, THAT_DAY, "FEDCBA" },
	{ ADMIN_OF_ALL, THAT_DAY "&status=scheduled", "FA" },
	{ ADMIN_OF_ALL, "clientId=$f", "FE" },
	{ ADMIN_OF_ALL, "clientId=$f&staffId=$s", "E" },
	{ ADMIN_OF_ALL, "staffId=$s", "ECA" },
	{ ADMIN_OF_ALL, "staffId=$s&status=completed", "EC" },
	{ CAREGIVER, "staffId=$s", "ECA" },
	{ CAREGIVER, "staffId=$t", "" },
	{ CAREGIVER, "staffId=$t&clientId=$c", "" },
	{ CAREGIVER, "clientId=$c", "A" },
	{ CAREGIVER, "clientId=$f", "E" },
	{ CAREGIVER, "status=completed", "EC" },
	{ CAREGIVER, "clientId=$n&status=completed&staffId=$s&" THAT_DAY, "C" },
	{ CAREGIVER, "startDate=$0T02:00:00Z", "EC" },
	{ CAREGIVER, "endDate=$0T02:00:00Z", "CA" },
	{ COORDINATOR, "staffId=$s", "CA" },
	{ COORDINATOR, "staffId=$u", "" },
	{ COORDINATOR, "clientId=$c", "BA" },
	{ COORDINATOR, "clientId=$f", "" },
	{ COORDINATOR, "clientId=$f&staffId=$s", "" },
	{ COORDINATOR, "status=scheduled", "A" },
	{ COORDINATOR, "status=in_progress", "B" },
	{ COORDINATOR, "status=completed", "C" },
	{ COORDINATOR, "status=cancelled", "D" },
	{ COORDINATOR, "clientId=$c&staffId=$t", "B" },
	{ COORDINATOR, "clientId=$n&status=completed", "C" },
	{ COORDINATOR, "staffId=$s&status=scheduled", "A" },
	{ COORDINATOR, "clientId=$c&staffId=$s&status=scheduled&" THAT_DAY, "A" },
	{ COORDINATOR, "clientId=$c&staffId=$s&status=completed&" THAT_DAY, "" },
	{ COORDINATOR, "startDate=$0T01:00:00Z", "DCB" },
	{ COORDINATOR, "startDate=$0T01:00:00.001Z", "DC" },
	{ COORDINATOR, "endDate=$0T01:00:00Z", "BA" },
	{ COORDINATOR, "endDate=$0T00:59:59.999Z", "A" },
	{ COORDINATOR, "startDate=$0T01:00:00Z&endDate=$0T02:00:00Z", "CB" },
	{ COORDINATOR, "startDate=$0T03:00:00%2B02:00", "DCB" },
	{ COORDINATOR, "startDate=$0T03:00:00+02:00", "DCB" },
	{ COORDINATOR, "clientId=$c&startDate=$0T01:00:00Z", "B" },
	{ COORDINATOR, "staffId=$t&endDate=$0T01:00:00Z", "B" },
	{ COORDINATOR, "startDate=$0", "DCBA" },
	{ COORDINATOR, "endDate=$0", "DCBA" },
	{ COORDINATOR, "startDate=$1", "" },
	{ COORDINATOR, "endDate=$9", "" },
	{ COORDINATOR, "startDate=$1&endDate=$0", "" },
	{ COORDINATOR, "startDate=0001-01-01&endDate=9999-12-31", "DCBA" },
	{ COORDINATOR, "clientId=00000000-0000-0000-0000-000000000000", "" },
};

START_TEST(each_sees_their_own)
{
	struct scene scene = scene_new();

	expect_list(&scene, token_of(&scene, lists[_i].asker), lists[_i].query, lists[_i].letters);
}
END_TEST

START_TEST(who_may_list)
{
	const struct visits_caller *caller = &visits_callers[_i];
	struct world world = world_new();
	struct http_response *response = visits_get(WORLD_VISITS, visits_token(&world, caller), NULL);

	if (caller->verdict == NO_ACCESS)
		expect_problem(response, caller->name, 403, "Family members have no access to visits");
	else if (caller->verdict == NOBODY)
		expect_problem(response, caller->name, 403, "User not found");
	else
		expect_status(response, caller->name, 200);
	if (caller->verdict == NO_ACCESS)
		expect_problem(visits_get(WORLD_VISITS "?limit=x", visits_token(&world, caller), NULL), "role before query", 403,
			       "Family members have no access to visits");
}
END_TEST

/* A day goes from its first moment to its last, in UTC. */
START_TEST(dates_are_inclusive)
{
	struct scene scene = scene_new();
	const char *client = world_client(scene.world.zone), *path = text(WORLD_VISITS "?clientId=%s", client);
	static const char *const times[] = { "2025-03-29 23:59:59.999999Z", "2025-03-30 00:00Z", "2025-03-30 23:59:59.999999Z",
					     "2025-03-31 00:00Z" };
	static const struct {
		const char *query;
		int total;
	} ranges[] = { { "startDate=2025-03-30", 3 },
		       { "endDate=2025-03-30", 3 },
		       { "startDate=2025-03-30&endDate=2025-03-30", 2 },
		       { "startDate=2025-03-29&endDate=2025-03-31", 4 },
		       { "startDate=2025-03-30T00:00:00Z&endDate=2025-03-31T00:00:00Z", 3 },
		       { "startDate=2025-03-30T23:59:59.999999Z&endDate=2025-03-30T23:59:59.999999Z", 1 } };

	for (size_t i = 0; i < ARRAY_LEN(times); i++)
		sql_exec("INSERT INTO visits (client_id, staff_id, scheduled_start_time) VALUES ($1, $2, $3)", client,
			 scene.world.caregiver, times[i]);
	for (size_t i = 0; i < ARRAY_LEN(ranges); i++) {
		struct http_response *response = visits_get(text("%s&%s", path, ranges[i].query), scene.world.token, NULL);
		expect_status(response, ranges[i].query, 200);
		visits_expect(response, ranges[i].query, "data.pagination.total", text("%d", ranges[i].total));
	}
}
END_TEST

START_TEST(each_visit_has_the_members_of_the_contract)
{
	struct world world = world_new();
	const char *name = "\"" WORLD_FIRST_NAME " " WORLD_LAST_NAME "\"", *what = "listed";
	const char *visit = expect_text(world_check_in(&world, ",\"checkInTime\":\"" VISITS_CHECK_IN "\""), what, "id");

	expect_status(
		visits_patch(visit, world.token, "{\"status\":\"completed\",\"checkOutTime\":\"2025-10-11T11:05:30Z\"}", NULL),
		what, 200);
	struct http_response *response = visits_get(WORLD_VISITS, world.token, NULL);
	expect_status(response, what, 200);
	ck_assert_uint_eq(json_object_size(response->json), 1);
	ck_assert_uint_eq(json_object_size(visits_value(response, "data")), 2);
	ck_assert_uint_eq(json_object_size(visits_value(response, "data.visits.0")), 12);
	const struct {
		const char *key, *json;
	} members[] = { { "id", text("\"%s\"", visit) },
			{ "clientId", text("\"%s\"", world.client) },
			{ "clientName", name },
			{ "staffId", text("\"%s\"", world.caregiver) },
			{ "staffName", name },
			{ "scheduledStartTime", "\"2025-10-11T10:00:00.000Z\"" },
			{ "checkInTime", "\"2025-10-11T10:05:00.000Z\"" },
			{ "checkOutTime", "\"2025-10-11T11:05:30.000Z\"" },
			{ "duration", "61" },
			{ "status", "\"completed\"" } };
	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		visits_expect(response, members[i].key, text("data.visits.0.%s", members[i].key), members[i].json);
	ck_assert(json_is_string(visits_value(response, "data.visits.0.createdAt")));
}
END_TEST

/* --- queries --- */

#define LIMIT_MESSAGE "limit must be a whole number of at least 1"
#define PAGE_MESSAGE  "page must be a whole number from 1 to 2147483647"
#define WHICH_STATUS  "Invalid status. Must be one of: scheduled, in_progress, completed, cancelled"
#define ESCAPE        "The query has a malformed %-escape"
#define NOT_UTF_8     "The query is not valid UTF-8"

static const struct {
	const char *query, *message;
} bad_queries[] = {
	{ "limit=-1", LIMIT_MESSAGE },
	{ "limit=0", LIMIT_MESSAGE },
	{ "limit=1e9", LIMIT_MESSAGE },
	{ "limit=1.5", LIMIT_MESSAGE },
	{ "limit=ten", LIMIT_MESSAGE },
	{ "limit=+5", LIMIT_MESSAGE },
	{ "limit=%205", LIMIT_MESSAGE },
	{ "limit=5%0a", LIMIT_MESSAGE },
	{ "limit=0x10", LIMIT_MESSAGE },
	{ "page=0", PAGE_MESSAGE },
	{ "page=-1", PAGE_MESSAGE },
	{ "page=1e1", PAGE_MESSAGE },
	{ "page=2147483648", PAGE_MESSAGE },
	{ "page=99999999999999999999", PAGE_MESSAGE },
	{ "staffId=x", "Invalid staffId format" },
	{ "staffId=%27%20OR%201=1", "Invalid staffId format" },
	{ "clientId=00000000-0000-0000-0000-00000000000", "Invalid clientId format" },
	{ "clientId=null", "Invalid clientId format" },
	{ "status=done", WHICH_STATUS },
	{ "status=Completed", WHICH_STATUS },
	{ "status=completed,", WHICH_STATUS },
	{ "startDate=yesterday", "Invalid startDate format. Must be ISO 8601" },
	{ "startDate=2025-02-30", "Invalid startDate format. Must be ISO 8601" },
	{ "startDate=2025-10-11T10:00:00", "Invalid startDate format. Must be ISO 8601" },
	{ "startDate=20251011", "Invalid startDate format. Must be ISO 8601" },
	{ "startDate=infinity", "Invalid startDate format. Must be ISO 8601" },
	{ "endDate=0000-01-01", "Invalid endDate format. Must be ISO 8601" },
	{ "endDate=10000-01-01", "Invalid endDate format. Must be ISO 8601" },
	{ "limit=1&limit=1", "limit is given twice" },
	{ "status=completed&limit=1&status=completed", "status is given twice" },
	{ "status=completed&status=", "status is given twice" },
	{ "zone=", "zone is not a known parameter" },
	{ "limit=1&l%69mit=1", "limit is given twice" },
	{ "status[]=completed", "status[] is not a known parameter" },
	{ "status%5B%5D=completed", "status[] is not a known parameter" },
	{ "status[0]=completed&status[1]=x", "status[0] is not a known parameter" },
	{ "Limit=1", "Limit is not a known parameter" },
	{ "sort=id", "sort must be one of: scheduledStartTime, -scheduledStartTime" },
	{ "=1", " is not a known parameter" },
	{ "limit=1;page=1", LIMIT_MESSAGE },
	{ "staffId=%00", ESCAPE },
	{ "limit=1%00", ESCAPE },
	{ "%00=1", ESCAPE },
	{ "status=%", ESCAPE },
	{ "status=%4", ESCAPE },
	{ "status=%zz", ESCAPE },
	{ "status=%ff", NOT_UTF_8 },
	{ "%ff=1", NOT_UTF_8 },
	{ "status=%c0%af", NOT_UTF_8 },
	{ "status=%ed%a0%80", NOT_UTF_8 },
	{ "status=\xff", NOT_UTF_8 },
	{ "page=1&cursor=", "page and cursor cannot be used together" },
	{ "cursor=&page=2", "page and cursor cannot be used together" },
	{ "cursor=x", "cursor is damaged" },
	{ "cursor=%ff", NOT_UTF_8 },
};

START_TEST(bad_queries_are_refused)
{
	struct world world = world_new();
	const char *query = bad_queries[_i].query;

	expect_problem(visits_get(text(WORLD_VISITS "?%s", query), world.token, NULL), query, 400, bad_queries[_i].message);
}
END_TEST

START_TEST(every_bad_parameter_is_named)
{
	static const char *const names[] = { "staffId", "clientId", "status", "startDate", "endDate",
					     "limit",   "page",     "cursor", "x" };
	struct world world = world_new();
	struct http_response *response = visits_get(
		WORLD_VISITS "?staffId=1&clientId=1&status=1&startDate=1&endDate=1&limit=x&page=x&cursor=x&x=x", world.token,
		NULL);

	expect_problem(response, "all bad", 400, "Invalid staffId format");
	expect_details(response, "all bad", ARRAY_LEN(names));
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		expect_detail(response, "all bad", names[i], NULL);
}
END_TEST

static const struct {
	const char *query, *pagination;
} good_queries[] = {
	{ "limit=100", "{\"page\":1,\"limit\":100,\"total\":0,\"totalPages\":0}" },
	{ "limit=101", "{\"page\":1,\"limit\":100,\"total\":0,\"totalPages\":0}" },
	{ "limit=99999999999999999999", "{\"page\":1,\"limit\":100,\"total\":0,\"totalPages\":0}" },
	{ "limit=00007", "{\"page\":1,\"limit\":7,\"total\":0,\"totalPages\":0}" },
	{ "page=100&limit=100", "{\"page\":100,\"limit\":100,\"total\":0,\"totalPages\":0}" },
	{ "&&%6Cimit=%31&", "{\"page\":1,\"limit\":1,\"total\":0,\"totalPages\":0}" },
	{ "staffId=&clientId=&status=&startDate=&endDate=&limit=&page",
	  "{\"page\":1,\"limit\":50,\"total\":0,\"totalPages\":0}" },
	{ "cursor=&page=&status=", "{\"limit\":50,\"nextCursor\":null}" },
	{ "cursor", "{\"limit\":50,\"nextCursor\":null}" },
	{ "cursor=&limit=101", "{\"limit\":100,\"nextCursor\":null}" },
	{ "", "{\"page\":1,\"limit\":50,\"total\":0,\"totalPages\":0}" },
};

START_TEST(good_queries_of_an_empty_list)
{
	struct world world = world_new();
	const char *query = good_queries[_i].query;
	struct http_response *response = visits_get(text(WORLD_VISITS "/?%s", query), world.token, NULL);

	expect_status(response, query, 200);
	visits_expect(response, query, "data.visits", "[]");
	visits_expect(response, query, "data.pagination", good_queries[_i].pagination);
}
END_TEST

/* --- clients who go, come and move --- */

static const struct {
	const char *change; /* of the client, $1, and the other zone, $2; then: own caregiver, coordinator, the other zone's, the
			       client's */
	const char *caregiver, *coordinator, *other, *client;
} moves[] = {
	{ "deleted_at = now()", "EC", "DC", "FE", "" },
	{ "deleted_at = NULL", "ECA", "DCBA", "FE", "BA" },
	{ "zone_id = $2", "ECA", "DC", "FEBA", "BA" },
	{ "zone_id = $2, deleted_at = now()", "EC", "DC", "FE", "" },
	{ "zone_id = $2, updated_at = now(), deleted_at = NULL", "ECA", "DC", "FEBA", "BA" },
	{ "address = '3 Test Street'", "ECA", "DCBA", "FE", "BA" },
};

START_TEST(clients_go_come_and_move)
{
	struct scene scene = scene_new();
	const char *coordinator = token_of(&scene, COORDINATOR), *other = token_of(&scene, OTHER_COORDINATOR);
	const char *all = token_of(&scene, ADMIN_OF_ALL);

	if (strstr(moves[_i].change, "deleted_at = NULL") != NULL)
		sql_exec("UPDATE clients SET deleted_at = now() WHERE id = $1", scene.world.client);
	sql_exec(text("UPDATE clients SET %s WHERE id = $1 AND $2::uuid IS NOT NULL", moves[_i].change), scene.world.client,
		 scene.other_zone);
	expect_list(&scene, scene.world.token, "", moves[_i].caregiver);
	expect_list(&scene, coordinator, "", moves[_i].coordinator);
	expect_list(&scene, all, "clientId=$c", moves[_i].client);

	struct http_response *response = visits_get(WORLD_VISITS "?cursor=", other, NULL);
	const char *found = letters(response);
	ck_assert_msg(strcmp(found, moves[_i].other) == 0, "%s: the other zone has %s", moves[_i].change, found);
}
END_TEST

/* Visits come from elsewhere too, of clients who are deleted already or not. */
START_TEST(visits_added_behind_visitds_back)
{
	struct scene scene = scene_new();
	const char *coordinator = token_of(&scene, COORDINATOR);

	add(&scene, 6, scene.world.client, scene.colleague, "completed");
	expect_list(&scene, coordinator, "", "GDCBA");
	sql_exec("UPDATE clients SET deleted_at = now() WHERE id = $1", scene.world.client);
	add(&scene, 7, scene.world.client, scene.colleague, "completed");
	add(&scene, 8, scene.neighbour, scene.colleague, "completed");
	expect_list(&scene, coordinator, "", "IDC");
	sql_exec("UPDATE clients SET deleted_at = NULL WHERE id = $1", scene.world.client);
	expect_list(&scene, coordinator, "", "IHGDCBA");
	sql_exec("UPDATE users SET deleted_at = now(), is_active = false WHERE id = $1", scene.colleague);
	expect_list(&scene, coordinator, "", "IHGDCBA");
}
END_TEST

/* A client moves while caregivers of the old and of the new zone check in: what counts is where the client lives then. */
START_TEST(a_check_in_waits_for_a_client_who_moves)
{
	struct scene scene = scene_new();
	const char *foreigner = token_of(&scene, FOREIGNER), *other = token_of(&scene, OTHER_COORDINATOR);
	const struct http_request here = { .path = WORLD_VISITS,
					   .token = scene.world.token,
					   .body = world_check_in_body(scene.world.client, text("%sT08:00:00Z", scene.day), "") };
	const struct http_request there = { .path = WORLD_VISITS,
					    .token = foreigner,
					    .body = world_check_in_body(scene.world.client, text("%sT09:00:00Z", scene.day),
									"") };
	PGconn *session = sql_connect(NULL);

	sql_run(session, "BEGIN", (char *)NULL);
	sql_run(session, "UPDATE clients SET zone_id = $2 WHERE id = $1", scene.world.client, scene.other_zone, (char *)NULL);
	struct http_pending *pending[] = { http_begin(&here), http_begin(&there) };
	visits_wait_for_locks("check-ins", 2);
	sql_run(session, "COMMIT", (char *)NULL);
	PQfinish(session);
	expect_problem(http_end(pending[0]), "the old zone", 403, "Cannot create visit for client in different zone");
	expect_status(http_end(pending[1]), "the new zone", 201);
	expect_list(&scene, other, "", "JFEBA");
}
END_TEST

void visits_add_list(Suite *suite)
{
	TCase *part = suite_part(suite, "list", NULL);

	tcase_add_loop_test(part, each_sees_their_own, 0, ARRAY_LEN(lists));
	tcase_add_loop_test(part, who_may_list, 0, VISITS_CALLERS);
	tcase_add_test(part, dates_are_inclusive);
	tcase_add_test(part, each_visit_has_the_members_of_the_contract);
	tcase_add_loop_test(part, bad_queries_are_refused, 0, ARRAY_LEN(bad_queries));
	tcase_add_test(part, every_bad_parameter_is_named);
	tcase_add_loop_test(part, good_queries_of_an_empty_list, 0, ARRAY_LEN(good_queries));
	tcase_add_loop_test(part, clients_go_come_and_move, 0, ARRAY_LEN(moves));
	tcase_add_test(part, visits_added_behind_visitds_back);
	tcase_add_test(part, a_check_in_waits_for_a_client_who_moves);
}

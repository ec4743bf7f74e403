/* Clients who are moved, deleted and restored while visits to them are begun; zones that are deleted while somebody comes. */
#include "expect.h"
#include "load.h"
#include "sql.h"
#include "suite.h"
#include "text.h"
#include "visits.h"

enum { MOVES = 40, THREADS = 6, CHECK_INS_MAX = 100000 };

/* How many visits of a client are not listed where the client lives. */
static long misplaced(const char *client)
{
	return sql_count("SELECT count(*) FROM visits JOIN clients ON clients.id = client_id WHERE client_id = $1 AND"
			 " listed_zone_id IS DISTINCT FROM CASE WHEN clients.deleted_at IS NULL THEN zone_id END",
			 client);
}

/* Run a statement and leave its answer for later; it waits for a lock, or not. */
static void begin(PGconn *session, const char *query)
{
	ck_assert_int_eq(PQsendQuery(session, query), 1);
}

static void end(PGconn *session, const char *what)
{
	for (PGresult *result; (result = PQgetResult(session)) != NULL; PQclear(result))
		ck_assert_msg(PQresultStatus(result) == PGRES_COMMAND_OK, "%s: %s", what, PQresultErrorMessage(result));
}

/* Once they all stood still until the move was over. */
START_TEST(only_check_ins_at_the_client_wait_for_a_move)
{
	struct world world = world_new();
	const char *neighbour = world_client(world.zone), *zone = world_zone();
	const struct http_request here = { .path = WORLD_VISITS,
					   .token = world.token,
					   .body = world_check_in_body(world.client, WORLD_SLOT, "") };
	PGconn *session = sql_connect(NULL);

	ck_assert_ptr_nonnull(visits_new(&world, "completed"));
	sql_run(session, "BEGIN", (char *)NULL);
	sql_run(session, "UPDATE clients SET zone_id = $2 WHERE id = $1", world.client, zone, (char *)NULL);
	struct http_pending *pending = http_begin(&here);
	visits_wait_for_locks("the client's", 1);
	struct http_response *response = http_post(WORLD_VISITS, world.token, world_check_in_body(neighbour, WORLD_SLOT, ""));
	expect_status(response, "the neighbour's", 201);
	sql_run(session, "ROLLBACK", (char *)NULL);
	expect_status(http_end(pending), "the client's, who stays after all", 201);
	ck_assert_int_eq(misplaced(world.client), 0);

	sql_run(session, "BEGIN", (char *)NULL);
	sql_run(session, "UPDATE clients SET address = '1 Test Street', updated_at = now() WHERE id = $1", world.client,
		(char *)NULL);
	expect_status(http_post(WORLD_VISITS, world.token, world_check_in_body(world.client, world_slot(1), "")),
		      "a client whose address is being written", 201);
	PQfinish(session);
}
END_TEST

/* What is to become of the client while a visit is begun and not committed yet. */
static const struct {
	const char *change;
	bool is_deleted; /* before */
} meanwhile[] = {
	{ "zone_id = (SELECT id FROM zones WHERE id <> zone_id LIMIT 1)", false },
	{ "deleted_at = now()", false },
	{ "deleted_at = NULL", true },
};

START_TEST(a_move_waits_for_visits_that_are_begun)
{
	struct world world = world_new();
	PGconn *visits = sql_connect(NULL), *directory = sql_connect(NULL);
	const char *what = meanwhile[_i].change;

	ck_assert_ptr_nonnull(world_zone());
	ck_assert_ptr_nonnull(visits_new(&world, "completed"));
	if (meanwhile[_i].is_deleted)
		sql_exec("UPDATE clients SET deleted_at = now() WHERE id = $1", world.client);
	sql_run(visits, "BEGIN", (char *)NULL);
	sql_run(visits, "INSERT INTO visits (client_id, staff_id, scheduled_start_time) VALUES ($1, $2, now())", world.client,
		world.caregiver, (char *)NULL);
	begin(directory, text("UPDATE clients SET %s WHERE id = '%s'", what, world.client));
	visits_wait_for_locks(what, 1);
	sql_run(visits, "COMMIT", (char *)NULL);
	end(directory, what);
	ck_assert_int_eq(misplaced(world.client), 0);
	PQfinish(visits);
	PQfinish(directory);
}
END_TEST

/* As many as can be, with the client gone and back again all the time: whatever was begun is listed where they live. */
START_TEST(no_visit_is_misplaced_however_often_its_client_moves)
{
	static const char *const changes[] = { "zone_id = $2", "zone_id = $3", "deleted_at = now()", "deleted_at = NULL" };
	struct world world = world_new();
	const char *zone = world_zone();
	struct load *load = load_begin(&world, THREADS, CHECK_INS_MAX);

	for (int i = 0; i < MOVES; i++) {
		load_wait(load, 2);
		sql_exec(text("UPDATE clients SET %s WHERE id = $1 AND $2::uuid <> $3::uuid", changes[i % 4]), world.client, zone,
			 world.zone);
	}
	load_wait(load, 20);
	struct load_result result = load_end(load);
	ck_assert_msg(result.created > 20, "%d of %d", result.created, result.sent);
	ck_assert_msg(result.odd == NULL || result.odd->status < 500, "%s", result.odd != NULL ? result.odd->body : "");
	ck_assert_int_eq(world_count_visits(world.client), result.created);
	ck_assert_int_eq(misplaced(world.client), 0);
}
END_TEST

/* A worker of the last release names no zone, and whoever names none need not hold the client. */
START_TEST(an_older_workers_visit_is_listed_where_the_client_is)
{
	struct world world = world_new();
	PGconn *worker = sql_connect("visitd"), *directory = sql_connect(NULL);
	const char *zone = world_zone(), *what = "an older worker";

	sql_run(directory, "BEGIN", (char *)NULL);
	sql_run(directory, "UPDATE clients SET zone_id = $2 WHERE id = $1", world.client, zone, (char *)NULL);
	begin(worker,
	      text("INSERT INTO visits (client_id, staff_id, scheduled_start_time, status)"
		   " SELECT id, '%s', now(), 'in_progress' FROM clients WHERE id = '%s' AND deleted_at IS NULL"
		   " ON CONFLICT (client_id, scheduled_start_time) WHERE status IN ('scheduled', 'in_progress') DO NOTHING",
		   world.caregiver, world.client));
	visits_wait_for_locks(what, 1);
	sql_run(directory, "COMMIT", (char *)NULL);
	end(worker, what);
	ck_assert_int_eq(world_count_visits(world.client), 1);
	ck_assert_int_eq(misplaced(world.client), 0);
	PQfinish(worker);
	PQfinish(directory);
}
END_TEST

/* It would not see the visits that were begun since its snapshot. */
START_TEST(a_move_with_an_old_snapshot_is_refused)
{
	struct world world = world_new();
	PGconn *session = sql_connect(NULL);
	const char *zone = world_zone();

	sql_run(session, "BEGIN ISOLATION LEVEL REPEATABLE READ", (char *)NULL);
	sql_run(session, "UPDATE clients SET address = '1 Test Street' WHERE id = $1", world.client, (char *)NULL);
	PGresult *result = PQexec(session, text("UPDATE clients SET zone_id = '%s' WHERE id = '%s'", zone, world.client));
	expect_value("SQLSTATE", PQresultErrorField(result, PG_DIAG_SQLSTATE), "25001");
	PQclear(result);
	PQfinish(session);
}
END_TEST

/* --- zones --- */

static PGresult *result_of(PGconn *session)
{
	PGresult *result = PQgetResult(session), *more;

	while ((more = PQgetResult(session)) != NULL)
		PQclear(more);
	return result;
}

/* Somebody comes into a zone, '@', at the moment when it is deleted: whoever is first, the other is refused. */
static const struct {
	const char *comes, *goes;
} meetings[] = {
	{ "INSERT INTO clients (first_name, last_name, zone_id) VALUES ('A', 'B', '@')",
	  "UPDATE zones SET deleted_at = now() WHERE id = '@'" },
	{ "INSERT INTO clients (first_name, last_name, zone_id) VALUES ('A', 'B', '@')", "DELETE FROM zones WHERE id = '@'" },
	{ "INSERT INTO users (email, first_name, last_name, role, zone_id) VALUES (gen_random_uuid(), 'A', 'B', 'admin', '@')",
	  "UPDATE zones SET deleted_at = now() WHERE id = '@'" },
	{ "INSERT INTO users (email, first_name, last_name, role, zone_id) VALUES (gen_random_uuid(), 'A', 'B', 'admin', '@')",
	  "DELETE FROM zones WHERE id = '@'" },
};

START_TEST(nobody_comes_into_a_zone_that_is_being_deleted)
{
	PGconn *first = sql_connect(NULL), *second = sql_connect(NULL);

	for (int i = 0; i < 2; i++) {
		const char *zone = world_zone(), *comes = text_fill(meetings[_i].comes, zone),
			   *goes = text_fill(meetings[_i].goes, zone);
		const char *what = i == 0 ? goes : comes;
		sql_run(first, "BEGIN", (char *)NULL);
		sql_run(first, i == 0 ? comes : goes, (char *)NULL);
		begin(second, what);
		visits_wait_for_locks(what, 1);
		sql_run(first, "COMMIT", (char *)NULL);
		PGresult *result = result_of(second);
		expect_value(what, PQresultErrorField(result, PG_DIAG_SQLSTATE), "23503");
		PQclear(result);
	}
	PQfinish(first);
	PQfinish(second);
}
END_TEST

void visits_add_moves(Suite *suite)
{
	TCase *part = suite_part(suite, "moves", NULL);

	tcase_add_test(part, only_check_ins_at_the_client_wait_for_a_move);
	tcase_add_loop_test(part, a_move_waits_for_visits_that_are_begun, 0, ARRAY_LEN(meanwhile));
	tcase_add_test(part, no_visit_is_misplaced_however_often_its_client_moves);
	tcase_add_test(part, an_older_workers_visit_is_listed_where_the_client_is);
	tcase_add_test(part, a_move_with_an_old_snapshot_is_refused);
	tcase_add_loop_test(part, nobody_comes_into_a_zone_that_is_being_deleted, 0, ARRAY_LEN(meetings));
}

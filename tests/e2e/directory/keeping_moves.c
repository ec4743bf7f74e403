/* A directory that is loaded while it is used: nobody waits for the file. */
#include <string.h>

#include "expect.h"
#include "keeping.h"
#include "load.h"
#include "sql.h"
#include "stack.h"
#include "text.h"

enum { CLIENTS = 6000, THREADS = 4, CHECK_INS_MAX = 100000 };

/* Many clients of a zone with a few visits each, and a file of all of them in another; the world's client stays. */
static const char *make_clients(const struct world *world, const char *there)
{
	sql_exec("INSERT INTO clients (first_name, last_name, zone_id)"
		 " SELECT 'Many', n::text, $1 FROM generate_series(1, $2::int) AS n",
		 world->zone, text("%d", CLIENTS));
	sql_exec("INSERT INTO visits (client_id, staff_id, scheduled_start_time, status)"
		 " SELECT id, $2, now() + n * interval '1 day', 'completed' FROM clients, generate_series(1, 2) AS n WHERE "
		 "zone_id = $1"
		 " AND first_name = 'Many'",
		 world->zone, world->caregiver);
	return sql_value("SELECT string_agg(id || ',Many,' || last_name || ',' || $2 || ',moved', E'\\n') FROM clients"
			 " WHERE zone_id = $1 AND first_name = 'Many'",
			 world->zone, there);
}

/* Check-ins at one of those who change, and at a neighbour, are as they are without a load. */
START_TEST(nobody_waits_while_thousands_are_moved)
{
	struct world world = world_new();
	struct keeping_zone there = keeping_zone();
	const char *rows = make_clients(&world, there.id);
	struct load *load = load_begin(&world, THREADS, CHECK_INS_MAX);

	load_wait(load, 20);
	keeping_expect("clients",
		       text("id,first_name,last_name,zone,address\n%s\n%s," WORLD_FIRST_NAME "," WORLD_LAST_NAME ",%s,changed\n",
			    rows, world.client, world.zone),
		       text("0 added, %d changed, 0 unchanged", CLIENTS + 1));
	load_wait(load, 20);
	struct load_result result = load_end(load);
	ck_assert_msg(result.odd == NULL, "%s", result.odd != NULL ? result.odd->body : "");
	ck_assert_int_eq(sql_count("SELECT count(*) FROM visits JOIN clients ON clients.id = client_id WHERE first_name = 'Many'"
				   " AND listed_zone_id = $1 AND zone_id = $1 AND address = 'moved'",
				   there.id),
			 2 * CLIENTS);
	/* In batches, each a transaction of its own, so that nobody waits for all of them. */
	long batches = sql_count("SELECT count(DISTINCT xmin::text) FROM clients WHERE zone_id = $1", there.id);
	ck_assert_msg(batches >= 4, "%ld transactions", batches);
}
END_TEST

/* Somebody has one of the rows locked for longer than a load waits: it tries again, and others go on meanwhile. */
START_TEST(a_load_waits_for_others_and_not_the_other_way_round)
{
	struct world world = world_new();
	struct keeping_zone there = keeping_zone();
	const char *path, *rows = text("id,first_name,last_name,zone\n%s," WORLD_FIRST_NAME "," WORLD_LAST_NAME ",%s\n",
				       world.client, there.id);
	PGconn *session = sql_connect(NULL);

	path = keeping_file(rows, strlen(rows));
	sql_run(session, "BEGIN", (char *)NULL);
	sql_run(session, "SELECT FROM clients WHERE id = $1 FOR KEY SHARE", world.client, (char *)NULL);
	commands_shell(text("%s/visitctl -c %s load clients %s > %s/out 2>&1 & sleep 0.6", stack.bin, stack.conf, path,
			    commands.directory));
	/* The one that waits would keep this one waiting, if it did not give way. */
	expect_status(world_check_in(&world, ""), "beside a load that waits", 201);
	sql_run(session, "ROLLBACK", (char *)NULL);
	PQfinish(session);
	for (int i = 0; i < 100 && sql_count("SELECT count(*) FROM clients WHERE id = $1 AND zone_id = $2::uuid", world.client,
					     there.id) == 0;
	     i++)
		process_sleep_ms(100);
	ck_assert_int_eq(sql_count("SELECT count(*) FROM clients WHERE id = $1 AND zone_id = $2::uuid", world.client, there.id),
			 1);
}
END_TEST

START_TEST(two_loads_do_not_meet)
{
	PGconn *session = sql_connect(NULL);

	ck_assert_ptr_nonnull(session);
	sql_get(session, "SELECT pg_advisory_lock('zones'::regclass::oid::bigint)::text", (char *)NULL);
	commands_expect("a second load", keeping_load("zones", "name\nNorth\n", NULL), 1, "",
			"another load is at work on this database: try again when it has ended");
	PQfinish(session);
}
END_TEST

/* What the statements cannot see before: the database has the last word, and nothing is left of the file. */
START_TEST(what_the_database_refuses_undoes_all)
{
	const char *name = world_uuid();

	sql_exec("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''not today''; END'");
	sql_exec("CREATE TRIGGER refuse BEFORE INSERT ON zones FOR EACH ROW WHEN (NEW.region = 'refuse') EXECUTE FUNCTION "
		 "refuse()");
	commands_expect("refused", keeping_load("zones", text("name,region\n%s,\nX,refuse\n", name), NULL), 1, "",
			"visitctl: zones: ERROR:  not today\n");
	sql_exec("DROP TRIGGER refuse ON zones");
	sql_exec("DROP FUNCTION refuse");
	ck_assert_int_eq(sql_count("SELECT count(*) FROM zones WHERE name = $1", name), 0);
}
END_TEST

void keeping_add_moves(Suite *suite)
{
	TCase *part = suite_part(suite, "moves", commands_begin);

	tcase_set_timeout(part, 60);
	tcase_add_test(part, nobody_waits_while_thousands_are_moved);
	tcase_add_test(part, a_load_waits_for_others_and_not_the_other_way_round);
	tcase_add_test(part, two_loads_do_not_meet);
	tcase_add_test(part, what_the_database_refuses_undoes_all);
}

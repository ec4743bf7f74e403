/* Keeping the directory by visitctl: single users and zones, what has expired. Files are in keeping_load.c and keeping_moves.c.
 */
#include "keeping.h"

#include <string.h>

#include "expect.h"
#include "sql.h"
#include "stack.h"
#include "text.h"
#include "world.h"

struct keeping_zone keeping_zone(void)
{
	struct keeping_zone zone = { .name = text("Zone %s", world_uuid()) };

	zone.id = sql_value("INSERT INTO zones (name) VALUES ($1) RETURNING id", zone.name);
	return zone;
}

const char *keeping_file(const char *bytes, size_t length)
{
	const char *path = text("%s/rows.csv", commands.directory);

	stack_put(path, bytes, length);
	return path;
}

struct process_result keeping_load(const char *table, const char *csv, const char *option)
{
	const char *path = keeping_file(csv, strlen(csv));

	return RUN("visitctl", "-c", stack.conf, "load", table, path, option);
}

void keeping_expect(const char *table, const char *csv, const char *line)
{
	struct process_result result = keeping_load(table, csv, NULL);

	commands_expect(csv, result, 0, "", "");
	expect_value(csv, result.out, text("%s: %s\n", table, line));
}

/* --- single entries --- */

START_TEST(a_user_is_added_listed_and_deactivated)
{
	struct keeping_zone zone = keeping_zone();
	const char *email = text("%s@test.example", world_uuid());
	struct process_result result = RUN("visitctl", "-c", stack.conf, "user", "add", text("email=%s", email),
					   "first_name=Ann, \"the\"", "last_name=O'Neil", "role=caregiver",
					   text("zone=%s", zone.name));

	commands_expect("add", result, 0, "", "");
	const char *id = text("%.*s", (int)strcspn(result.out, "\n"), result.out);
	expect_value("the id that it prints",
		     sql_value("SELECT id FROM users WHERE email = $1 AND first_name = 'Ann, \"the\"' AND zone_id = $2::uuid"
			       " AND role = 'caregiver' AND is_active",
			       email, zone.id),
		     id);
	commands_expect("the list", RUN("visitctl", "-c", stack.conf, "user", "list"), 0,
			text("%s,%s,,\"Ann, \"\"the\"\"\",O'Neil,caregiver,%s,,t\n", id, email, zone.name), "");
	commands_expect("the same again",
			RUN("visitctl", "-c", stack.conf, "user", "add", text("email=%s", email), "first_name=A", "last_name=B",
			    "role=admin"),
			1, "", text("it is there already, as %s", id));
	commands_expect("deactivate", RUN("visitctl", "-c", stack.conf, "user", "deactivate", email), 0,
			text("%s is not active any more\n", id), "");
	expect_value("is_active", sql_value("SELECT is_active FROM users WHERE id = $1", id), "f");
	commands_expect("deactivated before", RUN("visitctl", "-c", stack.conf, "user", "deactivate", id), 0, "was not active\n",
			"");
	commands_expect("somebody else", RUN("visitctl", "-c", stack.conf, "user", "deactivate", "nobody@test.example"), 1, "",
			"no user has this id, email or external_id");
}
END_TEST

static const struct {
	const char *arguments[7], *err;
} refused[] = {
	{ { "user", "add", "first_name=A", "last_name=B", "role=family" }, "email is required" },
	{ { "user", "add", "email=a@b.test", "first_name=A", "last_name=B", "role=nurse" },
	  "role must be one of: caregiver, coordinator, admin, family, not \"nurse\"" },
	{ { "user", "add", "email=a@b.test", "first_name=A", "last_name=B", "role=family", "zone=Nowhere" },
	  "there is no zone \"Nowhere\"" },
	{ { "user", "add", "email=a@b.test", "email=a@b.test" }, "email is given twice" },
	{ { "user", "add", "email" }, "\"email\" is no column=value of users" },
	{ { "user", "add", "password_hash=x" }, "\"password_hash=x\" is no column=value of users" },
	{ { "user", "add", "email=a@b.test", "first_name=\xff", "last_name=B", "role=family" }, "first_name: it is not UTF-8" },
	{ { "zone", "add", "name=" }, "name must not be empty" },
	{ { "zone", "add", "region=Ontario" }, "name is required" },
	{ { "zone", "add", "name=Toronto North" }, "it is there already, as 10000000-0000-4000-8000-000000000001" },
};

START_TEST(what_is_wrong_with_an_entry_is_told)
{
	const char *const *a = refused[_i].arguments;

	commands_expect(refused[_i].err, RUN("visitctl", "-c", stack.conf, a[0], a[1], a[2], a[3], a[4], a[5], a[6]), 1, "",
			refused[_i].err);
	ck_assert_int_eq(sql_count("SELECT count(*) FROM users WHERE email = 'a@b.test'"), 0);
}
END_TEST

/* What a list prints is a file that changes nothing. */
START_TEST(a_list_can_be_loaded_again)
{
	static const char *const tables[][2] = { { "user", "users" }, { "zone", "zones" } };
	struct keeping_zone zone = keeping_zone();

	ck_assert_ptr_nonnull(world_user("coordinator", zone.id));
	for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
		struct process_result list = RUN("visitctl", "-c", stack.conf, tables[i][0], "list");
		commands_expect(tables[i][1], list, 0, "id,", "");
		commands_expect(tables[i][1], keeping_load(tables[i][1], list.out, "--dry-run"), 0,
				": 0 would be added, 0 would be changed, ", "");
	}
}
END_TEST

/* The workers' role has no right to the directory, and must not get one by this. */
START_TEST(the_workers_role_keeps_no_directory)
{
	commands_expect("visitd", RUN("visitctl", "-c", stack.conf, "-d", "user=visitd", "zone", "add", "name=North"), 1, "",
			"\"visitd\" may not act as");
}
END_TEST

/* --- what has expired --- */

START_TEST(expired_answers_are_removed_and_others_kept)
{
	sql_exec("INSERT INTO idempotency_keys (user_id, key, method, path, body_sha256, status, body, created_at)"
		 " SELECT gen_random_uuid(), 'gc ' || n, 'POST', '/x', sha256('x'), 201, '{}',"
		 "        now() - CASE WHEN n <= 2500 THEN interval '25 hours' ELSE interval '23 hours' END"
		 " FROM generate_series(1, 2510) AS n");
	struct process_result result = RUN("visitctl", "-c", stack.conf, "gc");
	commands_expect("gc", result, 0, "idempotency keys: ", "");
	ck_assert_int_eq(sql_count("SELECT count(*) FROM idempotency_keys WHERE created_at < now() - interval '24 hours'"), 0);
	ck_assert_int_eq(sql_count("SELECT count(*) FROM idempotency_keys WHERE key LIKE 'gc %'"), 10);
	commands_expect("gc again", RUN("visitctl", "-c", stack.conf, "gc"), 0, "idempotency keys: 0 removed, ", "");
}
END_TEST

/* A worker that sweeps, or an administrator in psql, is passed over and not waited for. */
START_TEST(what_another_holds_is_passed_over)
{
	PGconn *session = sql_connect(NULL);

	sql_exec("INSERT INTO idempotency_keys (user_id, key, method, path, body_sha256, status, body, created_at)"
		 " VALUES (gen_random_uuid(), 'gc held', 'POST', '/x', sha256('x'), 201, '{}', now() - interval '2 days')");
	sql_run(session, "BEGIN", (char *)NULL);
	sql_run(session, "UPDATE idempotency_keys SET body = '{}' WHERE key = 'gc held'", (char *)NULL);
	commands_expect("gc", RUN("visitctl", "-c", stack.conf, "gc"), 0, "idempotency keys: ", "");
	sql_run(session, "ROLLBACK", (char *)NULL);
	PQfinish(session);
	commands_expect("gc", RUN("visitctl", "-c", stack.conf, "gc"), 0, "idempotency keys: 1 removed", "");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("keeping");
	TCase *part = suite_part(suite, "entries", commands_begin);

	tcase_add_test(part, a_user_is_added_listed_and_deactivated);
	tcase_add_loop_test(part, what_is_wrong_with_an_entry_is_told, 0, ARRAY_LEN(refused));
	tcase_add_test(part, a_list_can_be_loaded_again);
	tcase_add_test(part, the_workers_role_keeps_no_directory);
	part = suite_part(suite, "gc", commands_begin);
	tcase_add_test(part, expired_answers_are_removed_and_others_kept);
	tcase_add_test(part, what_another_holds_is_passed_over);
	keeping_add_load(suite);
	keeping_add_moves(suite);
	return suite_main(suite);
}

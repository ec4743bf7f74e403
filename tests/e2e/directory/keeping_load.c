/* Files loaded into the directory: what is added, changed and left alone, and what is refused, by line. */
#include <stdlib.h>
#include <string.h>

#include "expect.h"
#include "keeping.h"
#include "sql.h"
#include "stack.h"
#include "text.h"
#include "world.h"

/* --- what a file does --- */

START_TEST(zones_by_name_and_by_id)
{
	const char *a = text("A %s", world_uuid()), *b = text("B, \"%s\"", world_uuid()), *id = world_uuid();
	const char *quoted = text("\"B, \"\"%s\"", strchr(b, '"') + 1);

	keeping_expect("zones", text("name,region\n%s,Ontario\n%s\",\n", a, quoted), "2 added, 0 changed, 0 unchanged");
	keeping_expect("zones", text("name,region,center_latitude\n%s,Ontario,0\n%s\",,\n", a, quoted),
		       "0 added, 1 changed, 1 unchanged");
	keeping_expect("zones", text("id,name\n%s,%s\n", sql_value("SELECT id FROM zones WHERE name = $1", a), id),
		       "0 added, 1 changed, 0 unchanged");
	expect_value("a column that is not in the file is left",
		     sql_value("SELECT region || center_latitude FROM zones WHERE name = $1", id), "Ontario0.00000000");
	keeping_expect("zones", text("region,name,id\n,%s,%s\n", a, id), "1 added, 0 changed, 0 unchanged");
	expect_value("its own id", sql_value("SELECT id FROM zones WHERE name = $1", a), id);
}
END_TEST

START_TEST(users_by_email_and_by_id)
{
	struct keeping_zone zone = keeping_zone();
	const char *one = world_uuid(), *two = world_uuid();
	const char *row = "SELECT email || '|' || first_name || '|' || role || '|' || coalesce(zone_id::text, '') || '|'"
			  " || coalesce(phone, '') || '|' || is_active || '|' || coalesce(external_id, '') FROM users WHERE"
			  " last_name = $1";

	keeping_expect("users",
		       text("email,first_name,last_name,role,zone,phone,is_active,external_id\n"
			    "%s@x.test,Zo\xc3\xab,%s,caregiver,%s,1,true,auth0|%s\n%s@x.test,B,%s,family,,,f,\n",
			    one, one, zone.name, one, two, two),
		       "2 added, 0 changed, 0 unchanged");
	expect_value("one", sql_value(row, one), text("%s@x.test|Zo\xc3\xab|caregiver|%s|1|true|auth0|%s", one, zone.id, one));
	expect_value("two", sql_value(row, two), text("%s@x.test|B|family|||false|", two));
	keeping_expect("users", text("email,first_name,last_name,role,phone\n%s@x.test,C,%s,admin,\n", one, one),
		       "0 added, 1 changed, 0 unchanged");
	expect_value("an empty field is NULL, a column that is not there is left", sql_value(row, one),
		     text("%s@x.test|C|admin|%s||true|auth0|%s", one, zone.id, one));
	const char *id = sql_value("SELECT id FROM users WHERE last_name = $1", one);
	keeping_expect("users",
		       text("id,email,first_name,last_name,role,zone\n%s,new-%s@x.test,C,%s,admin,%s\n", id, one, one, zone.id),
		       "0 added, 1 changed, 0 unchanged");
	expect_value("by id, with another address", sql_value(row, one),
		     text("new-%s@x.test|C|admin|%s||true|auth0|%s", one, zone.id, one));
}
END_TEST

START_TEST(clients_whole)
{
	struct keeping_zone zone = keeping_zone();
	const char *id = world_uuid(),
		   *head = "id,first_name,last_name,date_of_birth,address,latitude,longitude,phone,"
			   "emergency_contact_name,emergency_contact_phone,emergency_contact_relationship,zone";
	const char *file = text("\xef\xbb\xbf%s\r\n%s,Ann,Bo,1940-02-29,\"1 Road,\r\nTown \\ \t\",43.5,-79,1,E,2,son,%s\r\n",
				head, id, zone.name);

	keeping_expect("clients", file, "1 added, 0 changed, 0 unchanged");
	keeping_expect("clients", file, "0 added, 0 changed, 1 unchanged");
	expect_value("the row",
		     sql_value("SELECT concat_ws('|', first_name, last_name, date_of_birth, address, latitude, longitude, phone,"
			       " emergency_contact_name, emergency_contact_phone, emergency_contact_relationship) FROM clients"
			       " WHERE id = $1 AND zone_id = $2::uuid AND deleted_at IS NULL",
			       id, zone.id),
		     "Ann|Bo|1940-02-29|1 Road,\r\nTown \\ \t|43.50000000|-79.00000000|1|E|2|son");
	keeping_expect("clients",
		       text("id,first_name,last_name,zone,deleted_at\n%s,Ann,Bo,%s,2026-01-02T03:04:05Z\n", id, zone.id),
		       "0 added, 1 changed, 0 unchanged");
	commands_expect("who is deleted",
			keeping_load("clients", text("id,first_name,last_name,zone\n%s,Ann,Bo,%s\n", id, zone.id), NULL), 1, "",
			"rows.csv:2: id is that of a client who is deleted: an empty deleted_at restores them\n");
	keeping_expect("clients", text("id,first_name,last_name,zone,deleted_at\n%s,Ann,Bo,%s,\n", id, zone.id),
		       "0 added, 1 changed, 0 unchanged");
	expect_value("restored, and nothing else was touched",
		     sql_value("SELECT phone FROM clients WHERE id = $1 AND deleted_at IS NULL", id), "1");
}
END_TEST

START_TEST(contacts_by_user_and_name)
{
	struct world world = world_new();
	const char *email = sql_value("SELECT email FROM users WHERE id = $1", world.caregiver);

	keeping_expect("contacts", text("user,name,level\n%s,Bo,Mentor\n%s,Cy,\n", email, world.caregiver),
		       "2 added, 0 changed, 0 unchanged");
	keeping_expect("contacts", text("user,name,level,title\n%s,Bo,Mentor,Lead\n%s,Cy,,\n", email, email),
		       "0 added, 1 changed, 1 unchanged");
	expect_value("the contact",
		     sql_value("SELECT level || title FROM contacts WHERE user_id = $1 AND name = 'Bo'", world.caregiver),
		     "MentorLead");
	const char *id = sql_value("SELECT id FROM contacts WHERE user_id = $1 AND name = 'Bo'", world.caregiver);
	keeping_expect("contacts", text("id,user,name\n%s,%s,Di\n", id, email), "0 added, 1 changed, 0 unchanged");
	commands_expect("another user's",
			keeping_load("contacts", text("id,user,name\n%s,%s,Di\n", id, world_user("family", NULL)), NULL), 1, "",
			":2: id is that of another user's contact\n");
}
END_TEST

/* A row that says nothing new is not written: neither its version nor its time moves. */
START_TEST(unchanged_rows_are_not_written)
{
	struct world world = world_new();
	const char *row = "SELECT xmin || ' ' || updated_at FROM clients WHERE id = $1";
	const char *before = sql_value(row, world.client);
	const char *file = text("id,first_name,last_name,zone\n%s," WORLD_FIRST_NAME "," WORLD_LAST_NAME ",%s\n%s,New,One,%s\n",
				world.client, world.zone, world_uuid(), world.zone);

	keeping_expect("clients", file, "1 added, 0 changed, 1 unchanged");
	expect_value("the row", sql_value(row, world.client), before);
}
END_TEST

START_TEST(a_dry_run_writes_nothing)
{
	struct world world = world_new();
	const char *id = world_uuid();
	const char *file = text("id,first_name,last_name,zone\n%s,New,One,%s\n%s,Other," WORLD_LAST_NAME ",%s\n", id, world.zone,
				world.client, world.zone);

	commands_expect("a dry run", keeping_load("clients", file, "--dry-run"), 0,
			"clients: 1 would be added, 1 would be changed, 0 unchanged\n", "");
	ck_assert_int_eq(sql_count("SELECT count(*) FROM clients WHERE id = $1 OR (id = $2::uuid AND first_name = 'Other')", id,
				   world.client),
			 0);
}
END_TEST

START_TEST(a_file_from_standard_input)
{
	const char *name = world_uuid();
	struct process_result result = process_run(
		(const char *const[]){ "sh", "-c",
				       text("printf 'name\\n%s\\n\"x\\n' | %s/visitctl -c %s load zones -; printf 'name\\n%s\\n' "
					    "| %s/visitctl -c %s load zones -",
					    name, stack.bin, stack.conf, name, stack.bin, stack.conf),
				       NULL });

	expect_value("its complaint", result.err,
		     "standard input:3: name: the quote that begins here does not close\n"
		     "visitctl: standard input: nothing was written\n");
	expect_value("its output", result.out, "zones: 1 added, 0 changed, 0 unchanged\n");
}
END_TEST

/* --- what is refused --- */

#define U    "email,first_name,last_name,role"
#define C    "id,first_name,last_name,zone"
#define SOME "00000000-0000-4000-8000-0000000000"

/* The file, and all that is said of it, each without the file's name. */
static const struct {
	const char *table, *csv, *lines[8];
} bad[] = {
	{ "users", "", { "1: the file is empty: its first line must name the columns" } },
	{ "users", "\n\r\n", { "1: the file is empty: its first line must name the columns" } },
	{ "users",
	  U ",shoe\n",
	  { "1: \"shoe\" is no column of users: these are id, email, external_id, first_name, last_name, role, zone, phone,"
	    " is_active" } },
	{ "zones",
	  "name;region\n",
	  { "1: \"name;region\" is no column of zones: these are id, name, region, center_latitude, center_longitude; they are "
	    "parted by"
	    " commas" } },
	{ "users", "Email,first_name,last_name,role\n", { "1: \"Email\" is no column of users: " } },
	{ "users", U ",email\n", { "1: the column email is named twice" } },
	{ "users", "email,first_name,last_name\n", { "1: the column role is missing" } },
	{ "users",
	  "email,first_name,last_name,\"ro\n",
	  { "1: the name of a column: the quote that begins here does not close" } },
	{ "users",
	  "\xff\xfe"
	  "e\n",
	  { "1: the name of a column: it is not UTF-8" } },
	{ "users",
	  U "\na@b.test,A,B\n\na@b.test,A,B,family,1\n",
	  { "2: 3 fields, where the header has 4", "4: 5 fields, where the header has 4" } },
	{ "users",
	  U "\na@b.test,A\xff,B,family\na@b.test,A,B,x\r,1\n",
	  { "2: first_name: it is not UTF-8", "3: role: a carriage return without a line feed" } },
	{ "users",
	  U "\na@b.test,\"A\n\"\"\",B,family\na@b.test,A,\"B\"x,family\na@b.test,A \"B\",\"B\nfamily\n",
	  { "4: last_name: something stands between the closing quote and the comma; a quote within is written twice",
	    "5: first_name: a quote within: the field must be in quotes, and each quote within it written twice",
	    "5: last_name: the quote that begins here does not close" } },
	/* Every value that is bad; where fields have lines within them, what only the database can tell is of the line that the
	   record begins in. */
	{ "users",
	  U ",is_active,zone\na@b.test,\"A\n\",,nurse,maybe,Nowhere\nab.test,,B,family,,\n",
	  { "2: there is no zone \"Nowhere\"", "3: last_name must not be empty",
	    "3: role must be one of: caregiver, coordinator, admin, family, not \"nurse\"",
	    "3: is_active must be true or false, not \"maybe\"", "4: email must be an address of mail",
	    "4: first_name must not be empty", "4: is_active must not be empty" } },
	{ "users", U "\na@b.test,A,B,family\nb@b.test,A,B,family\na@b.test,A,B,family\n", { "4: email is that of line 2 too" } },
	{ "users",
	  "id," U "\n" SOME "01,a@b.test,A,B,family\n" SOME "01,b@b.test,A,B,family\nx,c@b.test,A,B,family\n",
	  { "3: id is that of line 2 too", "4: id must be a UUID, not \"x\"" } },
	{ "users",
	  "id," U "\n" SOME "01,amara.diallo@example.com,A,B,family\n",
	  { "2: email belongs to another user, 20000000-0000-4000-8000-000000000001" } },
	{ "users",
	  U ",external_id\na@b.test,A,B,family,x\nb@b.test,A,B,family,x\nc@b.test,A,B,family," SOME "01\n",
	  { "3: external_id is that of line 2 too", "4: external_id must be at most 255 characters, and neither a UUID nor" } },
	{ "clients",
	  C "\n" SOME "0A,A,B,Toronto North\n" SOME "0b,A,B,toronto north\n" SOME "0a,A,B," SOME "ff\n",
	  { "3: there is no zone \"toronto north\"", "4: id is that of line 2 too", "4: there is no zone \"" SOME "ff\"" } },
	{ "clients",
	  C ",date_of_birth,latitude,longitude,deleted_at\n,A,B,Toronto North,2025-02-29,90.1,x,yesterday\n" SOME
	    "0a,A,B,,0000-01-01,-90,1e999,\n",
	  { "2: id must not be empty", "2: date_of_birth must be a date, YYYY-MM-DD, not \"2025-02-29\"",
	    "2: latitude must be between -90 and 90, not \"90.1\"", "2: longitude must be a number, not \"x\"",
	    "2: deleted_at must be an ISO 8601 timestamp with an offset, not \"yesterday\"", "3: zone must not be empty" } },
	{ "contacts",
	  "user,name,level\nnobody,Bo,Mentr\n" SOME "ff,Bo,\n",
	  { "2: level must be one of: Direct Manager, Skip-Level Manager, Senior Leadership, Mentor, not \"Mentr\"",
	    "2: there is no user \"nobody\"", "3: there is no user \"" SOME "ff\"" } },
	{ "contacts",
	  "user,name\namara.diallo@example.com,Bo\n20000000-0000-4000-8000-000000000001,Bo\n",
	  { "3: name is that of line 2 too: a contact without id is known by user and name" } },
	{ "zones",
	  "id,name\n,North\n,North\n10000000-0000-4000-8000-000000000001,X\n",
	  { "3: name is that of line 2 too: a zone without id is known by its name" } },
	/* A terminal does not get what it would act upon. */
	{ "users",
	  U "\na@b.test,A,B,\x1b]0;x\x07\n",
	  { "2: role must be one of: caregiver, coordinator, admin, family, not \"?]0;x?\"" } },
};

START_TEST(what_is_wrong_with_a_file_is_told_by_line)
{
	struct process_result result = keeping_load(bad[_i].table, bad[_i].csv, NULL);
	const char *rest = result.err;

	ck_assert_msg(result.status == 1 && result.out[0] == '\0', "%s: exit status %d\n%s%s", bad[_i].csv, result.status,
		      result.out, result.err);
	for (size_t i = 0; i < ARRAY_LEN(bad[_i].lines) && bad[_i].lines[i] != NULL; i++) {
		const char *line = text("rows.csv:%s", bad[_i].lines[i]), *found = strstr(rest, line);
		ck_assert_msg(found != NULL, "%s: '%s' is not in:\n%s", bad[_i].csv, line, rest);
		ck_assert_msg(strchr(rest, '\n') > found, "%s: there is more than expected:\n%s", bad[_i].csv, result.err);
		rest = strchr(found, '\n') + 1;
	}
	ck_assert_msg(strstr(rest, "rows.csv: nothing was written\n") != NULL, "%s: %s", bad[_i].csv, result.err);
	ck_assert_int_eq(sql_count("SELECT count(*) FROM users WHERE email LIKE '%@b.test'"), 0);
	ck_assert_int_eq(sql_count("SELECT count(*) FROM clients WHERE id::text LIKE '" SOME "%'"), 0);
}
END_TEST

START_TEST(all_or_nothing)
{
	const char *name = world_uuid();

	commands_expect("one bad line of two", keeping_load("zones", text("name,center_latitude\n%s,1\nX,91\n", name), NULL), 1,
			"", "rows.csv:3: center_latitude must be between -90 and 90, not \"91\"\n");
	ck_assert_int_eq(sql_count("SELECT count(*) FROM zones WHERE name = $1", name), 0);
}
END_TEST

/* The first hundred are named, whoever has found them, in the order of their lines. */
START_TEST(a_file_that_is_all_wrong_is_told_of_briefly)
{
	struct process_result result = keeping_load(
		"users",
		text(U ",zone\n%s%s", text_repeat("a@b.test,A,B,family,Nowhere\n", 80), text_repeat("b,A,B,nurse,\n", 80)), NULL);
	int lines = 0;

	ck_assert_int_eq(result.status, 1);
	for (const char *c = result.err; *c != '\0'; c++)
		lines += *c == '\n';
	/* 80 zones, 79 addresses twice, 80 addresses that are none and 80 roles. */
	ck_assert_msg(lines == 102 && strstr(result.err, "rows.csv: and 219 more\n") != NULL, "%d lines:\n%s", lines, result.err);
	ck_assert_ptr_nonnull(strstr(result.err, "rows.csv:2: there is no zone"));
	ck_assert_ptr_null(strstr(result.err, "rows.csv:82: "));
}
END_TEST

START_TEST(a_line_without_end_is_refused)
{
	static const char head[] = "name\n\"x", tail[] = "\"\nNorth\0South\n";
	size_t length = sizeof head - 1 + 8 * 1024 * 1024 + sizeof tail - 1;
	char *bytes = text_repeat("xxxxxxxxxxxxxxx\n", (length + 15) / 16);

	memcpy(bytes, head, sizeof head - 1);
	memcpy(bytes + length - (sizeof tail - 1), tail, sizeof tail - 1);
	struct process_result result = RUN("visitctl", "-c", stack.conf, "load", "zones", keeping_file(bytes, length));
	commands_expect("8 MiB", result, 1, "", "rows.csv:2: a record of more than a mebibyte");
	ck_assert_msg(strstr(result.err, "name: there is a NUL byte in it") != NULL, "%s", result.err);
}
END_TEST

static const struct {
	const char *table, *path, *err;
} unreadable[] = {
	{ "users", "/nowhere.csv", "visitctl: /nowhere.csv: No such file or directory\n" },
	{ "users", "/", "visitctl: /: Is a directory\n" },
	{ "visits", "/dev/null", "visitctl: visits: cannot be loaded: zones, users, clients, contacts can\n" },
};

START_TEST(what_cannot_be_read_is_told)
{
	commands_expect(unreadable[_i].path, RUN("visitctl", "-c", stack.conf, "load", unreadable[_i].table, unreadable[_i].path),
			1, "", unreadable[_i].err);
}
END_TEST

/* Names that several have must be told apart by their ids. */
START_TEST(a_name_that_several_have_names_none)
{
	const char *name = text("Twin %s", world_uuid());

	for (int i = 0; i < 2; i++)
		sql_exec("INSERT INTO zones (name) VALUES ($1)", name);
	commands_expect("zones", keeping_load("zones", text("name\n%s\n", name), NULL), 1, "",
			"rows.csv:2: name is that of 2 zones: name the one by its id\n");
	commands_expect("a client's", keeping_load("clients", text(C "\n%s,A,B,%s\n", world_uuid(), name), NULL), 1, "",
			text("rows.csv:2: 2 zones are called \"%s\": name the one by its id\n", name));
}
END_TEST

void keeping_add_load(Suite *suite)
{
	TCase *part = suite_part(suite, "load", commands_begin);

	tcase_add_test(part, zones_by_name_and_by_id);
	tcase_add_test(part, users_by_email_and_by_id);
	tcase_add_test(part, clients_whole);
	tcase_add_test(part, contacts_by_user_and_name);
	tcase_add_test(part, unchanged_rows_are_not_written);
	tcase_add_test(part, a_dry_run_writes_nothing);
	tcase_add_test(part, a_file_from_standard_input);
	part = suite_part(suite, "refused", commands_begin);
	tcase_add_loop_test(part, what_is_wrong_with_a_file_is_told_by_line, 0, ARRAY_LEN(bad));
	tcase_add_test(part, all_or_nothing);
	tcase_add_test(part, a_file_that_is_all_wrong_is_told_of_briefly);
	tcase_add_test(part, a_line_without_end_is_refused);
	tcase_add_loop_test(part, what_cannot_be_read_is_told, 0, ARRAY_LEN(unreadable));
	tcase_add_test(part, a_name_that_several_have_names_none);
}

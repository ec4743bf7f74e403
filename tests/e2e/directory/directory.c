/* The directory end to end: who am I, zones, clients, staff; who may see whom, and how people are found. */
#include <string.h>

#include "expect.h"
#include "mint.h"
#include "sql.h"
#include "suite.h"
#include "text.h"
#include "world.h"

#define CLIENTS "/api/v1/clients"
#define STAFF   "/api/v1/staff"

static struct http_response *get(const char *path, const char *token)
{
	const struct http_request request = { .path = path, .token = token };

	return http_send(&request);
}

static char *named_client(const char *zone, const char *first, const char *last, const char *address)
{
	return sql_value("INSERT INTO clients (first_name, last_name, address, zone_id) VALUES ($1, $2, $3, $4) RETURNING id",
			 first, last, address, zone);
}

static char *named_user(const char *zone, const char *role, const char *first, const char *last)
{
	return sql_value("INSERT INTO users (email, first_name, last_name, role, zone_id)"
			 " VALUES (gen_random_uuid() || '@test.example', $1, $2, $3, nullif($4, '')::uuid) RETURNING id",
			 first, last, role, zone != NULL ? zone : "");
}

/* One member of every row of a list, in its order. */
static char *members(const struct http_response *response, const char *list, const char *member)
{
	json_t *rows = expect_at(response, text("data.%s", list)), *row;
	char *all = text("%s", "");
	size_t i;

	json_array_foreach (rows, i, row)
		all = text("%s%s%s", all, i > 0 ? " " : "", json_string_value(json_object_get(row, member)));
	return all;
}

static void expect_members(const struct http_response *response, const char *what, const char *list, const char *member,
			   const char *expected)
{
	expect_status(response, what, 200);
	expect_value(what, members(response, list, member), expected);
}

/* Percent-encode everything. */
static char *encoded(const char *plain)
{
	char *out = text("%s", "");

	for (; *plain != '\0'; plain++)
		out = text("%s%%%02X", out, (unsigned char)*plain);
	return out;
}

/* --- who sees what --- */

enum place { OWN, OTHER, NONE };
enum verdict { SEES, OTHER_ZONE, NO_ACCESS, NOBODY };
static const struct caller_case {
	const char *name, *role;
	enum place zone;
	enum verdict client, staff;
	const char *token_role, *change;
} callers[] = {
	{ "a caregiver of the zone", "caregiver", OWN, SEES, NO_ACCESS, NULL, NULL },
	{ "a caregiver of another zone", "caregiver", OTHER, OTHER_ZONE, NO_ACCESS, NULL, NULL },
	{ "a caregiver of no zone", "caregiver", NONE, OTHER_ZONE, NO_ACCESS, NULL, NULL },
	{ "a coordinator of the zone", "coordinator", OWN, SEES, SEES, NULL, NULL },
	{ "a coordinator of another zone", "coordinator", OTHER, OTHER_ZONE, OTHER_ZONE, NULL, NULL },
	{ "a coordinator of no zone", "coordinator", NONE, OTHER_ZONE, OTHER_ZONE, NULL, NULL },
	{ "an admin of the zone", "admin", OWN, SEES, SEES, NULL, NULL },
	{ "an admin of another zone", "admin", OTHER, OTHER_ZONE, OTHER_ZONE, NULL, NULL },
	{ "an admin of every zone", "admin", NONE, SEES, SEES, NULL, NULL },
	{ "a family member", "family", OWN, NO_ACCESS, NO_ACCESS, NULL, NULL },
	{ "a family member with an admin's token", "family", OWN, NO_ACCESS, NO_ACCESS, "admin", NULL },
	{ "an admin with a caregiver's token", "admin", OWN, SEES, NO_ACCESS, "caregiver", NULL },
	{ "an admin with a family member's token", "admin", OWN, NO_ACCESS, NO_ACCESS, "family", NULL },
	{ "a deactivated admin", "admin", NONE, NOBODY, NOBODY, NULL, "UPDATE users SET is_active = false WHERE id = $1" },
	{ "a deleted coordinator", "coordinator", OWN, NOBODY, NOBODY, NULL,
	  "UPDATE users SET deleted_at = now() WHERE id = $1" },
};

static void expect_verdict(const struct http_response *response, const char *what, enum verdict verdict, const char *other_zone,
			   const char *no_access)
{
	if (verdict == SEES)
		expect_status(response, what, 200);
	else
		expect_problem(response, what, 403,
			       verdict == OTHER_ZONE  ? other_zone
			       : verdict == NO_ACCESS ? no_access
						      : "User not found");
}

START_TEST(who_sees_whom)
{
	const struct caller_case *who = &callers[_i];
	struct world world = world_new();
	const char *zone = who->zone == OWN ? world.zone : who->zone == OTHER ? world_zone() : NULL;
	const char *user = world_user(who->role, zone), *no_family = "Family members have no access to the directory";
	const char *token = mint_token(user, who->token_role != NULL ? who->token_role : who->role);

	if (who->change != NULL)
		sql_exec(who->change, user);
	expect_verdict(get(text(CLIENTS "/%s", world.client), token), who->name, who->client,
		       "You can only view clients in your zone", no_family);
	expect_verdict(get(text(CLIENTS "?zoneId=%s", world.zone), token), who->name, who->client,
		       "You can only view clients in your zone", no_family);
	expect_verdict(get(text(STAFF "?zoneId=%s", world.zone), token), who->name, who->staff,
		       "You can only view staff in your zone", "Only coordinators and admins can view staff");
	/* Without asking for a zone nobody is refused who has the role, and nothing of another zone is shown. */
	struct http_response *list = get(CLIENTS "?search=" WORLD_LAST_NAME, token);
	if (who->client == OTHER_ZONE)
		expect_members(list, who->name, "clients", "id", "");
	else if (who->client == SEES && who->zone == OWN)
		expect_members(list, who->name, "clients", "id", world.client);
	struct http_response *zones = get("/api/v1/zones", token);
	if (who->client == SEES && who->zone == OWN)
		expect_members(zones, who->name, "zones", "id", world.zone);
	else if (who->client == OTHER_ZONE && who->zone == NONE)
		expect_members(zones, who->name, "zones", "id", "");
	expect_status(get("/api/v1/me", token), who->name, who->client == NOBODY ? 403 : 200);
}
END_TEST

START_TEST(me)
{
	struct world world = world_new();
	const char *admin = world_user("admin", NULL);
	struct http_response *response = get("/api/v1/me", world.token);

	expect_status(response, "me", 200);
	expect_json(response, "me", "data.id", text("\"%s\"", world.caregiver));
	expect_json(response, "me", "data.userNo", sql_value("SELECT user_no::text FROM users WHERE id = $1", world.caregiver));
	expect_json(response, "me", "data.email",
		    text("\"%s\"", sql_value("SELECT email FROM users WHERE id = $1", world.caregiver)));
	expect_json(response, "me", "data.role", "\"caregiver\"");
	expect_json(response, "me", "data.phone", "null");
	expect_json(response, "me", "data.zone.id", text("\"%s\"", world.zone));
	ck_assert_uint_eq(json_object_size(expect_at(response, "data")), 8);
	expect_json(get("/api/v1/me", mint_token(admin, "admin")), "of every zone", "data.zone", "null");
	expect_problem(get("/api/v1/me?full=1", world.token), "a parameter", 400, "full is not a known parameter");
}
END_TEST

/* What was read is good until the directory changes. */
START_TEST(entity_tags)
{
	struct world world = world_new();
	const char *paths[] = { "/api/v1/me", "/api/v1/zones", CLIENTS, text(CLIENTS "/%s", world.client) };

	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		struct http_request request = { .path = paths[i], .token = world.token };
		const char *etag = http_header(http_send(&request), "ETag");
		ck_assert_ptr_nonnull(etag);
		request.headers[0] = text("If-None-Match: %s", etag);
		ck_assert_int_eq(http_send(&request)->status, 304);
		sql_exec("UPDATE zones SET name = name || '!' WHERE id = $1", world.zone);
		sql_exec("UPDATE clients SET phone = coalesce(phone, '') || '1' WHERE id = $1", world.client);
		expect_status(http_send(&request), paths[i], 200);
	}
}
END_TEST

/* --- a client, whole --- */

START_TEST(a_client_whole)
{
	struct world world = world_new();
	const char *path = text(CLIENTS "/%s", world.client), *what = "client";
	struct http_response *response = get(path, world.token);

	expect_status(response, what, 200);
	expect_json(response, what, "data.dateOfBirth", "\"1938-04-12\"");
	expect_json(response, what, "data.emergencyContact", "{\"name\":null,\"phone\":null,\"relationship\":null}");
	expect_json(response, what, "data.lastDocumentedVisit", "null");
	sql_exec("UPDATE clients SET deleted_at = now() WHERE id = $1", world.client);
	expect_problem(get(path, world.token), "deleted", 404, "Client not found");
	expect_problem(get(text(CLIENTS "/%s", world_uuid()), world.token), "unknown", 404, "Client not found");
	expect_problem(get(CLIENTS "/1", world.token), "no id", 400, "Invalid clientId format");
}
END_TEST

/* The latest that has documentation, whoever wrote it; not one that was cancelled. */
START_TEST(last_documented_visit)
{
	struct world world = world_new();
	const char *path = text(CLIENTS "/%s", world.client);
	const char *documented = world_visit(world.client, world.caregiver, true);
	char *later = world_visit(world.client, world.caregiver, false);
	char *cancelled = world_visit(world.client, world.caregiver, true);

	sql_exec("UPDATE visits SET scheduled_start_time = '2025-10-12 10:00Z' WHERE id = $1", later);
	sql_exec("UPDATE visits SET scheduled_start_time = '2025-10-13 10:00Z', status = 'cancelled' WHERE id = $1", cancelled);
	struct http_response *response = get(path, world.token);
	expect_json(response, "latest", "data.lastDocumentedVisit",
		    text("{\"id\":\"%s\",\"scheduledStartTime\":\"2025-10-10T10:00:00.000Z\",\"staffName\":\"%s %s\"}",
			 documented, WORLD_FIRST_NAME, WORLD_LAST_NAME));
	/* It is what a check-in wants. */
	struct http_response *check_in = world_check_in(
		&world, text(",\"copiedFromVisitId\":%s",
			     json_dumps(expect_at(response, "data.lastDocumentedVisit.id"), JSON_ENCODE_ANY)));
	expect_status(check_in, "check-in", 201);
	ck_assert_int_eq(sql_count("SELECT count(*) FROM visit_documentation WHERE visit_id = $1",
				   expect_text(check_in, "check-in", "id")),
			 1);
}
END_TEST

/* --- order --- */

/* Accents and case come last: bytes would put Zola before ångström, and Écoffet after both. */
START_TEST(names_as_people_read_them)
{
	static const char *const names[][2] = { { "b", "Zola" },    { "a", "ångström" }, { "c", "Écoffet" }, { "d", "eco" },
						{ "e", "Ecoffet" }, { "z", "Ang" },      { "y", "ang" },     { "f", "O'Neill" },
						{ "g", "Öztürk" },  { "h", "Müller" },   { "i", "Muller" } };
	struct world world = world_new();

	sql_exec("UPDATE clients SET deleted_at = now() WHERE id = $1", world.client);
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		(void)!named_client(world.zone, names[i][0], names[i][1], "x");
	expect_members(get(CLIENTS, world.token), "order", "clients", "firstName", "y z a d e c i h f g b");
}
END_TEST

/* Same names too: the id decides, so that no page repeats or leaves out anybody. */
START_TEST(pages)
{
	struct world world = world_new();
	const char *cursor = "", *admin = mint_token(world_user("admin", NULL), NULL);
	size_t seen = 0;

	for (int i = 0; i < 6; i++)
		(void)!world_client(world.zone);
	for (int page = 0; cursor != NULL; page++) {
		struct http_response *response = get(text(CLIENTS "?limit=3&cursor=%s", cursor), world.token);
		expect_status(response, "page", 200);
		expect_json(response, "page", "data.pagination.limit", "3");
		seen += json_array_size(expect_at(response, "data.clients"));
		cursor = json_string_value(expect_at(response, "data.pagination.nextCursor"));
		ck_assert_int_lt(page, 3);
		/* Of the admin's list, the same place. */
		if (cursor != NULL)
			expect_status(get(text(CLIENTS "?zoneId=%s&cursor=%s", world.zone, cursor), admin), "admin", 200);
	}
	ck_assert_uint_eq(seen, 7);
	expect_json(get(CLIENTS "?limit=7", world.token), "just all", "data.pagination.nextCursor", "null");
	expect_json(get(CLIENTS, world.token), "limit", "data.pagination.limit", "50");
	expect_json(get(CLIENTS "?limit=1000", world.token), "limit", "data.pagination.limit", "100");
}
END_TEST

/* A cursor goes on from a person who may have been deleted meanwhile, or have moved to another zone. */
START_TEST(cursor_of_somebody_who_has_left)
{
	struct world world = world_new();
	char *first = named_client(world.zone, "A", "A", "x");
	const char *cursor = json_string_value(expect_at(get(CLIENTS "?limit=1", world.token), "data.pagination.nextCursor"));
	const char *path = text(CLIENTS "?cursor=%s", cursor);

	sql_exec("UPDATE clients SET deleted_at = now() WHERE id = $1", first);
	expect_members(get(path, world.token), "deleted", "clients", "id", world.client);
	sql_exec("UPDATE clients SET zone_id = $2 WHERE id = $1", first, world_zone());
	expect_problem(get(path, world.token), "moved", 400,
		       "The record that cursor goes on from is not in your zone any more; begin again without it");
}
END_TEST

/* Somebody else's place: a cursor shows no more of the directory than its reader may see. */
START_TEST(cursor_of_another_zone)
{
	struct world world = world_new(), other = world_new();
	const char *admin = mint_token(world_user("admin", NULL), NULL);
	char *coordinator = world_user("coordinator", world.zone),
	     *neighbour = mint_token(world_user("coordinator", other.zone), NULL);
	struct http_response *zones = get("/api/v1/zones?limit=1", admin),
			     *staff = get(STAFF "?limit=1", mint_token(coordinator, NULL));
	const char *zone_cursor = json_string_value(expect_at(zones, "data.pagination.nextCursor"));
	const char *staff_cursor = json_string_value(expect_at(staff, "data.pagination.nextCursor"));

	expect_problem(get(text("/api/v1/zones?cursor=%s", zone_cursor), world.token), "zones", 400,
		       "The record that cursor goes on from is not in your zone any more; begin again without it");
	expect_problem(get(text(STAFF "?cursor=%s", staff_cursor), neighbour), "staff", 400,
		       "The record that cursor goes on from is not in your zone any more; begin again without it");
}
END_TEST

/* --- search --- */

static const struct search_case {
	const char *search, *found;
} searches[] = {
	{ "anne", "Anne-Marie" },
	{ "MARIE", "Anne-Marie" },
	{ "anne-m", "Anne-Marie" },
	{ "nne", "" },
	{ "neill", "Anne-Marie" },
	{ "O'NEILL", "Anne-Marie" },
	{ "o’neill", "Anne-Marie" },
	{ "zoe", "Zoë" },
	{ "ZOË", "Zoë" },
	{ "Zoe\xcc\x88", "Zoë" }, /* the accent as a character of its own */
	{ "lukasz", "Łukasz" },
	{ "ł", "Zoë Łukasz" }, /* Lindenweg */
	{ "strasse", "Łukasz" },
	{ "straße 5", "Łukasz" },
	{ "enwe", "Zoë" }, /* in the address, anywhere */
	{ "4 zoe", "Zoë" },
	{ "we", "" }, /* too short for that */
	{ "weber lindenweg", "" },
	{ "Schulz, Zoë", "Zoë" },
	{ "  ", "Anne-Marie Zoë Łukasz" },
	{ "", "Anne-Marie Zoë Łukasz" },
	{ "%", "" },
	{ "_", "" },
	{ "z_e", "" },
	{ "z%", "" }, /* a sign at the end does not count, see below */
	{ "\\", "" },
	{ "'", "" },
	{ "\"", "" },
	{ "' OR 1=1 --", "" },
	{ "😀", "" },
	{ "100%", "Łukasz" },
	{ "a_b", "Łukasz" },
	{ "axb", "" },
	{ "anne anne anne", "Anne-Marie" },
};

START_TEST(searching)
{
	const struct search_case *search = &searches[_i];
	struct world world = world_new();

	sql_exec("UPDATE clients SET deleted_at = now() WHERE id = $1", world.client);
	(void)!named_client(world.zone, "Anne-Marie", "O'Neill", "1 Oak Road");
	(void)!named_client(world.zone, "Zoë", "Schulz", "Lindenweg 4");
	(void)!named_client(world.zone, "Łukasz", "Żak", "Große Straße 5, 100% a_b");
	const char *found = strcmp(search->search, "z%") == 0 ? "Zoë Łukasz" : search->found;
	expect_members(get(text(CLIENTS "?search=%s", encoded(search->search)), world.token), search->search, "clients",
		       "firstName", found);
}
END_TEST

/* As URLSearchParams, urlencode() and every form write a space. */
START_TEST(plus_is_a_space)
{
	struct world world = world_new();

	(void)!named_client(world.zone, "Zoë", "Schulz", "Lindenweg 4");
	expect_members(get(CLIENTS "?search=schulz+4", world.token), "two words", "clients", "firstName", "Zoë");
	expect_members(get(CLIENTS "?search=zo%C3%AB++lindenweg", world.token), "two spaces", "clients", "firstName", "Zoë");
	expect_members(get(CLIENTS "?search=schulz%2B4", world.token), "a plus sign", "clients", "firstName", "");
}
END_TEST

START_TEST(long_searches)
{
	struct world world = world_new();

	expect_status(get(text(CLIENTS "?search=%s", text_repeat("w%20", 100)), world.token), "200 characters", 200);
	expect_status(get(text(CLIENTS "?search=%s", text_repeat("%C3%BC", 200)), world.token), "200 characters", 200);
	expect_problem(get(text(CLIENTS "?search=%s", text_repeat("w", 201)), world.token), "201", 400,
		       "search must be at most 200 characters");
	expect_problem(get(text(CLIENTS "?search=%s", text_repeat("%C3%BC", 1000)), world.token), "1,000", 400,
		       "search must be at most 200 characters");
}
END_TEST

/* More than are sorted once they are found: then the list is read in its order instead, to the same end. */
START_TEST(search_that_fits_many)
{
	struct world world = world_new();
	char *last = named_client(world.zone, "Aaron", "Zzyzx", "End Street");

	sql_exec("INSERT INTO clients (first_name, last_name, address, zone_id)"
		 " SELECT 'Ida', 'Common', 'End Street', $1 FROM generate_series(1, 5200)",
		 world.zone);
	struct http_response *response = get(CLIENTS "?search=street%20end&limit=100", world.token);
	expect_status(response, "many", 200);
	ck_assert_uint_eq(json_array_size(expect_at(response, "data.clients")), 100);
	ck_assert_ptr_nonnull(json_string_value(expect_at(response, "data.pagination.nextCursor")));
	expect_members(get(CLIENTS "?search=end%20aaron", world.token), "one", "clients", "id", last);
	sql_exec("DELETE FROM clients WHERE zone_id = $1", world.zone);
}
END_TEST

/* Among 6,500 clients in the order of their names: words that a page of is near, that it is further off, that few have, and that
 * many have who all come late. By whichever way they are found, each is there once and in order. */
static const struct word_case {
	const char *word, *whose;
	int limit, number;
} words_of_many[] = {
	{ "everybody", "true", 100, 6500 }, { "tenth", "n % 10 = 0", 20, 650 },  { "hundredth", "n % 100 = 0", 10, 65 },
	{ "last", "n >= 6400", 30, 100 },   { "crowd", "n >= 1300", 100, 5200 }, { "crowd tenth", "true", 50, 520 },
	{ "nobody", "false", 10, 0 },
};

START_TEST(search_each_way)
{
	struct world world = world_new();
	const char *condition = "''";

	for (size_t i = 0; i < ARRAY_LEN(words_of_many); i++)
		condition = text("%s || CASE WHEN %s AND position(' ' IN '%s') = 0 THEN ' %s' ELSE '' END", condition,
				 words_of_many[i].whose, words_of_many[i].word, words_of_many[i].word);
	sql_exec(text("INSERT INTO clients (first_name, last_name, address, zone_id) SELECT 'Ida', 'N' || 10000 + n, %s, $1"
		      " FROM generate_series(0, 6499) AS n",
		      condition),
		 world.zone);
	for (size_t i = 0; i < ARRAY_LEN(words_of_many); i++) {
		const struct word_case *word = &words_of_many[i];
		const char *cursor = "", *before = "";
		int seen = 0;
		while (cursor != NULL) {
			struct http_response *response = get(
				text(CLIENTS "?search=%s&limit=%d&cursor=%s", encoded(word->word), word->limit, cursor),
				world.token);
			expect_status(response, word->word, 200);
			json_t *clients = expect_at(response, "data.clients");
			for (size_t n = 0; n < json_array_size(clients); n++, seen++) {
				const char *name = json_string_value(json_object_get(json_array_get(clients, n), "lastName"));
				ck_assert_msg(strcmp(before, name) < 0, "%s: %s after %s", word->word, name, before);
				before = name;
			}
			cursor = json_string_value(expect_at(response, "data.pagination.nextCursor"));
		}
		ck_assert_msg(seen == word->number, "%s: %d", word->word, seen);
	}
	sql_exec("DELETE FROM clients WHERE zone_id = $1", world.zone);
}
END_TEST

static const struct bad_query {
	const char *query, *message;
} bad_queries[] = {
	{ "zoneId=1", "Invalid zoneId format" },
	{ "limit=0", "limit must be a whole number of at least 1" },
	{ "cursor=abc", "cursor is damaged" },
	{ "page=1", "page is not a known parameter" },
	{ "search=a&search=b", "search is given twice" },
	{ "search=%00", NULL },
	{ "search=%FF", NULL },
};

START_TEST(bad_queries_are_refused)
{
	struct world world = world_new();

	expect_problem(get(text(CLIENTS "?%s", bad_queries[_i].query), world.token), bad_queries[_i].query, 400,
		       bad_queries[_i].message);
}
END_TEST

/* --- staff --- */

START_TEST(staff)
{
	struct world world = world_new();
	const char *coordinator = named_user(world.zone, "coordinator", "Elena", "Roßi");
	const char *token = mint_token(coordinator, NULL), *admin = mint_token(world_user("admin", NULL), NULL);

	(void)!named_user(world.zone, "family", "Jonas", "Aaa");
	sql_exec("UPDATE users SET is_active = false WHERE id = $1", named_user(world.zone, "caregiver", "Gone", "Aaa"));
	(void)!named_user(world_zone(), "caregiver", "Else", "Where");
	expect_members(get(STAFF, token), "all", "staff", "firstName", "Elena " WORLD_FIRST_NAME);
	expect_members(get(STAFF "?role=caregiver", token), "caregivers", "staff", "id", world.caregiver);
	expect_members(get(STAFF "?search=rossi", token), "search", "staff", "id", coordinator);
	expect_members(get(STAFF "?role=admin&search=rossi", token), "both", "staff", "id", "");
	expect_members(get(text(STAFF "?zoneId=%s&limit=1", world.zone), admin), "admin's", "staff", "id", coordinator);
	expect_problem(get(STAFF "?role=family", token), "family", 400, "role must be one of: caregiver, coordinator, admin");

	struct http_response *page = get(STAFF "?limit=1", token);
	const char *cursor = json_string_value(expect_at(page, "data.pagination.nextCursor"));
	sql_exec("UPDATE users SET is_active = false WHERE id = $1", coordinator);
	const char *another = mint_token(world_user("admin", world.zone), NULL);
	expect_members(get(text(STAFF "?cursor=%s&role=caregiver", cursor), another), "after one who has left", "staff", "id",
		       world.caregiver);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("directory");
	TCase *part = suite_part(suite, "access", NULL);

	tcase_add_loop_test(part, who_sees_whom, 0, ARRAY_LEN(callers));
	tcase_add_test(part, me);
	tcase_add_test(part, entity_tags);
	part = suite_part(suite, "clients", NULL);
	tcase_add_test(part, a_client_whole);
	tcase_add_test(part, last_documented_visit);
	tcase_add_test(part, names_as_people_read_them);
	tcase_add_test(part, pages);
	tcase_add_test(part, cursor_of_somebody_who_has_left);
	tcase_add_test(part, cursor_of_another_zone);
	tcase_add_loop_test(part, bad_queries_are_refused, 0, ARRAY_LEN(bad_queries));
	part = suite_part(suite, "search", NULL);
	tcase_add_loop_test(part, searching, 0, ARRAY_LEN(searches));
	tcase_add_test(part, plus_is_a_space);
	tcase_add_test(part, long_searches);
	tcase_add_test(part, search_that_fits_many);
	tcase_add_test(part, search_each_way);
	part = suite_part(suite, "staff", NULL);
	tcase_add_test(part, staff);
	return suite_main(suite);
}

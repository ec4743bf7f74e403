/* Contacts: create, list, read, change, delete, each with every field's edges. */
#include "rapport.h"

#include <string.h>

#include "expect.h"
#include "sql.h"
#include "suite.h"
#include "text.h"
#include "world.h"

static struct http_response *create(const struct rapport *user, const char *body)
{
	return http_post(CONTACTS "/", user->token, body);
}

static const char *path_of(const struct rapport *user)
{
	return text(CONTACTS "/%s", user->contact);
}

static struct http_response *patch(const struct rapport *user, const char *body, const char *header)
{
	return rapport_send("PATCH", path_of(user), user->token, body, header);
}

/* --- fields, in POST and PATCH alike --- */

struct field_row {
	const char *name, *field;
	const char *json;    /* of the value; '@' is the pattern, so often */
	const char *pattern; /* NULL: "x" */
	size_t count;
	const char *column, *value; /* what is in the row then, or else */
	const char *message;
};

#define TEXT_ROWS(field, max, over)                                                                                              \
	{ field " of " #max, field, "\"@\"", NULL, max, "char_length(" field ")", #max, NULL },                                  \
		{ field " of two bytes each", field, "\"@\"", "\xc3\xa9", max, "char_length(" field ")", #max, NULL },           \
		{ field " too long", field, "\"@\"", NULL, over, NULL, NULL, field " must be at most " #max " characters" },     \
		{ field " a number", field, "1", NULL, 0, NULL, NULL, field " must be a string" },                               \
		{ field " an array", field, "[\"x\"]", NULL, 0, NULL, NULL, field " must be a string" },                         \
		{ field " with U+0000", field, "\"\\u0000\"", NULL, 0, NULL, NULL, field " must not contain U+0000" },           \
	{                                                                                                                        \
		field " with everything", field, "\"a\\\"b\\\\{}'$1\\n\"", NULL, 0, field, "a\"b\\{}'$1\n", NULL                 \
	}
#define LEVEL(level)                                                                                                             \
	{                                                                                                                        \
		level, "level", "\"" level "\"", NULL, 0, "level", level, NULL                                                   \
	}
#define NO_LEVEL "level must be one of: Direct Manager, Skip-Level Manager, Senior Leadership, Mentor"

static const struct field_row field_rows[] = {
	TEXT_ROWS("name", 255, 256),
	TEXT_ROWS("title", 255, 256),
	TEXT_ROWS("common_ground_notes", 10000, 10001),
	TEXT_ROWS("communication_style_notes", 10000, 10001),
	{ "name of 1", "name", "\"@\"", NULL, 1, "name", "x", NULL },
	{ "name empty", "name", "\"\"", NULL, 0, NULL, NULL, "name must not be empty" },
	{ "title empty", "title", "\"\"", NULL, 0, "title", "", NULL },
	{ "title null", "title", "null", NULL, 0, "title", NULL, NULL },
	LEVEL("Direct Manager"),
	LEVEL("Skip-Level Manager"),
	LEVEL("Senior Leadership"),
	LEVEL("Mentor"),
	{ "level null", "level", "null", NULL, 0, "level", NULL, NULL },
	{ "level unknown", "level", "\"Peer\"", NULL, 0, NULL, NULL, NO_LEVEL },
	{ "level empty", "level", "\"\"", NULL, 0, NULL, NULL, NO_LEVEL },
	{ "level in another case", "level", "\"mentor\"", NULL, 0, NULL, NULL, NO_LEVEL },
	{ "level a number", "level", "1", NULL, 0, NULL, NULL, NO_LEVEL },
	{ "notes null", "common_ground_notes", "null", NULL, 0, "common_ground_notes", NULL, NULL },
	{ "style null", "communication_style_notes", "null", NULL, 0, "communication_style_notes", NULL, NULL },
	{ "unknown", "mood", "null", NULL, 0, NULL, NULL, "mood is not a known field" },
	{ "read-only id", "id", "\"x\"", NULL, 0, NULL, NULL, "id is not a known field" },
	{ "read-only time", "created_at", "\"2023-10-27T14:30:00Z\"", NULL, 0, NULL, NULL, "created_at is not a known field" },
};

static void expect_field(const struct http_response *response, const char *what, const struct field_row *row, int status)
{
	if (row->message != NULL) {
		rapport_expect_bad_field(response, what, row->field, row->message);
		expect_problem(response, what, 422, row->message);
		return;
	}
	expect_status(response, what, status);
	expect_value(what,
		     sql_value(text("SELECT %s FROM contacts WHERE id = $1", row->column), expect_text(response, what, "id")),
		     row->value);
	expect_value(what, json_string_value(json_object_get(response->json, row->field)),
		     sql_value(text("SELECT %s FROM contacts WHERE id = $1", row->field), expect_text(response, what, "id")));
}

START_TEST(field_of_a_contact)
{
	const struct field_row *row = &field_rows[_i];
	struct rapport user = rapport_new();
	const char *value = row->count > 0
				    ? text_fill(row->json, text_repeat(row->pattern != NULL ? row->pattern : "x", row->count))
				    : row->json;

	sql_exec("UPDATE contacts SET title = 'T', level = 'Mentor', common_ground_notes = 'C', communication_style_notes = 'S'"
		 " WHERE id = $1",
		 user.contact);
	expect_field(create(&user, text("{\"name\":\"N\",\"%s\":%s}", row->field, value)), text("POST %s", row->name), row, 201);
	expect_field(patch(&user, text("{\"%s\":%s}", row->field, value), NULL), text("PATCH %s", row->name), row, 200);
	/* The fields that a PATCH does not name stay. */
	expect_value(
		"untouched",
		sql_value("SELECT (name = 'Alex')::int + (title IS NOT DISTINCT FROM 'T')::int"
			  " + (level IS NOT DISTINCT FROM 'Mentor')::int + (common_ground_notes IS NOT DISTINCT FROM 'C')::int"
			  " + (communication_style_notes IS NOT DISTINCT FROM 'S')::int FROM contacts WHERE id = $1",
			  user.contact),
		row->message != NULL || strcmp(row->name, "Mentor") == 0 ? "5" : "4");
}
END_TEST

START_TEST(every_bad_field_is_named)
{
	struct rapport user = rapport_new();
	static const char body[] = "{\"name\":null,\"title\":1,\"level\":\"x\",\"common_ground_notes\":2,"
				   "\"communication_style_notes\":[],\"mood\":4}";
	static const char *const fields[] = {
		"name", "title", "level", "common_ground_notes", "communication_style_notes", "mood"
	};
	struct http_response *created = create(&user, body), *patched = patch(&user, body, NULL);

	expect_problem(created, "POST", 422, "name is required");
	expect_problem(patched, "PATCH", 422, "name must be a string");
	expect_details(created, "POST", ARRAY_LEN(fields));
	expect_details(patched, "PATCH", ARRAY_LEN(fields));
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		expect_detail(created, "POST", fields[i], NULL);
		expect_detail(patched, "PATCH", fields[i], NULL);
	}
	ck_assert_int_eq(sql_count("SELECT count(*) FROM contacts WHERE user_id = $1", user.user), 1);
}
END_TEST

/* --- create and read --- */

#define WHOLE                                                                                                                    \
	"\"name\":\"Alex Doe\",\"title\":\"VP\",\"level\":\"Senior Leadership\",\"common_ground_notes\":\"Hiking\","             \
	"\"communication_style_notes\":\"Brief\""

START_TEST(create_and_read)
{
	struct rapport user = rapport_new();
	struct http_response *made = create(&user, "{" WHOLE "}");
	const char *template = "{" WHOLE ",\"id\":\"#\",\"created_at\":\"~\",\"updated_at\":\"~\"}";

	expect_status(made, "created", 201);
	rapport_expect_body(made, "created", template);
	const char *path = http_header(made, "Location");
	expect_value("Location", path, text(CONTACTS "/%s", expect_text(made, "created", "id")));
	struct http_response *response = rapport_get(user.token, path);
	expect_status(response, "read", 200);
	expect_value("read", response->body, made->body);
	const char *tag = http_header(response, "ETag");
	rapport_expect_empty(rapport_send("GET", path, user.token, NULL, text("If-None-Match: %s", tag)), "unchanged", 304);
	expect_value("with a slash", rapport_get(user.token, text("%s/", path))->body, made->body);

	made = http_post(CONTACTS, user.token, "{\"name\":\"x\"}");
	rapport_expect_body(made, "the least",
			    "{\"name\":\"x\",\"title\":null,\"level\":null,\"common_ground_notes\":null,"
			    "\"communication_style_notes\":null,\"id\":\"#\",\"created_at\":\"~\",\"updated_at\":\"~\"}");
	rapport_expect_bad_field(create(&user, ""), "nothing", "name", "name is required");
	rapport_expect_bad_field(create(&user, "{}"), "{}", "name", "name is required");
}
END_TEST

/* --- change --- */

START_TEST(change_each_field_alone)
{
	struct rapport user = rapport_new();
	const char *tag = http_header(rapport_get(user.token, path_of(&user)), "ETag");
	struct http_response *response = patch(&user, "{\"title\":\"VP\",\"level\":\"Mentor\"}", NULL);

	expect_status(response, "two fields", 200);
	rapport_expect_body(response, "two fields",
			    "{\"name\":\"Alex\",\"title\":\"VP\",\"level\":\"Mentor\",\"common_ground_notes\":null,"
			    "\"communication_style_notes\":null,\"id\":\"#\",\"created_at\":\"~\",\"updated_at\":\"~\"}");
	ck_assert_str_ne(http_header(response, "ETag"), tag);
	tag = http_header(response, "ETag");
	expect_value("ETag", http_header(rapport_get(user.token, path_of(&user)), "ETag"), tag);
	expect_value(
		"updated_at",
		sql_value("SELECT updated_at > created_at AND updated_at <= now() FROM contacts WHERE id = $1", user.contact),
		"t");
	/* What changes nothing moves nothing. */
	const char *body = response->body;
	response = patch(&user, "{\"title\":\"VP\"}", NULL);
	expect_status(response, "the same", 200);
	expect_value("the same", response->body, body);
	expect_value("the same tag", http_header(response, "ETag"), tag);
	response = patch(&user, "{\"title\":null,\"level\":null}", NULL);
	expect_status(response, "cleared", 200);
	expect_member(response, "cleared", "title", "null");
	expect_member(response, "cleared", "level", "null");
	expect_member(response, "cleared", "name", "\"Alex\"");
}
END_TEST

START_TEST(nothing_to_change)
{
	struct rapport user = rapport_new();

	expect_problem(patch(&user, "{}", NULL), "{}", 422, "No updates provided");
	expect_problem(patch(&user, "", NULL), "empty", 422, "No updates provided");
	rapport_expect_bad_field(patch(&user, "{\"name\":null}", NULL), "name null", "name", "name must be a string");
	expect_problem(patch(&user, "[]", NULL), "array", 400, "The body must be a JSON object");
}
END_TEST

static const struct {
	const char *name, *header; /* '@' is the tag, in its quotes */
	bool matches;
} conditions[] = {
	{ "the tag", "If-Match: @", true },
	{ "any", "If-Match: *", true },
	{ "one of several", "If-Match: \"x\", @", true },
	{ "another", "If-Match: \"x\"", false },
	{ "a weak one", "If-Match: W/@", true },
	{ "a quote within", "If-Match: \"{}\\\\\", \"a,b\"", false },
};

START_TEST(change_on_condition)
{
	struct rapport user = rapport_new();
	const char *tag = http_header(rapport_get(user.token, path_of(&user)), "ETag");
	const char *header = text_fill(conditions[_i].header, tag);
	struct http_response *response = patch(&user, "{\"title\":\"VP\"}", header);

	if (conditions[_i].matches) {
		expect_status(response, conditions[_i].name, 200);
		/* Now the record has moved on. */
		struct http_response *second = patch(&user, "{\"title\":\"CEO\"}", text("If-Match: %s", tag));
		expect_problem(second, "stale", 412, "The record has changed since it was read");
		expect_problem(rapport_send("DELETE", path_of(&user), user.token, NULL, text("If-Match: %s", tag)), "stale", 412,
			       NULL);
		header = text_fill(conditions[_i].header, http_header(response, "ETag"));
		rapport_expect_empty(rapport_send("DELETE", path_of(&user), user.token, NULL, header), "deleted", 204);
	} else {
		expect_problem(response, conditions[_i].name, 412, "The record has changed since it was read");
		expect_problem(rapport_send("DELETE", path_of(&user), user.token, NULL, header), conditions[_i].name, 412, NULL);
		expect_value("title", sql_value("SELECT title FROM contacts WHERE id = $1", user.contact), NULL);
		expect_status(rapport_get(user.token, path_of(&user)), "still there", 200);
	}
	expect_value("title of VP", sql_value("SELECT count(*) FROM contacts WHERE id = $1 AND title = 'VP'", user.contact),
		     conditions[_i].matches ? "1" : "0");
}
END_TEST

START_TEST(malformed_condition)
{
	struct rapport user = rapport_new();

	expect_problem(patch(&user, "{\"title\":\"VP\"}", "If-Match: 1"), "PATCH", 400, NULL);
	expect_problem(rapport_send("DELETE", path_of(&user), user.token, NULL, "If-Match: 1"), "DELETE", 400, NULL);
	expect_status(rapport_get(user.token, path_of(&user)), "still there", 200);
}
END_TEST

/* Two windows, each writing fields of its own: neither loses a word. */
START_TEST(two_windows)
{
	struct rapport user = rapport_new();
	struct http_request requests[2];
	struct http_response *responses[2];

	for (int i = 0; i < 10; i++) {
		requests[0] = (struct http_request){
			.method = "PATCH", .path = path_of(&user), .token = user.token, .body = text("{\"title\":\"%d\"}", i)
		};
		requests[1] = requests[0];
		requests[1].body = text("{\"common_ground_notes\":\"%d\"}", i);
		http_send_all(requests, responses, 2);
		expect_status(responses[0], "title", 200);
		expect_status(responses[1], "notes", 200);
		expect_value("both", sql_value("SELECT title || common_ground_notes FROM contacts WHERE id = $1", user.contact),
			     text("%d%d", i, i));
	}
}
END_TEST

/* --- list --- */

START_TEST(list_by_name)
{
	struct rapport user = rapport_new(), other = rapport_new();
	static const char *const names[] = { "Dana", "Alex", "Chris", "Bo", "Alex", "Erin" };
	static const char *const sorted[] = { "Alex", "Alex", "Alex", "Bo", "Chris", "Dana" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		expect_status(create(&user, text("{\"name\":\"%s\"}", names[i])), "created", 201);
	sql_exec("UPDATE contacts SET deleted_at = now() WHERE user_id = $1 AND name = 'Erin'", user.user);
	expect_status(create(&other, "{\"name\":\"Aaron\"}"), "another's", 201);
	struct http_response *response = rapport_get(user.token, CONTACTS "/");
	expect_status(response, "list", 200);
	ck_assert_uint_eq(json_array_size(response->json), ARRAY_LEN(sorted));
	for (size_t i = 0; i < ARRAY_LEN(sorted); i++)
		expect_value("order", json_string_value(json_object_get(json_array_get(response->json, i), "name")), sorted[i]);
	expect_value("without a slash", rapport_get(user.token, CONTACTS)->body, response->body);
	rapport_expect_body(rapport_get(user.token, CONTACTS "?skip=3&limit=1"), "page",
			    "[{\"name\":\"Bo\",\"title\":null,\"level\":null,\"common_ground_notes\":null,"
			    "\"communication_style_notes\":null,\"id\":\"#\",\"created_at\":\"~\",\"updated_at\":\"~\"}]");
	rapport_expect_body(rapport_get(user.token, CONTACTS "?skip=6"), "beyond the end", "[]");
	const char *tag = text("If-None-Match: %s", http_header(response, "ETag"));
	rapport_expect_empty(rapport_send("GET", CONTACTS, user.token, NULL, tag), "unchanged", 304);
	expect_status(create(&user, "{\"name\":\"Zoe\"}"), "one more", 201);
	expect_status(rapport_send("GET", CONTACTS, user.token, NULL, tag), "changed", 200);
}
END_TEST

/* By ids where names are the same, so that no page shows what another has shown. */
START_TEST(pages_of_contacts)
{
	struct rapport user = rapport_new();
	static const struct {
		const char *query;
		long first, count;
	} pages[] = { { "", 0, 100 },
		      { "?limit=100", 0, 100 },
		      { "?limit=101", 0, 100 },
		      { "?limit=1000000", 0, 100 },
		      { "?limit=1", 0, 1 },
		      { "?skip=100", 100, 51 },
		      { "?skip=150", 150, 1 },
		      { "?skip=151", 151, 0 },
		      { "?skip=7&limit=2", 7, 2 },
		      { "?skip=10000", 0, 0 } };

	sql_exec("INSERT INTO contacts (user_id, name) SELECT $1, 'Alex' FROM generate_series(1, 150)", user.user);
	for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
		struct http_response *response = rapport_get(user.token, text(CONTACTS "/%s", pages[i].query));
		expect_status(response, pages[i].query, 200);
		expect_value(pages[i].query,
			     sql_value("SELECT coalesce(string_agg(value ->> 'id', ','), '') FROM json_array_elements($1)",
				       response->body),
			     sql_value("SELECT coalesce(string_agg(id::text, ',' ORDER BY id), '') FROM (SELECT id FROM contacts"
				       " WHERE user_id = $1 ORDER BY id OFFSET $2::bigint LIMIT $3::bigint) AS page",
				       user.user, text("%ld", pages[i].first), text("%ld", pages[i].count)));
	}
}
END_TEST

/* --- delete --- */

START_TEST(deleted_contact)
{
	struct rapport user = rapport_new();
	const char *interaction = http_header(rapport_log(&user, "", ",\"tactic_logs\":[" LOG(TACTIC(1), "") "]"), "Location");
	const char *list = text(INTERACTIONS "/?contact_id=%s", user.contact);
	const char *one = rapport_get(user.token, interaction)->body, *all = rapport_get(user.token, list)->body;

	rapport_expect_empty(rapport_send("DELETE", path_of(&user), user.token, NULL, NULL), "deleted", 204);
	expect_problem(rapport_send("DELETE", path_of(&user), user.token, NULL, NULL), "again", 404, "Contact not found");
	expect_problem(rapport_get(user.token, path_of(&user)), "read", 404, "Contact not found");
	expect_problem(patch(&user, "{\"title\":\"x\"}", NULL), "changed", 404, "Contact not found");
	expect_problem(rapport_log(&user, "", ""), "used", 404, "Contact not found");
	rapport_expect_body(rapport_get(user.token, CONTACTS), "list", "[]");
	expect_value("one interaction", rapport_get(user.token, interaction)->body, one);
	expect_value("its interactions", rapport_get(user.token, list)->body, all);
	ck_assert_ptr_nonnull(strstr(all, "Video Call"));
	expect_value("the row",
		     sql_value("SELECT deleted_at IS NOT NULL AND name = 'Alex' FROM contacts WHERE id = $1", user.contact), "t");
}
END_TEST

void rapport_add_contacts(Suite *suite)
{
	TCase *part = suite_part(suite, "contacts", NULL);

	tcase_add_loop_test(part, field_of_a_contact, 0, ARRAY_LEN(field_rows));
	tcase_add_test(part, every_bad_field_is_named);
	tcase_add_test(part, create_and_read);
	tcase_add_test(part, change_each_field_alone);
	tcase_add_test(part, nothing_to_change);
	tcase_add_loop_test(part, change_on_condition, 0, ARRAY_LEN(conditions));
	tcase_add_test(part, malformed_condition);
	tcase_add_test(part, two_windows);
	tcase_add_test(part, list_by_name);
	tcase_add_test(part, pages_of_contacts);
	tcase_add_test(part, deleted_contact);
}

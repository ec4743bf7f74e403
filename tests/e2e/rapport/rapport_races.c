/* Contacts, tactics and interactions: who may, and what happens when a contact is deleted while it is being used. */
#include "rapport.h"

#include <string.h>
#include <unistd.h>

#include "expect.h"
#include "mint.h"
#include "sql.h"
#include "suite.h"
#include "text.h"
#include "world.h"

/* --- who may --- */

/* Every operation; '@' is the user's contact, '#' an interaction with it. */
static const struct {
	const char *method, *path, *body;
	int status;
	const char *not_mine; /* what somebody else is told; NULL where everybody has their own */
} uses[] = {
	{ "GET", TACTICS, NULL, 200, NULL },
	{ "GET", CONTACTS, NULL, 200, NULL },
	{ "POST", CONTACTS, "{\"name\":\"x\"}", 201, NULL },
	{ "GET", CONTACTS "/@", NULL, 200, "Contact not found" },
	{ "PATCH", CONTACTS "/@", "{\"title\":\"x\"}", 200, "Contact not found" },
	{ "GET", INTERACTIONS "?contact_id=@", NULL, 200, "Contact not found" },
	{ "POST", INTERACTIONS, "", 201, "Contact not found" },
	{ "GET", INTERACTIONS "/#", NULL, 200, "Interaction not found" },
	{ "DELETE", CONTACTS "/@", NULL, 204, "Contact not found" },
};

static struct http_response *use(size_t i, const struct rapport *user, const char *token, bool slash)
{
	const char *id = sql_value("SELECT max(id::text) FROM interactions WHERE contact_id = $1", user->contact);
	const char *path = uses[i].path;
	size_t length = strcspn(path, "?#");
	const char *rest = path[length] == '?' ? text_fill(path + length, user->contact) : path[length] == '#' ? id : "";
	const char *body = uses[i].body != NULL && uses[i].body[0] == '\0' ? rapport_body(user->contact, "", "") : uses[i].body;

	path = text_fill(text("%.*s", (int)length, path), user->contact);
	if (rest[0] == '?')
		path = text("%s%s%s", path, slash ? "/" : "", rest);
	else
		path = text("%s%s%s", path, rest, slash ? "/" : "");
	return rapport_send(uses[i].method, path, token, body, NULL);
}

static void expect_used(const struct http_response *response, size_t i, const char *what)
{
	if (uses[i].status == 204)
		rapport_expect_empty(response, what, 204);
	else
		expect_status(response, what, uses[i].status);
}

static const struct {
	const char *role;
	bool slash;
} users[] = { { "caregiver", false }, { "coordinator", true }, { "admin", false }, { "family", true } };

START_TEST(everyone_with_and_without_a_slash)
{
	struct rapport user = { .user = world_user(users[_i].role, NULL) };

	user.token = mint_token(user.user, users[_i].role);
	user.contact = rapport_contact(user.user, "Alex");
	expect_status(rapport_log(&user, "", ""), "an interaction", 201);
	for (size_t i = 0; i < ARRAY_LEN(uses); i++)
		expect_used(use(i, &user, user.token, users[_i].slash), i,
			    text("%s: %s %s", users[_i].role, uses[i].method, uses[i].path));
}
END_TEST

START_TEST(somebody_elses)
{
	struct rapport owner = rapport_new(), other = rapport_new();

	expect_status(rapport_log(&owner, "", ""), "an interaction", 201);
	const char *before = sql_value("SELECT contacts::text FROM contacts WHERE id = $1", owner.contact);
	for (size_t i = 0; i < ARRAY_LEN(uses); i++) {
		const char *what = text("%s %s", uses[i].method, uses[i].path);
		struct http_response *response = use(i, &owner, other.token, false);
		if (uses[i].not_mine != NULL)
			expect_problem(response, what, 404, uses[i].not_mine);
		else
			expect_used(response, i, what);
		ck_assert_msg(strstr(response->body, owner.contact) == NULL, "%s: %s", what, response->body);
	}
	expect_value("untouched", sql_value("SELECT contacts::text FROM contacts WHERE id = $1", owner.contact), before);
	ck_assert_int_eq(rapport_count(owner.contact), 1);
}
END_TEST

static const char *const gone[] = {
	"UPDATE users SET deleted_at = now() WHERE id = $1",
	"UPDATE users SET is_active = false WHERE id = $1",
};

START_TEST(user_who_is_gone)
{
	struct rapport user = rapport_new();

	expect_status(rapport_log(&user, "", ""), "an interaction", 201);
	sql_exec(gone[_i], user.user);
	for (size_t i = 0; i < ARRAY_LEN(uses); i++)
		expect_problem(use(i, &user, user.token, false), text("%s %s", uses[i].method, uses[i].path), 403,
			       "User not found");
	expect_problem(rapport_log(&user, ",\"topic\":0", ""), "a bad request", 403, "User not found");
	ck_assert_int_eq(rapport_count(user.contact), 1);
	expect_value("contact", sql_value("SELECT deleted_at FROM contacts WHERE id = $1", user.contact), NULL);
}
END_TEST

static const struct {
	const char *method, *path, *allow;
} wrong_methods[] = {
	{ "POST", TACTICS, "GET" },
	{ "DELETE", TACTICS "/", "GET" },
	{ "PATCH", INTERACTIONS "/", "GET, POST" },
	{ "PUT", INTERACTIONS "/" NO_TACTIC "/", "GET, HEAD, PATCH, DELETE" },
	{ "PUT", CONTACTS, "GET, POST" },
	{ "PUT", CONTACTS "/" NO_TACTIC, "GET, PATCH, DELETE" },
	{ "POST", CONTACTS "/" NO_TACTIC "/", "GET, PATCH, DELETE" },
};

START_TEST(methods_that_there_are_not)
{
	struct rapport user = rapport_new();
	const char *what = text("%s %s", wrong_methods[_i].method, wrong_methods[_i].path);
	struct http_response *response = rapport_send(wrong_methods[_i].method, wrong_methods[_i].path, user.token, NULL, NULL);

	expect_problem(response, what, 405, NULL);
	for (const char *names = "GET POST PATCH DELETE", *next; *names != '\0'; names = next) {
		const char *name = text("%.*s", (int)strcspn(names, " "), names);
		next = names + strlen(name);
		next += *next == ' ';
		ck_assert_msg((strstr(http_header(response, "Allow"), name) != NULL) ==
				      (strstr(wrong_methods[_i].allow, name) != NULL),
			      "%s: Allow is %s, not %s", what, http_header(response, "Allow"), wrong_methods[_i].allow);
	}
}
END_TEST

/* --- a contact deleted while it is being used --- */

/* Wait until so many sessions wait for a lock. */
static void await_waiting(long count)
{
	for (int i = 0; i < 500; i++) {
		if (sql_count("SELECT count(*) FROM pg_locks WHERE NOT granted") >= count)
			return;
		usleep(10 * 1000);
	}
	ck_abort_msg("fewer than %ld sessions wait", count);
}

/* Interactions that say they are younger than their contact's end. */
static long count_late(const char *contact)
{
	return sql_count("SELECT count(*) FROM interactions JOIN contacts ON contacts.id = contact_id"
			 " WHERE contact_id = $1 AND interactions.created_at > contacts.deleted_at",
			 contact);
}

static const struct {
	const char *end;
	int status;
} deletions[] = { { "COMMIT", 404 }, { "ROLLBACK", 201 } };

/* The deletion is first, but not yet decided: the interaction waits. */
START_TEST(logged_while_deleting)
{
	struct rapport user = rapport_new();
	PGconn *session = sql_connect(NULL);
	const struct http_request request = { .path = INTERACTIONS,
					      .token = user.token,
					      .body = rapport_body(user.contact, "", "") };

	sql_run(session, "BEGIN", (char *)NULL);
	sql_run(session, "UPDATE contacts SET deleted_at = now() WHERE id = $1", user.contact, (char *)NULL);
	struct http_pending *pending = http_begin(&request);
	await_waiting(1);
	sql_run(session, deletions[_i].end, (char *)NULL);
	struct http_response *response = http_end(pending);
	if (deletions[_i].status == 404)
		expect_problem(response, "deleted", 404, "Contact not found");
	else
		expect_status(response, "not deleted", 201);
	ck_assert_int_eq(rapport_count(user.contact), deletions[_i].status == 201);
	PQfinish(session);
}
END_TEST

/* The deletion waits for an interaction that is being logged, and another one still comes before it. */
START_TEST(deleted_while_logging)
{
	struct rapport user = rapport_new();
	PGconn *session = sql_connect(NULL);
	const struct http_request request = { .method = "DELETE",
					      .path = text(CONTACTS "/%s", user.contact),
					      .token = user.token };

	sql_run(session, "BEGIN", (char *)NULL);
	(void)sql_get(session, "SELECT id FROM contacts WHERE id = $1 FOR SHARE", user.contact, (char *)NULL);
	struct http_pending *pending = http_begin(&request);
	await_waiting(1);
	expect_status(rapport_log(&user, "", ""), "before the deletion", 201);
	sql_run(session, "COMMIT", (char *)NULL);
	rapport_expect_empty(http_end(pending), "deleted", 204);
	expect_problem(rapport_log(&user, "", ""), "after the deletion", 404, "Contact not found");
	ck_assert_int_eq(rapport_count(user.contact), 1);
	ck_assert_int_eq(count_late(user.contact), 0);
	PQfinish(session);
}
END_TEST

/* What was there before somebody else's change that is not yet decided is written all the same: it comes later. */
START_TEST(changed_back_while_changing)
{
	struct rapport user = rapport_new();
	PGconn *session = sql_connect(NULL);
	const struct http_request request = {
		.method = "PATCH", .path = text(CONTACTS "/%s", user.contact), .token = user.token, .body = "{\"name\":\"Alex\"}"
	};

	sql_run(session, "BEGIN", (char *)NULL);
	sql_run(session, "UPDATE contacts SET name = 'Bo', title = 'VP', updated_at = clock_timestamp() WHERE id = $1",
		user.contact, (char *)NULL);
	struct http_pending *pending = http_begin(&request);
	await_waiting(1);
	sql_run(session, "COMMIT", (char *)NULL);
	struct http_response *response = http_end(pending);
	expect_status(response, "changed back", 200);
	expect_member(response, "changed back", "name", "\"Alex\"");
	expect_member(response, "changed back", "title", "\"VP\"");
	expect_value("row", sql_value("SELECT name || title FROM contacts WHERE id = $1", user.contact), "AlexVP");
	PQfinish(session);
}
END_TEST

enum { ROUNDS = 60, SENT = 6 };

/* One deletion among interactions, all at once: each is logged before it, or told that there is no contact. */
static int race(const struct rapport *user, int place)
{
	struct http_request requests[SENT];
	struct http_response *responses[SENT];
	const char *contact = rapport_contact(user->user, "Alex"), *path = text(CONTACTS "/%s", contact);
	const char *body = rapport_body(contact, "", ",\"tactic_logs\":[" LOG(TACTIC(1), "") "," LOG(TACTIC(2), "") "]");
	int logged = 0;

	for (int i = 0; i < SENT; i++)
		requests[i] = i == place ? (struct http_request){ .method = "DELETE", .path = path, .token = user->token }
					 : (struct http_request){ .path = INTERACTIONS, .token = user->token, .body = body };
	http_send_all(requests, responses, SENT);
	for (int i = 0; i < SENT; i++) {
		if (i == place)
			rapport_expect_empty(responses[i], "deleted", 204);
		else if (responses[i]->status == 404)
			expect_problem(responses[i], "too late", 404, "Contact not found");
		else
			expect_status(responses[i], "in time", 201);
		logged += responses[i]->status == 201;
	}
	ck_assert_int_eq(rapport_count(contact), logged);
	ck_assert_int_eq(rapport_count_logs(contact), 2 * logged);
	ck_assert_int_eq(count_late(contact), 0);
	expect_problem(http_post(INTERACTIONS, user->token, body), "after all", 404, "Contact not found");
	return logged;
}

START_TEST(deletion_among_interactions)
{
	struct rapport user = rapport_new();
	int logged = 0;

	for (int round = 0; round < ROUNDS; round++)
		logged += race(&user, round % SENT);
	ck_assert_msg(logged > 0 && logged < ROUNDS * (SENT - 1), "%d of %d were logged: there was no race", logged,
		      ROUNDS * (SENT - 1));
}
END_TEST

void rapport_add_access(Suite *suite)
{
	TCase *part = suite_part(suite, "who may", NULL);

	tcase_add_loop_test(part, everyone_with_and_without_a_slash, 0, ARRAY_LEN(users));
	tcase_add_test(part, somebody_elses);
	tcase_add_loop_test(part, user_who_is_gone, 0, ARRAY_LEN(gone));
	tcase_add_loop_test(part, methods_that_there_are_not, 0, ARRAY_LEN(wrong_methods));
}

void rapport_add_races(Suite *suite)
{
	TCase *part = suite_part(suite, "at once", NULL);

	tcase_add_loop_test(part, logged_while_deleting, 0, ARRAY_LEN(deletions));
	tcase_add_test(part, deleted_while_logging);
	tcase_add_test(part, changed_back_while_changing);
	tcase_add_test(part, deletion_among_interactions);
}

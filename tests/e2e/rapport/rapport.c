/* Contacts, tactics and interactions, end to end: the seed's two steps and its errors; the other files go through the contract.
 */
#include "rapport.h"

#include <string.h>

#include "base/buffer.h"
#include "expect.h"
#include "mint.h"
#include "sql.h"
#include "suite.h"
#include "text.h"
#include "world.h"

struct rapport rapport_new(void)
{
	struct rapport rapport = { .user = world_user("caregiver", NULL) };

	rapport.token = mint_token(rapport.user, "caregiver");
	rapport.contact = rapport_contact(rapport.user, "Alex");
	return rapport;
}

char *rapport_contact(const char *user, const char *name)
{
	return sql_value("INSERT INTO contacts (user_id, name) VALUES ($1, $2) RETURNING id", user, name);
}

char *rapport_body(const char *contact, const char *changes, const char *more)
{
	return text("{\"interaction\":{\"contact_id\":\"%s\",\"interaction_datetime\":\"2023-10-27T14:30:00+00:00\","
		    "\"medium\":\"Video Call\",\"topic\":\"Discuss Q4 Project Goals\",\"rapport_score_post\":8%s}%s}",
		    contact, changes, more);
}

struct http_response *rapport_log(const struct rapport *rapport, const char *changes, const char *more)
{
	return http_post(INTERACTIONS "/", rapport->token, rapport_body(rapport->contact, changes, more));
}

struct http_response *rapport_send(const char *method, const char *path, const char *token, const char *body, const char *header)
{
	const struct http_request request = {
		.method = method, .path = path, .token = token, .body = body, .headers = { header }
	};

	return http_send(&request);
}

struct http_response *rapport_get(const char *token, const char *path)
{
	return rapport_send("GET", path, token, NULL, NULL);
}

long rapport_count(const char *contact)
{
	return sql_count("SELECT count(*) FROM interactions WHERE contact_id = $1", contact);
}

long rapport_count_logs(const char *contact)
{
	return sql_count("SELECT count(*) FROM interaction_tactic_logs JOIN interactions ON id = interaction_id"
			 " WHERE contact_id = $1",
			 contact);
}

void rapport_forget_tactics(void)
{
	sql_exec("DELETE FROM interaction_tactic_logs USING rapport_tactics WHERE id = tactic_id AND name LIKE '" TEST_TACTIC
		 "%'");
	sql_exec("DELETE FROM rapport_tactics WHERE name LIKE '" TEST_TACTIC "%'");
}

/* --- bodies --- */

/* Without the spaces that no string holds. */
static const char *compact(const char *json)
{
	struct buffer out = { 0 };
	bool in_string = false;

	buffer_puts(&out, "");
	for (; *json != '\0'; json++) {
		if (in_string || strchr(" \n", *json) == NULL)
			buffer_add(&out, json, 1);
		if (in_string && *json == '\\')
			buffer_add(&out, ++json, 1);
		else if (*json == '"')
			in_string = !in_string;
	}
	return out.data;
}

/* How long the text is that begins like `shape`, where 'x' is a lower-case hexadecimal digit and '0' a decimal one; 0 if
 * it does not. */
static size_t shaped(const char *text, const char *shape)
{
	static const char digits[] = "0123456789abcdef";
	size_t length = strlen(shape);

	for (size_t i = 0; i < length; i++) {
		size_t alphabet = shape[i] == 'x' ? 16 : shape[i] == '0' ? 10 : 0;
		bool good = alphabet > 0 ? text[i] != '\0' && memchr(digits, text[i], alphabet) != NULL : text[i] == shape[i];
		if (!good)
			return 0;
	}
	return length;
}

/* "2023-10-27T14:31:00Z", with six digits of a fraction if it is not zero. */
static size_t time_length(const char *text)
{
	size_t whole = shaped(text, "0000-00-00T00:00:00");
	size_t fraction = whole > 0 && strncmp(text + whole, ".000000", 7) != 0 ? shaped(text + whole, ".000000") : 0;

	return whole > 0 && text[whole + fraction] == 'Z' ? whole + fraction + 1 : 0;
}

void rapport_expect_body(const struct http_response *response, const char *what, const char *template)
{
	const char *body = compact(response->body), *at = body;
	const char *expected = compact(template);

	for (; *expected != '\0'; expected++) {
		size_t length = *expected == '#'   ? shaped(at, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx")
				: *expected == '~' ? time_length(at)
						   : *at == *expected;
		ck_assert_msg(length > 0, "%s: at '%.60s', not '%.60s': %.2000s", what, at, expected, body);
		at += length;
	}
	ck_assert_msg(*at == '\0', "%s: more than expected, '%.60s': %.2000s", what, at, body);
}

void rapport_expect_empty(const struct http_response *response, const char *what, int status)
{
	ck_assert_msg(response->status == status, "%s: status %d instead of %d; %.500s", what, response->status, status,
		      response->body);
	ck_assert_msg(response->length == 0, "%s: a body: %.500s", what, response->body);
	ck_assert_msg(http_header_count(response, "X-Request-Id") == 1, "%s: not one X-Request-Id", what);
}

void rapport_expect_bad_field(const struct http_response *response, const char *what, const char *field, const char *message)
{
	expect_problem(response, what, 422, NULL);
	expect_detail(response, what, field, message);
	expect_details(response, what, 1);
}

/* --- the seed's steps --- */

#define SEED_CONTACT "c3d4e5f6-a7b8-9012-3456-7890abcdef01"

/* The seed's user, whose contact has the seed's id. */
static struct rapport seed_user(void)
{
	struct rapport rapport = { .user = world_user("caregiver", NULL) };

	rapport.token = mint_token(rapport.user, NULL);
	rapport.contact = sql_value("INSERT INTO contacts (id, user_id, name) VALUES ('" SEED_CONTACT "', $1, 'Alex')"
				    " ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id RETURNING id",
				    rapport.user);
	sql_exec("DELETE FROM interactions WHERE contact_id = '" SEED_CONTACT "'");
	return rapport;
}

/* The seed's request; '@' is the time of the interaction, ids of tactics are those of the schema. */
#define SEED_REQUEST(second_tactic)                                                                                              \
	"{\n    \"interaction\": {\n        \"contact_id\": \"" SEED_CONTACT "\",\n"                                             \
	"        \"interaction_datetime\": \"@\",\n        \"medium\": \"Video Call\",\n"                                        \
	"        \"topic\": \"Discuss Q4 Project Goals\",\n"                                                                     \
	"        \"user_notes\": \"The meeting went well. Alex seemed receptive to the new timeline.\",\n"                       \
	"        \"rapport_score_post\": 8,\n"                                                                                   \
	"        \"observed_non_verbal\": \"Maintained good eye contact, open posture.\"\n    },\n"                              \
	"    \"tactic_logs\": [\n        {\n            \"tactic_id\": \"" TACTIC(                                               \
		1) "\",\n"                                                                                                       \
		   "            \"effectiveness_score\": 5,\n"                                                                   \
		   "            \"notes\": \"Paraphrasing their concerns about the deadline was highly effective.\"\n        "   \
		   "},\n"                                                                                                        \
		   "        {\n            \"tactic_id\": \"" second_tactic "\",\n            \"effectiveness_score\": 4,\n"     \
		   "            \"notes\": \"Found common ground by discussing shared interest in hiking.\"\n        }\n    "    \
		   "]\n}"

#define SEED_TIME "2023-10-27T14:30:00+00:00"
#define SEED_REPLY                                                                                                               \
	"\"interaction_datetime\": \"2023-10-27T14:30:00+00:00\", \"medium\": \"Video Call\","                                   \
	"\"topic\": \"Discuss Q4 Project Goals\","                                                                               \
	"\"user_notes\": \"The meeting went well. Alex seemed receptive to the new timeline.\", \"rapport_score_post\": 8,"      \
	"\"observed_non_verbal\": \"Maintained good eye contact, open posture.\", \"id\": \"#\","                                \
	"\"created_at\": \"~\", \"updated_at\": \"~\", \"contact_id\": \"" SEED_CONTACT "\""

START_TEST(step_1_fetch_tactics)
{
	struct rapport user = seed_user();
	struct http_response *response = rapport_get(user.token, TACTICS);

	expect_status(response, "tactics", 200);
	const char *template = sql_value(
		"SELECT '[' || string_agg('{\"name\":' || to_json(name) || ',\"description\":' || to_json(description)"
		" || ',\"domain\":' || to_json(domain) || ',\"id\":\"' || id || '\",\"created_at\":\"~\",\"updated_at\":\"~\"}',"
		" ',' ORDER BY name) || ']' FROM rapport_tactics");
	rapport_expect_body(response, "tactics", template);
}
END_TEST

START_TEST(step_2_log_interaction_and_tactics)
{
	struct rapport user = seed_user();
	const char *request = text_fill(SEED_REQUEST(TACTIC(5)), SEED_TIME);
	struct http_response *response = http_post(INTERACTIONS "/", user.token, request);

	expect_status(response, "logged", 201);
	rapport_expect_body(response, "logged", "{" SEED_REPLY "}");
	const char *path = text(INTERACTIONS "/%s", expect_text(response, "logged", "id"));
	expect_value("Location", http_header(response, "Location"), path);

	struct http_response *whole = rapport_get(user.token, path);
	expect_status(whole, "read back", 200);
	rapport_expect_body(
		whole, "read back",
		"{" SEED_REPLY ",\"tactic_logs\":[{\"tactic_id\":\"" TACTIC(
			1) "\","
			   "\"name\":\"Active Listening (Validation/Paraphrasing)\",\"effectiveness_score\":5,"
			   "\"notes\":\"Paraphrasing their concerns about the deadline was highly "
			   "effective.\"},{\"tactic_id\":\"" TACTIC(
				   5) "\","
				      "\"name\":\"Finding Similarity (Liking Principle)\",\"effectiveness_score\":4,"
				      "\"notes\":\"Found common ground by discussing shared interest in hiking.\"}]}");
	ck_assert_int_eq(rapport_count(SEED_CONTACT), 1);
	ck_assert_int_eq(rapport_count_logs(SEED_CONTACT), 2);
}
END_TEST

START_TEST(error_contact_of_another_user)
{
	const char *request = text_fill(SEED_REQUEST(TACTIC(5)), SEED_TIME);
	struct rapport owner = seed_user(), other = rapport_new();
	struct http_response *response = http_post(INTERACTIONS "/", other.token, request);

	expect_problem(response, "not mine", 404, "Contact not found");
	expect_details(response, "not mine", 0);
	ck_assert_int_eq(rapport_count(owner.contact), 0);
}
END_TEST

/* The seed lets the database fail; the contract says why it is no error of the server's. */
START_TEST(error_unknown_tactic)
{
	struct rapport user = seed_user();
	const char *request = text_fill(SEED_REQUEST("b2c3d4e5-f6a7-8901-2345-67890abcdef0"), SEED_TIME);
	struct http_response *response = http_post(INTERACTIONS "/", user.token, request);

	rapport_expect_bad_field(response, "unknown tactic", "tactic_logs[1].tactic_id",
				 "tactic_logs[1].tactic_id is not a known tactic");
	ck_assert_int_eq(rapport_count(SEED_CONTACT), 0);
}
END_TEST

START_TEST(error_time_without_zone)
{
	struct rapport user = seed_user();
	const char *request = text_fill(SEED_REQUEST(TACTIC(5)), "2023-10-27T14:30:00");
	struct http_response *response = http_post(INTERACTIONS "/", user.token, request);

	expect_problem(response, "naive time", 422, "interaction.interaction_datetime must be an ISO 8601 timestamp");
	expect_detail(response, "naive time", "interaction.interaction_datetime",
		      "interaction.interaction_datetime must be an ISO 8601 timestamp with an offset");
	ck_assert_int_eq(rapport_count(SEED_CONTACT), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rapport");
	TCase *part = suite_part(suite, "seed", rapport_forget_tactics);

	tcase_add_test(part, step_1_fetch_tactics);
	tcase_add_test(part, step_2_log_interaction_and_tactics);
	tcase_add_test(part, error_contact_of_another_user);
	tcase_add_test(part, error_unknown_tactic);
	tcase_add_test(part, error_time_without_zone);
	rapport_add_interactions(suite);
	rapport_add_tactic_logs(suite);
	rapport_add_reading(suite);
	rapport_add_changes(suite);
	rapport_add_contacts(suite);
	rapport_add_access(suite);
	rapport_add_races(suite);
	return suite_main(suite);
}

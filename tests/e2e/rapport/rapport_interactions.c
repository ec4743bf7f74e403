/* Log interactions: every field at its edges, every bad one named, retries. */
#include "rapport.h"

#include <string.h>

#include "expect.h"
#include "sql.h"
#include "suite.h"
#include "text.h"
#include "world.h"

enum { AT_ONCE = 8 };

/* --- the fields of an interaction --- */

struct field_row {
	const char *name;
	const char *json;    /* follows the good members; '@' is the pattern, so often */
	const char *pattern; /* NULL: "x" */
	size_t count;
	const char *column, *value; /* what is in the row then */
};

#define TIME(in, out)                                                                                                            \
	{                                                                                                                        \
		in, ",\"interaction_datetime\":\"" in "\"", NULL, 0, "interaction_datetime AT TIME ZONE 'UTC'", out              \
	}
#define MEDIUM(medium)                                                                                                           \
	{                                                                                                                        \
		medium, ",\"medium\":\"" medium "\"", NULL, 0, "medium", medium                                                  \
	}

static const struct field_row good_rows[] = {
	{ "score 1", ",\"rapport_score_post\":1", NULL, 0, "rapport_score_post", "1" },
	{ "score 5", ",\"rapport_score_post\":5", NULL, 0, "rapport_score_post", "5" },
	{ "score 6", ",\"rapport_score_post\":6", NULL, 0, "rapport_score_post", "6" },
	{ "score 10", ",\"rapport_score_post\":10", NULL, 0, "rapport_score_post", "10" },
	{ "score 7.0 is whole", ",\"rapport_score_post\":7.0", NULL, 0, "rapport_score_post", "7" },
	{ "score 1e1 is 10", ",\"rapport_score_post\":1e1", NULL, 0, "rapport_score_post", "10" },
	{ "topic of 1", ",\"topic\":\"@\"", NULL, 1, "topic", "x" },
	{ "topic of 500", ",\"topic\":\"@\"", NULL, 500, "char_length(topic)", "500" },
	{ "topic of 500 characters of four bytes", ",\"topic\":\"@\"", "\xf0\x9f\x98\x80", 500, "octet_length(topic)", "2000" },
	{ "topic with everything", ",\"topic\":\"a\\\"b\\\\c{}'$1%s\\n\\u00e9\"", NULL, 0, "topic", "a\"b\\c{}'$1%s\n\xc3\xa9" },
	{ "notes of 10,000", ",\"user_notes\":\"@\"", NULL, 10000, "char_length(user_notes)", "10000" },
	{ "notes, empty", ",\"user_notes\":\"\"", NULL, 0, "user_notes", "" },
	{ "notes, null", ",\"user_notes\":null", NULL, 0, "user_notes", NULL },
	{ "notes, absent", "", NULL, 0, "user_notes", NULL },
	{ "non-verbal of 10,000", ",\"observed_non_verbal\":\"@\"", "\xc3\xa9", 10000, "char_length(observed_non_verbal)",
	  "10000" },
	{ "non-verbal, empty", ",\"observed_non_verbal\":\"\"", NULL, 0, "observed_non_verbal", "" },
	{ "non-verbal, null", ",\"observed_non_verbal\":null", NULL, 0, "observed_non_verbal", NULL },
	{ "non-verbal, absent", "", NULL, 0, "observed_non_verbal", NULL },
	MEDIUM("In-person"),
	MEDIUM("Video Call"),
	MEDIUM("Voice Call"),
	MEDIUM("Email/Chat"),
	TIME("2023-10-27T14:30:00+00:00", "2023-10-27 14:30:00"),
	TIME("2023-10-27T14:30:00Z", "2023-10-27 14:30:00"),
	TIME("2023-10-27T16:30:00+02:00", "2023-10-27 14:30:00"),
	TIME("2023-10-27T14:30Z", "2023-10-27 14:30:00"),
	TIME("2023-10-27T14:30:00.000Z", "2023-10-27 14:30:00"),
	TIME("2023-10-27T14:30:00.5Z", "2023-10-27 14:30:00.5"),
	TIME("2023-10-27T14:30:00.123456-05:30", "2023-10-27 20:00:00.123456"),
	TIME("2024-02-29T00:00:00Z", "2024-02-29 00:00:00"),
	TIME("0001-01-01T00:00:00Z", "0001-01-01 00:00:00"),
	TIME("9999-12-31T23:59:59.999999Z", "9999-12-31 23:59:59.999999"),
};

static const char *filled(const struct field_row *row)
{
	return row->count > 0 ? text_fill(row->json, text_repeat(row->pattern != NULL ? row->pattern : "x", row->count))
			      : row->json;
}

/* The reply shows it as it is in the table. */
START_TEST(good_value)
{
	const struct field_row *row = &good_rows[_i];
	struct rapport user = rapport_new();
	struct http_response *response = rapport_log(&user, filled(row), "");

	expect_status(response, row->name, 201);
	expect_value(row->name, sql_value(text("SELECT %s FROM interactions WHERE contact_id = $1", row->column), user.contact),
		     row->value);
	const char *template = sql_value(
		"SELECT '{\"interaction_datetime\":\"' || to_char(interaction_datetime AT TIME ZONE 'UTC', "
		"'YYYY-MM-DD\"T\"HH24:MI:SS')"
		" || CASE WHEN extract(second FROM interaction_datetime) % 1 = 0 THEN '' ELSE to_char(interaction_datetime, "
		"'.US') END"
		" || '+00:00\",\"medium\":' || to_json(medium) || ',\"topic\":' || to_json(topic)"
		" || ',\"user_notes\":' || coalesce(to_json(user_notes)::text, 'null') || ',\"rapport_score_post\":' || "
		"rapport_score_post"
		" || ',\"observed_non_verbal\":' || coalesce(to_json(observed_non_verbal)::text, 'null') || ',\"id\":\"' || id"
		" || '\",\"created_at\":\"~\",\"updated_at\":\"~\",\"contact_id\":\"' || contact_id || '\"}'"
		" FROM interactions WHERE contact_id = $1",
		user.contact);
	rapport_expect_body(response, row->name, template);
}
END_TEST

#define SCORE   "rapport_score_post", "interaction.rapport_score_post must be a whole number from 1 to 10"
#define MEDIA   "medium", "interaction.medium must be one of: In-person, Video Call, Voice Call, Email/Chat"
#define WHEN    "interaction_datetime", "interaction.interaction_datetime must be an ISO 8601 timestamp"
#define CONTACT "contact_id", "Invalid interaction.contact_id format"

/* Here column is the field, value the message. */
static const struct field_row bad_rows[] = {
	{ "score 0", ",\"rapport_score_post\":0", NULL, 0, SCORE },
	{ "score 11", ",\"rapport_score_post\":11", NULL, 0, SCORE },
	{ "score -1", ",\"rapport_score_post\":-1", NULL, 0, SCORE },
	{ "score 1.5", ",\"rapport_score_post\":1.5", NULL, 0, SCORE },
	{ "score 10.0000001", ",\"rapport_score_post\":10.0000001", NULL, 0, SCORE },
	{ "score \"5\"", ",\"rapport_score_post\":\"5\"", NULL, 0, SCORE },
	{ "score true", ",\"rapport_score_post\":true", NULL, 0, SCORE },
	{ "score []", ",\"rapport_score_post\":[]", NULL, 0, SCORE },
	{ "score 1e99", ",\"rapport_score_post\":1e99", NULL, 0, SCORE },
	{ "score of 30 digits", ",\"rapport_score_post\":123456789012345678901234567890", NULL, 0, SCORE },
	{ "score null", ",\"rapport_score_post\":null", NULL, 0, "rapport_score_post",
	  "interaction.rapport_score_post is required" },
	{ "topic of 0", ",\"topic\":\"\"", NULL, 0, "topic", "interaction.topic must not be empty" },
	{ "topic of 501", ",\"topic\":\"@\"", NULL, 501, "topic", "interaction.topic must be at most 500 characters" },
	{ "topic of 501 characters of two bytes", ",\"topic\":\"@\"", "\xc3\xa9", 501, "topic",
	  "interaction.topic must be at most 500 characters" },
	{ "topic 1", ",\"topic\":1", NULL, 0, "topic", "interaction.topic must be a string" },
	{ "topic null", ",\"topic\":null", NULL, 0, "topic", "interaction.topic is required" },
	{ "topic with U+0000", ",\"topic\":\"a\\u0000b\"", NULL, 0, "topic", "interaction.topic must not contain U+0000" },
	{ "notes of 10,001", ",\"user_notes\":\"@\"", NULL, 10001, "user_notes",
	  "interaction.user_notes must be at most 10000 characters" },
	{ "notes {}", ",\"user_notes\":{}", NULL, 0, "user_notes", "interaction.user_notes must be a string" },
	{ "non-verbal of 10,001", ",\"observed_non_verbal\":\"@\"", NULL, 10001, "observed_non_verbal",
	  "interaction.observed_non_verbal must be at most 10000 characters" },
	{ "non-verbal false", ",\"observed_non_verbal\":false", NULL, 0, "observed_non_verbal",
	  "interaction.observed_non_verbal must be a string" },
	{ "medium unknown", ",\"medium\":\"Telegram\"", NULL, 0, MEDIA },
	{ "medium in another case", ",\"medium\":\"video call\"", NULL, 0, MEDIA },
	{ "medium empty", ",\"medium\":\"\"", NULL, 0, MEDIA },
	{ "medium and more", ",\"medium\":\"Video Call\\u0000\"", NULL, 0, MEDIA },
	{ "medium 1", ",\"medium\":1", NULL, 0, MEDIA },
	{ "medium null", ",\"medium\":null", NULL, 0, "medium", "interaction.medium is required" },
	{ "time of a date", ",\"interaction_datetime\":\"2023-10-27\"", NULL, 0, WHEN },
	{ "time 29 February", ",\"interaction_datetime\":\"2023-02-29T14:30:00Z\"", NULL, 0, WHEN },
	{ "time before year 1", ",\"interaction_datetime\":\"0001-01-01T00:00:00+00:01\"", NULL, 0, WHEN },
	{ "time after year 9999", ",\"interaction_datetime\":\"9999-12-31T23:59:59-00:01\"", NULL, 0, WHEN },
	{ "time a number", ",\"interaction_datetime\":1698417000", NULL, 0, WHEN },
	{ "time empty", ",\"interaction_datetime\":\"\"", NULL, 0, WHEN },
	{ "time infinity", ",\"interaction_datetime\":\"infinity\"", NULL, 0, WHEN },
	{ "time null", ",\"interaction_datetime\":null", NULL, 0, "interaction_datetime",
	  "interaction.interaction_datetime is required" },
	{ "contact no id", ",\"contact_id\":\"7\"", NULL, 0, CONTACT },
	{ "contact a number", ",\"contact_id\":7", NULL, 0, CONTACT },
	{ "contact null", ",\"contact_id\":null", NULL, 0, "contact_id", "interaction.contact_id is required" },
	{ "unknown field", ",\"mood\":null", NULL, 0, "mood", "interaction.mood is not a known field" },
	{ "read-only field", ",\"id\":1", NULL, 0, "id", "interaction.id is not a known field" },
};

START_TEST(bad_value)
{
	const struct field_row *row = &bad_rows[_i];
	struct rapport user = rapport_new();
	struct http_response *response = rapport_log(&user, filled(row), "");

	rapport_expect_bad_field(response, row->name, text("interaction.%s", row->column), row->value);
	ck_assert_int_eq(rapport_count(user.contact), 0);
}
END_TEST

/* --- the body as a whole --- */

#define ALL_REQUIRED                                                                                                             \
	"interaction.contact_id, interaction.interaction_datetime, interaction.medium, interaction.topic, and "                  \
	"interaction.rapport_score_post are required"

static const struct {
	const char *name, *body, *message;
	size_t count;
	const char *fields[9];
} whole_rows[] = {
	{ "empty", "", ALL_REQUIRED, 5, { "interaction.contact_id", "interaction.rapport_score_post" } },
	{ "{}", "{}", ALL_REQUIRED, 5, { "interaction.interaction_datetime", "interaction.medium", "interaction.topic" } },
	{ "empty interaction", "{\"interaction\":{},\"tactic_logs\":[]}", ALL_REQUIRED, 5, { "interaction.topic" } },
	{ "interaction is an array", "{\"interaction\":[]}", ALL_REQUIRED, 6, { "interaction", "interaction.topic" } },
	{ "unknown at the top", "{\"interaction\":{},\"tactics\":[]}", ALL_REQUIRED, 6, { "tactics" } },
	{ "a dot is no path", "{\"interaction.topic\":\"x\"}", ALL_REQUIRED, 6, { "interaction.topic" } },
	{ "everything at once",
	  "{\"interaction\":{\"contact_id\":\"x\",\"interaction_datetime\":\"2023-10-27T14:30:00\",\"medium\":\"Fax\",\"topic\":"
	  "\"\","
	  "\"rapport_score_post\":11,\"user_notes\":1,\"observed_non_verbal\":2,\"mood\":3},\"tactic_logs\":{}}",
	  "Invalid interaction.contact_id format",
	  9,
	  { "interaction.contact_id", "interaction.interaction_datetime", "interaction.medium", "interaction.topic",
	    "interaction.rapport_score_post", "interaction.user_notes", "interaction.observed_non_verbal", "interaction.mood",
	    "tactic_logs" } },
	{ "everything in a log",
	  "{\"interaction\":{\"rapport_score_post\":0},\"tactic_logs\":[" LOG(TACTIC(1), "") "," LOG(
		  TACTIC(2), "") ","
				 "7,{\"tactic_id\":1,\"effectiveness_score\":6,\"notes\":2,\"mood\":3}]}",
	  ALL_REQUIRED,
	  10,
	  { "interaction.contact_id", "interaction.rapport_score_post", "tactic_logs[2]", "tactic_logs[3].tactic_id",
	    "tactic_logs[3].effectiveness_score", "tactic_logs[3].notes", "tactic_logs[3].mood" } },
};

START_TEST(every_bad_field_is_named)
{
	struct rapport user = rapport_new();
	struct http_response *response = http_post(INTERACTIONS "/", user.token, whole_rows[_i].body);

	expect_problem(response, whole_rows[_i].name, 422, whole_rows[_i].message);
	expect_details(response, whole_rows[_i].name, whole_rows[_i].count);
	for (size_t i = 0; i < ARRAY_LEN(whole_rows[_i].fields) && whole_rows[_i].fields[i] != NULL; i++)
		expect_detail(response, whole_rows[_i].name, whole_rows[_i].fields[i], NULL);
}
END_TEST

START_TEST(body_that_is_none)
{
	struct rapport user = rapport_new();

	expect_problem(http_post(INTERACTIONS "/", user.token, "{\"interaction\":"), "malformed", 400, NULL);
	expect_problem(http_post(INTERACTIONS "/", user.token, "[]"), "array", 400, "The body must be a JSON object");
	expect_problem(rapport_send("POST", INTERACTIONS "/?x=1", user.token, rapport_body(user.contact, "", ""), NULL),
		       "a parameter", 400, "x is not a known parameter");
	ck_assert_int_eq(rapport_count(user.contact), 0);
}
END_TEST

/* --- Idempotency-Key --- */

#define TWO_LOGS ",\"tactic_logs\":[" LOG(TACTIC(1), "") "," LOG(TACTIC(2), "") "]"

static struct http_response *log_with_key(const struct rapport *user, const char *changes, const char *more)
{
	return rapport_send("POST", INTERACTIONS, user->token, rapport_body(user->contact, changes, more), "Idempotency-Key: k");
}

static void expect_replay(const struct http_response *first, const struct http_response *again)
{
	ck_assert_int_eq(again->status, first->status);
	expect_value("body", again->body, first->body);
	expect_value("Location", http_header(again, "Location"), http_header(first, "Location"));
	expect_value("replay", http_header(again, "Idempotent-Replayed"), "true");
}

START_TEST(retry_is_answered_alike)
{
	struct rapport user = rapport_new();
	struct http_response *first = log_with_key(&user, "", TWO_LOGS);

	expect_status(first, "first", 201);
	expect_replay(first, log_with_key(&user, "", TWO_LOGS));
	expect_problem(log_with_key(&user, ",\"rapport_score_post\":9", TWO_LOGS), "another body", 422, NULL);
	sql_exec("UPDATE contacts SET deleted_at = now() WHERE id = $1", user.contact);
	expect_replay(first, log_with_key(&user, "", TWO_LOGS));
	ck_assert_int_eq(rapport_count(user.contact), 1);
	ck_assert_int_eq(rapport_count_logs(user.contact), 2);
}
END_TEST

START_TEST(refusals_are_answered_alike)
{
	struct rapport user = rapport_new(), other = rapport_new(), third = rapport_new();
	struct http_response *bad = log_with_key(&user, ",\"rapport_score_post\":0,\"topic\":0", "");
	struct http_response *unknown = log_with_key(&other, "", ",\"tactic_logs\":[" LOG(NO_TACTIC, "") "]");

	expect_details(bad, "bad", 2);
	expect_replay(bad, log_with_key(&user, ",\"rapport_score_post\":0,\"topic\":0", ""));
	expect_details(unknown, "unknown", 1);
	expect_replay(unknown, log_with_key(&other, "", ",\"tactic_logs\":[" LOG(NO_TACTIC, "") "]"));
	third.contact = user.contact;
	struct http_response *foreign = log_with_key(&third, "", "");
	expect_problem(foreign, "foreign", 404, "Contact not found");
	expect_replay(foreign, log_with_key(&third, "", ""));
}
END_TEST

START_TEST(eight_at_once_with_one_key)
{
	struct rapport user = rapport_new();
	const char *body = rapport_body(user.contact, "", TWO_LOGS);
	struct http_request requests[AT_ONCE];
	struct http_response *responses[AT_ONCE];
	int replays = 0;

	for (int i = 0; i < AT_ONCE; i++)
		requests[i] = (struct http_request){
			.path = INTERACTIONS "/", .token = user.token, .body = body, .headers = { "Idempotency-Key: k" }
		};
	http_send_all(requests, responses, AT_ONCE);
	for (int i = 0; i < AT_ONCE; i++) {
		expect_status(responses[i], "at once", 201);
		expect_value("body", responses[i]->body, responses[0]->body);
		expect_value("Location", http_header(responses[i], "Location"), http_header(responses[0], "Location"));
		replays += http_header(responses[i], "Idempotent-Replayed") != NULL;
	}
	ck_assert_int_eq(replays, AT_ONCE - 1);
	ck_assert_int_eq(rapport_count(user.contact), 1);
	ck_assert_int_eq(rapport_count_logs(user.contact), 2);
}
END_TEST

START_TEST(eight_at_once_without_a_key)
{
	struct rapport user = rapport_new();
	const char *body = rapport_body(user.contact, "", TWO_LOGS);
	struct http_request requests[AT_ONCE];
	struct http_response *responses[AT_ONCE];

	for (int i = 0; i < AT_ONCE; i++)
		requests[i] = (struct http_request){ .path = INTERACTIONS, .token = user.token, .body = body };
	http_send_all(requests, responses, AT_ONCE);
	for (int i = 0; i < AT_ONCE; i++)
		expect_status(responses[i], "at once", 201);
	ck_assert_int_eq(rapport_count(user.contact), AT_ONCE);
	ck_assert_int_eq(rapport_count_logs(user.contact), 2 * AT_ONCE);
}
END_TEST

START_TEST(contact_with_a_key)
{
	struct rapport user = rapport_new();
	struct http_response *first = rapport_send("POST", CONTACTS, user.token, "{\"name\":\"Sam\"}", "Idempotency-Key: k");

	expect_status(first, "first", 201);
	expect_replay(first, rapport_send("POST", CONTACTS "/", user.token, "{\"name\":\"Sam\"}", "Idempotency-Key: k"));
	ck_assert_int_eq(sql_count("SELECT count(*) FROM contacts WHERE user_id = $1 AND name = 'Sam'", user.user), 1);
}
END_TEST

void rapport_add_interactions(Suite *suite)
{
	TCase *part = suite_part(suite, "fields of an interaction", NULL);

	tcase_add_loop_test(part, good_value, 0, ARRAY_LEN(good_rows));
	tcase_add_loop_test(part, bad_value, 0, ARRAY_LEN(bad_rows));
	tcase_add_loop_test(part, every_bad_field_is_named, 0, ARRAY_LEN(whole_rows));
	tcase_add_test(part, body_that_is_none);

	part = suite_part(suite, "retries", NULL);
	tcase_add_test(part, retry_is_answered_alike);
	tcase_add_test(part, refusals_are_answered_alike);
	tcase_add_test(part, eight_at_once_with_one_key);
	tcase_add_test(part, eight_at_once_without_a_key);
	tcase_add_test(part, contact_with_a_key);
}

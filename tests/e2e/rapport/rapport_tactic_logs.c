/* Tactics used in an interaction: how many, which, each field's edges; all of it is written, or nothing. */
#include "rapport.h"

#include <string.h>

#include "base/buffer.h"
#include "expect.h"
#include "sql.h"
#include "suite.h"
#include "text.h"

enum { LOGS_MAX = 50 };

/* --- the fields of a log --- */

static const struct {
	const char *name, *json; /* members of the one log; '@' is a long note */
	size_t count;
	const char *column, *value; /* what is in the row then; or else */
	const char *field, *message;
} field_rows[] = {
#define GOOD_LOG(name, json, count, column, value)                                                                               \
	{                                                                                                                        \
		name, "\"tactic_id\":\"" TACTIC(1) "\"," json, count, column, value, NULL, NULL                                  \
	}
#define BAD_LOG(name, json, count, field, message)                                                                               \
	{                                                                                                                        \
		name, "\"tactic_id\":\"" TACTIC(1) "\"," json, count, NULL, NULL, "tactic_logs[0]." field, message               \
	}
#define BAD_SCORE(value)                                                                                                         \
	BAD_LOG("score " value, "\"effectiveness_score\":" value, 0, "effectiveness_score",                                      \
		"tactic_logs[0].effectiveness_score must be a whole number from 1 to 5")
	GOOD_LOG("score 1", "\"effectiveness_score\":1", 0, "effectiveness_score", "1"),
	GOOD_LOG("score 5", "\"effectiveness_score\":5", 0, "effectiveness_score", "5"),
	GOOD_LOG("score 3.0 is whole", "\"effectiveness_score\":3.0", 0, "effectiveness_score", "3"),
	GOOD_LOG("no notes", "\"effectiveness_score\":3", 0, "notes", NULL),
	GOOD_LOG("notes null", "\"effectiveness_score\":3,\"notes\":null", 0, "notes", NULL),
	GOOD_LOG("notes empty", "\"effectiveness_score\":3,\"notes\":\"\"", 0, "notes", ""),
	GOOD_LOG("notes of 10,000", "\"effectiveness_score\":3,\"notes\":\"@\"", 10000, "char_length(notes)", "10000"),
	GOOD_LOG("notes with everything", "\"effectiveness_score\":3,\"notes\":\"a\\\"b\\\\c{}[],:null\\n\\u00e9\"", 0, "notes",
		 "a\"b\\c{}[],:null\n\xc3\xa9"),
	GOOD_LOG("id in upper case", "\"effectiveness_score\":3,\"tactic_id\":\"7A000000-0000-4000-8000-000000000002\"", 0,
		 "tactic_id", TACTIC(2)),
	BAD_SCORE("0"),
	BAD_SCORE("6"),
	BAD_SCORE("10"),
	BAD_SCORE("11"),
	BAD_SCORE("-1"),
	BAD_SCORE("1.5"),
	BAD_SCORE("\"5\""),
	BAD_SCORE("true"),
	BAD_SCORE("{}"),
	BAD_SCORE("1e99"),
	BAD_LOG("score null", "\"effectiveness_score\":null", 0, "effectiveness_score",
		"tactic_logs[0].effectiveness_score is required"),
	BAD_LOG("score absent", "\"notes\":\"x\"", 0, "effectiveness_score", "tactic_logs[0].effectiveness_score is required"),
	BAD_LOG("notes of 10,001", "\"effectiveness_score\":3,\"notes\":\"@\"", 10001, "notes",
		"tactic_logs[0].notes must be at most 10000 characters"),
	BAD_LOG("notes 1", "\"effectiveness_score\":3,\"notes\":1", 0, "notes", "tactic_logs[0].notes must be a string"),
	BAD_LOG("notes with U+0000", "\"effectiveness_score\":3,\"notes\":\"\\u0000\"", 0, "notes",
		"tactic_logs[0].notes must not contain U+0000"),
	BAD_LOG("no id", "\"effectiveness_score\":3,\"tactic_id\":\"1\"", 0, "tactic_id",
		"Invalid tactic_logs[0].tactic_id format"),
	BAD_LOG("id null", "\"effectiveness_score\":3,\"tactic_id\":null", 0, "tactic_id",
		"tactic_logs[0].tactic_id is required"),
	BAD_LOG("unknown field", "\"effectiveness_score\":3,\"mood\":1", 0, "mood", "tactic_logs[0].mood is not a known field"),
};

START_TEST(field_of_a_log)
{
	struct rapport user = rapport_new();
	const char *name = field_rows[_i].name;
	const char *json = text_fill(field_rows[_i].json, text_repeat("x", field_rows[_i].count));
	struct http_response *response = rapport_log(&user, "", text(",\"tactic_logs\":[{%s}]", json));

	if (field_rows[_i].message != NULL) {
		rapport_expect_bad_field(response, name, field_rows[_i].field, field_rows[_i].message);
		ck_assert_int_eq(rapport_count(user.contact), 0);
		return;
	}
	expect_status(response, name, 201);
	expect_value(name,
		     sql_value(text("SELECT %s FROM interaction_tactic_logs WHERE interaction_id = $1", field_rows[_i].column),
			       expect_text(response, name, "id")),
		     field_rows[_i].value);
}
END_TEST

static const struct {
	const char *name, *json;
	bool good;
} list_rows[] = {
	{ "absent", "", true },
	{ "null", ",\"tactic_logs\":null", true },
	{ "empty", ",\"tactic_logs\":[]", true },
	{ "an object", ",\"tactic_logs\":{}", false },
	{ "a string", ",\"tactic_logs\":\"[]\"", false },
	{ "a number", ",\"tactic_logs\":0", false },
};

START_TEST(no_logs)
{
	struct rapport user = rapport_new();
	struct http_response *response = rapport_log(&user, "", list_rows[_i].json);

	if (list_rows[_i].good) {
		expect_status(response, list_rows[_i].name, 201);
		response = rapport_get(user.token, http_header(response, "Location"));
		ck_assert_msg(json_array_size(json_object_get(response->json, "tactic_logs")) == 0 &&
				      json_is_array(json_object_get(response->json, "tactic_logs")),
			      "%s: %s", list_rows[_i].name, response->body);
	} else {
		rapport_expect_bad_field(response, list_rows[_i].name, "tactic_logs",
					 "tactic_logs must be an array of at most 50 objects");
	}
	ck_assert_int_eq(rapport_count(user.contact), list_rows[_i].good);
	ck_assert_int_eq(rapport_count_logs(user.contact), 0);
}
END_TEST

START_TEST(items_that_are_no_objects)
{
	struct rapport user = rapport_new();
	struct http_response *response = rapport_log(&user, "", ",\"tactic_logs\":[null,1,\"" TACTIC(1) "\",[],true]");

	expect_problem(response, "items", 422, "tactic_logs[0] must be an object");
	expect_details(response, "items", 5);
	for (int i = 0; i < 5; i++)
		expect_detail(response, "items", text("tactic_logs[%d]", i), text("tactic_logs[%d] must be an object", i));
	ck_assert_int_eq(rapport_count(user.contact), 0);
}
END_TEST

/* --- how many, and which --- */

/* So many logs of tactics of the test's own, the last one's id instead of the last tactic's. */
static const char *many_logs(int count, const char *last)
{
	struct buffer json = { 0 };

	buffer_puts(&json, ",\"tactic_logs\":[");
	for (int i = 0; i < count; i++) {
		const char *id = i == count - 1 && last != NULL
					 ? last
					 : sql_value("INSERT INTO rapport_tactics (name, description, domain)"
						     " VALUES ($1, 'x', 'Social Psychology') RETURNING id",
						     text(TEST_TACTIC "%d", i));
		buffer_printf(&json, "%s{\"tactic_id\":\"%s\",\"effectiveness_score\":%d,\"notes\":\"%d\"}", i > 0 ? "," : "", id,
			      1 + i % 5, i);
	}
	buffer_puts(&json, "]");
	return json.data;
}

START_TEST(fifty_logs)
{
	struct rapport user = rapport_new();
	struct http_response *response = rapport_log(&user, "", many_logs(LOGS_MAX, NULL));

	expect_status(response, "fifty", 201);
	ck_assert_int_eq(rapport_count_logs(user.contact), LOGS_MAX);
	response = rapport_get(user.token, http_header(response, "Location"));
	json_t *logs = json_object_get(response->json, "tactic_logs");
	ck_assert_uint_eq(json_array_size(logs), LOGS_MAX);
	for (int i = 0; i < LOGS_MAX; i++) {
		json_t *log = json_array_get(logs, (size_t)i);
		expect_value("order", json_string_value(json_object_get(log, "notes")), text("%d", i));
		expect_value("name", json_string_value(json_object_get(log, "name")), text(TEST_TACTIC "%d", i));
		ck_assert_int_eq(json_integer_value(json_object_get(log, "effectiveness_score")), 1 + i % 5);
	}
}
END_TEST

START_TEST(fifty_one_logs)
{
	struct rapport user = rapport_new();
	struct http_response *response = rapport_log(&user, "", many_logs(LOGS_MAX + 1, NULL));

	rapport_expect_bad_field(response, "fifty-one", "tactic_logs", "tactic_logs must be an array of at most 50 objects");
	ck_assert_int_eq(rapport_count(user.contact), 0);
}
END_TEST

START_TEST(last_of_fifty_is_unknown)
{
	struct rapport user = rapport_new();
	long interactions = sql_count("SELECT count(*) FROM interactions");
	long logs = sql_count("SELECT count(*) FROM interaction_tactic_logs");
	struct http_response *response = rapport_log(&user, "", many_logs(LOGS_MAX, NO_TACTIC));

	expect_problem(response, "last unknown", 422, "A tactic is not known");
	rapport_expect_bad_field(response, "last unknown", "tactic_logs[49].tactic_id",
				 "tactic_logs[49].tactic_id is not a known tactic");
	ck_assert_int_eq(sql_count("SELECT count(*) FROM interactions"), interactions);
	ck_assert_int_eq(sql_count("SELECT count(*) FROM interaction_tactic_logs"), logs);
}
END_TEST

START_TEST(several_are_unknown)
{
	struct rapport user = rapport_new();
	static const char logs[] = ",\"tactic_logs\":[" LOG(NO_TACTIC, "") "," LOG(TACTIC(1), "") "," LOG(
		"00000000-0000-4000-8000-000000000001", "") "," LOG(TACTIC(2), "") "," LOG("00000000-0000-4000-8000-000000000002",
											   "") "]";
	struct http_response *response = rapport_log(&user, "", logs);

	expect_problem(response, "several", 422, "A tactic is not known");
	expect_details(response, "several", 3);
	for (int i = 0; i <= 4; i += 2) {
		const char *field = json_string_value(
			json_object_get(json_array_get(json_object_get(response->json, "details"), (size_t)i / 2), "field"));
		expect_value("order", field, text("tactic_logs[%d].tactic_id", i));
	}
	ck_assert_int_eq(rapport_count(user.contact), 0);
	/* Whose contact it is comes first, and says nothing of tactics. */
	user.contact = rapport_new().contact;
	response = rapport_log(&user, "", logs);
	expect_problem(response, "foreign contact", 404, "Contact not found");
	expect_details(response, "foreign contact", 0);
}
END_TEST

/* The second time is named, in whatever case it is spelt. */
START_TEST(a_tactic_twice)
{
	struct rapport user = rapport_new();
	struct http_response *response = rapport_log(
		&user, "", ",\"tactic_logs\":[" LOG(TACTIC(3), "") "," LOG(TACTIC(4), "") "," LOG(TACTIC(3), "") "]");

	rapport_expect_bad_field(response, "twice", "tactic_logs[2].tactic_id", "tactic_logs[2].tactic_id is given twice");
	response = rapport_log(&user, "",
			       ",\"tactic_logs\":[" LOG("7A000000-0000-4000-8000-000000000003",
							"") "," LOG(TACTIC(3), "") "," LOG(TACTIC(3), "") "]");
	expect_details(response, "thrice", 2);
	expect_detail(response, "thrice", "tactic_logs[1].tactic_id", "tactic_logs[1].tactic_id is given twice");
	expect_detail(response, "thrice", "tactic_logs[2].tactic_id", "tactic_logs[2].tactic_id is given twice");
	ck_assert_int_eq(rapport_count(user.contact), 0);
}
END_TEST

/* All seven tactics with notes of the greatest length, of `pattern`. */
static const char *long_logs(const char *pattern)
{
	const char *notes = text_repeat(pattern, 10000);
	struct buffer json = { 0 };

	buffer_puts(&json, ",\"tactic_logs\":[");
	for (int i = 1; i <= 7; i++)
		buffer_printf(
			&json,
			"%s{\"tactic_id\":\"7a000000-0000-4000-8000-00000000000%d\",\"effectiveness_score\":5,\"notes\":\"%s\"}",
			i > 1 ? "," : "", i, notes);
	buffer_puts(&json, "]");
	return json.data;
}

START_TEST(long_notes)
{
	struct rapport user = rapport_new();

	expect_status(rapport_log(&user, "", long_logs("x")), "all seven", 201);
	ck_assert_int_eq(
		sql_count("SELECT sum(char_length(notes)) FROM interaction_tactic_logs JOIN interactions ON id = interaction_id"
			  " WHERE contact_id = $1",
			  user.contact),
		70000);
	/* The same number of characters, spelt so that they are more than a body may hold. */
	expect_refusal(rapport_log(&user, "", long_logs("\\u00e9")), "too large", 413);
	ck_assert_int_eq(rapport_count(user.contact), 1);
}
END_TEST

void rapport_add_tactic_logs(Suite *suite)
{
	TCase *part = suite_part(suite, "tactic logs", rapport_forget_tactics);

	tcase_add_loop_test(part, field_of_a_log, 0, ARRAY_LEN(field_rows));
	tcase_add_loop_test(part, no_logs, 0, ARRAY_LEN(list_rows));
	tcase_add_test(part, items_that_are_no_objects);
	tcase_add_test(part, fifty_logs);
	tcase_add_test(part, fifty_one_logs);
	tcase_add_test(part, last_of_fifty_is_unknown);
	tcase_add_test(part, several_are_unknown);
	tcase_add_test(part, a_tactic_twice);
	tcase_add_test(part, long_notes);
}

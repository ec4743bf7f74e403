/* PATCH /api/v1/visits/{visitId}: who may, every change of state, check-out, duration, what is refused and how. */
#include <string.h>

#include "expect.h"
#include "journal.h"
#include "mint.h"
#include "sql.h"
#include "stack.h"
#include "suite.h"
#include "text.h"
#include "visits.h"

/* --- callers --- */

START_TEST(who_may_update)
{
	static const char *const messages[] = {
		[NOT_YOURS] = "You can only update your own visits",
		[NOT_IN_ZONE] = "You can only update visits in your zone",
		[NO_ACCESS] = "Family members have no access to visits",
		[NOBODY] = "User not found",
	};
	const struct visits_caller *caller = &visits_callers[_i];
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress"), *token = visits_token(&world, caller);
	struct http_response *response = visits_patch(visit, token, "{\"documentation\":{\"concerns\":\"none\"}}", NULL);

	if (caller->verdict == ALLOWED)
		expect_status(response, caller->name, 200);
	else
		expect_problem(response, caller->name, 403, messages[caller->verdict]);
	ck_assert_int_eq(sql_count("SELECT count(*) FROM visit_documentation WHERE visit_id = $1", visit),
			 caller->verdict == ALLOWED);
}
END_TEST

START_TEST(order_of_checks)
{
	struct world world = world_new();
	const char *completed = visits_new(&world, "completed"), *bad = "{\"status\":\"done\"}";
	const char *family = mint_token(world_user("family", world.zone), NULL);
	const char *stranger = mint_token(world_user("caregiver", world.zone), NULL);

	expect_problem(visits_patch(completed, NULL, bad, NULL), "no token", 401, "Authentication required");
	expect_problem(visits_patch(completed, family, bad, NULL), "role before body", 403,
		       "Family members have no access to visits");
	expect_problem(visits_patch("x", family, "{", NULL), "role before path", 403, "Family members have no access to visits");
	expect_problem(visits_patch(world_uuid(), world.token, bad, NULL), "body before visit", 400,
		       "status must be one of: completed, cancelled, in_progress");
	expect_problem(visits_patch(completed, stranger, "{\"status\":\"cancelled\"}", "If-Match: \"x\""), "owner before state",
		       403, "You can only update your own visits");
	expect_problem(visits_patch(completed, world.token, "{\"status\":\"cancelled\"}", "If-Match: \"x\""),
		       "If-Match before state", 412, "The record has changed since it was read");
}
END_TEST

START_TEST(visit_that_is_not_there)
{
	static const char *const bad[] = { "x",
					   "0",
					   "null",
					   "00000000-0000-0000-0000-00000000000",
					   "%ff%fe",
					   "00000000-0000-0000-0000-0000000000000",
					   "%27%20OR%201=1",
					   "g0000000-0000-0000-0000-000000000000" };
	struct world world = world_new();

	expect_problem(visits_patch(world_uuid(), world.token, "{\"checkOutTime\":null}", NULL), "unknown", 404,
		       "Visit not found");
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		expect_problem(visits_patch(bad[i], world.token, "{\"checkOutTime\":null}", NULL), bad[i], 400,
			       "Invalid visitId format");
}
END_TEST

/* --- reply --- */

START_TEST(reply_is_the_whole_visit)
{
	struct world world = world_new();
	const char *visit = expect_text(world_check_in(&world, ",\"checkInTime\":\"" VISITS_CHECK_IN
							       "\",\"checkInLatitude\":43.6532,\"checkInLongitude\":0"),
					"check-in", "id");
	struct http_response *response = visits_patch(
		sql_value("SELECT upper($1)", visit), world.token,
		"{\"checkOutTime\":\"2025-10-11T13:05:30+02:00\",\"checkOutLatitude\":0,\"checkOutLongitude\":-79.3832,"
		"\"status\":\"completed\",\"documentation\":{\"observations\":\"Slept well.\"}}",
		NULL);

	expect_status(response, "reply", 200);
	ck_assert_uint_eq(json_object_size(response->json), 14);
	expect_member(response, "reply", "id", text("\"%s\"", visit));
	expect_member(response, "reply", "clientId", text("\"%s\"", world.client));
	expect_member(response, "reply", "staffId", text("\"%s\"", world.caregiver));
	expect_member(response, "reply", "scheduledStartTime", "\"2025-10-11T10:00:00.000Z\"");
	expect_member(response, "reply", "checkInTime", "\"2025-10-11T10:05:00.000Z\"");
	expect_member(response, "reply", "checkInLatitude", "43.6532");
	expect_member(response, "reply", "checkInLongitude", "0");
	expect_member(response, "reply", "checkOutTime", "\"2025-10-11T11:05:30.000Z\"");
	expect_member(response, "reply", "checkOutLatitude", "0");
	expect_member(response, "reply", "checkOutLongitude", "-79.3832");
	expect_member(response, "reply", "durationMinutes", "61");
	expect_member(response, "reply", "status", "\"completed\"");
	ck_assert_ptr_nonnull(expect_text(response, "reply", "createdAt"));
	ck_assert_str_ge(expect_text(response, "reply", "updatedAt"), expect_text(response, "reply", "createdAt"));
	expect_value("row", visits_column(visit, "(status, duration_minutes, check_out_latitude) = ('completed', 61, 0)"), "t");
	expect_value("row", visits_column(visit, "updated_at > created_at"), "t");
	expect_value("row", visits_documentation(visit, "observations"), "Slept well.");
}
END_TEST

/* --- states --- */

#define FROM_SCHEDULED "A scheduled visit can only be started or cancelled"
#define FROM_COMPLETED "A completed visit cannot be changed, only its documentation"
#define FROM_CANCELLED "A cancelled visit cannot be changed"
#define TOO_LATE       "checkOutTime is required: the check-in is more than 10,000 minutes ago"
#define DOCUMENTATION  "\"documentation\":{\"observations\":\"Slept well.\"}"
#define CHECK_OUT      "\"checkOutTime\":\"2025-10-11T11:30:00Z\""

static const struct {
	const char *from, *body, *to, *message; /* message NULL: allowed */
} changes[] = {
	{ "scheduled", "\"status\":\"in_progress\"", "in_progress", NULL },
	{ "scheduled", "\"status\":\"cancelled\"", "cancelled", NULL },
	{ "scheduled", "\"status\":\"completed\"", "scheduled", FROM_SCHEDULED },
	{ "scheduled", "\"status\":\"completed\"," CHECK_OUT, "scheduled", FROM_SCHEDULED },
	{ "scheduled", CHECK_OUT, "scheduled", FROM_SCHEDULED },
	{ "scheduled", "\"checkOutLatitude\":1", "scheduled", FROM_SCHEDULED },
	{ "scheduled", "\"checkOutTime\":null", "scheduled", NULL },
	{ "scheduled", DOCUMENTATION, "scheduled", NULL },
	{ "scheduled", "\"status\":\"cancelled\"," DOCUMENTATION, "cancelled", NULL },
	{ "in_progress", "\"status\":\"in_progress\"", "in_progress", NULL },
	{ "in_progress", "\"status\":\"cancelled\"", "cancelled", NULL },
	{ "in_progress", CHECK_OUT, "in_progress", NULL },
	{ "in_progress", "\"status\":\"completed\"," CHECK_OUT "," DOCUMENTATION, "completed", NULL },
	{ "completed", "\"status\":\"completed\"", "completed", NULL },
	{ "completed", "\"status\":\"in_progress\"", "completed", FROM_COMPLETED },
	{ "completed", "\"status\":\"cancelled\"", "completed", FROM_COMPLETED },
	{ "completed", CHECK_OUT, "completed", FROM_COMPLETED },
	{ "completed", "\"status\":\"completed\"," CHECK_OUT, "completed", FROM_COMPLETED },
	{ "completed", "\"checkOutTime\":null", "completed", FROM_COMPLETED },
	{ "completed", "\"status\":\"completed\",\"checkOutTime\":null", "completed", NULL },
	{ "completed", "\"checkOutLatitude\":1", "completed", FROM_COMPLETED },
	{ "completed", "\"checkOutTime\":\"2025-10-11T11:00:00Z\"", "completed", NULL },
	{ "completed", DOCUMENTATION, "completed", NULL },
	{ "completed", "\"status\":\"completed\"," DOCUMENTATION, "completed", NULL },
	{ "completed", "\"status\":\"cancelled\"," DOCUMENTATION, "completed", FROM_COMPLETED },
	{ "cancelled", "\"status\":\"cancelled\"", "cancelled", NULL },
	{ "cancelled", "\"status\":\"in_progress\"", "cancelled", FROM_CANCELLED },
	{ "cancelled", "\"status\":\"completed\"", "cancelled", FROM_CANCELLED },
	{ "cancelled", CHECK_OUT, "cancelled", FROM_CANCELLED },
	{ "cancelled", "\"checkOutTime\":null", "cancelled", NULL },
	{ "cancelled", DOCUMENTATION, "cancelled", FROM_CANCELLED },
	{ "cancelled", "\"documentation\":{\"vitalSigns\":null}", "cancelled", FROM_CANCELLED },
};

START_TEST(every_change_of_state)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, changes[_i].from), *what = text("%s: %s", changes[_i].from, changes[_i].body);
	const char *before = sql_value("SELECT visits::text FROM visits WHERE id = $1", visit);
	bool documents = changes[_i].message == NULL && strstr(changes[_i].body, "documentation") != NULL;
	struct http_response *response = visits_patch(visit, world.token, text("{%s}", changes[_i].body), NULL);

	if (changes[_i].message == NULL) {
		expect_status(response, what, 200);
		ck_assert_uint_eq(json_object_size(response->json), 14);
		expect_member(response, what, "status", text("\"%s\"", changes[_i].to));
	} else {
		expect_problem(response, what, 409, changes[_i].message);
		expect_value(what, sql_value("SELECT visits::text FROM visits WHERE id = $1", visit), before);
	}
	expect_value(what, visits_column(visit, "status"), changes[_i].to);
	expect_value(what, visits_column(visit, "status <> 'completed' OR (check_out_time, duration_minutes) IS NOT NULL"), "t");
	ck_assert_int_eq(sql_count("SELECT count(*) FROM visit_documentation WHERE visit_id = $1", visit), documents);
}
END_TEST

START_TEST(a_scheduled_visit_that_starts_is_checked_in_now)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "scheduled");
	struct http_response *response = visits_patch(visit, world.token, "{\"status\":\"in_progress\"}", NULL);

	expect_status(response, "started", 200);
	ck_assert_str_eq(expect_text(response, "started", "checkInTime"), expect_text(response, "started", "updatedAt"));
	expect_value("now", visits_column(visit, "abs(extract(epoch FROM check_in_time - clock_timestamp())) < 10"), "t");
	expect_member(response, "started", "checkOutTime", "null");
	expect_member(response, "started", "durationMinutes", "null");
	/* What the reply says can be handed back. */
	const char *body = text("{\"checkOutTime\":\"%s\"}", expect_text(response, "started", "checkInTime"));
	response = visits_patch(visit, world.token, body, NULL);
	expect_status(response, body, 200);
	expect_member(response, body, "durationMinutes", "0");
}
END_TEST

/* What is set already is no change: not even the time of the last change moves. */
START_TEST(no_change_writes_nothing)
{
	static const struct {
		const char *from, *body;
	} same[] = { { "in_progress", "{\"status\":\"in_progress\"}" },
		     { "completed", "{\"status\":\"completed\"}" },
		     { "cancelled", "{\"status\":\"cancelled\"}" },
		     { "completed", "{\"checkOutTime\":\"2025-10-11T13:00:00+02:00\"}" },
		     { "in_progress", "{\"checkOutTime\":null,\"checkOutLatitude\":null}" } };

	for (size_t i = 0; i < ARRAY_LEN(same); i++) {
		struct world world = world_new();
		const char *visit = visits_new(&world, same[i].from), *version = visits_column(visit, "xmin::text || updated_at");
		expect_status(visits_patch(visit, world.token, same[i].body, NULL), same[i].body, 200);
		expect_value(same[i].body, visits_column(visit, "xmin::text || updated_at"), version);
	}
}
END_TEST

/* Who gets no reply sends it again: what has been done already is no mistake. */
static const struct {
	const char *from, *body;
} repeated[] = {
	{ "scheduled", "{\"status\":\"in_progress\"}" },
	{ "scheduled", "{\"status\":\"in_progress\"," DOCUMENTATION "}" },
	{ "scheduled", "{\"status\":\"cancelled\",\"documentation\":{\"concerns\":\"x\"}}" },
	{ "in_progress", "{\"status\":\"cancelled\",\"documentation\":{\"concerns\":\"x\"}}" },
	{ "in_progress", "{\"status\":\"cancelled\",\"documentation\":{\"concerns\":null}}" },
	{ "in_progress",
	  "{\"status\":\"cancelled\",\"checkOutTime\":\"2025-10-11T11:00:00.123456Z\",\"checkOutLatitude\":1.123456789}" },
	{ "in_progress", "{\"status\":\"completed\",\"checkOutTime\":null,\"documentation\":{\"vitalSigns\":{\"pulse\":72.0}}}" },
	{ "in_progress", "{\"status\":\"completed\",\"checkOutLatitude\":0}" },
	{ "in_progress", "{\"status\":\"completed\",\"checkOutTime\":\"2025-10-11T11:00:00.5+00:00\"," DOCUMENTATION "}" },
	{ "in_progress", "{\"checkOutTime\":null,\"checkOutLongitude\":null}" },
	{ "completed",
	  "{\"documentation\":{\"vitalSigns\":{\"pulse\":72},\"activities\":[1.10],\"observations\":\"\",\"concerns\":null}}" },
};

START_TEST(the_same_again_is_no_change_and_no_error)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, repeated[_i].from), *body = repeated[_i].body;
	static const char state[] =
		"SELECT visits::text || coalesce(documentation::text, '') || visits.xmin || coalesce(documentation.xmin::text, "
		"'')"
		" FROM visits LEFT JOIN visit_documentation AS documentation ON visit_id = visits.id WHERE visits.id = $1";

	sql_exec(
		"UPDATE visits SET check_in_time = now() - interval '1 hour' WHERE id = $1 AND $2 ~ 'completed' AND $2 !~ '2025'",
		visit, body);
	struct http_response *first = visits_patch(visit, world.token, body, NULL);
	expect_status(first, body, 200);
	const char *before = sql_value(state, visit);
	struct http_response *second = visits_patch(visit, world.token, body, NULL);
	expect_status(second, body, 200);
	expect_value(body, second->body, first->body);
	expect_value(body, http_header(second, "ETag"), http_header(first, "ETag"));
	expect_value(body, sql_value(state, visit), before);
}
END_TEST

/* --- check-out --- */

static const struct {
	const char *check_out, *minutes, *message;
} durations[] = {
	{ "2025-10-11T10:05:00Z", "0", NULL },
	{ "2025-10-11T10:05:29.999Z", "0", NULL },
	{ "2025-10-11T10:05:30Z", "1", NULL },
	{ "2025-10-11T10:06:29.999999Z", "1", NULL },
	{ "2025-10-11T10:06:30Z", "2", NULL },
	{ "2025-10-11T11:05:30Z", "61", NULL },
	{ "2025-10-11T11:05:29.9Z", "60", NULL },
	{ "2025-10-12T10:05:00+00:00", "1440", NULL },
	{ "2025-10-18T08:45:00Z", "10000", NULL },
	{ "2025-10-18T08:45:00.001Z", NULL, "A visit cannot be longer than 10,000 minutes" },
	{ "2025-10-18T08:46:00Z", NULL, "A visit cannot be longer than 10,000 minutes" },
	{ "9999-12-31T23:59:59Z", NULL, "A visit cannot be longer than 10,000 minutes" },
	{ "2025-10-11T10:04:59.999Z", NULL, "Check-out time cannot be before check-in time" },
	{ "2025-10-11T12:04:59.999+02:00", NULL, "Check-out time cannot be before check-in time" },
	{ "0001-01-01T00:00:00Z", NULL, "Check-out time cannot be before check-in time" },
	{ "2025-10-11", NULL, "checkOutTime must be an ISO 8601 timestamp" },
	{ "2025-02-30T10:00:00Z", NULL, "checkOutTime must be an ISO 8601 timestamp" },
	{ "2025-10-11T11:00:00", NULL, "checkOutTime must be an ISO 8601 timestamp" },
	{ "infinity", NULL, "checkOutTime must be an ISO 8601 timestamp" },
};

START_TEST(duration_is_rounded_and_bounded)
{
	static const char *const statuses[] = { "", ",\"status\":\"completed\"" };
	const char *what = durations[_i].check_out;

	for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
		struct world world = world_new();
		const char *visit = visits_new(&world, "in_progress");
		struct http_response *response = visits_patch(visit, world.token,
							      text("{\"checkOutTime\":\"%s\"%s}", what, statuses[i]), NULL);
		if (durations[_i].message == NULL) {
			expect_status(response, what, 200);
			expect_member(response, what, "durationMinutes", durations[_i].minutes);
		} else {
			expect_problem(response, what, 400, durations[_i].message);
		}
		expect_value(what, visits_column(visit, "duration_minutes"), durations[_i].minutes);
		expect_value(what, visits_column(visit, "status"),
			     durations[_i].message == NULL && i == 1 ? "completed" : "in_progress");
	}
}
END_TEST

START_TEST(completed_checks_out_now_unless_it_has_been_said_when)
{
	struct world world = world_new();
	const char *visit = expect_text(world_check_in(&world, ""), "check-in", "id");
	struct http_response *response = visits_patch(visit, world.token, "{\"status\":\"completed\",\"checkOutLatitude\":1}",
						      NULL);

	expect_status(response, "now", 200);
	ck_assert_str_eq(expect_text(response, "now", "checkOutTime"), expect_text(response, "now", "updatedAt"));
	expect_member(response, "now", "durationMinutes", "0");
	expect_member(response, "now", "checkOutLatitude", "1");
	const char *again = text("{\"checkOutTime\":\"%s\"}", expect_text(response, "now", "checkOutTime"));
	expect_status(visits_patch(visit, world.token, again, NULL), "no change", 200);

	/* What was said is taken back. */
	visit = visits_new(&world, "in_progress");
	sql_exec("UPDATE visits SET check_in_time = now() - interval '2 hours', check_out_time = now() - interval '1 hour'"
		 " WHERE id = $1",
		 visit);
	response = visits_patch(visit, world.token, "{\"status\":\"completed\",\"checkOutTime\":null}", NULL);
	expect_status(response, "taken back", 200);
	expect_member(response, "taken back", "durationMinutes", "120");

	/* Too late for now: nobody has said a time that could be too long. */
	visit = visits_new(&world, "in_progress");
	expect_problem(visits_patch(visit, world.token, "{\"status\":\"completed\"}", NULL), "long ago", 400, TOO_LATE);
	expect_problem(visits_patch(visit, world.token, "{\"status\":\"completed\",\"checkOutTime\":null}", NULL), "long ago",
		       400, TOO_LATE);
	expect_problem(
		visits_patch(visit, world.token, "{\"status\":\"completed\",\"checkOutTime\":\"2025-10-18T08:46:00Z\"}", NULL),
		"too long", 400, "A visit cannot be longer than 10,000 minutes");
	sql_exec("UPDATE visits SET status = 'cancelled' WHERE id = $1", visit);

	visit = visits_new(&world, "in_progress");
	expect_status(visits_patch(visit, world.token, "{" CHECK_OUT "}", NULL), "stored", 200);
	response = visits_patch(visit, world.token, "{\"status\":\"completed\"}", NULL);
	expect_status(response, "stored", 200);
	expect_member(response, "stored", "checkOutTime", "\"2025-10-11T11:30:00.000Z\"");
	expect_member(response, "stored", "durationMinutes", "85");
}
END_TEST

START_TEST(check_out_coordinates_need_a_time)
{
	static const char message[] = "Check-out coordinates need a check-out time";
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress");

	expect_problem(visits_patch(visit, world.token, "{\"checkOutLatitude\":0}", NULL), "latitude", 400, message);
	expect_problem(visits_patch(visit, world.token, "{\"checkOutLongitude\":0}", NULL), "longitude", 400, message);
	expect_problem(visits_patch(visit, world.token, "{\"checkOutTime\":null,\"checkOutLatitude\":0}", NULL), "null", 400,
		       message);
	expect_status(visits_patch(visit, world.token, "{" CHECK_OUT ",\"checkOutLatitude\":-90}", NULL), "time given", 200);
	struct http_response *response = visits_patch(visit, world.token, "{\"checkOutLongitude\":180}", NULL);
	expect_status(response, "time stored", 200);
	expect_member(response, "time stored", "checkOutLatitude", "-90");
	expect_member(response, "time stored", "checkOutLongitude", "180");
	expect_problem(visits_patch(visit, world.token, "{\"checkOutTime\":null}", NULL), "time taken away", 400, message);
	response = visits_patch(visit, world.token,
				"{\"checkOutTime\":null,\"checkOutLatitude\":null,\"checkOutLongitude\":null}", NULL);
	expect_status(response, "all cleared", 200);
	expect_member(response, "all cleared", "checkOutTime", "null");
	expect_member(response, "all cleared", "checkOutLatitude", "null");
	expect_member(response, "all cleared", "durationMinutes", "null");
}
END_TEST

/* --- bodies --- */

#define STATUS_MESSAGE    "status must be one of: completed, cancelled, in_progress"
#define TIME_MESSAGE      "checkOutTime must be an ISO 8601 timestamp"
#define LATITUDE_MESSAGE  "checkOutLatitude must be between -90 and 90"
#define LONGITUDE_MESSAGE "checkOutLongitude must be between -180 and 180"

static const struct {
	const char *body, *field, *message; /* field NULL: there are no details */
	int status;
} bad_bodies[] = {
	{ "", NULL, "No updates provided", 400 },
	{ "{}", NULL, "No updates provided", 400 },
	{ "{\"documentation\":{}}", NULL, "No updates provided", 400 },
	{ "null", NULL, "The body must be a JSON object", 400 },
	{ "[]", NULL, "The body must be a JSON object", 400 },
	{ "\"\"", NULL, "The body must be a JSON object", 400 },
	{ "{\"status\":\"completed\"", NULL, NULL, 400 },
	{ "{\"status\":\"completed\",}", NULL, NULL, 400 },
	{ "{\"checkOutLatitude\":1e400}", NULL, NULL, 400 },
	{ "{\"checkOutLatitude\":NaN}", NULL, NULL, 400 },
	{ "{\"status\":\"scheduled\"}", "status", STATUS_MESSAGE, 400 },
	{ "{\"status\":\"Completed\"}", "status", STATUS_MESSAGE, 400 },
	{ "{\"status\":\"completed\\u0000\"}", "status", STATUS_MESSAGE, 400 },
	{ "{\"status\":1}", "status", STATUS_MESSAGE, 400 },
	{ "{\"checkOutTime\":1760177100}", "checkOutTime", TIME_MESSAGE, 400 },
	{ "{\"checkOutTime\":\"2025-10-11T11:00:00Z\\u0000\"}", "checkOutTime", TIME_MESSAGE, 400 },
	{ "{\"checkOutLatitude\":90.0000001}", "checkOutLatitude", LATITUDE_MESSAGE, 400 },
	{ "{\"checkOutLatitude\":-1e99}", "checkOutLatitude", LATITUDE_MESSAGE, 400 },
	{ "{\"checkOutLongitude\":180.0000001}", "checkOutLongitude", LONGITUDE_MESSAGE, 400 },
	{ "{\"checkOutLongitude\":99999999999999999999}", "checkOutLongitude", LONGITUDE_MESSAGE, 400 },
	{ "{\"checkOutLatitude\":\"1\"}", "checkOutLatitude", "checkOutLatitude must be a number", 400 },
	{ "{\"checkOutLatitude\":true}", "checkOutLatitude", "checkOutLatitude must be a number", 400 },
	{ "{\"id\":\"x\"}", "id", "id is not a known field", 400 },
	{ "{\"Status\":\"completed\"}", "Status", "Status is not a known field", 400 },
	{ "{\"visitId\":null}", "visitId", "visitId is not a known field", 400 },
	{ "{\"If-Match\":\"x\"}", "If-Match", "If-Match is not a known field", 400 },
	{ "{\"present\":[]}", "present", "present is not a known field", 400 },
	{ "{\"observations\":\"x\"}", "observations", "observations is not a known field", 400 },
	{ "{\"documentation.observations\":\"x\"}", "documentation.observations",
	  "documentation.observations is not a known field", 400 },
	{ "{\"documentation\":{\"signatureUrl\":\"x\"}}", "documentation.signatureUrl",
	  "documentation.signatureUrl is not a known field", 400 },
	{ "{\"\":1}", "", " is not a known field", 400 },
};

START_TEST(bad_bodies_are_refused)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress"), *before = visits_column(visit, "visits::text");
	const char *body = bad_bodies[_i].body;
	struct http_response *response = visits_patch(visit, world.token, body, NULL);

	expect_problem(response, body, bad_bodies[_i].status, bad_bodies[_i].message);
	expect_details(response, body, bad_bodies[_i].field != NULL);
	if (bad_bodies[_i].field != NULL)
		expect_detail(response, body, bad_bodies[_i].field, bad_bodies[_i].message);
	expect_value(body, visits_column(visit, "visits::text"), before);
}
END_TEST

START_TEST(every_bad_field_is_named)
{
	static const char *const fields[] = { "checkOutTime",
					      "checkOutLatitude",
					      "checkOutLongitude",
					      "status",
					      "documentation.vitalSigns",
					      "documentation.activities",
					      "documentation.observations",
					      "documentation.concerns",
					      "documentation.mood",
					      "mood" };
	struct world world = world_new();
	struct http_response *response = visits_patch(
		visits_new(&world, "in_progress"), world.token,
		"{\"mood\":1,\"checkOutTime\":1,\"checkOutLatitude\":91,\"checkOutLongitude\":181,\"status\":1,\"documentation\":"
		"{"
		"\"vitalSigns\":1,\"activities\":1,\"observations\":1,\"concerns\":1,\"mood\":1}}",
		NULL);

	expect_problem(response, "all bad", 400, TIME_MESSAGE);
	expect_details(response, "all bad", ARRAY_LEN(fields));
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		expect_detail(response, "all bad", fields[i], NULL);
}
END_TEST

/* null, "", {} and [] in every field: NULL where that is good, else what is said. */
#define OBSERVATIONS_MESSAGE "documentation.observations must be a string"
#define CONCERNS_MESSAGE     "documentation.concerns must be a string"
#define DOCUMENT_MESSAGE     "documentation must be an object"
#define SIGNS_MESSAGE        "documentation.vitalSigns must be an object"
#define LATITUDE_NUMBER      "checkOutLatitude must be a number"
#define LONGITUDE_NUMBER     "checkOutLongitude must be a number"

static const char *const nothings[] = { "null", "\"\"", "{}", "[]" };
static const struct {
	const char *field, *template, *messages[ARRAY_LEN(nothings)];
} nothing_in[] = {
	{ "checkOutTime", "{\"checkOutTime\":@}", { NULL, TIME_MESSAGE, TIME_MESSAGE, TIME_MESSAGE } },
	{ "checkOutLatitude", "{\"checkOutLatitude\":@}", { NULL, LATITUDE_NUMBER, LATITUDE_NUMBER, LATITUDE_NUMBER } },
	{ "checkOutLongitude", "{\"checkOutLongitude\":@}", { NULL, LONGITUDE_NUMBER, LONGITUDE_NUMBER, LONGITUDE_NUMBER } },
	{ "status", "{\"status\":@}", { STATUS_MESSAGE, STATUS_MESSAGE, STATUS_MESSAGE, STATUS_MESSAGE } },
	{ "documentation",
	  "{\"documentation\":@}",
	  { DOCUMENT_MESSAGE, DOCUMENT_MESSAGE, "No updates provided", DOCUMENT_MESSAGE } },
	{ "documentation.vitalSigns", "{\"documentation\":{\"vitalSigns\":@}}", { NULL, SIGNS_MESSAGE, NULL, SIGNS_MESSAGE } },
	{ "documentation.activities",
	  "{\"documentation\":{\"activities\":@}}",
	  { NULL, "documentation.activities must be an object or an array", NULL, NULL } },
	{ "documentation.observations",
	  "{\"documentation\":{\"observations\":@}}",
	  { NULL, NULL, OBSERVATIONS_MESSAGE, OBSERVATIONS_MESSAGE } },
	{ "documentation.concerns", "{\"documentation\":{\"concerns\":@}}", { NULL, NULL, CONCERNS_MESSAGE, CONCERNS_MESSAGE } },
};

START_TEST(nothing_in_every_field)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress");

	for (size_t i = 0; i < ARRAY_LEN(nothings); i++) {
		const char *message = nothing_in[_i].messages[i], *body = text_fill(nothing_in[_i].template, nothings[i]);
		struct http_response *response = visits_patch(visit, world.token, body, NULL);
		if (message == NULL)
			expect_status(response, body, 200);
		else
			expect_problem(response, body, 400, message);
		if (message != NULL && strcmp(message, "No updates provided") != 0)
			expect_detail(response, body, nothing_in[_i].field, message);
	}
}
END_TEST

/* --- and besides --- */

START_TEST(what_is_logged_and_what_is_not)
{
	struct world world = world_new();
	const char *visit = visits_new(&world, "in_progress");
	long mark = journal_mark(stack.log);

	expect_status(visits_patch(visit, world.token,
				   "{" CHECK_OUT
				   ",\"checkOutLatitude\":43.65329876,\"documentation\":{\"concerns\":\"Brivaltine\"}}",
				   NULL),
		      "reply", 200);
	json_t *line = journal_find(stack.log, mark, "visitId", visit);
	ck_assert_ptr_nonnull(line);
	ck_assert_str_eq(journal_text(line, "visitStatus"), "in_progress");
	const char *written = json_dumps(line, 0);
	ck_assert_ptr_null(strstr(written, "43.65"));
	ck_assert_ptr_null(strstr(written, "Brivaltine"));
	ck_assert_ptr_null(strstr(written, WORLD_LAST_NAME));
}
END_TEST

void visits_add_update(Suite *suite)
{
	TCase *part = suite_part(suite, "update", NULL);

	tcase_add_loop_test(part, who_may_update, 0, VISITS_CALLERS);
	tcase_add_test(part, order_of_checks);
	tcase_add_test(part, visit_that_is_not_there);
	tcase_add_test(part, reply_is_the_whole_visit);
	tcase_add_loop_test(part, every_change_of_state, 0, ARRAY_LEN(changes));
	tcase_add_test(part, a_scheduled_visit_that_starts_is_checked_in_now);
	tcase_add_test(part, no_change_writes_nothing);
	tcase_add_loop_test(part, the_same_again_is_no_change_and_no_error, 0, ARRAY_LEN(repeated));
	tcase_add_loop_test(part, duration_is_rounded_and_bounded, 0, ARRAY_LEN(durations));
	tcase_add_test(part, completed_checks_out_now_unless_it_has_been_said_when);
	tcase_add_test(part, check_out_coordinates_need_a_time);
	tcase_add_loop_test(part, bad_bodies_are_refused, 0, ARRAY_LEN(bad_bodies));
	tcase_add_test(part, every_bad_field_is_named);
	tcase_add_loop_test(part, nothing_in_every_field, 0, ARRAY_LEN(nothing_in));
	tcase_add_test(part, what_is_logged_and_what_is_not);
}

/* Bodies that are not what they should be: refused with the field's name where there is one, and never a fault of ours. */
#include <check.h>
#include <string.h>

#include "base/memory.h"
#include "expect.h"
#include "requests.h"
#include "suite.h"
#include "text.h"
#include "world.h"

enum { BODY_LIMIT = 262144 };

/* '@' stands for the client's id. */
#define GOOD   "\"clientId\":\"@\",\"scheduledStartTime\":\"" WORLD_SLOT "\""
#define ARRAY  "The body must be a JSON object"
#define BEYOND "A number has more than 40 characters or an exponent beyond 99 at "

static const struct {
	const char *name, *body;
	int status;
	const char *field, *message; /* NULL: unsaid */
} bodies[] = {
	{ "array", "[]", 400, NULL, ARRAY },
	{ "array of a good one", "[{" GOOD "}]", 400, NULL, ARRAY },
	{ "number", "17", 400, NULL, ARRAY },
	{ "string", "\"{}\"", 400, NULL, ARRAY },
	{ "null", "null", 400, NULL, ARRAY },
	{ "true", "true", 400, NULL, ARRAY },
	{ "only a space", " ", 400, NULL, NULL },
	{ "empty object", "{}", 400, "clientId", "clientId and scheduledStartTime are required" },
	{ "truncated", "{" GOOD, 400, NULL, NULL },
	{ "truncated in a string", "{\"clientId\":\"@", 400, NULL, NULL },
	{ "truncated in a word", "{\"clientId\":nul", 400, NULL, NULL },
	{ "trailing garbage", "{\n} x", 400, NULL, "Malformed JSON at line 2, column 3" },
	{ "two objects", "{" GOOD "}{}", 400, NULL, NULL },
	{ "trailing comma", "{" GOOD ",}", 400, NULL, NULL },
	{ "missing comma", "{\"clientId\":\"@\" \"x\":1}", 400, NULL, NULL },
	{ "missing colon", "{\"clientId\" \"@\"}", 400, NULL, NULL },
	{ "bare key", "{clientId:\"@\"}", 400, NULL, NULL },
	{ "single quotes", "{'clientId':'@'}", 400, NULL, "Malformed JSON at line 1, column 2" },
	{ "comment", "{" GOOD "} // here", 400, NULL, NULL },
	{ "block comment", "{/* here */" GOOD "}", 400, NULL, NULL },
	{ "NaN", "{" GOOD ",\"checkInLatitude\":NaN}", 400, NULL, NULL },
	{ "Infinity", "{" GOOD ",\"checkInLatitude\":-Infinity}", 400, NULL, NULL },
	{ "1e400", "{\n\"checkInLatitude\": 1e400," GOOD "}", 400, NULL, BEYOND "line 2, column 20" },
	{ "-1e100 in an unknown field", "{\"x\":-1e100," GOOD "}", 400, NULL, BEYOND "line 1, column 6" },
	{ "41 digits", "{\"x\":[0,12345678901234567890123456789012345678901]}", 400, NULL, BEYOND "line 1, column 9" },
	{ "one character too many", "{\"checkInLatitude\":0.000000000000000000000000000000000000001}", 400, NULL,
	  BEYOND "line 1, column 20" },
	{ "beyond an edge by what a double drops", "{" GOOD ",\"checkInLatitude\":90.0000000000000000000000000000000000001}", 400,
	  "checkInLatitude", "checkInLatitude must be between -90 and 90" },
	{ "beyond the other edge", "{" GOOD ",\"checkInLongitude\":-180.00000000000000000000000000000000001}", 400,
	  "checkInLongitude", "checkInLongitude must be between -180 and 180" },
	{ "leading zero", "{" GOOD ",\"checkInLatitude\":043}", 400, NULL, NULL },
	{ "leading plus", "{" GOOD ",\"checkInLatitude\":+43}", 400, NULL, NULL },
	{ "no digit after the point", "{" GOOD ",\"checkInLatitude\":43.}", 400, NULL, NULL },
	{ "hexadecimal", "{" GOOD ",\"checkInLatitude\":0x2B}", 400, NULL, NULL },
	{ "True", "{" GOOD ",\"checkInLatitude\":True}", 400, NULL, NULL },
	{ "byte order mark", "\xef\xbb\xbf{" GOOD "}", 400, NULL, NULL },
	{ "lone high surrogate", "{\"clientId\":\"\\ud83d\"}", 400, NULL, NULL },
	{ "lone low surrogate", "{\"clientId\":\"\\ude00\"}", 400, NULL, NULL },
	{ "surrogates in the wrong order", "{\"clientId\":\"\\ude00\\ud83d\"}", 400, NULL, NULL },
	{ "lone surrogate in a key", "{" GOOD ",\"\\ud83d\":1}", 400, NULL, NULL },
	{ "surrogate in UTF-8", "{\"clientId\":\"\xed\xa0\x80\"}", 400, NULL, NULL },
	{ "overlong UTF-8", "{\"clientId\":\"\xc0\xaf\"}", 400, NULL, NULL },
	{ "overlong UTF-8 of three bytes", "{\"clientId\":\"\xe0\x80\xaf\"}", 400, NULL, NULL },
	{ "broken UTF-8", "{\"clientId\":\"\xc3(\"}", 400, NULL, NULL },
	{ "broken UTF-8 in a key", "{" GOOD ",\"\xff\":1}", 400, NULL, NULL },
	{ "beyond U+10FFFF", "{\"clientId\":\"\xf4\x90\x80\x80\"}", 400, NULL, NULL },
	{ "bad escape", "{\"clientId\":\"\\x41\"}", 400, NULL, NULL },
	{ "bare newline in a string", "{\"clientId\":\"\n@\"}", 400, NULL, "Malformed JSON at line 1, column 14" },
	{ "U+0000 in a value", "{\"clientId\":\"@\\u0000\",\"scheduledStartTime\":\"" WORLD_SLOT "\"}", 400, "clientId",
	  "Invalid clientId format" },
	{ "U+0000 in a time", "{\"clientId\":\"@\",\"scheduledStartTime\":\"" WORLD_SLOT "\\u0000\"}", 400, "scheduledStartTime",
	  "scheduledStartTime must be an ISO 8601 timestamp" },
	{ "U+0000 in a key", "{" GOOD ",\"clientId\\u0000\":1}", 400, NULL, NULL },
	{ "unknown field", "{" GOOD ",\"note\":\"x\"}", 400, "note", "note is not a known field" },
	{ "unknown field that is null", "{" GOOD ",\"note\":null}", 400, "note", NULL },
	{ "unknown field, nested", "{" GOOD ",\"visit\":{\"clientId\":\"@\"}}", 400, "visit", NULL },
	{ "unknown field, empty name", "{" GOOD ",\"\":1}", 400, "", NULL },
	{ "unknown field, in another case", "{" GOOD ",\"clientID\":\"@\"}", 400, "clientID", NULL },
	{ "unknown field with quotes", "{" GOOD ",\"a\\\"b\\\\\\n\":1}", 400, "a\"b\\\n", NULL },
	{ "unknown field in UTF-8", "{" GOOD ",\"\xf0\x9f\x98\x80\":1}", 400, "\xf0\x9f\x98\x80", NULL },
	{ "unknown field of the row", "{" GOOD ",\"staffId\":\"@\"}", 400, "staffId", NULL },
	{ "duplicate key, the last is bad", "{\"clientId\":\"@\"," GOOD ",\"clientId\":\"x\"}", 400, "clientId", NULL },
	{ "SQL in a value", "{\"clientId\":\"@'; DROP TABLE visits --\",\"scheduledStartTime\":\"" WORLD_SLOT "\"}", 400,
	  "clientId", NULL },
	{ "SQL in a key", "{" GOOD ",\"x'; DROP TABLE visits --\":1}", 400, "x'; DROP TABLE visits --", NULL },
	{ "format in a key", "{" GOOD ",\"%s%n\":1}", 400, "%s%n", NULL },
	{ "UUID without dashes", "{\"clientId\":\"3edaf4f821204011a59ff6d8a47c622f\"}", 400, "clientId", NULL },
	{ "UUID in braces", "{\"clientId\":\"{@}\"}", 400, "clientId", NULL },
	{ "UUID with a newline", "{\"clientId\":\"@\\n\"}", 400, "clientId", NULL },
};

START_TEST(hostile_body)
{
	struct world world = world_new();
	const char *name = bodies[_i].name;
	struct http_response *response = http_post(WORLD_VISITS, world.token, text_fill(bodies[_i].body, world.client));

	expect_problem(response, name, bodies[_i].status, bodies[_i].message);
	if (bodies[_i].field != NULL)
		expect_detail(response, name, bodies[_i].field, NULL);
	else
		expect_details(response, name, 0);
	ck_assert_int_eq(world_count_visits(world.client), 0);
}
END_TEST

/* Every field of the wrong type, each in turn: it alone is named. */
static const char *const fields[] = { "clientId",        "scheduledStartTime", "checkInTime",
				      "checkInLatitude", "checkInLongitude",   "copiedFromVisitId" };
static const char *const values[] = {
	"true", "false", "17", "\"43.6532\"", "\"\"", "\"x\"", "[]", "{}", "[\"@\"]", "{\"a\":{}}"
};

/* A number is right for a coordinate, and too large is another story. */
static bool is_right(const char *field, const char *value)
{
	return strcmp(value, "17") == 0 && strstr(field, "itude") != NULL;
}

START_TEST(wrong_type_in_every_field)
{
	const char *field = fields[_i / (int)ARRAY_LEN(values)], *value = values[_i % (int)ARRAY_LEN(values)];
	struct world world = world_new();
	const char *what = text("%s: %s", field, value);
	/* The last of two counts. */
	struct http_response *response = http_post(WORLD_VISITS, world.token,
						   text_fill(text("{" GOOD ",\"%s\":%s}", field, value), world.client));

	if (is_right(field, value)) {
		expect_status(response, what, 201);
		return;
	}
	expect_problem(response, what, 400, NULL);
	expect_detail(response, what, field, NULL);
	expect_details(response, what, 1);
	ck_assert_int_eq(world_count_visits(world.client), 0);
}
END_TEST

START_TEST(every_bad_field_is_named)
{
	struct world world = world_new();
	struct http_response *response = http_post(
		WORLD_VISITS, world.token,
		"{\"clientId\":1,\"checkInTime\":\"yesterday\",\"checkInLatitude\":\"43\",\"checkInLongitude\":200,"
		"\"copiedFromVisitId\":\"x\",\"colour\":1,\"size\":2}");

	expect_problem(response, "all bad", 400, "clientId and scheduledStartTime are required");
	expect_detail(response, "all bad", "clientId", "Invalid clientId format");
	expect_detail(response, "all bad", "scheduledStartTime", NULL);
	expect_detail(response, "all bad", "checkInTime", "checkInTime must be an ISO 8601 timestamp");
	expect_detail(response, "all bad", "checkInLatitude", NULL);
	expect_detail(response, "all bad", "checkInLongitude", "checkInLongitude must be between -180 and 180");
	expect_detail(response, "all bad", "copiedFromVisitId", "Invalid copiedFromVisitId format");
	expect_detail(response, "all bad", "colour", "colour is not a known field");
	expect_detail(response, "all bad", "size", NULL);
	expect_details(response, "all bad", 8);
}
END_TEST

START_TEST(timestamp_without_an_offset)
{
	struct world world = world_new();
	const char *body = text_fill("{" GOOD ",\"checkInTime\":\"2025-10-11T10:05:00\"}", world.client);
	struct http_response *response = http_post(WORLD_VISITS, world.token, body);

	expect_problem(response, "no offset", 400, "checkInTime must be an ISO 8601 timestamp");
	expect_detail(response, "no offset", "checkInTime", "checkInTime must be an ISO 8601 timestamp with an offset");
}
END_TEST

START_TEST(last_of_two_equal_keys_counts)
{
	struct world world = world_new();
	const char *body = text_fill("{\"clientId\":\"x\",\"checkInLatitude\":91,\"checkInLatitude\":7," GOOD "}", world.client);
	struct http_response *response = http_post(WORLD_VISITS, world.token, body);

	expect_status(response, "last is good", 201);
	expect_member(response, "last is good", "checkInLatitude", "7");
}
END_TEST

/* --- nesting and size --- */

static const struct {
	const char *open, *close;
	size_t levels; /* within the object */
	const char *message;
} depths[] = {
	{ "[", "]", 31, "Invalid clientId format" },
	{ "[", "]", 32, "The body is nested more than 32 levels deep" },
	{ "{\"a\":", "}", 31, "Invalid clientId format" },
	{ "{\"a\":", "}", 32, "The body is nested more than 32 levels deep" },
	{ "[", "]", 2000, "The body is nested more than 32 levels deep" },
	{ "[", "]", 100000, "The body is nested more than 32 levels deep" },
};

START_TEST(nesting_is_at_most_32_levels)
{
	struct world world = world_new();
	const char *body = text("{\"clientId\":%s1%s,\"scheduledStartTime\":\"" WORLD_SLOT "\"}",
				text_repeat(depths[_i].open, depths[_i].levels),
				text_repeat(depths[_i].close, depths[_i].levels));

	expect_problem(http_post(WORLD_VISITS, world.token, body), text("%zu levels", depths[_i].levels), 400,
		       depths[_i].message);
}
END_TEST

static const struct {
	size_t length;
	bool chunked;
	int status;
} sizes[] = {
	{ BODY_LIMIT, false, 201 },     { BODY_LIMIT, true, 201 },      { BODY_LIMIT + 1, false, 413 },
	{ BODY_LIMIT + 1, true, 413 },  { 4 * BODY_LIMIT, false, 413 }, { 4 * BODY_LIMIT, true, 413 },
	{ 8 * BODY_LIMIT, false, 413 }, { 8 * BODY_LIMIT, true, 413 },
};

START_TEST(body_is_at_most_256_KiB)
{
	struct world world = world_new();
	const char *object = world_check_in_body(world.client, WORLD_SLOT, "");
	const char *body = text("%s%s", object, text_repeat(" ", sizes[_i].length - strlen(object)));
	const struct http_request request = {
		.path = WORLD_VISITS,
		.token = world.token,
		.body = body,
		.chunked = sizes[_i].chunked,
		.version = sizes[_i].chunked ? CURL_HTTP_VERSION_1_1 : 0,
	};
	const char *what = text("%zu bytes%s", sizes[_i].length, sizes[_i].chunked ? ", chunked" : "");

	if (sizes[_i].status == 201)
		expect_status(http_send(&request), what, 201);
	else
		expect_problem(http_send(&request), what, sizes[_i].status, NULL);
	ck_assert_int_eq(world_count_visits(world.client), sizes[_i].status == 201);
}
END_TEST

/* As large as it may be, and all of it to be told: the reply is ten times the request. */
START_TEST(every_one_of_25000_unknown_fields_is_named)
{
	struct world world = world_new();
	const int count = 25000;
	char *body = memory_alloc(BODY_LIMIT), *end = body;

	for (int i = 0; i < count; i++) {
		const char *member = text("%c\"%x\":0", i == 0 ? '{' : ',', i);
		end = (char *)memcpy(end, member, strlen(member)) + strlen(member);
	}
	*end = '}';
	struct http_response *response = http_post(WORLD_VISITS, world.token, body);
	expect_problem(response, "many fields", 400, "clientId and scheduledStartTime are required");
	expect_details(response, "many fields", (size_t)count + 2);
}
END_TEST

START_TEST(name_of_an_unknown_field_may_be_long)
{
	struct world world = world_new();
	const char *name = text_repeat("\\u0001", 40000);
	struct http_response *response = http_post(WORLD_VISITS, world.token,
						   text_fill(text("{" GOOD ",\"%s\":1}", name), world.client));

	expect_problem(response, "long name", 400, NULL);
	expect_details(response, "long name", 1);
}
END_TEST

START_TEST(raw_NUL_bytes_are_refused)
{
	struct world world = world_new();
	static const char body[] = "{\"clientId\":\"\0\",\"scheduledStartTime\":\"2025-10-11T10:00:00Z\"}\0";
	struct http_request request = { .path = WORLD_VISITS, .token = world.token, .body = body, .body_length = sizeof body };

	expect_problem(http_send(&request), "in a string", 400, NULL);
	request.body = text("%s ", world_check_in_body(world.client, WORLD_SLOT, ""));
	request.body_length = strlen(request.body) + 1;
	expect_problem(http_send(&request), "behind the object", 400, NULL);
}
END_TEST

/* --- types of content --- */

static const struct {
	const char *type;
	int status;
} types[] = {
	{ "application/json", 201 },
	{ "APPLICATION/Json", 201 },
	{ "application/json; charset=utf-8", 201 },
	{ "application/json;charset=UTF-8", 201 },
	{ "application/json ; charset=\"utf-8\"", 201 },
	{ "application/json;", 201 },
	{ "application/json; charset=iso-8859-1", 415 },
	{ "application/json; charset=utf-16", 415 },
	{ "application/jsonx", 415 },
	{ "application/json-patch+json", 415 },
	{ "application/vnd.api+json", 415 },
	{ "application/json, text/plain", 415 },
	{ "text/json", 415 },
	{ "text/plain", 415 },
	{ "application/x-www-form-urlencoded", 415 },
	{ "multipart/form-data; boundary=x", 415 },
	{ "application", 415 },
	{ ";", 415 },
	{ "", 415 },
};

START_TEST(content_type_is_application_json)
{
	struct world world = world_new();
	const struct http_request request = { .path = WORLD_VISITS,
					      .token = world.token,
					      .body = world_check_in_body(world.client, WORLD_SLOT, ""),
					      .content_type = types[_i].type };

	if (types[_i].status == 201)
		expect_status(http_send(&request), types[_i].type, 201);
	else
		expect_problem(http_send(&request), types[_i].type, types[_i].status, "The body must be application/json");
	ck_assert_int_eq(world_count_visits(world.client), types[_i].status == 201);
}
END_TEST

static const char *const encodings[] = { "gzip", "identity", "br, gzip", "x" };

START_TEST(content_encoding_is_refused)
{
	struct world world = world_new();
	struct http_request request = { .path = WORLD_VISITS,
					.token = world.token,
					.body = world_check_in_body(world.client, WORLD_SLOT, ""),
					.headers = { text("Content-Encoding: %s", encodings[_i]) } };

	expect_problem(http_send(&request), encodings[_i], 415, "The body must not have a Content-Encoding");
	ck_assert_int_eq(world_count_visits(world.client), 0);
	request.headers[0] = "Content-Encoding;";
	expect_status(http_send(&request), "an empty one", 201);
}
END_TEST

START_TEST(empty_body_is_as_an_empty_object)
{
	struct world world = world_new();
	struct http_request request = { .method = "POST", .path = WORLD_VISITS, .token = world.token };

	expect_problem(http_send(&request), "no body", 400, "clientId and scheduledStartTime are required");
	request.body = "";
	request.content_type = "text/plain";
	expect_problem(http_send(&request), "no body, but a type", 400, "clientId and scheduledStartTime are required");
}
END_TEST

START_TEST(chunked_body_is_taken)
{
	struct world world = world_new();
	const struct http_request request = { .path = WORLD_VISITS,
					      .token = world.token,
					      .body = world_check_in_body(world.client, WORLD_SLOT, text_repeat(" ", 5000)),
					      .chunked = true,
					      .version = CURL_HTTP_VERSION_1_1 };

	expect_status(http_send(&request), "chunked", 201);
}
END_TEST

void bodies_add(Suite *suite)
{
	TCase *part = suite_part(suite, "bodies", NULL);

	tcase_add_loop_test(part, hostile_body, 0, ARRAY_LEN(bodies));
	tcase_add_loop_test(part, wrong_type_in_every_field, 0, ARRAY_LEN(fields) * ARRAY_LEN(values));
	tcase_add_test(part, every_bad_field_is_named);
	tcase_add_test(part, timestamp_without_an_offset);
	tcase_add_test(part, last_of_two_equal_keys_counts);
	tcase_add_loop_test(part, nesting_is_at_most_32_levels, 0, ARRAY_LEN(depths));
	tcase_add_loop_test(part, body_is_at_most_256_KiB, 0, ARRAY_LEN(sizes));
	tcase_add_test(part, every_one_of_25000_unknown_fields_is_named);
	tcase_add_test(part, name_of_an_unknown_field_may_be_long);
	tcase_add_test(part, raw_NUL_bytes_are_refused);
	tcase_add_loop_test(part, content_type_is_application_json, 0, ARRAY_LEN(types));
	tcase_add_loop_test(part, content_encoding_is_refused, 0, ARRAY_LEN(encodings));
	tcase_add_test(part, empty_body_is_as_an_empty_object);
	tcase_add_test(part, chunked_body_is_taken);
}

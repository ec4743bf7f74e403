/* What a reply should be. */
#include "expect.h"

#include <check.h>
#include <string.h>

#include "base/buffer.h"
#include "base/integer.h"
#include "core/operations.h"
#include "engine/reply.h"
#include "text.h"

/* Those of visitd-http.conf that are not visitd's own words. */
#define NGINX_CODES                                                                                                              \
	"bad_request", "forbidden", "no_length", "long_address", "misdirected", "too_many_requests", "not_implemented",          \
		"exists", "large_object", "not_running", "busy", "no_answer", "http_version", "refused"

static void complain(const struct http_response *response, const char *what, const char *why)
{
	ck_abort_msg("%s: %s; %s%s%.2000s", what, why, response->error, response->headers, response->body);
}

void expect_status(const struct http_response *response, const char *what, int status)
{
	const char *type = http_header(response, "Content-Type");

	if (response->status != status)
		complain(response, what, text("status %d instead of %d", response->status, status));
	if (type == NULL || strcmp(type, "application/json") != 0)
		complain(response, what, "not application/json");
	if (response->length > 0 && response->json == NULL)
		complain(response, what, "the body is not JSON");
	if (http_header_count(response, "X-Request-Id") != 1)
		complain(response, what, "not one X-Request-Id");
}

static const char *member(const struct http_response *response, const char *key)
{
	const char *value = json_string_value(json_object_get(response->json, key));

	return value != NULL ? value : "";
}

static bool has_word(const struct outcome *table, const char *word, int status)
{
	bool found = false;

	for (; table->name != NULL; table++)
		found = found || (strcmp(table->name, word) == 0 && table->status == status);
	return found;
}

/* A word that the tables of refusals or of an operation have with this status; what nginx refuses, it words itself. */
static bool is_code(const char *code, int status)
{
	static const char *const nginx[] = { NGINX_CODES };
	bool found = has_word(reply_refusals, code, status) || (status == 403 && strcmp(code, "wrong_role") == 0) ||
		     has_word(reply_checks, code, status == 422 ? 400 : status);

	for (const struct operation *const *family = operations; *family != NULL; family++) {
		for (const struct operation *row = *family; row->name != NULL; row++)
			found = found || has_word(row->outcomes, code, status);
	}
	for (size_t i = 0; i < ARRAY_LEN(nginx); i++)
		found = found || strcmp(code, nginx[i]) == 0;
	return found;
}

void expect_refusal(const struct http_response *response, const char *what, int status)
{
	size_t members = json_object_get(response->json, "details") != NULL ? 4 : 3;

	expect_status(response, what, status);
	if (json_object_size(response->json) != members)
		complain(response, what, "not just error, message, code and details");
	if (strcmp(member(response, "error"), reply_reason(status)) != 0 && strcmp(reply_reason(status), "Unknown") != 0)
		complain(response, what, "error is not the reason phrase");
	if (member(response, "message")[0] == '\0')
		complain(response, what, "there is no message");
	if (!is_code(member(response, "code"), status))
		complain(response, what, "code is no word of such a refusal");
}

void expect_problem(const struct http_response *response, const char *what, int status, const char *message)
{
	static const struct {
		int status;
		const char *header;
	} needed[] = { { 401, "WWW-Authenticate" }, { 405, "Allow" }, { 429, "Retry-After" }, { 503, "Retry-After" } };

	expect_refusal(response, what, status);
	if (message != NULL && strcmp(member(response, "message"), message) != 0)
		complain(response, what, text("message is not '%s'", message));
	for (size_t i = 0; i < ARRAY_LEN(needed); i++) {
		if (needed[i].status == status && http_header(response, needed[i].header) == NULL)
			complain(response, what, text("there is no %s", needed[i].header));
	}
}

void expect_detail(const struct http_response *response, const char *what, const char *field, const char *message)
{
	json_t *details = json_object_get(response->json, "details"), *detail;
	size_t i;

	json_array_foreach (details, i, detail) {
		const char *name = json_string_value(json_object_get(detail, "field"));
		const char *said = json_string_value(json_object_get(detail, "message"));
		if (name == NULL || said == NULL || json_object_size(detail) != 2)
			complain(response, what, "details are not field and message");
		if (strcmp(name, field) == 0 && (message == NULL || strcmp(said, message) == 0))
			return;
	}
	complain(response, what, text("details do not say '%s': '%s'", field, message != NULL ? message : ""));
}

void expect_details(const struct http_response *response, const char *what, size_t count)
{
	size_t named = json_array_size(json_object_get(response->json, "details"));

	if (named != count)
		complain(response, what, text("details name %zu fields instead of %zu", named, count));
}

/* Where the value of a member begins in the body of a flat object, and how long it is. */
static const char *raw_member(const char *body, const char *key, size_t *length)
{
	const char *value = strstr(body, text("\"%s\":", key));

	if (value == NULL)
		return NULL;
	value += strlen(key) + 3;
	/* Strings here hold neither quotes nor commas. */
	*length = *value == '"' ? strcspn(value + 1, "\"") + 2 : strcspn(value, ",}");
	return value;
}

void expect_member(const struct http_response *response, const char *what, const char *key, const char *json)
{
	size_t length = 0;
	const char *value = raw_member(response->body, key, &length);

	if (value == NULL || json_object_get(response->json, key) == NULL)
		complain(response, what, text("there is no %s", key));
	else if (length != strlen(json) || memcmp(value, json, length) != 0)
		complain(response, what, text("%s is %.*s instead of %s", key, (int)length, value, json));
}

json_t *expect_at(const struct http_response *response, const char *path)
{
	char *rest = text("%s", path), *name;
	json_t *value = response->json;

	while ((name = strsep(&rest, ".")) != NULL) {
		int64_t index;
		if (json_is_array(value) && integer_parse(name, 0, INT32_MAX, &index))
			value = json_array_get(value, (size_t)index);
		else
			value = json_object_get(value, name);
	}
	return value;
}

void expect_json(const struct http_response *response, const char *what, const char *path, const char *json)
{
	json_t *value = expect_at(response, path), *expected = json_loads(json, JSON_DECODE_ANY, NULL);

	ck_assert_msg(expected != NULL, "%s is no JSON", json);
	if (value == NULL || !json_equal(value, expected))
		complain(response, what, text("%s is not %s", path, json));
}

const char *expect_text(const struct http_response *response, const char *what, const char *key)
{
	const json_t *value = json_object_get(response->json, key);

	if (!json_is_string(value))
		complain(response, what, text("%s is no string", key));
	return json_string_value(value);
}

void expect_value(const char *what, const char *value, const char *expected)
{
	if (value == NULL || expected == NULL)
		ck_assert_msg(value == expected, "%s: '%s' instead of '%s'", what, value != NULL ? value : "NULL",
			      expected != NULL ? expected : "NULL");
	else
		ck_assert_msg(strcmp(value, expected) == 0, "%s: '%s' instead of '%s'", what, value, expected);
}

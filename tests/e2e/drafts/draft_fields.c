/* Drafts: every field of every level, with what it takes and what it does not. */
#include <string.h>

#include "drafts.h"
#include "suite.h"
#include "text.h"

/* What a field may hold; and how much of it: characters of a text, strings of an array. */
enum kind { TEXT, TEXTS, DATE, RANGE, NUMBER, CURRENCY, LEAD_STATUS, VISIT_STATUS };

static const struct {
	enum drafts_level level;
	const char *name;
	enum kind kind;
	int max, item_max;
} fields[] = {
	{ VISIT, "customerName", TEXT, 200, 0 },
	{ VISIT, "dateRange", RANGE, 0, 0 },
	{ VISIT, "location", TEXT, 500, 0 },
	{ VISIT, "interactionType", TEXT, 100, 0 },
	{ VISIT, "sharedWith", TEXTS, 50, 255 },
	{ VISIT, "status", VISIT_STATUS, 0, 0 },
	{ INTERACTION, "departments", TEXTS, 100, 200 },
	{ INTERACTION, "Principals", TEXTS, 100, 200 },
	{ INTERACTION, "persons", TEXTS, 100, 200 },
	{ PRINCIPAL_INTERACTION, "PrincipalName", TEXT, 200, 0 },
	{ PRINCIPAL_INTERACTION, "objective", TEXT, 10000, 0 },
	{ PRINCIPAL_INTERACTION, "discussion", TEXT, 10000, 0 },
	{ PRINCIPAL_INTERACTION, "nextStep", TEXT, 10000, 0 },
	{ PRINCIPAL_INTERACTION, "product", TEXT, 200, 0 },
	{ PRINCIPAL_INTERACTION, "followUpDate", DATE, 0, 0 },
	{ LEAD, "title", TEXT, 200, 0 },
	{ LEAD, "description", TEXT, 10000, 0 },
	{ LEAD, "contactName", TEXT, 200, 0 },
	{ LEAD, "contactPhone", TEXT, 50, 0 },
	{ LEAD, "contactEmail", TEXT, 255, 0 },
	{ LEAD, "expectedValue", NUMBER, 0, 0 },
	{ LEAD, "currency", CURRENCY, 0, 0 },
	{ LEAD, "status", LEAD_STATUS, 0, 0 },
	{ LEAD, "followUpDate", DATE, 0, 0 },
};

/* How many fields each level has, and members its record: id, what it belongs to, two times, those of a visit. */
static const size_t members[LEVELS] = { 4 + 6, 4 + 3, 4 + 6, 4 + 9 };

enum { VALUES_MAX = 12 };

static const char *const good_values[][VALUES_MAX] = {
	[TEXT] = { "\"\"", "\"x\"", "\"Grüße, \\\"Łódź\\\" \\\\ 🙂\\n'); --\"", "\"  \"", "\"NULL\"", "\"{}\"" },
	[TEXTS] = { "[]", "[\"x\"]", "[\"b\",\"a\",\"b\"]", "[\"\"]", "[\"NULL\",\"null\"]",
		    "[\"{a,\\\"b\\\"}\",\"c\\\\d\",\" , \",\"🙂\"]" },
	[DATE] = { "\"2025-01-01\"", "\"2024-02-29\"", "\"0001-01-01\"", "\"9999-12-31\"" },
	[RANGE] = { "\"2025-01-01 to 2025-01-02\"", "\"2024-02-29 to 2024-02-29\"", "\"0001-01-01 to 9999-12-31\"" },
	[NUMBER] = { "0", "43.6532", "12500", "0.1", "0.00001", "1500000.5", "999999999999999", "0.30000000000000004",
		     "9007199254740993", "123456789012345678.99", "9223372036854775807" },
	[CURRENCY] = { "\"EUR\"", "\"CAD\"" },
	[LEAD_STATUS] = { "\"new\"", "\"qualified\"", "\"won\"", "\"lost\"" },
	[VISIT_STATUS] = { "\"draft\"" },
};

static const char *const bad_values[][VALUES_MAX] = {
	[TEXT] = { "42", "true", "[]", "{}", "[\"x\"]", "\"a\\u0000b\"" },
	[TEXTS] = { "\"x\"", "42", "true", "{}", "\"\"" },
	[DATE] = { "\"2025-02-29\"", "\"2025-1-1\"", "\"2025-01-01T00:00:00Z\"", "\"\"", "\"0000-01-01\"", "\"10000-01-01\"",
		   "20250101", "\"2025-01-01 \"", "[]", "true", "\"infinity\"" },
	[RANGE] = { "\"2025-01-01\"", "\"2025-01-02 to 2025-01-01\"", "\"2025-02-29 to 2025-03-01\"",
		    "\"2025-01-01 to 2025-13-01\"", "\"2025-01-01  to 2025-01-02\"", "\"2025-01-01 to 2025-01-02 \"",
		    "\"2025-01-01 TO 2025-01-02\"", "\"\"", "5", "[]", "{}" },
	[NUMBER] = { "-1", "-0.0001", "\"5\"", "true", "[]", "{}", "-1e99", "-0.0000000000000000000000000000000000001" },
	[CURRENCY] = { "\"eur\"", "\"EU\"", "\"EURO\"", "\"E R\"", "\"€UR\"", "\"\"", "978", "[]" },
	[LEAD_STATUS] = { "\"New\"", "\"\"", "\"draft\"", "\"new \"", "1", "[]", "{}", "false" },
	[VISIT_STATUS] = { "null", "\"Draft\"", "\"closed\"", "\"\"", "1", "[]", "false" },
};

/* A record to write fields of. */
struct page {
	struct drafts_tree tree;
	enum drafts_level level;
	const char *name;
};

static struct http_response *save(const struct page *page, const char *value)
{
	return drafts_patch(page->level, page->tree.user.token, page->tree.ids[page->level],
			    text("{\"%s\":%s}", page->name, value));
}

/* Written, it is in the reply, in the record and in the tree. */
static void expect_saved(const struct page *page, const char *value)
{
	const char *what = text("%s %.100s", page->name, value), *token = page->tree.user.token;
	struct http_response *response = save(page, value);

	expect_status(response, what, 200);
	drafts_expect(response, what, page->name, value);
	ck_assert_uint_eq(json_object_size(response->json), members[page->level]);
	drafts_expect(drafts_get(page->level, token, page->tree.ids[page->level]), what, page->name, value);
	struct http_response *whole = drafts_get(VISIT, token, page->tree.ids[VISIT]);
	struct http_response record = *whole;
	record.json = drafts_find(whole, page->level, page->tree.ids[page->level]);
	drafts_expect(&record, "in the tree", page->name, value);
}

static void expect_refused(const struct page *page, const char *value, const char *place, const char *message)
{
	const char *what = text("%s %.100s", page->name, value), *name = text("%s%s", page->name, place);
	struct http_response *response = save(page, value);

	expect_problem(response, what, 400, message);
	expect_detail(response, what, name, message);
	expect_details(response, what, 1);
}

static const char *text_of(int characters)
{
	return text("\"%s\"", text_repeat("é", (size_t)characters));
}

static const char *array_of(int strings)
{
	return text("[%s\"x\"]", text_repeat("\"x\",", (size_t)strings - 1));
}

static void check_limits(const struct page *page, enum kind kind, int max, int item_max)
{
	if (kind == TEXT) {
		expect_saved(page, text_of(max));
		expect_refused(page, text_of(max + 1), "", text("%s must be at most %d characters", page->name, max));
	} else if (kind == TEXTS) {
		expect_saved(page, array_of(max));
		expect_refused(page, array_of(max + 1), "", text("%s must be an array of at most %d strings", page->name, max));
		expect_saved(page, text("[\"x\",%s]", text_of(item_max)));
		expect_refused(page, text("[\"x\",%s]", text_of(item_max + 1)), "[1]", NULL);
		expect_refused(page, "[42]", "[0]", text("%s[0] must be a string", page->name));
		expect_refused(page, "[\"x\",null]", "[1]", text("%s[1] must be a string", page->name));
		expect_refused(page, "[\"a\\u0000\"]", "[0]", text("%s[0] must not contain U+0000", page->name));
	}
}

/* What expect_saved() cannot see: numbers go as they came, not just by value. */
static void check_spelling(const struct page *page, enum kind kind)
{
	for (size_t i = 0; kind == NUMBER && i < VALUES_MAX && good_values[kind][i] != NULL; i++) {
		const char *spelt = text("\"%s\":%s,", page->name, good_values[kind][i]);
		const char *tree_spelt = text("\"%s\" : %s,", page->name, good_values[kind][i]);
		struct http_response *response = save(page, good_values[kind][i]);
		struct http_response *whole = drafts_get(VISIT, page->tree.user.token, page->tree.ids[VISIT]);
		ck_assert_msg(strstr(response->body, spelt) != NULL, "%s is not in %s", spelt, response->body);
		ck_assert_msg(strstr(whole->body, spelt) != NULL || strstr(whole->body, tree_spelt) != NULL, "%s is not in %s",
			      spelt, whole->body);
	}
}

START_TEST(field)
{
	struct page page = { .tree = drafts_tree_new(), .level = fields[_i].level, .name = fields[_i].name };
	enum kind kind = fields[_i].kind;
	const char *last = NULL;

	for (size_t i = 0; i < VALUES_MAX && good_values[kind][i] != NULL; i++)
		expect_saved(&page, last = good_values[kind][i]);
	for (size_t i = 0; i < VALUES_MAX && bad_values[kind][i] != NULL; i++)
		expect_refused(&page, bad_values[kind][i], "", NULL);
	/* What was refused has changed nothing, and nothing but the field was changed. */
	struct http_response *record = drafts_get(page.level, page.tree.user.token, page.tree.ids[page.level]);
	drafts_expect(record, "after refusals", page.name, last);
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		if (fields[i].level == page.level && i != (size_t)_i)
			drafts_expect(record, "another field", fields[i].name,
				      fields[i].kind == VISIT_STATUS ? "\"draft\"" : "null");
	}
	check_limits(&page, kind, fields[_i].max, fields[_i].item_max);
	check_spelling(&page, kind);
	if (kind != VISIT_STATUS)
		expect_saved(&page, "null");
}
END_TEST

/* --- numbers that no double holds, and those beyond the bounds --- */

#define ZEROS_33 "000000000000000000000000000000000"
#define BEYOND   "A number has more than 40 characters or an exponent beyond 99 at line 1, column 18"

static const struct {
	const char *sent, *shown; /* NULL: refused */
} numbers[] = {
	{ "-0", "0" },
	{ "-0.0e9", "0" },
	{ "9223372036854775808", "9223372036854775808" },
	{ "18446744073709551616", "18446744073709551616" },
	{ "1234567890123456789012345678901234567890", "1234567890123456789012345678901234567890" },
	{ "0.12345678901234567890123456789012345678", "0.12345678901234567890123456789012345678" },
	{ "1e99", "1" ZEROS_33 ZEROS_33 ZEROS_33 },
	{ "1e-99", "0.00000" ZEROS_33 ZEROS_33 "000000000000000000000000000"
		   "1" },
	{ "12345678901234567890123456789012345678901", NULL },
	{ "0.123456789012345678901234567890123456789", NULL },
	{ "1e100", NULL },
	{ "1e-100", NULL },
	{ "-1e300", NULL },
};

START_TEST(number_beyond_a_double)
{
	struct drafts_tree tree = drafts_tree_new();
	const char *token = tree.user.token, *sent = numbers[_i].sent, *id = tree.ids[LEAD];
	struct http_response *response = drafts_patch(LEAD, token, id, text("{\"expectedValue\":%s}", sent));

	if (numbers[_i].shown == NULL) {
		expect_problem(response, sent, 400, BEYOND);
		return;
	}
	ck_assert_int_eq(response->status, 200);
	const char *member = text("\"expectedValue\":%s,", numbers[_i].shown), *body = drafts_get(LEAD, token, id)->body;
	ck_assert_msg(strstr(response->body, member) != NULL, "%s: %s", sent, response->body);
	ck_assert_msg(strstr(body, member) != NULL, "%s: %s", sent, body);
}
END_TEST

/* --- several fields, and none --- */

START_TEST(all_fields_at_once)
{
	struct drafts_tree tree = drafts_tree_new();
	enum drafts_level level = (enum drafts_level)_i;
	const char *body = "", *unset = "", *token = tree.user.token;

	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		if (fields[i].level != level)
			continue;
		body = text("%s,\"%s\":%s", body, fields[i].name, good_values[fields[i].kind][0]);
		unset = text("%s,\"%s\":%s", unset, fields[i].name, fields[i].kind == VISIT_STATUS ? "\"draft\"" : "null");
	}
	struct http_response *response = drafts_patch(level, token, tree.ids[level], text("{%s}", body + 1));
	expect_status(response, body, 200);
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		if (fields[i].level == level)
			drafts_expect(response, body, fields[i].name, good_values[fields[i].kind][0]);
	}
	response = drafts_patch(level, token, tree.ids[level], text("{%s}", unset + 1));
	expect_status(response, unset, 200);
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		if (fields[i].level == level && fields[i].kind != VISIT_STATUS)
			drafts_expect(response, unset, fields[i].name, "null");
	}
}
END_TEST

START_TEST(every_bad_field_is_named)
{
	struct drafts_tree tree = drafts_tree_new();
	enum drafts_level level = (enum drafts_level)_i;
	const char *body = "";
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		if (fields[i].level == level && ++count > 0)
			body = text("%s\"%s\":%s,", body, fields[i].name, bad_values[fields[i].kind][0]);
	}
	body = text("{%s\"colour\":\"red\",\"id\":\"V77\"}", body);
	struct http_response *response = drafts_patch(level, tree.user.token, tree.ids[level], body);
	expect_problem(response, body, 400, NULL);
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		if (fields[i].level == level)
			expect_detail(response, body, fields[i].name, NULL);
	}
	expect_detail(response, body, "colour", "colour is not a known field");
	expect_detail(response, body, "id", "id is not a known field");
	expect_details(response, body, count + 2);
}
END_TEST

static const struct {
	const char *body, *message; /* message of the 400 */
} bodies[] = {
	{ "{}", "No updates provided" },
	{ "", "No updates provided" },
	{ NULL, "No updates provided" },
	{ "[]", "The body must be a JSON object" },
	{ "\"x\"", "The body must be a JSON object" },
	{ "{", NULL },
	{ "{\"createdAt\":null}", "createdAt is not a known field" },
	{ "{\"last_child\":0}", "last_child is not a known field" },
	{ "{\"Status\":\"draft\"}", "Status is not a known field" },
};

START_TEST(body_that_saves_nothing)
{
	struct drafts_tree tree = drafts_tree_new();

	for (int level = VISIT; level < LEVELS; level++) {
		struct http_response *response = drafts_patch((enum drafts_level)level, tree.user.token, tree.ids[level],
							      bodies[_i].body);
		expect_problem(response, text("level %d: %s", level, bodies[_i].body != NULL ? bodies[_i].body : "none"), 400,
			       bodies[_i].message);
	}
}
END_TEST

void drafts_add_fields(Suite *suite)
{
	TCase *part = suite_part(suite, "fields", drafts_mark_log);

	tcase_add_checked_fixture(part, NULL, drafts_expect_no_errors);
	tcase_add_loop_test(part, field, 0, ARRAY_LEN(fields));
	tcase_add_loop_test(part, number_beyond_a_double, 0, ARRAY_LEN(numbers));
	tcase_add_loop_test(part, all_fields_at_once, VISIT, LEVELS);
	tcase_add_loop_test(part, every_bad_field_is_named, VISIT, LEVELS);
	tcase_add_loop_test(part, body_that_saves_nothing, 0, ARRAY_LEN(bodies));
}

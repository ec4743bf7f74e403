/* Rows that do not fit their statements are found, and said to be what they are. */
#include "ctl/fit.h"

#include <string.h>

#include "ctl/words.h"
#include "rows.h"
#include "unit.h"

#define STATEMENT_TEXT                                                                                                           \
	"SELECT CASE WHEN caller.id IS NULL THEN 'caller_unknown' WHEN visit.state = CASE WHEN true THEN 'no' ELSE 'nor' END "   \
	"THEN 'not_' || visit.state ELSE 'read' END AS \"@outcome\", 'Visit ' || draft_id(visit.number, 1) || ' is ' || x AS "   \
	"\"@message.unknown\" FROM caller"

/* One row of a table that fits: what is changed is all that does not. */
struct fit_row {
	const char *what;
	const char *aliases[8];
	const char *problem; /* NULL for none */
	enum shape shape;
	const char *text, *comment;
	unsigned parameters;
	bool numbered;
	const struct record *reply; /* NULL: an object of id */
};

static const struct record just_id = { "JustId", MEMBERS({ .name = "id", .type = MEMBER_TEXT }) };
static const struct record named = {
	"Named",
	MEMBERS({ .name = "id", .type = MEMBER_TEXT }, { .name = "name", .type = MEMBER_TEXT }),
};
static const struct record with_client = {
	"WithClient",
	MEMBERS({ .name = "id", .type = MEMBER_TEXT }, { .name = "client", .type = MEMBER_OBJECT, .record = &named }),
};
static const struct record with_nullable_client = {
	"WithNullableClient",
	MEMBERS({ .name = "client", .type = MEMBER_OBJECT, .record = &named, .nullable = true }),
};

#define COMMENT "$1 caller  $2 visit  $3 If-Match  $4 fields that are given  $5 check_in_time (UTC)"

static const struct fit_row fit_rows[] = {
	{ "fits",
	  { "@outcome", "@etag", "id", "client.id", "client.name", "@log.visitId" },
	  NULL,
	  .parameters = 5,
	  .reply = &with_client },
	{ "a member that is no column",
	  { "@outcome", "id", "client.id" },
	  "\"client.name\" of the row's reply is no column",
	  .parameters = 5,
	  .reply = &with_client },
	{ "a column that is no member",
	  { "@outcome", "id", "name" },
	  "member \"name\" is not in the row's reply",
	  .parameters = 5 },
	{ "a column of an object that is no member",
	  { "@outcome", "id", "client.id", "client.name", "client.phone" },
	  "member \"client.phone\" is not in the row's reply",
	  .parameters = 5,
	  .reply = &with_client },
	{ "columns for what is no object", { "@outcome", "id.x" }, "member \"id\" is an object of columns", .parameters = 5 },
	{ "an object that may be null",
	  { "@outcome", "client?.id", "client?.name" },
	  NULL,
	  .parameters = 5,
	  .reply = &with_nullable_client },
	{ "null on one side",
	  { "@outcome", "client.id", "client.name" },
	  "object \"client\" may be null either",
	  .parameters = 5,
	  .reply = &with_nullable_client },
	{ "an optional column",
	  { "@outcome", "id", "@optional.name" },
	  "member \"name\" is optional either",
	  .parameters = 5,
	  .reply = &named },
	{ "unknown alias", { "@outcom", "@outcome", "id" }, "column \"@outcom\" begins with @", .parameters = 5 },
	{ "empty log member", { "@outcome", "@log.", "id" }, "column \"@log.\" begins with @", .parameters = 5 },
	{ "message of no outcome", { "@outcome", "@message.gone", "id" }, "is the message of no outcome", .parameters = 5 },
	{ "no outcome", { "id" }, "there is no column \"@outcome\"", .parameters = 5 },
	{ "no total",
	  { "@outcome", "id", "@cursor" },
	  "needs a column \"@total\"",
	  SHAPE_PAGES,
	  .parameters = 5,
	  .numbered = true },
	{ "no limit",
	  { "@outcome", "id", "@cursor", "@total" },
	  "needs a field \"limit\"",
	  SHAPE_PAGES,
	  .parameters = 5,
	  .numbered = true },
	{ "by cursor alone", { "@outcome", "id", "@cursor" }, NULL, SHAPE_PAGES, .parameters = 5 },
	{ "no object",
	  { "@outcome", "id", "@object.expires" },
	  "needs a column \"@object.key\"",
	  SHAPE_REDIRECT,
	  .parameters = 5 },
	{ "an upload of any length",
	  { "@outcome", "id", "@object.key", "@object.expires", "@object.type" },
	  "needs a column \"@object.length\"",
	  SHAPE_UPLOAD,
	  .parameters = 5 },
	{ "no cursor", { "@outcome", "id" }, "needs a column \"@cursor\"", SHAPE_CURSOR, .parameters = 5 },
	{ "no member", { "@outcome" }, "no member to reply with", .parameters = 5 },
	{ "twice", { "@outcome", "id", "status", "id" }, "member \"id\" is there twice", .parameters = 5 },
	{ "member and object", { "@outcome", "client", "client?.id" }, "member \"client.id\" is there twice", .parameters = 5 },
	{ "torn object", { "@outcome", "a.x", "b.x", "a.y" }, "\"a.y\" does not stand beside", .parameters = 5 },
	{ "torn inner object", { "@outcome", "a.b.x", "a.c", "a.b.y" }, "\"a.b.y\" does not stand", .parameters = 5 },
	{ "a log column between",
	  { "@outcome", "client?.id", "@log.x", "client?.name" },
	  NULL,
	  .parameters = 5,
	  .reply = &with_nullable_client },
	{ "too many parameters", { "@outcome", "id" }, "has 6 parameters, the row has 5", .parameters = 6 },
	{ "swapped",
	  { "@outcome", "id" },
	  "calls $2 check_in_time what is visitId",
	  .parameters = 5,
	  .comment = "$1 caller  $2 check_in_time  $3 If-Match  $4 fields that are given  $5 visit" },
	{ "no caller", { "@outcome", "id" }, "calls $1 visit what is caller", .parameters = 5, .comment = "$1 visit" },
	{ "too few",
	  { "@outcome", "id" },
	  "no $5 documentation.checkInTime",
	  .parameters = 5,
	  .comment = "$1 caller  $2 visit_id  $3 If-Match  $4 fields that are given" },
	{ "too many", { "@outcome", "id" }, "more parameters than", .parameters = 5, .comment = COMMENT "  $6 x" },
	{ "word of the statement's",
	  { "@outcome", "id" },
	  "outcome 'gone' is none of the row's",
	  .parameters = 5,
	  .text = "SELECT 'gone' AS \"@outcome\"" },
	{ "word of the row's",
	  { "@outcome", "id" },
	  "outcome 'not_seen' is none of the statement's",
	  .parameters = 5,
	  .text = "SELECT CASE WHEN a THEN 'read' ELSE 'unknown' END AS outcome" },
	{ "text that tells nothing", { "@outcome", "id" }, NULL, .parameters = 5, .text = "SELECT verdict() AS \"@outcome\"" },
};

static const struct field fields[] = {
	{ .name = "visitId", .place = IN_PATH },
	{ .name = "If-Match", .place = FROM_IF_MATCH },
	{ .name = "present", .place = FROM_PRESENT },
	{ .name = "documentation.checkInTime" },
};
static const struct field numbered_fields[] = {
	{ .name = "visitId", .place = IN_PATH },
	{ .name = "If-Match", .place = FROM_IF_MATCH },
	{ .name = "present", .place = FROM_PRESENT },
	{ .name = "page", .place = IN_QUERY },
};
static const struct outcome outcomes[] = { { "read", 200, NULL }, { "not_seen", 404, "No" }, { NULL, 0, NULL } };
static const struct outcome messages[] = {
	{ "read", 200, NULL }, { "unknown", 404, "No" }, { "not_seen", 404, "No" }, { NULL, 0, NULL }
};

START_TEST(fits)
{
	const struct fit_row *row = &fit_rows[_i];
	struct rows_column columns[8] = { 0 };
	size_t count = 0;
	struct arena arena = { 0 };
	struct problems problems = { 0 };
	const struct statement statement = {
		.parameters = row->parameters,
		.name = "visits_read",
		.text = row->text != NULL ? row->text : STATEMENT_TEXT,
		.comment = row->comment != NULL ? row->comment : COMMENT,
	};
	const struct operation operation = {
		.name = "visits_read",
		.statement = &statement,
		.method = "PATCH",
		.path = "/",
		.fields = row->numbered ? numbered_fields : fields,
		.field_count = ARRAY_LEN(fields),
		.outcomes = outcomes,
		.reply = row->reply != NULL ? row->reply : &just_id,
		.shape = row->shape,
	};

	for (; count < ARRAY_LEN(columns) && row->aliases[count] != NULL; count++)
		columns[count] = (struct rows_column){ row->aliases[count], TEXT, NULL };
	PGresult *description = rows_none(columns, count);
	fit_check(&operation, description, &arena, &problems);
	if (row->problem == NULL)
		ck_assert_msg(problems.first == NULL, "%s: %s", row->what, problems.first != NULL ? problems.first->message : "");
	bool found = row->problem == NULL;
	for (const struct problem *problem = problems.first; problem != NULL; problem = problem->next)
		found = found || strstr(problem->message, row->problem) != NULL;
	ck_assert_msg(found, "%s: not said, but '%s'", row->what, problems.first != NULL ? problems.first->message : "nothing");
	PQclear(description);
	arena_free(&arena);
}
END_TEST

/* Which type of a member a column may be; those that are left out fit none that is listed. */
static const struct type_row {
	enum member_type member;
	Oid fits[4], other;
} type_rows[] = {
	{ MEMBER_UUID, { UUID }, TEXT },
	{ MEMBER_TEXT, { TEXT, VARCHAR, BPCHAR }, UUID },
	{ MEMBER_CHOICE, { TEXT }, JSON },
	{ MEMBER_TIME, { TIMESTAMPTZ, TEXT }, DATE },
	{ MEMBER_DATE, { DATE, TEXT }, TIMESTAMPTZ },
	{ MEMBER_NUMBER, { NUMERIC, INT4, INT8 }, TEXT },
	{ MEMBER_INTEGER, { INT2, INT4, INT8 }, NUMERIC },
	{ MEMBER_BOOLEAN, { BOOL }, TEXT },
	{ MEMBER_OBJECT, { JSON, JSONB }, TEXT },
	{ MEMBER_RECORDS, { JSON }, INT4 },
};

static size_t count_type_problems(enum member_type member, Oid type)
{
	const struct record record = { "Typed", MEMBERS({ .name = "value", .type = member }) };
	const struct rows_column columns[] = { { "@outcome", TEXT, NULL }, { "value", type, NULL } };
	const struct statement statement = { .name = "typed", .text = STATEMENT_TEXT, .comment = "$1 caller", .parameters = 1 };
	const struct operation operation = {
		.name = "typed", .statement = &statement, .method = "GET", .path = "/", .outcomes = messages, .reply = &record
	};
	struct arena arena = { 0 };
	struct problems problems = { 0 };
	size_t count = 0;

	PGresult *description = rows_none(columns, ARRAY_LEN(columns));
	fit_check(&operation, description, &arena, &problems);
	for (const struct problem *problem = problems.first; problem != NULL; problem = problem->next)
		count += strstr(problem->message, "member \"value\" is ") != NULL;
	PQclear(description);
	arena_free(&arena);
	return count;
}

START_TEST(types_of_members_are_those_of_columns)
{
	const struct type_row *row = &type_rows[_i];

	for (size_t i = 0; i < ARRAY_LEN(row->fits) && row->fits[i] != 0; i++)
		ck_assert_uint_eq(count_type_problems(row->member, row->fits[i]), 0);
	ck_assert_uint_eq(count_type_problems(row->member, row->other), 1);
}
END_TEST

/* What the manual is compared with. */
START_TEST(message_of_a_statement_is_a_pattern)
{
	struct arena arena = { 0 };

	ck_assert_str_eq(words_message(STATEMENT_TEXT, "unknown", &arena), "Visit .* is .*");
	ck_assert_ptr_null(words_message(STATEMENT_TEXT, "read", &arena));
	arena_free(&arena);
}
END_TEST

/* Its two outcomes and the prefix of others; not what an inner CASE says. */
START_TEST(words_are_those_of_the_outcome)
{
	struct arena arena = { 0 };
	const struct word *words = words_of(STATEMENT_TEXT, &arena);

	for (const struct outcome *outcome = messages; outcome->name != NULL; outcome++)
		ck_assert_msg(words_give(words, outcome->name) == (strcmp(outcome->name, "unknown") != 0), "%s", outcome->name);
	ck_assert(words_give(words, "caller_unknown"));
	ck_assert(!words_give(words, "nor"));
	ck_assert(!words_give(words, "no"));
	arena_free(&arena);
}
END_TEST

Suite *fit_suite(void)
{
	Suite *suite = suite_create("fit");
	TCase *tests = tcase_create("fit");

	tcase_add_loop_test(tests, fits, 0, ARRAY_LEN(fit_rows));
	tcase_add_loop_test(tests, types_of_members_are_those_of_columns, 0, ARRAY_LEN(type_rows));
	tcase_add_test(tests, message_of_a_statement_is_a_pattern);
	tcase_add_test(tests, words_are_those_of_the_outcome);
	suite_add_tcase(suite, tests);
	return suite;
}

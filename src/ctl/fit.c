/* Does an operation's row fit its statement? Names are compared: of columns, of parameters, of outcomes. */
#include "ctl/fit.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "ctl/words.h"
#include "engine/object_reply.h"
#include "engine/render.h"

/* What is compared, and where to say that it does not fit. */
struct fit {
	const struct operation *operation;
	const PGresult *columns;
	struct arena *arena;
	struct problems *problems;
};

static void add(const struct fit *fit, const char *format, ...) printf_like(2, 3);
static void add(const struct fit *fit, const char *format, ...)
{
	char text[256];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	problems_add(fit->problems, fit->arena, fit->operation->name, arena_copy(fit->arena, text, strlen(text)));
}

static bool begins(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

/* --- columns --- */

static bool has_column(const struct fit *fit, const char *alias)
{
	for (int i = 0; i < PQnfields(fit->columns); i++) {
		if (strcmp(PQfname(fit->columns, i), alias) == 0)
			return true;
	}
	return false;
}

static void check_alias(const struct fit *fit, const char *alias)
{
	if (!render_knows(alias))
		add(fit, "column \"%s\" begins with @ and is none that is known", alias);
	else if (begins(alias, RENDER_MESSAGE) &&
		 reply_outcome(fit->operation->outcomes, alias + sizeof RENDER_MESSAGE - 1) == NULL)
		add(fit, "column \"%s\" is the message of no outcome of the row", alias);
}

/* The path of a member: "client.emergencyContact.name"; the mark of an object that may be null is no part of it. */
static const char *member_path(const struct fit *fit, int column)
{
	char *path = arena_copy(fit->arena, PQfname(fit->columns, column), strlen(PQfname(fit->columns, column))), *out = path;

	for (const char *in = path; *in != '\0'; in++) {
		if (*in != '?' || in[1] != '.')
			*out++ = *in;
	}
	*out = '\0';
	return path;
}

/* How much of two paths names objects that both are in. */
static size_t shared_objects(const char *a, const char *b)
{
	size_t shared = 0;

	for (size_t i = 0; a[i] != '\0' && a[i] == b[i]; i++) {
		if (a[i] == '.')
			shared = i + 1;
	}
	return shared;
}

/* Is `path` the member or object that `outer` is the path of, or within it? */
static bool is_within(const char *outer, const char *path)
{
	size_t length = strlen(outer);

	return begins(path, outer) && (path[length] == '\0' || path[length] == '.');
}

/* A key may be in an object once: a member by its name, and an object whose columns must then stand together. */
static void check_repeated(const struct fit *fit, int column)
{
	const char *path = member_path(fit, column), *before = NULL;

	for (int i = column - 1; i >= 0; i--) {
		const char *earlier = member_path(fit, i);
		if (earlier[0] == '@')
			continue;
		before = before != NULL ? before : earlier;
		if (is_within(earlier, path) || is_within(path, earlier)) {
			add(fit, "member \"%s\" is there twice", path);
			return;
		}
		if (shared_objects(earlier, path) > shared_objects(before, path)) {
			add(fit, "member \"%s\" does not stand beside the others of its object", path);
			return;
		}
	}
}

/* A list in {"data"} may be paged by cursor alone; how many pages there are is counted from total and limit. */
static void check_numbers(const struct fit *fit)
{
	if (!operation_has_field(fit->operation, "page"))
		return;
	if (!has_column(fit, RENDER_TOTAL))
		add(fit, "a list with numbered pages needs a column \"%s\"", RENDER_TOTAL);
	if (!operation_has_field(fit->operation, "limit"))
		add(fit, "a list with numbered pages needs a field \"limit\"");
}

/* A reply that leads to an object needs to know which, until when, and what may be uploaded. */
static void check_object(const struct fit *fit)
{
	static const char *const needed[] = { RENDER_OBJECT "key", RENDER_OBJECT "expires", RENDER_OBJECT "type",
					      RENDER_OBJECT "length" };
	size_t count = fit->operation->shape == SHAPE_UPLOAD ? ARRAY_LEN(needed) : 2;

	for (size_t i = 0; i < count; i++) {
		if (!has_column(fit, needed[i]))
			add(fit, "a reply that leads to an object needs a column \"%s\"", needed[i]);
	}
}

/* --- the reply as the row describes it --- */

/* What JSON makes of a column. */
static const char *kind_of_column(Oid type)
{
	switch (type) {
	case TYPE_BOOL:
		return "a boolean";
	case TYPE_INT2:
	case TYPE_INT4:
	case TYPE_INT8:
	case TYPE_NUMERIC:
		return "a number";
	case TYPE_JSON:
	case TYPE_JSONB:
		return "JSON";
	default:
		return "a string";
	}
}

static const char *kind_of_member(const struct member *member)
{
	switch (member->type) {
	case MEMBER_BOOLEAN:
		return "a boolean";
	case MEMBER_NUMBER:
	case MEMBER_INTEGER:
		return "a number";
	case MEMBER_OBJECT:
	case MEMBER_JSON:
	case MEMBER_RECORDS:
	case MEMBER_TEXTS:
		return "JSON";
	default:
		return "a string";
	}
}

/* Has the column the member's own type, where PostgreSQL has one? A function may write as text what it is about. */
static bool suits(const struct member *member, Oid type)
{
	if (type == TYPE_TIMESTAMPTZ || type == TYPE_DATE)
		return member->type == (type == TYPE_DATE ? MEMBER_DATE : MEMBER_TIME);
	if (type == TYPE_UUID || member->type == MEMBER_UUID)
		return type == TYPE_UUID && member->type == MEMBER_UUID;
	if (type == TYPE_NUMERIC && member->type == MEMBER_INTEGER)
		return false;
	return strcmp(kind_of_member(member), kind_of_column(type)) == 0;
}

/* The column of this path, or the first of those within it; -1 for none. */
static int find_column(const struct fit *fit, const char *path)
{
	for (int i = 0; i < PQnfields(fit->columns); i++) {
		const char *alias = member_path(fit, i);
		bool is_optional = begins(alias, RENDER_OPTIONAL);
		if (is_within(path, is_optional ? alias + sizeof RENDER_OPTIONAL - 1 : alias))
			return i;
	}
	return -1;
}

static void check_member(const struct fit *fit, const struct member *member, const char *path, int column)
{
	const char *alias = PQfname(fit->columns, column);
	bool is_optional = begins(alias, RENDER_OPTIONAL);

	if (is_optional != member->optional)
		add(fit, "member \"%s\" is optional either as a column or in the row's reply, not in both", path);
	if (!suits(member, PQftype(fit->columns, column)))
		add(fit, "member \"%s\" is %s in the row's reply, and of another type as a column, %s", path,
		    kind_of_member(member), kind_of_column(PQftype(fit->columns, column)));
}

/* Every member has a column, or columns of an object of its own. */
static void check_record(const struct fit *fit, const struct record *record, const char *within)
{
	for (size_t i = 0; i < record->member_count; i++) {
		const struct member *member = &record->members[i];
		const char *path = arena_printf(fit->arena, "%s%s", within, member->name);
		int column = find_column(fit, path);
		if (column < 0) {
			add(fit, "member \"%s\" of the row's reply is no column", path);
		} else if (strlen(member_path(fit, column)) == strlen(path) || begins(PQfname(fit->columns, column), "@")) {
			check_member(fit, member, path, column);
		} else if (member->record == NULL || member->type != MEMBER_OBJECT) {
			add(fit, "member \"%s\" is an object of columns, and none in the row's reply", path);
		} else {
			if (member->nullable != (PQfname(fit->columns, column)[strlen(path)] == '?'))
				add(fit, "object \"%s\" may be null either as columns or in the row's reply, not in both", path);
			check_record(fit, member->record, arena_printf(fit->arena, "%s.", path));
		}
	}
}

static bool is_described(const struct record *record, const char *path)
{
	size_t length = strcspn(path, ".");

	for (size_t i = 0; i < record->member_count; i++) {
		const struct member *member = &record->members[i];
		if (strlen(member->name) == length && strncmp(member->name, path, length) == 0)
			return path[length] == '\0' ||
			       (member->record != NULL && is_described(member->record, path + length + 1));
	}
	return false;
}

/* What PostgreSQL cannot know, what may be null and what is in JSON, the tests find out: they compare every reply. */
static void check_reply(const struct fit *fit)
{
	const struct record *record = fit->operation->reply;

	if (record == NULL) {
		add(fit, "the row has no reply that tells what its members are");
		return;
	}
	check_record(fit, record, "");
	for (int i = 0; i < PQnfields(fit->columns); i++) {
		const char *path = member_path(fit, i);
		if (begins(path, RENDER_OPTIONAL))
			path += sizeof RENDER_OPTIONAL - 1;
		if (path[0] != '@' && !is_described(record, path))
			add(fit, "member \"%s\" is not in the row's reply", path);
	}
}

static void check_columns(const struct fit *fit)
{
	const struct operation *operation = fit->operation;
	bool has_member = false, shows = false, pages = operation->shape == SHAPE_PAGES;

	for (int i = 0; i < PQnfields(fit->columns); i++) {
		check_alias(fit, PQfname(fit->columns, i));
		if (PQfname(fit->columns, i)[0] == '@')
			continue;
		has_member = true;
		check_repeated(fit, i);
	}
	for (const struct outcome *outcome = operation->outcomes; outcome->name != NULL; outcome++)
		shows = shows || (outcome->message == NULL && outcome->status != 204);
	if (!has_column(fit, RENDER_OUTCOME))
		add(fit, "there is no column \"%s\"", RENDER_OUTCOME);
	if (pages)
		check_numbers(fit);
	if ((pages || operation->shape == SHAPE_CURSOR) && !has_column(fit, RENDER_CURSOR))
		add(fit, "a list with a cursor needs a column \"%s\"", RENDER_CURSOR);
	if (object_reply_suits(operation))
		check_object(fit);
	else if (shows && !has_member)
		add(fit, "there is no member to reply with");
	if (has_member)
		check_reply(fit);
	else if (operation->reply != NULL)
		add(fit, "the row has a reply, and the statement no member");
}

/* --- outcomes --- */

static bool row_knows(const struct operation *operation, const struct word *word)
{
	const struct outcome *const tables[] = { operation->outcomes, reply_refusals };

	if (strcmp(word->text, "wrong_role") == 0)
		return true;
	for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
		for (const struct outcome *outcome = tables[i]; outcome->name != NULL; outcome++) {
			if (strcmp(outcome->name, word->text) == 0 || (word->is_prefix && begins(outcome->name, word->text)))
				return true;
		}
	}
	return false;
}

static void check_outcomes(const struct fit *fit)
{
	const struct operation *operation = fit->operation;
	const struct word *words = words_of(operation->statement->text, fit->arena);

	/* As far as the text tells. */
	if (words->text == NULL)
		return;
	for (const struct word *word = words; word->text != NULL; word++) {
		if (!row_knows(operation, word))
			add(fit, "the statement's outcome '%s' is none of the row's", word->text);
	}
	for (const struct outcome *outcome = operation->outcomes; outcome->name != NULL; outcome++) {
		if (!words_give(words, outcome->name))
			add(fit, "the row's outcome '%s' is none of the statement's", outcome->name);
	}
}

/* --- parameters --- */

/* clientId, client_id and If-Match without what case and punctuation add. */
static const char *plain(const char *name, size_t length, struct arena *arena)
{
	char *text = arena_alloc(arena, length + 1), *out = text;

	for (size_t i = 0; i < length; i++) {
		if (isalnum((unsigned char)name[i]))
			*out++ = (char)tolower((unsigned char)name[i]);
	}
	return text;
}

/* "documentation.vitalSigns" is called vital_signs, clientId client_id or client, an id in the path id, and which fields there
 * are fields that are given; nothing else, so that two that have changed places are found. */
static bool names_field(const char *word, size_t length, const struct field *field, struct arena *arena)
{
	const char *dot = strrchr(field->name, '.'), *last = dot != NULL ? dot + 1 : field->name;
	const char *called = plain(word, length, arena), *name = plain(last, strlen(last), arena);
	size_t stem = strlen(name) > 2 && strcmp(name + strlen(name) - 2, "id") == 0 ? strlen(name) - 2 : 0;

	if (field->place == FROM_PRESENT)
		return strcmp(called, "fieldsthataregiven") == 0;
	if (strcmp(called, name) == 0 || (field->place == IN_PATH && stem > 0 && strcmp(called, "id") == 0))
		return true;
	return stem > 0 && strlen(called) == stem && strncmp(called, name, stem) == 0;
}

/* Up to the next, or to a remark. */
static size_t name_length(const char *at)
{
	const char *next = strstr(at, "  ");
	size_t length = next != NULL ? (size_t)(next - at) : strlen(at), remark = strcspn(at, "(,:");

	return remark < length ? remark : length;
}

/* The comment is "$1 caller  $2 client_id  $3 note (a remark)": number, name, and what else there is to say. */
static void check_comment(const struct fit *fit)
{
	const struct operation *operation = fit->operation;
	const char *at = operation->statement->comment;

	for (size_t i = 0; i <= operation->field_count; i++) {
		const char *number = arena_printf(fit->arena, "$%zu ", i + 1);
		const char *name = i == 0 ? "caller" : operation->fields[i - 1].name;
		const struct field caller = { .name = "caller" };
		at = strstr(at, number);
		if (at == NULL) {
			add(fit, "the comment on the statement's parameters has no %s%s", number, name);
			return;
		}
		at += strlen(number);
		size_t length = name_length(at);
		if (!names_field(at, length, i == 0 ? &caller : &operation->fields[i - 1], fit->arena))
			add(fit, "the comment calls %s%.*s what is %s in the row", number, (int)length, at, name);
	}
	if (strstr(at, "  $") != NULL)
		add(fit, "the comment tells of more parameters than the row has fields");
}

static void check_parameters(const struct fit *fit)
{
	size_t wanted = fit->operation->field_count + 1, had = fit->operation->statement->parameters;

	if (wanted != had)
		add(fit, "the statement has %zu parameters, the row has %zu with the caller", had, wanted);
	else
		check_comment(fit);
}

void fit_check(const struct operation *operation, const PGresult *description, struct arena *arena, struct problems *problems)
{
	const struct fit fit = { operation, description, arena, problems };

	check_columns(&fit);
	check_outcomes(&fit);
	check_parameters(&fit);
}

/* Rows on their way into the directory: by COPY into a temporary table, and from there by a few statements that take them all. */
#include "ctl/loading.h"

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/integer.h"
#include "base/json.h"
#include "ctl/complain.h"
#include "engine/field_type.h"
#include "engine/pg_array.h"
#include "engine/render.h"

enum {
	SENT_AT_ONCE = 64 * 1024,
	SHOWN_MAX = 40,   /* bytes of a bad value that are repeated */
	TELL_EVERY = 200, /* milliseconds */
	RETRIES = 100,
	RETRY_PAUSE = 100, /* milliseconds */
};

static void tell(struct loading *loading, bool at_once, const char *what, int64_t number)
{
	int64_t now = clock_ms();

	if (!loading->has_progress || (!at_once && now - loading->told_at < TELL_EVERY))
		return;
	loading->told_at = now;
	fprintf(stderr, "\r\x1b[K%s %" PRId64, what, number);
}

static void tell_end(const struct loading *loading)
{
	if (loading->has_progress)
		fputs("\r\x1b[K", stderr);
}

static bool fail(const struct loading *loading, char *error)
{
	tell_end(loading);
	(void)complain(loading->table->name, error);
	free(error);
	return false;
}

/* Run a statement whose rows nobody wants. */
static bool run(struct loading *loading, const struct statement *statement, const char *const *parameters)
{
	char *error;
	PGresult *rows = owner_run(loading->owner, statement, parameters, &error);

	if (rows == NULL)
		return fail(loading, error);
	PQclear(rows);
	return true;
}

/* A lock that somebody else has had for too long, or a deadlock: nothing was done, and may be done a moment later. */
static bool is_worth_another_try(const struct loading *loading)
{
	const char *sqlstate = loading->owner->sqlstate;

	return strcmp(sqlstate, "55P03") == 0 || strcmp(sqlstate, "40P01") == 0;
}

static bool settle(struct loading *loading)
{
	char *error;
	PGresult *rows = owner_run(loading->owner, &statement_load_settle, NULL, &error);

	if (rows == NULL && is_worth_another_try(loading)) {
		free(error);
		(void)complain(loading->table->name, "another load is at work on this database: try again when it has ended");
		return false;
	}
	if (rows == NULL)
		return fail(loading, error);
	PQclear(rows);
	return true;
}

static bool begin_copy(struct loading *loading)
{
	struct buffer query = { 0 };

	buffer_puts(&loading->present, "{");
	buffer_puts(&query, "COPY pg_temp.incoming (line");
	for (size_t i = 0; i < loading->column_count; i++) {
		const char *name = loading->columns[i]->name;
		pg_array_add(&loading->present, name, strlen(name));
		buffer_printf(&query, ", \"%s\"", name);
	}
	buffer_puts(&loading->present, "}");
	buffer_puts(&query, ") FROM STDIN");
	PGresult *result = PQexec(loading->owner->conn, query.data);
	bool good = PQresultStatus(result) == PGRES_COPY_IN;
	if (!good)
		(void)complain(loading->table->name, PQerrorMessage(loading->owner->conn));
	PQclear(result);
	buffer_free(&query);
	return good;
}

bool loading_has(const struct loading *loading, const struct field *column)
{
	for (size_t i = 0; i < loading->column_count; i++) {
		if (loading->columns[i] == column)
			return true;
	}
	return false;
}

bool loading_begin(struct loading *loading)
{
	return settle(loading) && run(loading, loading->table->begin, NULL) && begin_copy(loading);
}

/* --- one row --- */

static void remark(struct loading *loading, int64_t line, const char *message, const char *value)
{
	size_t shown = strnlen(value, SHOWN_MAX);

	while (shown > 0 && ((unsigned char)value[shown] & 0xc0) == 0x80)
		shown--;
	remarks_add(&loading->remarks, line,
		    arena_printf(&loading->arena, "%s, not \"%.*s%s\"", message, (int)shown, value,
				 value[shown] != '\0' ? "..." : ""));
}

/* What goes on to SQL; NULL for nothing, and for what is remarked upon. */
static const char *check_value(struct loading *loading, const struct field *column, const struct loading_value *value)
{
	struct json_refusal refusal;
	struct check check = { .field = column, .name = column->name, .arena = &loading->arena };
	struct json json = json_text(value->text);

	if (value->text[0] == '\0') {
		if (column->required || column->not_null)
			remarks_add(&loading->remarks, value->line,
				    arena_printf(&loading->arena, "%s must not be empty", column->name));
		return NULL;
	}
	if (column->type == FIELD_NUMBER)
		json = json_parse(value->text, strlen(value->text), &refusal);
	field_type_check(&check, &json);
	if (column->type == FIELD_NUMBER)
		json_free(&json);
	if (check.message != NULL)
		remark(loading, value->line, column->message != NULL ? column->message : check.message, value->text);
	return check.value;
}

/* COPY's text format. */
static void add_value(struct buffer *rows, const char *value)
{
	static const char special[] = "\\\t\n\r", letters[] = "\\tnr";

	buffer_add(rows, "\t", 1);
	if (value == NULL) {
		buffer_puts(rows, "\\N");
		return;
	}
	for (;;) {
		size_t plain = strcspn(value, special);
		buffer_add(rows, value, plain);
		value += plain;
		if (*value == '\0')
			return;
		buffer_add(rows, (const char[]){ '\\', letters[strchr(special, *value) - special] }, 2);
		value++;
	}
}

static bool send_rows(struct loading *loading)
{
	struct buffer *rows = &loading->rows;

	if (rows->length > 0 && PQputCopyData(loading->owner->conn, rows->data, (int)rows->length) != 1) {
		tell_end(loading);
		(void)complain(loading->table->name, PQerrorMessage(loading->owner->conn));
		return false;
	}
	buffer_clear(rows);
	return true;
}

bool loading_row(struct loading *loading, int64_t line, const struct loading_value *values)
{
	buffer_printf(&loading->rows, "%" PRId64, line);
	for (size_t i = 0; i < loading->column_count; i++)
		add_value(&loading->rows, check_value(loading, loading->columns[i], &values[i]));
	buffer_add(&loading->rows, "\n", 1);
	arena_reset(&loading->arena);
	tell(loading, false, "rows read:", ++loading->count);
	return loading->rows.length < SENT_AT_ONCE || send_rows(loading);
}

/* --- all of them --- */

static bool end_copy(struct loading *loading)
{
	PGconn *conn = loading->owner->conn;
	bool good = send_rows(loading) && PQputCopyEnd(conn, NULL) == 1;

	for (PGresult *result; (result = PQgetResult(conn)) != NULL; PQclear(result))
		good = good && PQresultStatus(result) == PGRES_COMMAND_OK;
	if (!good) {
		tell_end(loading);
		(void)complain(loading->table->name, PQerrorMessage(conn));
	}
	return good;
}

static int64_t number(const PGresult *rows, int row, const char *column)
{
	const char *text = render_column(rows, row, column);
	int64_t value = 0;

	return text != NULL && integer_parse(text, 0, INT64_MAX, &value) ? value : 0;
}

static bool check_all(struct loading *loading)
{
	const char *const parameters[] = { loading->present.data };
	char *error;
	PGresult *rows = owner_run(loading->owner, loading->table->check, parameters, &error);

	if (rows == NULL)
		return fail(loading, error);
	int count = PQntuples(rows);
	for (int row = 0; row < count; row++)
		remarks_add(&loading->remarks, number(rows, row, "line"), render_column(rows, row, "message"));
	if (count > 0)
		loading->remarks.total += number(rows, 0, "total") - count;
	PQclear(rows);
	return true;
}

static bool plan(struct loading *loading, struct loading_counts *counts)
{
	char *error;
	PGresult *rows = owner_run(loading->owner, &statement_load_plan, NULL, &error);

	if (rows == NULL)
		return fail(loading, error);
	*counts = (struct loading_counts){ number(rows, 0, "added"), number(rows, 0, "changed"), number(rows, 0, "unchanged"),
					   number(rows, 0, "batches") };
	PQclear(rows);
	return true;
}

bool loading_judge(struct loading *loading, struct loading_counts *counts)
{
	const char *const parameters[] = { loading->present.data };

	tell(loading, true, "looking at rows:", loading->count);
	bool good = end_copy(loading) && run(loading, &statement_load_analyze, NULL) &&
		    run(loading, loading->table->resolve, parameters) && check_all(loading) && plan(loading, counts);
	tell_end(loading);
	return good;
}

/* --- into the directory --- */

/* One transaction. NULL if it is done; else why it is not, which the caller frees. */
static char *run_batch(struct loading *loading, int64_t batch)
{
	char text[24];
	const char *const parameters[] = { loading->present.data, text };
	const struct load_table *table = loading->table;
	const struct statement *const steps[] = { &statement_begin, batch == 0 ? table->apply : NULL, table->move,
						  &statement_commit };
	char *error = NULL, *ignored = NULL;

	snprintf(text, sizeof text, "%" PRId64, batch);
	for (size_t i = 0; i < ARRAY_LEN(steps) && error == NULL; i++) {
		if (steps[i] != NULL)
			PQclear(owner_run(loading->owner, steps[i], parameters, &error));
	}
	if (error != NULL)
		PQclear(owner_run(loading->owner, &statement_rollback, NULL, &ignored));
	free(ignored);
	return error;
}

bool loading_carry_in(struct loading *loading, const struct loading_counts *counts)
{
	int retries = 0;

	for (int64_t batch = 0; batch == 0 || batch < counts->batches; batch++) {
		tell(loading, true, "batches written:", batch);
		char *error = run_batch(loading, batch);
		if (error == NULL) {
			retries = 0;
			continue;
		}
		if (!is_worth_another_try(loading) || ++retries > RETRIES) {
			(void)fail(loading, error);
			if (batch > 0)
				fprintf(stderr, "visitctl: %" PRId64 " of %" PRId64 " batches are written: load the file again\n",
					batch, counts->batches);
			return false;
		}
		free(error);
		poll(NULL, 0, RETRY_PAUSE);
		batch--;
	}
	tell_end(loading);
	return true;
}

void loading_free(struct loading *loading)
{
	arena_free(&loading->arena);
	buffer_free(&loading->rows);
	buffer_free(&loading->present);
}

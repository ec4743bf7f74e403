/* visitctl user and zone: an entry is added as a file of one line would be, and refused as that would be. */
#include "ctl/entries.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "ctl/complain.h"
#include "ctl/loading.h"
#include "engine/render.h"

static struct owner *open_owner(const char *database, const struct config *config)
{
	char *error;
	struct owner *owner = owner_connect(config, database, &error);

	if (owner == NULL) {
		(void)complain("directory", error);
		free(error);
	}
	return owner;
}

static int fail(const char *what, char *error)
{
	int status = complain(what, error);

	free(error);
	return status;
}

/* --- add --- */

/* "name=North" is a column and its value. */
static void take_value(struct loading *loading, const char *text, struct loading_value *values)
{
	char *name = memory_printf("%.*s", (int)strcspn(text, "="), text), *problem = NULL;
	const struct field *column = load_column_find(loading->table, name);

	if (strchr(text, '=') == NULL || column == NULL)
		problem = memory_printf("\"%.60s\" is no column=value of %s", text, loading->table->name);
	else if (loading_has(loading, column))
		problem = memory_printf("%s is given twice", name);
	else if (!utf8_is_valid(text))
		problem = memory_printf("%s: it is not UTF-8", name);
	if (problem != NULL) {
		remarks_add(&loading->remarks, 0, problem);
	} else {
		values[loading->column_count] = (struct loading_value){ text + strlen(name) + 1, 0 };
		loading->columns[loading->column_count++] = column;
	}
	free(problem);
	free(name);
}

static void take_values(struct loading *loading, char *const *texts, struct loading_value *values)
{
	for (; *texts != NULL; texts++)
		take_value(loading, *texts, values);
	for (size_t i = 0; i < loading->table->column_count; i++) {
		const struct field *column = &loading->table->columns[i];
		if (column->required && !loading_has(loading, column)) {
			char *problem = memory_printf("%s is required", column->name);
			remarks_add(&loading->remarks, 0, problem);
			free(problem);
		}
	}
}

static bool add(struct loading *loading, const struct loading_value *values)
{
	struct loading_counts counts;
	char *error;

	if (loading->remarks.total > 0 || !loading_begin(loading) || !loading_row(loading, 0, values) ||
	    !loading_judge(loading, &counts) || loading->remarks.total > 0)
		return false;
	PGresult *rows = owner_run(loading->owner, &statement_load_targets, NULL, &error);
	if (rows == NULL)
		return fail(loading->table->name, error) == EXIT_SUCCESS;
	const char *id = render_column(rows, 0, "target");
	bool good = counts.added == 1;
	if (!good)
		fprintf(stderr, "visitctl: %s: it is there already, as %s; visitctl load changes what there is\n",
			loading->table->name, id);
	good = good && loading_carry_in(loading, &counts);
	if (good)
		puts(id);
	PQclear(rows);
	return good;
}

int entries_add(const char *table, char *const *values, const char *database, const struct config *config)
{
	struct loading loading = { .table = load_table_find(table), .owner = open_owner(database, config) };
	struct loading_value parsed[LOAD_COLUMNS_MAX];

	if (loading.owner == NULL)
		return EXIT_FAILURE;
	take_values(&loading, values, parsed);
	bool good = add(&loading, parsed);
	remarks_print(&loading.remarks, table);
	loading_free(&loading);
	owner_free(loading.owner);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* --- the others --- */

int entries_deactivate(const char *name, const char *database, const struct config *config)
{
	struct owner *owner = open_owner(database, config);
	const char *const parameters[] = { name };
	char *error;

	if (owner == NULL)
		return EXIT_FAILURE;
	PGresult *rows = owner_run(owner, &statement_user_deactivate, parameters, &error);
	int status = EXIT_SUCCESS;
	if (rows == NULL)
		status = fail("users", error);
	else if (strcmp(render_column(rows, 0, "users"), "0") == 0)
		status = complain(name, "no user has this id, email or external_id");
	else
		printf("%s %s\n", render_column(rows, 0, "id"),
		       strcmp(render_column(rows, 0, "was_active"), "t") == 0 ? "is not active any more" : "was not active");
	PQclear(rows);
	owner_free(owner);
	return status;
}

static bool print_copy(PGconn *conn)
{
	char *line;
	int length;

	while ((length = PQgetCopyData(conn, &line, 0)) > 0) {
		fwrite(line, 1, (size_t)length, stdout);
		PQfreemem(line);
	}
	return length == -1;
}

int entries_list(const struct statement *list, const char *database, const struct config *config)
{
	struct owner *owner = open_owner(database, config);

	if (owner == NULL)
		return EXIT_FAILURE;
	PGresult *result = PQexec(owner->conn, list->text);
	bool good = PQresultStatus(result) == PGRES_COPY_OUT && print_copy(owner->conn);
	if (!good)
		(void)complain(list->name, PQerrorMessage(owner->conn));
	PQclear(result);
	owner_free(owner);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* visitctl load: the header of a file and its records, each thing that is wrong named by its line. */
#include "ctl/load.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/csv.h"
#include "base/memory.h"
#include "ctl/complain.h"
#include "ctl/loading.h"

struct file {
	const char *name; /* for messages */
	struct csv csv;
	struct csv_record record;
	struct loading loading;
};

static void remark(struct file *file, size_t line, char *text)
{
	remarks_add(&file->loading.remarks, (int64_t)line, text);
	free(text);
}

/* --- the header --- */

static char *column_names(const struct load_table *table)
{
	char *names = memory_strdup("");

	for (size_t i = 0; i < table->column_count; i++) {
		char *longer = memory_printf("%s%s%s", names, i > 0 ? ", " : "", table->columns[i].name);
		free(names);
		names = longer;
	}
	return names;
}

static void take_column(struct file *file, const struct csv_field *name)
{
	struct loading *loading = &file->loading;
	const struct field *column = load_column_find(loading->table, name->text);

	if (name->problem != NULL) {
		remark(file, name->line, memory_printf("the name of a column: %s", name->problem));
	} else if (column == NULL) {
		char *names = column_names(loading->table);
		bool has_other = file->record.count == 1 && strpbrk(name->text, ";\t") != NULL;
		remark(file, name->line,
		       memory_printf("\"%.60s\" is no column of %s: these are %s%s", name->text, loading->table->name, names,
				     has_other ? "; they are parted by commas" : ""));
		free(names);
	} else if (loading_has(loading, column)) {
		remark(file, name->line, memory_printf("the column %s is named twice", column->name));
	} else {
		loading->columns[loading->column_count++] = column;
	}
}

/* The columns, in the file's order; false if there is anything wrong with them, for then no record can be read. */
static bool take_header(struct file *file)
{
	struct loading *loading = &file->loading;

	if (!csv_read(&file->csv, &file->record)) {
		if (!ferror(file->csv.file))
			remark(file, 1, memory_printf("the file is empty: its first line must name the columns"));
		return false;
	}
	if (file->record.problem != NULL || file->record.count > CSV_FIELDS_MAX)
		remark(file, file->record.line, memory_printf("this is no line of %s's columns", loading->table->name));
	for (size_t i = 0; i < file->record.count && loading->remarks.total == 0; i++)
		take_column(file, &file->record.fields[i]);
	for (size_t i = 0; i < loading->table->column_count && loading->remarks.total == 0; i++) {
		const struct field *column = &loading->table->columns[i];
		if (column->required && !loading_has(loading, column))
			remark(file, file->record.line, memory_printf("the column %s is missing", column->name));
	}
	return loading->remarks.total == 0;
}

/* --- records --- */

static bool take_record(struct file *file)
{
	const struct csv_record *record = &file->record;
	struct loading *loading = &file->loading;
	struct loading_value values[LOAD_COLUMNS_MAX];
	int64_t before = loading->remarks.total;

	if (record->problem != NULL)
		remark(file, record->line, memory_strdup(record->problem));
	for (size_t i = 0; i < record->count && i < CSV_FIELDS_MAX; i++) {
		const struct csv_field *field = &record->fields[i];
		const char *name = i < loading->column_count ? loading->columns[i]->name : "a field too many";
		if (field->problem != NULL)
			remark(file, field->line, memory_printf("%s: %s", name, field->problem));
	}
	if (record->count != loading->column_count && loading->remarks.total == before)
		remark(file, record->line,
		       memory_printf("%zu fields, where the header has %zu", record->count, loading->column_count));
	if (loading->remarks.total > before)
		return true;
	for (size_t i = 0; i < loading->column_count; i++)
		values[i] = (struct loading_value){ record->fields[i].text, (int64_t)record->fields[i].line };
	return loading_row(loading, (int64_t)record->line, values);
}

static bool take_records(struct file *file)
{
	while (csv_read(&file->csv, &file->record)) {
		if (!take_record(file))
			return false;
	}
	return !ferror(file->csv.file);
}

/* --- the whole --- */

static void report(const struct file *file, const struct loading_counts *counts, bool is_dry)
{
	printf("%s: %" PRId64 " %s, %" PRId64 " %s, %" PRId64 " unchanged\n", file->loading.table->name, counts->added,
	       is_dry ? "would be added" : "added", counts->changed, is_dry ? "would be changed" : "changed", counts->unchanged);
}

static bool load(struct file *file, bool is_dry)
{
	struct loading *loading = &file->loading;
	struct loading_counts counts;

	if (!take_header(file) || !loading_begin(loading) || !take_records(file) || !loading_judge(loading, &counts) ||
	    loading->remarks.total > 0)
		return false;
	if (!is_dry && !loading_carry_in(loading, &counts))
		return false;
	report(file, &counts, is_dry);
	return true;
}

static bool connect_and_load(const struct load_wish *wish, const struct config *config, struct file *file)
{
	char *error;

	file->loading.owner = owner_connect(config, wish->database, &error);
	if (file->loading.owner == NULL) {
		(void)complain("load", error);
		free(error);
		return false;
	}
	bool good = load(file, wish->is_dry);
	int saved = errno;
	bool is_refused = file->loading.remarks.total > 0;
	remarks_print(&file->loading.remarks, file->name);
	if (is_refused)
		(void)complain(file->name, "nothing was written");
	else if (ferror(file->csv.file))
		(void)complain(file->name, strerror(saved));
	loading_free(&file->loading);
	owner_free(file->loading.owner);
	return good;
}

int load_file(const struct load_wish *wish, const struct config *config)
{
	const struct load_table *table = load_table_find(wish->table);
	bool is_input = strcmp(wish->path, "-") == 0;

	if (table == NULL)
		return complain(wish->table, "cannot be loaded: zones, users, clients, contacts can");
	struct file file = {
		.name = is_input ? "standard input" : wish->path,
		.csv = { .file = is_input ? stdin : fopen(wish->path, "re") },
		.loading = { .table = table },
	};
	if (file.csv.file == NULL)
		return complain(wish->path, strerror(errno));
	file.loading.has_progress = isatty(STDERR_FILENO) == 1;
	bool good = connect_and_load(wish, config, &file);
	csv_free(&file.csv);
	if (!is_input)
		fclose(file.csv.file);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

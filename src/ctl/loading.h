/* Rows on their way into the directory: checked one by one, then all together beside what is there, then carried in. */
#ifndef VISITD_LOADING_H
#define VISITD_LOADING_H

#include "ctl/load_table.h"
#include "ctl/owner.h"
#include "ctl/remarks.h"

struct loading {
	struct owner *owner;
	const struct load_table *table;
	const struct field *columns[LOAD_COLUMNS_MAX]; /* of the rows, in their order */
	size_t column_count;
	bool has_progress; /* say on standard error how far it is */
	struct remarks remarks;
	/* Of its own. */
	struct arena arena;
	struct buffer rows;    /* that were not sent yet */
	struct buffer present; /* text[] of the columns' names */
	int64_t count, told_at;
};

/* What there was to do. */
struct loading_counts {
	int64_t added, changed, unchanged, batches;
};

/* Is the column one of those that were set? */
bool loading_has(const struct loading *loading, const struct field *column) must_check;

/* Each of these returns false if it could not be done, and has said why then. They are called in this order; loading_free() ends
 * it wherever it is, and what was not carried in is as if it had never been. */

/* The columns have been set. One load at a time: another one is refused. */
bool loading_begin(struct loading *loading) must_check;

/* One value for each column, and the line that it is of; "" is NULL in SQL. What is wrong with one is remarked. */
struct loading_value {
	const char *text;
	int64_t line;
};
bool loading_row(struct loading *loading, int64_t line, const struct loading_value *values) must_check;

/* Look at all of them: what is wrong is remarked, and *counts are good if nothing is. */
bool loading_judge(struct loading *loading, struct loading_counts *counts) must_check;

/* Write: what is new and what can be changed beside the traffic in one transaction, with the first batch of what moves; each
 * further batch in one of its own. */
bool loading_carry_in(struct loading *loading, const struct loading_counts *counts) must_check;

void loading_free(struct loading *loading);

#endif

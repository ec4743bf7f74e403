/* What is wrong with a file, line by line: the first hundred, and how many there are. */
#ifndef VISITD_REMARKS_H
#define VISITD_REMARKS_H

#include "base/macros.h"

enum { REMARKS_MAX = 100 };

/* Zero-initialized is none. */
struct remarks {
	struct remark {
		int64_t line;
		char *text;
	} kept[REMARKS_MAX]; /* in the order of their lines */
	size_t kept_count;
	int64_t total;
};

/* Add one sentence on a line; it is copied. */
void remarks_add(struct remarks *remarks, int64_t line, const char *text);

/* Print them to standard error, "FILE:LINE: text" each, and forget them; without a line where it is 0. What of a text a terminal
 * would act upon is not printed. */
void remarks_print(struct remarks *remarks, const char *file);

#endif

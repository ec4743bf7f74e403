/* What is wrong with a file, line by line. */
#include "ctl/remarks.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void remarks_add(struct remarks *remarks, int64_t line, const char *text)
{
	size_t at = remarks->kept_count;

	remarks->total++;
	while (at > 0 && remarks->kept[at - 1].line > line)
		at--;
	if (at == REMARKS_MAX)
		return;
	if (remarks->kept_count == REMARKS_MAX)
		free(remarks->kept[REMARKS_MAX - 1].text);
	else
		remarks->kept_count++;
	memmove(&remarks->kept[at + 1], &remarks->kept[at], (remarks->kept_count - 1 - at) * sizeof remarks->kept[0]);
	remarks->kept[at] = (struct remark){ line, memory_strdup(text) };
}

/* Texts repeat what is in the file, which may not come from a friend. */
static void print_safely(const char *text)
{
	for (; *text != '\0'; text++) {
		const unsigned char *c = (const unsigned char *)text;
		bool is_long = c[0] == 0xc2 && c[1] < 0xa0; /* U+0080 to U+009F */
		fputc(is_long || c[0] < ' ' || c[0] == 0x7f ? '?' : c[0], stderr);
		text += is_long;
	}
	fputc('\n', stderr);
}

void remarks_print(struct remarks *remarks, const char *file)
{
	for (size_t i = 0; i < remarks->kept_count; i++) {
		struct remark *remark = &remarks->kept[i];
		if (remark->line > 0)
			fprintf(stderr, "%s:%" PRId64 ": ", file, remark->line);
		else
			fprintf(stderr, "visitctl: %s: ", file);
		print_safely(remark->text);
		free(remark->text);
	}
	if (remarks->total > (int64_t)remarks->kept_count)
		fprintf(stderr, "%s: and %" PRId64 " more\n", file, remarks->total - (int64_t)remarks->kept_count);
	*remarks = (struct remarks){ 0 };
}

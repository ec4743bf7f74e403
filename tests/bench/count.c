/* What it costs to count a request and to time its parts. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "core/operations.h"
#include "web/counters.h"

enum { REQUESTS = 2000000, CLOCKS = 7 /* that a request reads */ };

static const struct operation *last_operation(void)
{
	const struct operation *last = NULL;

	for (const struct operation *const *family = operations; *family != NULL; family++) {
		for (const struct operation *row = *family; row->name != NULL; row++)
			last = row;
	}
	return last;
}

int main(void)
{
	struct counters *counters = calloc(1, sizeof *counters);
	struct sample sample = { .operation = last_operation(), .status = 200, .answering = 900, .token = 2, .postgresql = 700 };
	struct timespec start, end;

	if (counters == NULL)
		return EXIT_FAILURE;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
	for (int i = 0; i < REQUESTS; i++) {
		for (int j = 0; j < CLOCKS; j++)
			sample.sending = clock_us() % 64;
		counters_add(counters, operations, &sample);
	}
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
	printf("count_ns %.0f\n",
	       ((double)(end.tv_sec - start.tv_sec) * 1e9 + (double)(end.tv_nsec - start.tv_nsec)) / (double)REQUESTS);
	free(counters);
	return EXIT_SUCCESS;
}

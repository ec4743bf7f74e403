/* visitctl gc: answers whose Idempotency-Key has expired, in batches that nobody has to wait for. */
#include "ctl/gc.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/integer.h"
#include "ctl/complain.h"
#include "engine/render.h"
#include "engine/store.h"

#define BATCH "1000"

/* Run a statement of one number, and read it; false if the database cannot be asked. */
static bool ask(struct store *store, const struct store_step *step, const char *column, bool repeatable, int64_t *number)
{
	PGresult *rows;

	store_begin(store);
	if (store_run(store, step, 1, repeatable, &rows) != STORE_DONE) {
		const char *problem = store_problem(store);
		(void)complain("gc", problem[0] != '\0' ? problem : "the database cannot be asked; try visitctl check");
		return false;
	}
	bool good = integer_parse(render_column(rows, 0, column), 0, INT64_MAX, number);
	PQclear(rows);
	return good;
}

int gc_run(const struct config *config)
{
	static const char *const parameters[] = { BATCH };
	const struct store_step removal = { &statement_gc_idempotency_keys, parameters };
	const struct store_step remaining = { &statement_gc_remaining, NULL };
	struct store *store = store_new(config);
	int64_t removed = 0, batch = 0, kept = 0;
	bool good;

	do {
		good = ask(store, &removal, "removed", false, &batch);
		removed += good ? batch : 0;
	} while (good && batch > 0);
	good = good && ask(store, &remaining, "kept", true, &kept);
	store_free(store);
	if (good)
		printf("idempotency keys: %" PRId64 " removed, %" PRId64 " kept\n", removed, kept);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

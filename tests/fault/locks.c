/* Faults of a record that stays locked: who asks for it is refused after a moment, and nobody else notices. */
#include <pthread.h>
#include <stdatomic.h>

#include "base/clock.h"
#include "expect.h"
#include "faults.h"
#include "mint.h"
#include "process.h"
#include "sql.h"
#include "stack.h"
#include "suite.h"
#include "text.h"

enum { PATCHERS = 8 /* as many as there are workers */, LOCK_TIMEOUT = 1 /* second */, FOR_MS = 4000 };

/* One who sends PATCHes to the locked visit, one after the other. */
struct patcher {
	const struct http_request *request;
	atomic_bool *stop;
	pthread_t thread;
	int refused;
	const struct http_response *odd, *slowest;
};

static void *go_on_patching(void *context)
{
	struct patcher *patcher = context;

	while (!atomic_load(patcher->stop)) {
		const struct http_response *response = http_send(patcher->request);
		if (response->status != 503)
			patcher->odd = response;
		if (patcher->slowest == NULL || response->seconds > patcher->slowest->seconds)
			patcher->slowest = response;
		patcher->refused++;
	}
	return NULL;
}

static void expect_refused(const struct patcher *patcher)
{
	if (patcher->odd != NULL)
		expect_problem(patcher->odd, "locked", 503, "The database is not available; try again shortly");
	ck_assert_msg(patcher->slowest->seconds < LOCK_TIMEOUT + 1.5, "refused after %g seconds", patcher->slowest->seconds);
	/* All but the first are refused sooner. */
	ck_assert_int_gt(patcher->refused, FOR_MS / 1000 / LOCK_TIMEOUT);
}

START_TEST(locked_row_holds_nobody_up)
{
	struct world world = world_new(), another = world_new();
	const char *visit = world_visit(world.client, world.caregiver, false);
	const struct http_request patch = { .method = "PATCH",
					    .path = text("%s/%s", WORLD_VISITS, visit),
					    .token = world.token,
					    .body = "{\"documentation\":{\"concerns\":\"none\"}}" };
	struct patcher patchers[PATCHERS];
	atomic_bool stop = false;
	PGconn *holder = sql_connect(NULL);

	/* None of the workers has met a lock yet. */
	ck_assert(stack_reload());
	sql_run(holder, "BEGIN", (char *)NULL);
	sql_run(holder, "SELECT FROM visits WHERE id = $1 FOR UPDATE", visit, (char *)NULL);
	for (int i = 0; i < PATCHERS; i++) {
		patchers[i] = (struct patcher){ .request = &patch, .stop = &stop };
		ck_assert_int_eq(pthread_create(&patchers[i].thread, NULL, go_on_patching, &patchers[i]), 0);
	}
	(void)!sql_wait_for_blocked();
	double slowest_first = 0, slowest_later = 0;
	for (int64_t start = clock_ms(), now = start; now < start + FOR_MS; now = clock_ms()) {
		struct http_response *response = faults_check_in(&another);
		expect_status(response, "another's", 201);
		double *slowest = now - start < LOCK_TIMEOUT * 1000 + 500 ? &slowest_first : &slowest_later;
		*slowest = response->seconds > *slowest ? response->seconds : *slowest;
	}
	atomic_store(&stop, true);
	for (int i = 0; i < PATCHERS; i++)
		ck_assert_int_eq(pthread_join(patchers[i].thread, NULL), 0);
	sql_run(holder, "ROLLBACK", (char *)NULL);

	for (int i = 0; i < PATCHERS; i++)
		expect_refused(&patchers[i]);
	ck_assert_msg(slowest_first < LOCK_TIMEOUT + 0.5, "another waits for %g seconds", slowest_first);
	ck_assert_msg(slowest_later < 0.5, "another waits for %g seconds after the first", slowest_later);
	expect_status(http_send(&patch), "not locked any more", 200);
}
END_TEST

/* The same with a key: its claim is what the second request waits for, and then for what the first one did. */
START_TEST(key_that_is_held_holds_nobody_up)
{
	struct world world = world_new(), another = world_new();
	const struct http_request request = { .path = WORLD_VISITS,
					      .token = world.token,
					      .body = world_check_in_body(world.client, WORLD_SLOT, ""),
					      .headers = { "Idempotency-Key: k" } };
	PGconn *holder = faults_hold_slot(&world);
	struct http_request requests[PATCHERS];
	struct http_response *responses[PATCHERS];

	for (int i = 0; i < PATCHERS; i++)
		requests[i] = request;
	http_send_all(requests, responses, PATCHERS);
	for (int i = 0; i < PATCHERS; i++) {
		expect_problem(responses[i], "held", 503, NULL);
		ck_assert_msg(responses[i]->seconds < 2 * LOCK_TIMEOUT + 1, "after %g seconds", responses[i]->seconds);
	}
	expect_status(faults_check_in(&another), "another's", 201);
	sql_run(holder, "ROLLBACK", (char *)NULL);
	expect_status(http_send(&request), "again", 201);
	ck_assert_int_eq(world_count_visits(world.client), 1);
}
END_TEST

static void settle(void)
{
	stack_settle(text("[database]\nlock_timeout = %d\n", LOCK_TIMEOUT));
}

void faults_add_locks(Suite *suite)
{
	TCase *part = suite_part(suite, "locks", settle);

	tcase_add_test(part, locked_row_holds_nobody_up);
	tcase_add_test(part, key_that_is_held_holds_nobody_up);
}

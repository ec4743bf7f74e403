/* What goes wrong in a data centre, done on purpose: here is what the tests share; database.c, workers.c, peers.c and queue.c do
 * it. */
#include "faults.h"

#include "base/integer.h"
#include "expect.h"
#include "journal.h"
#include "sql.h"
#include "stack.h"
#include "suite.h"
#include "text.h"

enum { ROUNDS = 24 };

void faults_settle(void)
{
	stack_settle(text("[database]\nstatement_timeout = %d\nconnect_timeout = %d\n[worker]\npeer_timeout = %d\n",
			  STATEMENT_TIMEOUT, CONNECT_TIMEOUT, PEER_TIMEOUT));
}

struct http_response *faults_check_in(const struct world *world)
{
	static int next_slot;

	return http_post(WORLD_VISITS, world->token, world_check_in_body(world->client, world_slot(next_slot++), ""));
}

void faults_expect_all_good(const struct world *world, const char *what)
{
	for (int i = 0; i < ROUNDS; i++)
		expect_status(faults_check_in(world), what, 201);
}

PGconn *faults_hold_slot(const struct world *world)
{
	/* Workers that have waited for a lock in vain before would wait for less. */
	ck_assert(stack_reload());
	return world_hold_slot(world);
}

int faults_worker_of(const char *backend)
{
	json_t *lines = journal_since(stack.log, 0), *line;
	int64_t number, worker = 0;
	size_t i;

	ck_assert(integer_parse(backend, 1, INT32_MAX, &number));
	json_array_foreach (lines, i, line) {
		if (json_integer_value(json_object_get(line, "backend")) == number)
			worker = json_integer_value(json_object_get(line, "pid"));
	}
	ck_assert_msg(worker > 0, "no worker has logged backend %s", backend);
	return (int)worker;
}

int main(void)
{
	Suite *suite = suite_create("faults");

	/* Workers can be had without a supervisor, and here it is tried: what befalls one of them is not mended by anybody. */
	stack_open();
	stack_without_supervisor();
	faults_add_database(suite);
	faults_add_workers(suite);
	faults_add_peers(suite);
	faults_add_locks(suite);
	faults_add_queue(suite);
	faults_add_readers(suite);
	return suite_main(suite);
}

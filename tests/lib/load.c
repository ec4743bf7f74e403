/* Check-ins without a pause from several threads. */
#include "load.h"

#include <check.h>
#include <pthread.h>
#include <stdatomic.h>

#include "base/clock.h"
#include "base/memory.h"
#include "process.h"
#include "text.h"

enum { THREADS_MAX = 16, WAIT_SECONDS = 30 };

struct load {
	const struct world *world;
	int threads, limit;
	pthread_t thread[THREADS_MAX];
	atomic_int begun, answered, created;
	atomic_bool stop;
	_Atomic(const struct http_response *) odd;
};

static void *run(void *context)
{
	struct load *load = context;

	while (!atomic_load(&load->stop)) {
		int n = atomic_fetch_add(&load->begun, 1);
		const struct http_response *none = NULL;
		if (n >= load->limit)
			break;
		char *body = world_check_in_body(load->world->client, world_slot(n), "");
		struct http_response *response = http_post(WORLD_VISITS, load->world->token, body);
		if (response->status == 201)
			atomic_fetch_add(&load->created, 1);
		else
			atomic_compare_exchange_strong(&load->odd, &none, response);
		atomic_fetch_add(&load->answered, 1);
	}
	return NULL;
}

struct load *load_begin(const struct world *world, int threads, int limit)
{
	struct load *load = memory_alloc(sizeof *load);

	ck_assert_int_le(threads, THREADS_MAX);
	load->world = world;
	load->threads = threads;
	load->limit = limit;
	for (int i = 0; i < threads; i++)
		ck_assert_int_eq(pthread_create(&load->thread[i], NULL, run, load), 0);
	return load;
}

void load_wait(struct load *load, int more)
{
	int target = atomic_load(&load->answered) + more;
	int64_t deadline = clock_ms() + WAIT_SECONDS * 1000;

	while (atomic_load(&load->answered) < target) {
		ck_assert_msg(clock_ms() < deadline, "the load has come to a stand");
		process_sleep_ms(5);
	}
}

struct load_result load_end(struct load *load)
{
	atomic_store(&load->stop, true);
	for (int i = 0; i < load->threads; i++)
		ck_assert_int_eq(pthread_join(load->thread[i], NULL), 0);
	return (struct load_result){ atomic_load(&load->answered), atomic_load(&load->created), atomic_load(&load->odd) };
}

/* Check-ins without a pause from several threads, to see whether any of them notices what happens meanwhile. */
#ifndef VISITD_TEST_LOAD_H
#define VISITD_TEST_LOAD_H

#include "world.h"

struct load;

struct load_result {
	int sent, created;
	const struct http_response *odd; /* the first reply that was no 201, NULL if there was none */
};

/* Begin; `limit` bounds how many are sent in all. Each has a slot of its own. */
struct load *load_begin(const struct world *world, int threads, int limit) must_check;

/* Wait until so many more have been answered. */
void load_wait(struct load *load, int more);

/* End it, letting every request that was sent have its reply. */
struct load_result load_end(struct load *load);

#endif

/* What /metrics tells a Prometheus: the counters of all processes, who is doing what, and what there is to watch in the tables.
 */
#ifndef VISITD_METRICS_H
#define VISITD_METRICS_H

#include "web/scoreboard.h"

struct metrics;

struct metrics *metrics_new(void) must_check;
void metrics_free(struct metrics *metrics);

/* Ask for everything anew when it is read next; NULL is none. */
void metrics_forget(struct metrics *metrics);

/* Answer /metrics; false for any other path. The text is made once a second at most, and what PostgreSQL is asked for once in
 * 15 seconds, however many read it. */
bool metrics_answer(struct metrics *metrics, struct store *store, const struct scoreboard *scoreboard,
		    const struct operation *const *operations, const char *method, const char *path,
		    struct reply *reply) must_check;

#endif

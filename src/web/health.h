/* What operators and load balancers ask: does visitd answer, could it do its work? */
#ifndef VISITD_HEALTH_H
#define VISITD_HEALTH_H

#include "engine/reply.h"
#include "engine/store.h"

/* The Sqitch change that this build needs: the last of the plan that it was built with. */
extern const char health_schema_change[];

/* What is wrong with the database, one of reply_refusals; NULL if it answers and has the schema that this build needs. */
const struct outcome *health_problem(struct store *store) must_check;

/* Milliseconds in which PostgreSQL is to have answered /readyz: less than a second with all else. */
enum { HEALTH_PATIENCE = 700 };

/* Answer /healthz and /readyz; false for any other path. */
bool health_answer(struct store *store, const char *method, const char *path, struct reply *reply) must_check;

#endif

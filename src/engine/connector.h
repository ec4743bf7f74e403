/* Connecting to PostgreSQL without waiting for a server that does not answer: an attempt goes on from call to call. */
#ifndef VISITD_CONNECTOR_H
#define VISITD_CONNECTOR_H

#include <libpq-fe.h>

#include "base/config.h"
#include "base/macros.h"

struct connector;
struct outcome;

/* Connects as the configuration says, whose texts are copied. */
struct connector *connector_new(const struct config *config) must_check;
void connector_free(struct connector *connector);

/* A connection in libpq's pipeline mode, which is the caller's, with a session that can be used; or NULL: none can be had now.
 * A server that is read-only is passed over for the next that the conninfo names. Begins an attempt unless the
 * back-off after a failed one lasts, or goes on with the one begun. It waits for a server that answers, until `deadline` of
 * clock_ms(), but for one that is silent no longer than `patience` milliseconds since it was last heard. */
PGconn *connector_get(struct connector *connector, int64_t patience, int64_t deadline) must_check;

/* How many attempts have failed since this was asked before. */
uint64_t connector_failures(struct connector *connector) must_check;

/* Why the last attempt has failed: which of reply_refusals says it, and one line. */
const struct outcome *connector_obstacle(const struct connector *connector) must_check;
const char *connector_problem(const struct connector *connector) must_check;

#endif

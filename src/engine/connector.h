/* Connecting to PostgreSQL without waiting for a server that does not answer: an attempt goes on from call to call. */
#ifndef VISITD_CONNECTOR_H
#define VISITD_CONNECTOR_H

#include <libpq-fe.h>

#include "base/config.h"
#include "base/macros.h"

struct connector;

/* Connects as the configuration says, whose texts are copied; `options` are those of the session. */
struct connector *connector_new(const struct config *config, const char *options) must_check;
void connector_free(struct connector *connector);

/* A connection in libpq's pipeline mode, which is the caller's, or NULL: none can be had now. Begins an attempt unless the
 * back-off after a failed one lasts, or goes on with the one begun. It waits for a server that answers, until `deadline` of
 * clock_ms(), but for one that is silent no longer than `patience` milliseconds since it was last heard. */
PGconn *connector_get(struct connector *connector, int64_t patience, int64_t deadline) must_check;

/* One line on why the last attempt has failed. */
const char *connector_problem(const struct connector *connector) must_check;

#endif

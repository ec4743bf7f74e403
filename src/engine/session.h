/* What a session must be before anything runs on it: one statement makes it so, and tells what stands against its use. */
#ifndef VISITD_SESSION_H
#define VISITD_SESSION_H

#include <libpq-fe.h>

#include "base/config.h"
#include "base/macros.h"

struct outcome;

/* The timeouts that it shall have, as texts for PostgreSQL. */
struct session {
	char statement_timeout[24], lock_timeout[24], idle_timeout[24];
};

void session_init(struct session *session, const struct config *config);

/* Send the statement; false if the connection is lost. Nothing that the server, the role or a pooler on the way has set counts
 * any more, and no startup option is needed, which a pooler might not pass on. */
bool session_settle(const struct session *session, PGconn *conn) must_check;

/* Judge what came back: NULL if the session can be used, else which of reply_refusals says why not, and *problem one line on
 * what was found, which the caller frees. */
const struct outcome *session_judge(const PGconn *conn, const PGresult *result, char **problem) must_check;

#endif

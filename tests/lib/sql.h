/* SQL, to look into the tables and to change them behind visitd's back. A test's process has sessions of its own. */
#ifndef VISITD_TEST_SQL_H
#define VISITD_TEST_SQL_H

#include <libpq-fe.h>

#include "base/macros.h"

/* As the owner of the tables. Parameters are texts: sql_value("SELECT status FROM visits WHERE id = $1", id). An error of
 * SQL fails the test. */
#define sql_value(...) sql_get(sql_owner(), __VA_ARGS__, (char *)NULL)
#define sql_exec(...)  sql_run(sql_owner(), __VA_ARGS__, (char *)NULL)
#define sql_count(...) sql_get_count(sql_owner(), __VA_ARGS__, (char *)NULL)

/* The same in any session: sql_run(session, query, parameter…, (char *)NULL). */
char *sql_get(PGconn *session, const char *query, ...) __attribute__((sentinel));                 /* one value; NULL is NULL */
long sql_get_count(PGconn *session, const char *query, ...) must_check __attribute__((sentinel)); /* one number */
long sql_run(PGconn *session, const char *query, ...) __attribute__((sentinel)); /* how many rows were affected */

/* The owner's session, begun when it is first asked for. */
PGconn *sql_owner(void) must_check;

/* Another session; as the owner, or as the cluster's superuser. PQfinish() ends it. */
PGconn *sql_connect(const char *user) must_check;

/* Wait for a backend of visitd that waits for a lock; its process id as text. */
char *sql_wait_for_blocked(void) must_check;

#endif

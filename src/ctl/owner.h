/* Connections as the schema's owner, who may do what the workers' role may not: deploy, fill the directory, delete. */
#ifndef VISITD_OWNER_H
#define VISITD_OWNER_H

#include <libpq-fe.h>

#include "base/config.h"

struct statement;

struct owner {
	PGconn *conn;         /* ISO dates in UTC, UTF-8, and public as its search path */
	char sqlstate[6];     /* of the statement that has failed last */
	char *account, *role; /* who has connected, and who that acts as: the owner, by SET ROLE if it is another */
};

/* Connect, and act as the owner; owner_free() ends it. Who connects is libpq's affair: `conninfo` says it (a connection string,
 * an address, or a database's name alone; NULL for nothing), else the environment, else it is this system's account. Server and
 * database are the workers' where neither says another. NULL with *error set to one line that the caller frees. */
struct owner *owner_connect(const struct config *config, const char *conninfo, char **error) must_check;
void owner_free(struct owner *owner);

/* Run a statement of sql/statements/owner. NULL if it failed, with *error set to one line that the caller frees. */
PGresult *owner_run(struct owner *owner, const struct statement *statement, const char *const *parameters,
		    char **error) must_check;

/* A conninfo of the same account that acts as `role` instead; the caller frees it. */
char *owner_conninfo(const struct owner *owner, const char *role) must_check;

/* Let the programs that this one starts connect in the same way and act as the same role: PGHOST and its kin. */
void owner_export(const struct owner *owner);

#endif

/* visitctl check: everything that a worker needs is looked at, and what is wrong is said with its remedy. */
#ifndef VISITD_CHECK_H
#define VISITD_CHECK_H

#include "base/config.h"

/* The installation that is looked at. */
struct installation {
	const struct config *config;
	const char *path;   /* of the configuration */
	const char *socket; /* where the workers listen */
	const char *nginx;  /* the account that connects to it */
};

/* Look at all of it, so that one run tells everything; returns an exit status. */
int check_installation(const struct installation *installation) must_check;

/* Its parts; false if something is wrong. */
bool check_files(const struct installation *installation) must_check;    /* configuration, log, keys */
bool check_photos(const struct installation *installation) must_check;   /* their store, if there is one */
bool check_socket(const struct installation *installation) must_check;   /* and whether nginx may connect to it */
bool check_database(const struct installation *installation) must_check; /* server, session, role, schema, directory */
/* What a deployment has changed: role, schema, statements; by the conninfo `otherwise` where the workers' cannot be used here. */
bool check_deployed(const struct installation *installation, char *otherwise) must_check;
struct store;
bool check_statements(struct store *store) must_check; /* each planned, and beside the row of its operation */

#endif

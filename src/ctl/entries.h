/* visitctl user and zone: single entries of the directory, added, ended and listed. */
#ifndef VISITD_ENTRIES_H
#define VISITD_ENTRIES_H

#include "base/config.h"

/* Each returns an exit status; `database` says how the owner is connected to, NULL for what the environment says. */

/* Add one row to a table that can be loaded, of texts "column=value" that NULL ends, and print its id. */
int entries_add(const char *table, char *const *values, const char *database, const struct config *config) must_check;

/* End a user's right to call, whom `name` names by id, email or external_id. */
int entries_deactivate(const char *name, const char *database, const struct config *config) must_check;

/* Print all rows as a file that visitctl load takes. */
struct statement;
int entries_list(const struct statement *list, const char *database, const struct config *config) must_check;

#endif

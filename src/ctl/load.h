/* visitctl load: a table of the directory from a file of comma-separated values. */
#ifndef VISITD_LOAD_H
#define VISITD_LOAD_H

#include "base/config.h"

/* What is to be loaded, and how the owner is connected to. */
struct load_wish {
	const char *table, *path; /* "-" is standard input */
	const char *database;     /* NULL: as the environment says */
	bool is_dry;              /* only look, and say what would be done */
};

/* All or nothing, as visitctl(1) has it; returns an exit status. */
int load_file(const struct load_wish *wish, const struct config *config) must_check;

#endif

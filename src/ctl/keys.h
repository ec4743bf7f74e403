/* visitctl keys: what is in the key directory, and whether a reload would take it. */
#ifndef VISITD_CTL_KEYS_H
#define VISITD_CTL_KEYS_H

#include "base/arena.h"
#include "base/config.h"

/* Print the keys, with the file `candidate` among them unless it is NULL; returns an exit status. */
int keys_show(const struct config *config, const char *candidate) must_check;

/* "RS256 RS384 RS512". */
const char *keys_algorithms(unsigned algorithms, struct arena *arena) must_check;

#endif

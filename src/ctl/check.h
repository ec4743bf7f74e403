/* visitctl check: everything that a worker needs is looked at, and what is wrong is said with its remedy. */
#ifndef VISITD_CHECK_H
#define VISITD_CHECK_H

#include "base/config.h"

/* Look at an installation whose configuration was read from `path`; returns an exit status. */
int check_installation(const struct config *config, const char *path) must_check;

#endif

/* visitctl gc: what nobody will ask for any more is removed. */
#ifndef VISITD_GC_H
#define VISITD_GC_H

#include "base/config.h"

/* Remove the answers whose Idempotency-Key has expired, as the workers' role, and say how many; returns an exit status. */
int gc_run(const struct config *config) must_check;

#endif

/* The clock for deadlines and durations. */
#ifndef VISITD_CLOCK_H
#define VISITD_CLOCK_H

#include "base/macros.h"

/* Milliseconds of a clock that never goes backwards. */
int64_t clock_ms(void);

#endif

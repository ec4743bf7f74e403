/* The clock for deadlines and durations, and the one on the wall. */
#ifndef VISITD_CLOCK_H
#define VISITD_CLOCK_H

#include "base/macros.h"

/* Milliseconds of a clock that never goes backwards. */
int64_t clock_ms(void);

/* Microseconds of the same clock. */
int64_t clock_us(void);

/* Milliseconds since 1970, as other programs have it; it may be set, backwards too. */
int64_t clock_wall_ms(void);

#endif

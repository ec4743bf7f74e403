/* What the programs share that make up input: chance, damage, and how long to go on. */
#ifndef VISITD_FUZZ_H
#define VISITD_FUZZ_H

#include "base/buffer.h"

/* A number below the limit. */
size_t fuzz_below(size_t limit) must_check;

/* Add one of the choices. */
void fuzz_add(struct buffer *out, const char *const *choices, size_t count);

/* Change, remove, repeat or put in a few bytes somewhere; what is put in may be one of the tokens. */
void fuzz_damage(struct buffer *out, const char *const *tokens, size_t count);

/* Try one input after the other until one fails, which is false, or there were so many, or so many seconds are over. FUZZ_SECONDS
 * stands for both bounds, FUZZ_SEED, which is printed, makes a run come again. *count gets how many there were. */
bool fuzz_run(bool (*try_one)(void), size_t most, int64_t seconds, size_t *count) must_check;

#endif

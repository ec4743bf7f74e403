/* A request's memory: taken piece by piece, given back all at once when the reply has gone out. */
#ifndef VISITD_ARENA_H
#define VISITD_ARENA_H

#include "base/macros.h"

struct arena_block;

/* Zero-initialized is empty and ready. */
struct arena {
	struct arena_block *blocks; /* newest first */
};

/* `size` bytes, zeroed and aligned for any type, valid until arena_reset(). Never NULL. */
void *arena_alloc(struct arena *arena, size_t size) must_check;

/* A NUL-terminated copy of `length` bytes. */
char *arena_copy(struct arena *arena, const char *text, size_t length) must_check;

/* A formatted string. */
char *arena_printf(struct arena *arena, const char *format, ...) must_check printf_like(2, 3);

/* End the life of everything taken so far; one block is kept for the next request. */
void arena_reset(struct arena *arena);

/* Give everything back to the system. */
void arena_free(struct arena *arena);

#endif

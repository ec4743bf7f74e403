/* Allocation that cannot fail: running out of memory ends the process. */
#ifndef VISITD_MEMORY_H
#define VISITD_MEMORY_H

#include <stdarg.h>

#include "base/macros.h"

/* Never NULL; memory_alloc() zeroes. The caller frees. */
void *memory_alloc(size_t size) must_check;
void *memory_realloc(void *block, size_t size) must_check;
char *memory_strdup(const char *text) must_check;
char *memory_printf(const char *format, ...) must_check printf_like(1, 2);
char *memory_vprintf(const char *format, va_list arguments) must_check printf_like(1, 0);

#endif

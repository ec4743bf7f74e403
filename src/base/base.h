/* What every file may use: attributes, array lengths, allocation that cannot fail, bounded number parsing. */
#ifndef VISITD_BASE_H
#define VISITD_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ARRAY_LEN(array)             (sizeof(array) / sizeof(array)[0])
#define must_check                   __attribute__((warn_unused_result))
#define printf_like(template, first) __attribute__((format(printf, template, first)))

/* Allocate; running out of memory ends the process, so the result is never NULL. The caller frees. */
void *base_alloc(size_t size) must_check;
void *base_realloc(void *block, size_t size) must_check;
char *base_strdup(const char *text) must_check;
char *base_printf(const char *format, ...) must_check printf_like(1, 2);

/* Parse all of `text` as a decimal integer of [min, max]: no sign but '-', no spaces. False leaves *value alone. */
bool base_parse_integer(const char *text, int64_t min, int64_t max, int64_t *value) must_check;

/* Read a whole file of at most `limit` bytes into a new NUL-terminated block that the caller frees.
 * NULL with errno set on failure; a longer file is EFBIG. */
char *base_read_file(const char *path, size_t limit, size_t *length) must_check;

/* Milliseconds of a clock that never goes backwards; for deadlines and durations only. */
int64_t base_now_ms(void);

#endif

/* Small files, read whole. */
#ifndef VISITD_FILE_H
#define VISITD_FILE_H

#include "base/macros.h"

/* Read a whole file of at most `limit` bytes into a new NUL-terminated block that the caller frees.
 * NULL with errno set on failure; a longer file is EFBIG. */
char *file_read(const char *path, size_t limit, size_t *length) must_check;

#endif

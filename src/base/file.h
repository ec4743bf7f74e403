/* Files: small ones read whole, those of this account alone, and locks on them. */
#ifndef VISITD_FILE_H
#define VISITD_FILE_H

#include <sys/types.h>

#include "base/macros.h"

/* Read a whole file of at most `limit` bytes into a new NUL-terminated block that the caller frees.
 * NULL with errno set on failure; a longer file is EFBIG. */
char *file_read(const char *path, size_t limit, size_t *length) must_check;

/* Open a file of this account's own to read and write, flags like O_CREAT besides. What somebody else may have put there, a link,
 * a pipe, a file that others may write to, is left alone. -1 with *problem set; errno is ENOENT if there is nothing. */
int file_open_own(const char *path, int flags, const char **problem) must_check;

/* Lock a byte, without waiting. The lock belongs to the open file and not to the process: a child that closes the descriptor
 * frees nothing, an exec that keeps it keeps it, and it goes with the last who has it, however that ends. */
bool file_lock(int fd, off_t offset) must_check;
/* Has somebody else locked it? */
bool file_is_locked(int fd, off_t offset) must_check;

/* Is the open file the one that is at `path` now? */
bool file_is_at(int fd, const char *path) must_check;

#endif

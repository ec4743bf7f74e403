/* The file that names the process of a service, locked as long as that lives. */
#ifndef VISITD_PID_FILE_H
#define VISITD_PID_FILE_H

#include <sys/types.h>

#include "base/macros.h"

/* Lock the file at `path`, which is made if there is none, and write this process's id into it. Returns its descriptor, which is
 * to stay open; -1 with *error set to one line that the caller frees: another process has it, or it cannot be used. */
int pid_file_take(const char *path, char **error) must_check;

/* Remove it, at the end. */
void pid_file_drop(const char *path, int fd);

/* The process that holds it. 0 with *error set to one line that the caller frees: there is none, or it is not who wrote it. */
pid_t pid_file_read(const char *path, char **error) must_check;

#endif

/* Descriptors from process to process (SCM_RIGHTS, unix(7)). */
#ifndef VISITD_MAILBOX_H
#define VISITD_MAILBOX_H

#include <stdint.h>

#include "base/macros.h"

/* Whoever has it can send; one process reads. */
struct mailbox {
	int ends[2]; /* to read from, to write to */
};

/* False with errno set if the system refuses. */
bool mailbox_new(struct mailbox *mailbox) must_check;
void mailbox_free(const struct mailbox *mailbox);

/* Send the open file that `fd` stands for, and what it is called. Never waits: false if the mailbox is full. */
bool mailbox_send(const struct mailbox *mailbox, uint64_t name, int fd) must_check;

/* The next one; false if there is none. *fd is the caller's to close, and -1 if this process may not have more. */
bool mailbox_receive(const struct mailbox *mailbox, uint64_t *name, int *fd) must_check;

#endif

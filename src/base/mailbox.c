/* Descriptors from process to process (SCM_RIGHTS, unix(7)). */
#include "base/mailbox.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Room for one descriptor. */
union control {
	struct cmsghdr header;
	char bytes[CMSG_SPACE(sizeof(int))];
};

bool mailbox_new(struct mailbox *mailbox)
{
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, mailbox->ends) == 0;
}

void mailbox_free(const struct mailbox *mailbox)
{
	close(mailbox->ends[0]);
	close(mailbox->ends[1]);
}

bool mailbox_send(const struct mailbox *mailbox, uint64_t name, int fd)
{
	union control control = {
		.header = { .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof fd) },
	};
	struct iovec piece = { .iov_base = &name, .iov_len = sizeof name };
	const struct msghdr message = {
		.msg_iov = &piece,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof control,
	};

	memcpy(CMSG_DATA(&control.header), &fd, sizeof fd);
	return sendmsg(mailbox->ends[1], &message, MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t)sizeof name;
}

bool mailbox_receive(const struct mailbox *mailbox, uint64_t *name, int *fd)
{
	union control control;
	struct iovec piece = { .iov_base = name, .iov_len = sizeof *name };
	struct msghdr message = {
		.msg_iov = &piece,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof control,
	};

	if (recvmsg(mailbox->ends[0], &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC) != (ssize_t)sizeof *name)
		return false;
	*fd = -1;
	if (CMSG_FIRSTHDR(&message) != NULL)
		memcpy(fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof *fd);
	return true;
}

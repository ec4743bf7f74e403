/* A FastCGI peer that is not nginx. */
#include "peer.h"

#include <check.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "stack.h"

enum { RECORD_MAX = 65535 };

int peer_send(const char *bytes, size_t length)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_uint_lt(strlen(stack.socket), sizeof address.sun_path);
	memcpy(address.sun_path, stack.socket, strlen(stack.socket));
	ck_assert_int_eq(connect(fd, (const struct sockaddr *)&address, sizeof address), 0);
	peer_send_more(fd, bytes, length);
	return fd;
}

void peer_send_more(int fd, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);
		if (sent <= 0) /* a worker may have had enough of it */
			break;
		bytes += sent;
		length -= (size_t)sent;
	}
}

bool peer_wait_closed(int fd, int milliseconds)
{
	struct pollfd closed = { .fd = fd, .events = 0 };

	return poll(&closed, 1, milliseconds) > 0 && (closed.revents & (POLLHUP | POLLERR)) != 0;
}

void peer_add_record(struct buffer *out, int type, const char *content, size_t length)
{
	do {
		size_t piece = length < RECORD_MAX ? length : RECORD_MAX;
		/* version, type, request id, content length, padding length, reserved */
		const char head[8] = { 1, (char)type, 0, 1, (char)(piece >> 8), (char)(piece & 0xff), 0, 0 };
		buffer_add(out, head, sizeof head);
		buffer_add(out, content, piece);
		content += piece;
		length -= piece;
	} while (length > 0);
}

void peer_add_begin(struct buffer *out)
{
	/* role: responder; flags: none */
	peer_add_record(out, PEER_BEGIN, "\0\1\0\0\0\0\0\0", 8);
}

void peer_add_begin_keeping(struct buffer *out)
{
	peer_add_record(out, PEER_BEGIN, "\0\1\1\0\0\0\0\0", 8);
}

/* False if the connection was closed before the first byte. */
static bool read_bytes(int fd, unsigned char *bytes, size_t length)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };

	for (size_t got = 0; got < length;) {
		ck_assert_msg(poll(&ready, 1, 5000) == 1, "nothing comes");
		ssize_t count = recv(fd, bytes + got, length - got, 0);
		if (count <= 0 && got == 0)
			return false;
		ck_assert_msg(count > 0, "the connection was closed in the midst of a record");
		got += (size_t)count;
	}
	return true;
}

int peer_read_record(int fd, struct buffer *content)
{
	unsigned char head[8], rest[RECORD_MAX + 255];

	if (!read_bytes(fd, head, sizeof head))
		return 0;
	size_t length = (size_t)head[4] << 8 | head[5];
	ck_assert(read_bytes(fd, rest, length + head[6]));
	if (content != NULL)
		buffer_add(content, (const char *)rest, length);
	return head[1];
}

static void add_length(struct buffer *out, size_t length)
{
	const char bytes[4] = { (char)(length >> 24 | 0x80), (char)(length >> 16), (char)(length >> 8), (char)length };

	if (length < 128)
		buffer_add(out, bytes + 3, 1);
	else
		buffer_add(out, bytes, sizeof bytes);
}

void peer_add_param(struct buffer *out, const char *name, const char *value)
{
	struct buffer pair = { 0 };

	add_length(&pair, strlen(name));
	add_length(&pair, strlen(value));
	buffer_puts(&pair, name);
	buffer_puts(&pair, value);
	peer_add_record(out, PEER_PARAMS, pair.data, pair.length);
	buffer_free(&pair);
}

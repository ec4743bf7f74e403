/* A FastCGI peer that is not nginx: it says what it likes to the workers' socket. */
#ifndef VISITD_TEST_PEER_H
#define VISITD_TEST_PEER_H

#include "base/buffer.h"

/* A connection to the workers, and bytes sent over it. Returns the socket. */
int peer_send(const char *bytes, size_t length) must_check;

/* More bytes, as far as the worker takes them. */
void peer_send_more(int fd, const char *bytes, size_t length);

/* Wait until the worker has closed the connection, whether or not anything was read; false after so long. */
bool peer_wait_closed(int fd, int milliseconds) must_check;

/* Records (FastCGI specification, section 3.3), added to what is to be sent. */
void peer_add_record(struct buffer *out, int type, const char *content, size_t length);
void peer_add_begin(struct buffer *out);
/* As nginx begins where it keeps connections. */
void peer_add_begin_keeping(struct buffer *out);
/* One parameter, in a record of its own; an empty record ends them. */
void peer_add_param(struct buffer *out, const char *name, const char *value);

enum {
	PEER_BEGIN = 1,
	PEER_ABORT = 2,
	PEER_END = 3,
	PEER_PARAMS = 4,
	PEER_STDIN = 5,
	PEER_STDERR = 7,
	PEER_GET_VALUES = 9,
};

/* Read one record, for five seconds at most. Returns its type, 0 if the connection was closed instead; the test fails if there is
 * neither. What the record holds is added to `content` unless that is NULL. */
int peer_read_record(int fd, struct buffer *content) must_check;

#endif

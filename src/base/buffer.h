/* A string that grows, and the JSON that is written into it. */
#ifndef VISITD_BUFFER_H
#define VISITD_BUFFER_H

#include "base/macros.h"

/* Zero-initialized is empty and ready; `data` is NUL-terminated as soon as something was added. */
struct buffer {
	char *data;
	size_t length, size;
};

void buffer_add(struct buffer *buffer, const char *bytes, size_t length);
void buffer_puts(struct buffer *buffer, const char *text);
void buffer_printf(struct buffer *buffer, const char *format, ...) printf_like(2, 3);
/* Take back what was added behind the first `length` bytes. */
void buffer_cut(struct buffer *buffer, size_t length);
/* Empty it and keep its memory, unless that has grown beyond what an ordinary reply needs. */
void buffer_clear(struct buffer *buffer);
void buffer_free(struct buffer *buffer);

/* JSON (RFC 8259). A comma goes before whatever follows a finished value, so a writer just lists its members.
 * Text must be valid UTF-8, or the output is not. */
void buffer_open(struct buffer *buffer, char bracket);
void buffer_close(struct buffer *buffer, char bracket);
void buffer_key(struct buffer *buffer, const char *key);
/* A key that needs no escape. */
void buffer_plain_key(struct buffer *buffer, const char *key, size_t length);
void buffer_string(struct buffer *buffer, const char *text, size_t length);
/* Text that is JSON already: a number, true, null, a json column. */
void buffer_raw(struct buffer *buffer, const char *text, size_t length);
/* "key":"text", or "key":null for NULL. */
void buffer_member(struct buffer *buffer, const char *key, const char *text);

#endif

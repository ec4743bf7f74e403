/* A string that grows, and the JSON that is written into it. */
#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { FIRST_SIZE = 1024, KEPT_SIZE = 256 * 1024 };

static void reserve(struct buffer *buffer, size_t more)
{
	size_t needed = buffer->length + more + 1;
	size_t size = buffer->size > 0 ? buffer->size : FIRST_SIZE;

	if (needed <= buffer->size)
		return;
	while (size < needed)
		size *= 2;
	buffer->data = memory_realloc(buffer->data, size);
	buffer->size = size;
}

void buffer_add(struct buffer *buffer, const char *bytes, size_t length)
{
	reserve(buffer, length);
	if (length > 0) /* bytes may be NULL then, and memcpy() must not be given that */
		memcpy(buffer->data + buffer->length, bytes, length);
	buffer->length += length;
	buffer->data[buffer->length] = '\0';
}

void buffer_puts(struct buffer *buffer, const char *text)
{
	buffer_add(buffer, text, strlen(text));
}

void buffer_printf(struct buffer *buffer, const char *format, ...)
{
	enum { GUESS = 64 }; /* most pieces fit, and are formatted only once */
	va_list arguments, again;

	va_start(arguments, format);
	va_copy(again, arguments);
	reserve(buffer, GUESS);
	size_t room = buffer->size - buffer->length;
	int length = vsnprintf(buffer->data + buffer->length, room, format, arguments);
	va_end(arguments);
	if (length >= 0 && (size_t)length >= room) {
		reserve(buffer, (size_t)length);
		vsnprintf(buffer->data + buffer->length, (size_t)length + 1, format, again);
	}
	if (length > 0)
		buffer->length += (size_t)length;
	va_end(again);
}

void buffer_cut(struct buffer *buffer, size_t length)
{
	buffer->length = length;
	buffer->data[length] = '\0';
}

void buffer_clear(struct buffer *buffer)
{
	if (buffer->size > KEPT_SIZE)
		buffer_free(buffer);
	buffer->length = 0;
	if (buffer->data != NULL)
		buffer->data[0] = '\0';
}

void buffer_free(struct buffer *buffer)
{
	free(buffer->data);
	*buffer = (struct buffer){ 0 };
}

/* A value is due a comma unless it is the first in its bracket or follows its key. */
static void separate(struct buffer *buffer)
{
	if (buffer->length == 0)
		return;
	char last = buffer->data[buffer->length - 1];
	if (last != '{' && last != '[' && last != ':')
		buffer_add(buffer, ",", 1);
}

void buffer_open(struct buffer *buffer, char bracket)
{
	separate(buffer);
	buffer_add(buffer, &bracket, 1);
}

void buffer_close(struct buffer *buffer, char bracket)
{
	buffer_add(buffer, &bracket, 1);
}

/* \u00 and two digits for what has no shorter escape; not by printf(), since a text may consist of nothing else. */
static void escape(struct buffer *buffer, unsigned char c)
{
	static const char digits[] = "0123456789abcdef";
	const char text[] = { '\\', 'u', '0', '0', digits[c >> 4], digits[c & 0xf] };

	if (c == '"' || c == '\\')
		buffer_add(buffer, (const char[]){ '\\', (char)c }, 2);
	else if (c == '\n')
		buffer_add(buffer, "\\n", 2);
	else
		buffer_add(buffer, text, sizeof text);
}

static void quote(struct buffer *buffer, const char *text, size_t length)
{
	size_t plain = 0; /* bytes not yet copied that need no escape */

	buffer_add(buffer, "\"", 1);
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];
		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		if (i > plain)
			buffer_add(buffer, text + plain, i - plain);
		plain = i + 1;
		escape(buffer, c);
	}
	buffer_add(buffer, text + plain, length - plain);
	buffer_add(buffer, "\"", 1);
}

void buffer_key(struct buffer *buffer, const char *key)
{
	separate(buffer);
	quote(buffer, key, strlen(key));
	buffer_add(buffer, ":", 1);
}

void buffer_plain_key(struct buffer *buffer, const char *key, size_t length)
{
	separate(buffer);
	reserve(buffer, length + 3);
	buffer->data[buffer->length] = '"';
	memcpy(buffer->data + buffer->length + 1, key, length);
	memcpy(buffer->data + buffer->length + 1 + length, "\":", 3);
	buffer->length += length + 3;
}

void buffer_string(struct buffer *buffer, const char *text, size_t length)
{
	separate(buffer);
	quote(buffer, text, length);
}

void buffer_raw(struct buffer *buffer, const char *text, size_t length)
{
	separate(buffer);
	buffer_add(buffer, text, length);
}

void buffer_member(struct buffer *buffer, const char *key, const char *text)
{
	buffer_key(buffer, key);
	if (text == NULL)
		buffer_raw(buffer, "null", 4);
	else
		buffer_string(buffer, text, strlen(text));
}

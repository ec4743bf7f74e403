/* Texts that a test puts together. */
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"

char *text(const char *format, ...)
{
	va_list arguments, again;

	va_start(arguments, format);
	va_copy(again, arguments);
	int length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	char *made = memory_alloc((size_t)length + 1);
	vsnprintf(made, (size_t)length + 1, format, again);
	va_end(again);
	return made;
}

char *text_repeat(const char *pattern, size_t count)
{
	size_t length = strlen(pattern);
	char *made = memory_alloc(length * count + 1);

	for (size_t i = 0; i < count; i++)
		memcpy(made + i * length, pattern, length);
	return made;
}

char *text_fill(const char *template, const char *value)
{
	struct buffer made = { 0 };

	for (; *template != '\0'; template ++) {
		if (*template == '@')
			buffer_puts(&made, value);
		else
			buffer_add(&made, template, 1);
	}
	return made.data != NULL ? made.data : text("%s", "");
}

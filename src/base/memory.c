/* Allocation that cannot fail: running out of memory ends the process. */
#include "base/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/panic.h"

static void *alive(void *block)
{
	if (block == NULL)
		panic("out of memory");
	return block;
}

void *memory_alloc(size_t size)
{
	return alive(calloc(1, size > 0 ? size : 1));
}

void *memory_realloc(void *block, size_t size)
{
	return alive(realloc(block, size > 0 ? size : 1));
}

char *memory_strdup(const char *text)
{
	return alive(strdup(text));
}

char *memory_printf(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	char *text = memory_vprintf(format, arguments);
	va_end(arguments);
	return text;
}

char *memory_vprintf(const char *format, va_list arguments)
{
	char *text;
	int length = vasprintf(&text, format, arguments);

	return alive(length >= 0 ? text : NULL);
}

/* What a stranger wrote, fit to stand in a message. */
#include "base/printable.h"

#include <string.h>

const char *printable(const char *text, char shown[PRINTABLE_SIZE])
{
	size_t length = 0;

	for (; length < PRINTABLE_MAX && text[length] != '\0'; length++)
		shown[length] = text[length] >= ' ' && text[length] <= '~' ? text[length] : '?';
	memcpy(shown + length, text[length] != '\0' ? "..." : "\0\0\0", sizeof "...");
	return shown;
}

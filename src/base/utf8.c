/* Characters of UTF-8 text (RFC 3629). */
#include "base/utf8.h"

size_t utf8_characters(const char *text, size_t length)
{
	size_t count = 0;

	/* Every byte but a continuation (10xxxxxx) begins a character. */
	for (size_t i = 0; i < length; i++)
		count += ((unsigned char)text[i] & 0xC0) != 0x80;
	return count;
}

/* UUIDs as text (RFC 9562, section 4). */
#include "base/uuid.h"

bool uuid_parse(const char *text, size_t length, char uuid[UUID_SIZE])
{
	if (length != UUID_SIZE - 1)
		return false;
	for (size_t i = 0; i < length; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;
		char c = text[i];
		if (c >= 'A' && c <= 'F')
			c = (char)(c - 'A' + 'a');
		if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
			return false;
		uuid[i] = c;
	}
	uuid[length] = '\0';
	return true;
}

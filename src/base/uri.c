/* Addresses: what must be escaped in them (RFC 3986, section 2). */
#include "base/uri.h"

#include <string.h>

static bool is_unreserved(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	       (c != '\0' && strchr("-._~", c) != NULL);
}

void uri_escape(struct buffer *out, const char *text, const char *also)
{
	for (; *text != '\0'; text++) {
		if (is_unreserved(*text) || strchr(also, *text) != NULL)
			buffer_add(out, text, 1);
		else
			buffer_printf(out, "%%%02X", (unsigned)(unsigned char)*text);
	}
}

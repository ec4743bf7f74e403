/* base64url without padding. */
#include "base/base64url.h"

#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void base64url_encode(const unsigned char *bytes, size_t length, char *text)
{
	uint32_t bits = 0;
	int count = 0; /* of bits that are not written yet */

	for (size_t i = 0; i < length; i++) {
		bits = bits << 8 | bytes[i];
		for (count += 8; count >= 6; count -= 6)
			*text++ = alphabet[bits >> (count - 6) & 63];
	}
	if (count > 0)
		*text++ = alphabet[bits << (6 - count) & 63];
	*text = '\0';
}

bool base64url_decode(const char *text, size_t length, unsigned char *bytes, size_t *count)
{
	uint32_t bits = 0;

	*count = 0;
	for (size_t i = 0; i < length; i++) {
		const char *at = text[i] != '\0' ? strchr(alphabet, text[i]) : NULL;
		if (at == NULL)
			return false;
		bits = bits << 6 | (uint32_t)(at - alphabet);
		/* Of four characters the last three each end a byte, the first of them with four bits to spare, then two, then
		 * none. */
		if (i % 4 != 0)
			bytes[(*count)++] = (unsigned char)(bits >> (6 - i % 4 * 2));
	}
	/* What is left over is zero. */
	return length % 4 == 0 || (length % 4 == 2 && (bits & 15) == 0) || (length % 4 == 3 && (bits & 3) == 0);
}

/* SHA-256, by OpenSSL, and how digests are written. */
#include "core/digest.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

void digest_sha256(const void *bytes, size_t length, unsigned char digest[DIGEST_SIZE])
{
	if (EVP_Digest(bytes, length, digest, NULL, EVP_sha256(), NULL) != 1)
		abort();
}

char *digest_hexadecimal(const unsigned char *digest, size_t size, struct arena *arena)
{
	char *text = arena_alloc(arena, 2 * size + 1);

	for (size_t i = 0; i < size; i++)
		snprintf(text + 2 * i, 3, "%02x", digest[i]);
	return text;
}

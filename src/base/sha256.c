/* SHA-256, by OpenSSL, and how digests are written. */
#include "base/sha256.h"

#include <openssl/evp.h>
#include <stdio.h>

#include "base/panic.h"

void sha256_digest(const void *bytes, size_t length, unsigned char digest[SHA256_SIZE])
{
	if (EVP_Digest(bytes, length, digest, NULL, EVP_sha256(), NULL) != 1)
		panic("OpenSSL cannot make a digest");
}

char *sha256_hexadecimal(const unsigned char *digest, size_t size, struct arena *arena)
{
	char *text = arena_alloc(arena, 2 * size + 1);

	for (size_t i = 0; i < size; i++)
		snprintf(text + 2 * i, 3, "%02x", digest[i]);
	return text;
}

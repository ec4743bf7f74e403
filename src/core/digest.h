/* SHA-256 (FIPS 180-4), by OpenSSL, and how digests are written. */
#ifndef VISITD_DIGEST_H
#define VISITD_DIGEST_H

#include "base/arena.h"

enum { DIGEST_SIZE = 32 };

/* Digest bytes; an OpenSSL that cannot do that ends the process. */
void digest_sha256(const void *bytes, size_t length, unsigned char digest[DIGEST_SIZE]);

/* The first `size` bytes of a digest, hexadecimal. */
char *digest_hexadecimal(const unsigned char *digest, size_t size, struct arena *arena) must_check;

#endif

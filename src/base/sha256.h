/* SHA-256 (FIPS 180-4), by OpenSSL, and how digests are written. */
#ifndef VISITD_SHA256_H
#define VISITD_SHA256_H

#include "base/arena.h"

enum { SHA256_SIZE = 32 };

/* Digest bytes; an OpenSSL that cannot do that ends the process. */
void sha256_digest(const void *bytes, size_t length, unsigned char digest[SHA256_SIZE]);

/* The same of bytes that come in pieces; one digest at a time in a process. */
void sha256_begin(void);
void sha256_add(const void *bytes, size_t length);
void sha256_end(unsigned char digest[SHA256_SIZE]);

/* The first `size` bytes of a digest, hexadecimal. */
char *sha256_hexadecimal(const unsigned char *digest, size_t size, struct arena *arena) must_check;

#endif

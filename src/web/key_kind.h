/* What keys are made of, whichever form they came in; for key.c and jwk.c alone. */
#ifndef VISITD_KEY_KIND_H
#define VISITD_KEY_KIND_H

#include <openssl/types.h>

#include "web/key.h"

/* Ended by a NULL name. */
struct key_curve {
	const char *name, *group; /* RFC 7518's, OpenSSL's */
	size_t size;              /* bytes of a coordinate */
	unsigned algorithm;
};
extern const struct key_curve key_curves[];

/* NULL, or what is wrong with it. What is given is copied. */
const char *key_take_public(struct key *key, EVP_PKEY *public) must_check;
const char *key_take_secret(struct key *key, const unsigned char *bytes, size_t length) must_check;

#endif

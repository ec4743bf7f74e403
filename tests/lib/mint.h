/* Tokens, good and bad, and keys to sign them with. */
#ifndef VISITD_TEST_MINT_H
#define VISITD_TEST_MINT_H

#include "base/macros.h"

/* A key pair or a secret of a test's own. */
struct mint_key {
	char *signing, *verifying; /* PEM of the private and the public key; the same secret twice */
};

/* A token that is not like the usual; what is left out is as usual. */
struct mint {
	const char *user; /* "sub"; NULL for none */
	const char *role; /* NULL for none */
	const char *alg;  /* NULL: RS256 */
	const char *key;  /* PEM or secret; NULL: the stack's signing key */
	const char *kid;  /* NULL: the stack's; "": none */
	/* A JSON object whose members replace those of the payload; null takes one out. By default sub, role, iat, and
	 * exp in an hour. */
	const char *claims;
};

/* The usual token of a user; `role` may be NULL. */
char *mint_token(const char *user, const char *role) must_check;

char *mint_odd(const struct mint *mint) must_check;

/* A token put together by hand, for what libjwt would not sign. */
char *mint_raw(const char *header, const char *payload, const char *signature) must_check;

/* Make a key: "RSA", "P-256", "P-384", "P-521", or "secret", which has 64 characters. */
struct mint_key mint_make_key(const char *kind) must_check;

#endif

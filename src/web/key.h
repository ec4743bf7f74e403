/* One key that verifies tokens, and what it may be used for. */
#ifndef VISITD_KEY_H
#define VISITD_KEY_H

#include "base/json.h"

/* A key has one kind, and is used with the algorithms of that kind alone, whatever a token says. */
struct key {
	char *kid;            /* NULL where a set gives none */
	unsigned algorithms;  /* bits of enum algorithm */
	unsigned char *bytes; /* PEM of a public key, or an HMAC secret, and a NUL */
	size_t length;
	char kind[16]; /* "RSA 2048", "EC P-256", "oct 256" */
	bool is_certificate;
	int64_t begins, expires; /* of a certificate, seconds since 1970 */
	char *file;              /* its name in the directory */
	size_t number;           /* in the file, from 1, where that is a set; else 0 */
};

/* Make the key of a file's content. NULL, or what is wrong with it; either way key_free() ends it. */
const char *key_pem_problem(struct key *key, const char *text, size_t length) must_check;
const char *key_secret_problem(struct key *key, const unsigned char *bytes, size_t length) must_check;

/* How many of a secret's bytes count: one that is text was made by a tool that ends its output with a newline, which is not
 * part of it. */
size_t key_secret_length(const unsigned char *bytes, size_t length) must_check;

enum jwk {
	JWK_KEY,      /* the key is made */
	JWK_NOT_OURS, /* it is for something else, or of a kind that tokens here are not signed with */
	JWK_BAD,
};

/* Make the key of an entry in a JSON Web Key Set (RFC 7517, RFC 7518 section 6). Unless it is made, *words says why not, which
 * the caller frees. */
enum jwk key_read_jwk(struct key *key, const struct json *jwk, char **words) must_check;

void key_free(struct key *key);

#endif

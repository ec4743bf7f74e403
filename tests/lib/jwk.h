/* JSON Web Keys, written as identity providers write them (RFC 7517). */
#ifndef VISITD_TEST_JWK_H
#define VISITD_TEST_JWK_H

#include "base/macros.h"

/* The entry of a public key in PEM or, where it is none, of a secret; `members` come first: "\"kid\":\"a\"," say. The caller
 * frees. */
char *jwk_of(const char *key, size_t length, const char *members) must_check;

#endif

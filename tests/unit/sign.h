/* Keys made at run time, and tokens signed with them. */
#ifndef SIGN_H
#define SIGN_H

#include "unit.h"
#include "web/token.h"

enum { SIGN_NOW = 1000000000, SIGN_ALL = 0x1ff /* algorithms */ };

#define SIGN_ID     "3edaf4f8-2120-4011-a59f-f6d8a47c622f"
#define SIGN_OTHER  "9b2f0d1c-0000-4000-8000-00000000000a"
#define SIGN_SECRET "0123456789abcdef0123456789abcdef"
/* Claims of SIGN_ID, good for an hour, and `more`. */
#define SIGN_CLAIMS_AND(more) "{\"sub\":\"" SIGN_ID "\",\"exp\":1000003600" more "}"
#define SIGN_CLAIMS           SIGN_CLAIMS_AND("")

enum sign_kind {
	SIGN_RSA,
	SIGN_OTHER_RSA,
	SIGN_P256,
	SIGN_OTHER_P256,
	SIGN_P384,
	SIGN_P521,
	SIGN_HMAC,
	SIGN_SHORT_RSA, /* of 1024 bits */
	SIGN_SECP256K1,
	SIGN_ED25519,
	SIGN_KINDS
};

struct sign_text {
	const char *bytes;
	size_t length;
};

/* The two halves of a key, PEM; of the HMAC key the secret, twice. Made at the first call: as an unchecked fixture that
 * is once, before tests are forked, since making RSA keys is slow. */
struct sign_key {
	struct sign_text private, public;
};
extern struct sign_key sign_keys[SIGN_KINDS];
void sign_make_keys(void);

/* A directory with one public key of every kind that may be used, and one with the RSA key alone. */
const char *sign_directory_of_all(void) must_check;
const char *sign_directory_of_rsa(void) must_check;
void sign_add_key(const char *directory, const char *name, struct sign_text text);

/* A token signed by libjwt; headers and claims are objects in JSON. */
const char *sign_with(struct sign_text key, const char *algorithm, const char *headers, const char *claims) must_check;
const char *sign_token(enum sign_kind kind, const char *algorithm, const char *headers, const char *claims) must_check;

/* A token of any two texts under an HMAC with SHA-256 that is right, for what libjwt would not write. */
const char *sign_any(const char *header, const char *claims) must_check;

const char *sign_base64url(const void *bytes, size_t length) must_check;

/* The tokens of a directory; the caller frees them. */
struct tokens *sign_read_keys(const char *directory, unsigned algorithms, int64_t remember) must_check;

/* What token_problem() says, once, at SIGN_NOW. */
const char *sign_verdict(const char *directory, unsigned algorithms, const char *token, struct caller *caller) must_check;

#endif

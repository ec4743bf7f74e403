/* Keys made at run time by OpenSSL, and tokens signed with them by libjwt. */
#include "sign.h"

#include <jwt.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct sign_key sign_keys[SIGN_KINDS];

static struct sign_text write_pem(EVP_PKEY *key, bool private)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *bytes;

	ck_assert_int_eq(
		private ? PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) : PEM_write_bio_PUBKEY(bio, key), 1);
	size_t length = (size_t)BIO_get_mem_data(bio, &bytes);
	struct sign_text pem = { unit_text("%.*s", (int)length, bytes), length };
	BIO_free(bio);
	return pem;
}

static void keep(enum sign_kind kind, EVP_PKEY *key)
{
	ck_assert_ptr_nonnull(key);
	sign_keys[kind].private = write_pem(key, true);
	sign_keys[kind].public = write_pem(key, false);
	EVP_PKEY_free(key);
}

void sign_make_keys(void)
{
	if (sign_keys[SIGN_RSA].private.bytes != NULL)
		return;
	keep(SIGN_RSA, EVP_RSA_gen(2048));
	keep(SIGN_OTHER_RSA, EVP_RSA_gen(2048));
	keep(SIGN_SHORT_RSA, EVP_RSA_gen(1024));
	keep(SIGN_P256, EVP_EC_gen("P-256"));
	keep(SIGN_OTHER_P256, EVP_EC_gen("P-256"));
	keep(SIGN_P384, EVP_EC_gen("P-384"));
	keep(SIGN_P521, EVP_EC_gen("P-521"));
	keep(SIGN_SECP256K1, EVP_EC_gen("secp256k1"));
	keep(SIGN_ED25519, EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"));
	sign_keys[SIGN_HMAC].private = sign_keys[SIGN_HMAC].public = (struct sign_text){ SIGN_SECRET, strlen(SIGN_SECRET) };
}

void sign_add_key(const char *directory, const char *name, struct sign_text text)
{
	unit_file(directory, name, text.bytes, text.length);
}

const char *sign_directory_of_all(void)
{
	const char *directory = unit_directory();

	sign_add_key(directory, "rsa.pem", sign_keys[SIGN_RSA].public);
	sign_add_key(directory, "p256.pem", sign_keys[SIGN_P256].public);
	sign_add_key(directory, "p384.pem", sign_keys[SIGN_P384].public);
	sign_add_key(directory, "p521.pem", sign_keys[SIGN_P521].public);
	sign_add_key(directory, "hmac.secret", sign_keys[SIGN_HMAC].public);
	return directory;
}

const char *sign_directory_of_rsa(void)
{
	const char *directory = unit_directory();

	sign_add_key(directory, "rsa.pem", sign_keys[SIGN_RSA].public);
	return directory;
}

struct tokens *sign_read_keys(const char *directory, unsigned algorithms, int64_t remember)
{
	struct config config = { .keys = unit_text("%s", directory),
				 .algorithms = algorithms,
				 .issuer = unit_text("%s", ""),
				 .audience = unit_text("%s", ""),
				 .subject_claim = unit_text("%s", "sub"),
				 .remember = remember };
	char *error;
	struct tokens *tokens = tokens_new(&config, &error);

	ck_assert_msg(tokens != NULL, "%s", error);
	return tokens;
}

const char *sign_with(struct sign_text key, const char *algorithm, const char *headers, const char *claims)
{
	jwt_t *jwt;

	ck_assert_int_eq(jwt_new(&jwt), 0);
	ck_assert_int_eq(jwt_add_headers_json(jwt, headers), 0);
	ck_assert_int_eq(jwt_add_grants_json(jwt, claims), 0);
	ck_assert_int_eq(jwt_set_alg(jwt, jwt_str_alg(algorithm), (const unsigned char *)key.bytes, (int)key.length), 0);
	char *encoded = jwt_encode_str(jwt);
	ck_assert_ptr_nonnull(encoded);
	char *token = unit_text("%s", encoded);
	free(encoded);
	jwt_free(jwt);
	return token;
}

const char *sign_token(enum sign_kind kind, const char *algorithm, const char *headers, const char *claims)
{
	return sign_with(sign_keys[kind].private, algorithm, headers, claims);
}

const char *sign_base64url(const void *bytes, size_t length)
{
	unsigned char *text = memory_alloc(4 * (length / 3 + 1) + 1);
	int written = EVP_EncodeBlock(text, bytes, (int)length);

	for (int i = 0; i < written; i++)
		text[i] = (unsigned char)(text[i] == '+' ? '-' : text[i] == '/' ? '_' : text[i]);
	text[strcspn((char *)text, "=")] = '\0';
	char *copy = unit_text("%s", (char *)text);
	free(text);
	return copy;
}

const char *sign_any(const char *header, const char *claims)
{
	unsigned char mac[EVP_MAX_MD_SIZE];
	unsigned length;
	const char *text = unit_text("%s.%s", sign_base64url(header, strlen(header)), sign_base64url(claims, strlen(claims)));

	ck_assert_ptr_nonnull(
		HMAC(EVP_sha256(), SIGN_SECRET, sizeof SIGN_SECRET - 1, (const unsigned char *)text, strlen(text), mac, &length));
	return unit_text("%s.%s", text, sign_base64url(mac, length));
}

const char *sign_verdict(const char *directory, unsigned algorithms, const char *token, struct caller *caller)
{
	struct tokens *tokens = sign_read_keys(directory, algorithms, 0);
	const char *problem = token_problem(tokens, token, SIGN_NOW, caller);

	problem = problem != NULL ? unit_text("%s", problem) : NULL;

	tokens_free(tokens);
	return problem;
}

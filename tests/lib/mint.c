/* Tokens by libjwt, keys by OpenSSL. */
#include "mint.h"

#include <check.h>
#include <jansson.h>
#include <jwt.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "base/memory.h"
#include "stack.h"
#include "text.h"

enum { KEY_SIZE_MAX = 16 * 1024, SECRET_BYTES = 32 };

static json_t *payload(const struct mint *mint)
{
	time_t now = time(NULL);
	json_t *claims = json_pack("{s:s*, s:s*, s:I, s:I}", "sub", mint->user, "role", mint->role, "iat", (json_int_t)now, "exp",
				   (json_int_t)now + 3600);
	json_t *changes = mint->claims != NULL ? json_loads(mint->claims, 0, NULL) : json_object();
	json_t *value;
	const char *key;

	ck_assert_ptr_nonnull(claims);
	ck_assert_msg(json_is_object(changes), "not a JSON object: %s", mint->claims);
	json_object_foreach (changes, key, value) {
		if (json_is_null(value))
			json_object_del(claims, key);
		else
			json_object_set(claims, key, value);
	}
	json_decref(changes);
	return claims;
}

char *mint_odd(const struct mint *mint)
{
	const char *kid = mint->kid != NULL ? mint->kid : stack.kid, *key = mint->key;
	size_t length;
	jwt_t *jwt;

	if (key == NULL)
		key = file_read(stack.signing_key, KEY_SIZE_MAX, &length);
	ck_assert_ptr_nonnull(key);
	ck_assert_int_eq(jwt_new(&jwt), 0);
	ck_assert_int_eq(jwt_add_grants_json(jwt, json_dumps(payload(mint), 0)), 0);
	if (kid[0] != '\0')
		ck_assert_int_eq(jwt_add_header(jwt, "kid", kid), 0);
	jwt_alg_t alg = jwt_str_alg(mint->alg != NULL ? mint->alg : "RS256");
	ck_assert_int_eq(jwt_set_alg(jwt, alg, alg != JWT_ALG_NONE ? (const unsigned char *)key : NULL,
				     alg != JWT_ALG_NONE ? (int)strlen(key) : 0),
			 0);
	char *token = jwt_encode_str(jwt);
	ck_assert_ptr_nonnull(token);
	jwt_free(jwt);
	return token;
}

char *mint_token(const char *user, const char *role)
{
	const struct mint mint = { .user = user, .role = role };

	return mint_odd(&mint);
}

static char *base64url(const char *bytes)
{
	size_t length = strlen(bytes);
	char *encoded = memory_alloc(length * 2 + 4);

	EVP_EncodeBlock((unsigned char *)encoded, (const unsigned char *)bytes, (int)length);
	for (char *c = encoded; *c != '\0'; c++)
		*c = *c == '+' ? '-' : *c == '/' ? '_' : *c == '=' ? '\0' : *c;
	return encoded;
}

char *mint_raw(const char *header, const char *payload_text, const char *signature)
{
	return text("%s.%s.%s", base64url(header), base64url(payload_text), signature);
}

static char *drain(BIO *bio)
{
	char *bytes;
	long length = BIO_get_mem_data(bio, &bytes);
	char *copy = text("%.*s", (int)length, bytes);

	BIO_free(bio);
	return copy;
}

static struct mint_key make_secret(void)
{
	unsigned char bytes[SECRET_BYTES];
	char *secret = memory_alloc(2 * SECRET_BYTES + 1);

	ck_assert_int_eq(RAND_bytes(bytes, SECRET_BYTES), 1);
	for (size_t i = 0; i < SECRET_BYTES; i++)
		memcpy(secret + 2 * i, text("%02x", bytes[i]), 2);
	return (struct mint_key){ secret, secret };
}

struct mint_key mint_make_key(const char *kind)
{
	if (strcmp(kind, "secret") == 0)
		return make_secret();
	EVP_PKEY *key = strcmp(kind, "RSA") == 0 ? EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)2048)
						 : EVP_PKEY_Q_keygen(NULL, NULL, "EC", kind);
	BIO *private = BIO_new(BIO_s_mem()), *public = BIO_new(BIO_s_mem());

	ck_assert_ptr_nonnull(key);
	ck_assert_int_eq(PEM_write_bio_PrivateKey(private, key, NULL, NULL, 0, NULL, NULL), 1);
	ck_assert_int_eq(PEM_write_bio_PUBKEY(public, key), 1);
	EVP_PKEY_free(key);
	return (struct mint_key){ drain(private), drain(public) };
}

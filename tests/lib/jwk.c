/* JSON Web Keys, written as identity providers write them. */
#include "jwk.h"

#include <check.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64url.h"
#include "base/memory.h"

enum { NUMBER_MAX = 1024 };

/* A number in base64url, in so many bytes; 0: as few as will do. */
static char *number(const EVP_PKEY *key, const char *name, int size)
{
	unsigned char bytes[NUMBER_MAX];
	char text[BASE64URL_SIZE(NUMBER_MAX)];
	BIGNUM *value = NULL;

	ck_assert_int_eq(EVP_PKEY_get_bn_param(key, name, &value), 1);
	size = size > 0 ? size : BN_num_bytes(value);
	ck_assert_int_eq(BN_bn2binpad(value, bytes, size), size);
	BN_free(value);
	base64url_encode(bytes, (size_t)size, text);
	return memory_strdup(text);
}

static char *of_public(const EVP_PKEY *key, const char *members)
{
	int bits = EVP_PKEY_get_bits(key), size = (bits + 7) / 8;
	bool is_rsa = EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA;
	char *first = number(key, is_rsa ? OSSL_PKEY_PARAM_RSA_N : OSSL_PKEY_PARAM_EC_PUB_X, is_rsa ? 0 : size);
	char *second = number(key, is_rsa ? OSSL_PKEY_PARAM_RSA_E : OSSL_PKEY_PARAM_EC_PUB_Y, is_rsa ? 0 : size);
	char *jwk = is_rsa ? memory_printf("{%s\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\"}", members, first, second)
			   : memory_printf("{%s\"kty\":\"EC\",\"crv\":\"P-%d\",\"x\":\"%s\",\"y\":\"%s\"}", members, bits, first,
					   second);

	free(first);
	free(second);
	return jwk;
}

char *jwk_of(const char *key, size_t length, const char *members)
{
	char text[BASE64URL_SIZE(NUMBER_MAX)];
	char *jwk;

	if (strstr(key, "-----BEGIN PUBLIC KEY-----") == NULL) {
		ck_assert_uint_le(length, NUMBER_MAX);
		base64url_encode((const unsigned char *)key, length, text);
		return memory_printf("{%s\"kty\":\"oct\",\"k\":\"%s\"}", members, text);
	}
	BIO *bio = BIO_new_mem_buf(key, (int)length);
	EVP_PKEY *public = PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL);
	ck_assert_ptr_nonnull(public);
	jwk = of_public(public, members);
	EVP_PKEY_free(public);
	BIO_free(bio);
	return jwk;
}

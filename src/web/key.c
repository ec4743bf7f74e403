/* One key that verifies tokens: a public key or a certificate in PEM, or a secret. */
#include "web/key.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/config.h"
#include "base/memory.h"
#include "base/panic.h"
#include "web/key_kind.h"

enum { SECRET_MIN = 32, RSA_BITS_MIN = 2048, RSA_BITS_MAX = 16384 };

/* One curve an algorithm: RFC 7518, section 3.4. */
const struct key_curve key_curves[] = {
	{ "P-256", "prime256v1", 32, ALGORITHM_ES256 },
	{ "P-384", "secp384r1", 48, ALGORITHM_ES384 },
	{ "P-521", "secp521r1", 66, ALGORITHM_ES512 },
	{ NULL, NULL, 0, 0 },
};

/* With an exponent of 1 anybody could sign; OpenSSL takes it, and even ones. */
static bool has_good_exponent(const EVP_PKEY *public)
{
	BIGNUM *exponent = NULL;
	bool good = EVP_PKEY_get_bn_param(public, OSSL_PKEY_PARAM_RSA_E, &exponent) == 1 && BN_is_odd(exponent) &&
		    !BN_is_one(exponent);

	BN_free(exponent);
	return good;
}

static const char *rsa_problem(struct key *key, const EVP_PKEY *public)
{
	int bits = EVP_PKEY_get_bits(public);

	snprintf(key->kind, sizeof key->kind, "RSA %d", bits);
	key->algorithms = ALGORITHM_RS256 | ALGORITHM_RS384 | ALGORITHM_RS512;
	if (bits < RSA_BITS_MIN)
		return "an RSA key must have at least 2048 bits"; /* RFC 7518, section 3.3 */
	if (bits > RSA_BITS_MAX)
		return "an RSA key must have at most 16384 bits"; /* OpenSSL verifies nothing by a longer one */
	return has_good_exponent(public) ? NULL : "an RSA key's exponent must be odd and more than 1";
}

static const char *ec_problem(struct key *key, const EVP_PKEY *public)
{
	char group[32] = "";

	if (EVP_PKEY_get_group_name(public, group, sizeof group, NULL) != 1)
		group[0] = '\0';
	for (const struct key_curve *curve = key_curves; curve->name != NULL; curve++) {
		if (strcmp(group, curve->group) != 0)
			continue;
		snprintf(key->kind, sizeof key->kind, "EC %s", curve->name);
		key->algorithms = curve->algorithm;
		return NULL;
	}
	return "an elliptic curve key must be on P-256, P-384 or P-521";
}

const char *key_take_public(struct key *key, EVP_PKEY *public)
{
	const char *problem = "neither an RSA nor an elliptic curve key";
	char *pem;

	if (EVP_PKEY_get_base_id(public) == EVP_PKEY_RSA)
		problem = rsa_problem(key, public);
	else if (EVP_PKEY_get_base_id(public) == EVP_PKEY_EC)
		problem = ec_problem(key, public);
	if (problem != NULL)
		return problem;
	/* libjwt takes it in this form, wherever it came from. */
	BIO *bio = BIO_new(BIO_s_mem());
	if (bio == NULL || PEM_write_bio_PUBKEY(bio, public) != 1)
		panic("OpenSSL cannot write a public key");
	key->length = (size_t)BIO_get_mem_data(bio, &pem);
	key->bytes = (unsigned char *)memory_printf("%.*s", (int)key->length, pem);
	BIO_free(bio);
	return NULL;
}

static int64_t seconds(const ASN1_TIME *when)
{
	ASN1_TIME *start = ASN1_TIME_set(NULL, 0);
	int days = 0, rest = 0;

	if (start == NULL || ASN1_TIME_diff(&days, &rest, start, when) != 1)
		days = rest = 0;
	ASN1_TIME_free(start);
	return (int64_t)days * 86400 + rest;
}

/* The first certificate of a chain is the key's own. */
static EVP_PKEY *read_certificate(struct key *key, BIO *bio)
{
	static char no_passphrase[] = "";
	X509 *certificate = PEM_read_bio_X509(bio, NULL, NULL, no_passphrase);
	EVP_PKEY *public = certificate != NULL ? X509_get_pubkey(certificate) : NULL;

	if (public != NULL) {
		key->is_certificate = true;
		key->begins = seconds(X509_get0_notBefore(certificate));
		key->expires = seconds(X509_get0_notAfter(certificate));
	}
	X509_free(certificate);
	return public;
}

const char *key_pem_problem(struct key *key, const char *text, size_t length)
{
	static char no_passphrase[] = ""; /* so that OpenSSL asks nobody for one */

	/* Alone or beside its public half: it was put here by mistake. */
	if (strstr(text, "PRIVATE KEY-----") != NULL)
		return "a private key; only its public half belongs here";
	BIO *bio = BIO_new_mem_buf(text, (int)length);
	EVP_PKEY *public = strstr(text, "-----BEGIN PUBLIC KEY-----") != NULL
				   ? PEM_read_bio_PUBKEY(bio, NULL, NULL, no_passphrase)
				   : read_certificate(key, bio);
	const char *problem = public != NULL ? key_take_public(key, public) : "neither a public key nor a certificate in PEM";
	EVP_PKEY_free(public);
	BIO_free(bio);
	return problem;
}

size_t key_secret_length(const unsigned char *bytes, size_t length)
{
	size_t printable = 0;

	while (printable < length && bytes[printable] >= ' ' && bytes[printable] < 0x7f)
		printable++;
	return printable + 1 == length && bytes[printable] == '\n' ? printable : length;
}

const char *key_take_secret(struct key *key, const unsigned char *bytes, size_t length)
{
	snprintf(key->kind, sizeof key->kind, "oct %zu", length * 8);
	key->algorithms = ALGORITHM_HS256 | ALGORITHM_HS384 | ALGORITHM_HS512;
	key->bytes = memory_alloc(length + 1);
	memcpy(key->bytes, bytes, length);
	key->length = length;
	return length >= SECRET_MIN ? NULL : "a secret must have at least 32 bytes";
}

const char *key_secret_problem(struct key *key, const unsigned char *bytes, size_t length)
{
	return key_take_secret(key, bytes, key_secret_length(bytes, length));
}

void key_free(struct key *key)
{
	if (key->bytes != NULL)
		OPENSSL_cleanse(key->bytes, key->length);
	free(key->bytes);
	free(key->kid);
	free(key->file);
}

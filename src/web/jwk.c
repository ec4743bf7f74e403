/* An entry of a JSON Web Key Set becomes a key (RFC 7517; RFC 7518, section 6). */
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64url.h"
#include "base/config.h"
#include "base/memory.h"
#include "base/panic.h"
#include "base/printable.h"
#include "web/key_kind.h"

enum { KID_MAX = 255 };

/* Why no key is made: what is wrong, or what it is for. One of the two is set, as a text that lives on its own. */
struct reason {
	const char *wrong;
	const char *other, *value; /* "its use", "enc" */
};

static bool is_good_kid(const char *kid)
{
	size_t length = 0;

	while (kid[length] >= ' ' && kid[length] <= '~')
		length++;
	return length >= 1 && length <= KID_MAX && kid[length] == '\0';
}

static bool read_kid(struct key *key, const struct json *jwk, struct reason *reason)
{
	const struct json kid = json_member(jwk, "kid");

	if (kid.kind == JSON_KIND_ABSENT)
		return true;
	if (!json_is_plain_text(&kid) || !is_good_kid(kid.text)) {
		reason->wrong = "its kid must be 1 to 255 printable ASCII characters";
		return false;
	}
	key->kid = memory_strdup(kid.text);
	return true;
}

static bool is_private(const struct json *jwk)
{
	static const char *const members[] = { "d", "p", "q", "dp", "dq", "qi", "oth" };
	const struct json kty = json_member(jwk, "kty");

	for (size_t i = 0; i < ARRAY_LEN(members); i++) {
		if (json_member(jwk, members[i]).kind != JSON_KIND_ABSENT)
			return !json_is(&kty, "oct");
	}
	return false;
}

/* Is it there to verify signatures? "use" and "key_ops" may say that it is not (RFC 7517, sections 4.2 and 4.3). */
static bool is_to_verify(const struct json *jwk, struct reason *reason)
{
	const struct json use = json_member(jwk, "use"), operations = json_member(jwk, "key_ops");
	bool verifies = operations.kind == JSON_KIND_ABSENT;

	if (use.kind != JSON_KIND_ABSENT && !json_is_plain_text(&use))
		reason->wrong = "its use is no text";
	else if (use.kind != JSON_KIND_ABSENT && strcmp(use.text, "sig") != 0)
		*reason = (struct reason){ .other = "its use", .value = use.text };
	else if (operations.kind != JSON_KIND_ABSENT && operations.kind != JSON_KIND_ARRAY)
		reason->wrong = "its key_ops are no array";
	for (size_t i = 0; i < operations.length && operations.kind == JSON_KIND_ARRAY; i++) {
		const struct json operation = json_item(&operations, i);
		verifies = verifies || json_is(&operation, "verify");
	}
	if (reason->wrong == NULL && reason->other == NULL && !verifies)
		*reason = (struct reason){ .other = "verify", .value = "not in its key_ops" };
	return reason->wrong == NULL && reason->other == NULL;
}

/* A member's bytes, which the caller frees; NULL if it is not there or not base64url. */
static unsigned char *decode(const struct json *jwk, const char *name, size_t *length)
{
	const struct json text = json_member(jwk, name);

	if (text.kind != JSON_KIND_TEXT)
		return NULL;
	unsigned char *bytes = memory_alloc(text.length / 4 * 3 + 3);
	if (base64url_decode(text.text, text.length, bytes, length) && *length > 0)
		return bytes;
	free(bytes);
	return NULL;
}

/* The key that these parameters describe; NULL if they describe none. They are used up. */
static EVP_PKEY *make_public(const char *type, OSSL_PARAM_BLD *builder)
{
	OSSL_PARAM *parameters = OSSL_PARAM_BLD_to_param(builder);
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	EVP_PKEY *public = NULL;

	if (parameters == NULL || context == NULL || EVP_PKEY_fromdata_init(context) != 1)
		panic("OpenSSL cannot make keys");
	bool made = EVP_PKEY_fromdata(context, &public, EVP_PKEY_PUBLIC_KEY, parameters) == 1;
	EVP_PKEY_CTX_free(context);
	OSSL_PARAM_free(parameters);
	OSSL_PARAM_BLD_free(builder);
	return made ? public : NULL;
}

static OSSL_PARAM_BLD *new_builder(void)
{
	OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();

	if (builder == NULL)
		panic("out of memory");
	return builder;
}

static const char *take_public(struct key *key, EVP_PKEY *public, const char *problem)
{
	if (public != NULL)
		problem = key_take_public(key, public);
	EVP_PKEY_free(public);
	return problem;
}

static const char *rsa_problem(struct key *key, const struct json *jwk)
{
	size_t n_length = 0, e_length = 0;
	unsigned char *n_bytes = decode(jwk, "n", &n_length), *e_bytes = decode(jwk, "e", &e_length);
	const char *problem = "n and e must be base64url";

	if (n_bytes != NULL && e_bytes != NULL) {
		OSSL_PARAM_BLD *builder = new_builder();
		BIGNUM *n = BN_bin2bn(n_bytes, (int)n_length, NULL), *e = BN_bin2bn(e_bytes, (int)e_length, NULL);
		if (n == NULL || e == NULL || OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, n) != 1 ||
		    OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, e) != 1)
			panic("OpenSSL cannot make keys");
		problem = take_public(key, make_public("RSA", builder), "n and e are no RSA key");
		BN_free(n);
		BN_free(e);
	}
	free(n_bytes);
	free(e_bytes);
	return problem;
}

/* The point (x, y) of a curve, as SEC 1 writes it; OpenSSL looks whether it is on it. */
static const char *ec_problem(struct key *key, const struct json *jwk, const struct key_curve *curve)
{
	unsigned char point[1 + 2 * 66] = { POINT_CONVERSION_UNCOMPRESSED };
	size_t x_length = 0, y_length = 0;
	unsigned char *x = decode(jwk, "x", &x_length), *y = decode(jwk, "y", &y_length);
	const char *problem = "x and y must be base64url, each as long as the curve's coordinates are";

	/* Of full length, leading zeros and all: RFC 7518, section 6.2.1.2. */
	if (x != NULL && y != NULL && x_length == curve->size && y_length == curve->size) {
		OSSL_PARAM_BLD *builder = new_builder();
		memcpy(point + 1, x, curve->size);
		memcpy(point + 1 + curve->size, y, curve->size);
		if (OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, curve->group, 0) != 1 ||
		    OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point, 1 + 2 * curve->size) != 1)
			panic("OpenSSL cannot make keys");
		problem = take_public(key, make_public("EC", builder), "x and y are no point of the curve");
	}
	free(x);
	free(y);
	return problem;
}

static const char *oct_problem(struct key *key, const struct json *jwk)
{
	size_t length = 0;
	unsigned char *secret = decode(jwk, "k", &length);

	if (secret == NULL)
		return "k must be base64url";
	const char *problem = key_take_secret(key, secret, length);
	OPENSSL_cleanse(secret, length);
	free(secret);
	return problem;
}

/* What the key is made of, as "kty" and "crv" tell. */
static void read_material(struct key *key, const struct json *jwk, struct reason *reason)
{
	const struct json kty = json_member(jwk, "kty"), crv = json_member(jwk, "crv");
	const struct key_curve *curve = key_curves;

	if (!json_is_plain_text(&kty)) {
		reason->wrong = "there is no kty";
	} else if (strcmp(kty.text, "RSA") == 0) {
		reason->wrong = rsa_problem(key, jwk);
	} else if (strcmp(kty.text, "oct") == 0) {
		reason->wrong = oct_problem(key, jwk);
	} else if (strcmp(kty.text, "EC") != 0) {
		*reason = (struct reason){ .other = "its kty", .value = kty.text };
	} else if (!json_is_plain_text(&crv)) {
		reason->wrong = "there is no crv";
	} else {
		while (curve->name != NULL && strcmp(curve->name, crv.text) != 0)
			curve++;
		if (curve->name != NULL)
			reason->wrong = ec_problem(key, jwk, curve);
		else
			*reason = (struct reason){ .other = "its crv", .value = crv.text };
	}
}

/* "alg" is what the key is for, and nothing else then. */
static void restrict_algorithms(struct key *key, unsigned algorithm, struct reason *reason)
{
	if (algorithm == 0 || reason->wrong != NULL || reason->other != NULL)
		return;
	key->algorithms &= algorithm;
	if (key->algorithms == 0)
		reason->wrong = "its alg is not of its kind";
}

enum jwk key_read_jwk(struct key *key, const struct json *jwk, char **words)
{
	struct reason reason = { .wrong = NULL };
	const struct json alg = json_member(jwk, "alg");
	unsigned algorithm = json_is_plain_text(&alg) ? config_algorithm(alg.text) : 0;
	char shown[PRINTABLE_SIZE];

	if (jwk->kind != JSON_KIND_OBJECT)
		reason.wrong = "no object";
	else if (read_kid(key, jwk, &reason) && is_private(jwk))
		reason.wrong = "a private key; only its public half belongs here";
	else if (reason.wrong == NULL && is_to_verify(jwk, &reason)) {
		if (alg.kind != JSON_KIND_ABSENT && !json_is_plain_text(&alg))
			reason.wrong = "its alg is no text";
		else if (alg.kind != JSON_KIND_ABSENT && algorithm == 0)
			reason = (struct reason){ .other = "its alg", .value = alg.text };
		else
			read_material(key, jwk, &reason);
		restrict_algorithms(key, algorithm, &reason);
	}
	if (reason.wrong != NULL)
		*words = memory_strdup(reason.wrong);
	else if (reason.other != NULL)
		*words = memory_printf("%s is %s", reason.other, printable(reason.value, shown));
	return reason.wrong != NULL ? JWK_BAD : reason.other != NULL ? JWK_NOT_OURS : JWK_KEY;
}

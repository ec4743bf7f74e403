/* Bearer tokens: JSON Web Tokens verified by libjwt, and remembered once verified. */
#include "web/token.h"

#include <jansson.h>
#include <jwt.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/panic.h"
#include "base/sha256.h"
#include "base/uuid.h"
#include "web/keys.h"

enum { LEEWAY = 30 /* seconds that clocks may differ by */ };

/* A token that was verified. Verifying an RSA signature costs more than all the rest of a request; knowing it again
 * costs a SHA-256. It grants nothing: the directory is asked in every statement. */
struct remembered {
	unsigned char digest[SHA256_SIZE];
	int64_t expires; /* with leeway; 0 in an empty slot */
	struct caller caller;
};

struct tokens {
	struct keys keys;
	unsigned algorithms;
	char *issuer, *audience;
	struct remembered *slots; /* a digest has one slot: the newcomer takes it */
	size_t slot_count;
	EVP_MD *sha256; /* fetched once; EVP_sha256() is looked up anew at each use */
	EVP_MD_CTX *digest;
};

struct tokens *tokens_new(const struct config *config, char **error)
{
	struct keys keys;

	if (!keys_read(config->keys, &keys, error))
		return NULL;
	struct tokens *tokens = memory_alloc(sizeof *tokens);
	*tokens = (struct tokens){
		.keys = keys,
		.algorithms = config->algorithms,
		.issuer = memory_strdup(config->issuer),
		.audience = memory_strdup(config->audience),
		.slot_count = (size_t)config->remember,
		.sha256 = EVP_MD_fetch(NULL, "SHA256", NULL),
		.digest = EVP_MD_CTX_new(),
	};
	if (tokens->sha256 == NULL || tokens->digest == NULL)
		panic("OpenSSL cannot make a digest");
	tokens->slots = memory_alloc(tokens->slot_count * sizeof *tokens->slots);
	return tokens;
}

void tokens_free(struct tokens *tokens)
{
	if (tokens == NULL)
		return;
	keys_free(&tokens->keys);
	free(tokens->issuer);
	free(tokens->audience);
	free(tokens->slots);
	EVP_MD_CTX_free(tokens->digest);
	EVP_MD_free(tokens->sha256);
	free(tokens);
}

size_t tokens_count(const struct tokens *tokens)
{
	return tokens->keys.count;
}

/* NumericDate (RFC 7519, section 2) may have a fraction. False if it is there and no number. */
static bool get_date(const json_t *claims, const char *name, double absent, double *date)
{
	const json_t *value = json_object_get(claims, name);

	*date = json_is_number(value) ? json_number_value(value) : absent;
	return value == NULL || json_is_number(value);
}

static const char *check_dates(const json_t *claims, int64_t now, int64_t *expires)
{
	double exp, nbf, iat, today = (double)now;

	if (!get_date(claims, "exp", 0, &exp) || !get_date(claims, "nbf", today, &nbf) || !get_date(claims, "iat", today, &iat))
		return "a date is no number";
	if (json_object_get(claims, "exp") == NULL)
		return "there is no exp";
	if (exp + LEEWAY <= today)
		return "expired";
	if (nbf > today + LEEWAY)
		return "not yet valid";
	if (iat > today + LEEWAY)
		return "issued in the future";
	/* Beyond what a date can be, it is merely far away. */
	*expires = exp < 1e15 ? (int64_t)exp + LEEWAY : INT64_MAX;
	return NULL;
}

static bool is_text(const json_t *value, const char *text)
{
	return json_is_string(value) && strcmp(json_string_value(value), text) == 0;
}

/* "aud" is one name or an array of them (RFC 7519, section 4.1.3). */
static bool is_for(const json_t *aud, const char *audience)
{
	for (size_t i = 0; i < json_array_size(aud); i++) {
		if (is_text(json_array_get(aud, i), audience))
			return true;
	}
	return is_text(aud, audience);
}

static bool says_refresh(const json_t *value)
{
	return json_is_string(value) && strcasecmp(json_string_value(value), "refresh") == 0;
}

static const char *get_caller(const json_t *claims, struct caller *caller)
{
	const json_t *id = json_object_get(claims, "sub");
	const json_t *role = json_object_get(claims, "role");

	if (id == NULL)
		id = json_object_get(claims, "userId");
	if (!json_is_string(id) || !uuid_parse(json_string_value(id), json_string_length(id), caller->id))
		return "the caller's id is no UUID";
	if (role == NULL || json_is_null(role))
		caller->roles = ROLES_ALL;
	else
		caller->roles = json_is_string(role) ? caller_role(json_string_value(role)) : 0;
	return NULL;
}

static const char *check_claims(const struct tokens *tokens, const json_t *claims, int64_t now, struct remembered *verified)
{
	const char *problem = check_dates(claims, now, &verified->expires);

	if (problem != NULL)
		return problem;
	if (tokens->issuer[0] != '\0' && !is_text(json_object_get(claims, "iss"), tokens->issuer))
		return "wrong issuer";
	if (tokens->audience[0] != '\0' && !is_for(json_object_get(claims, "aud"), tokens->audience))
		return "wrong audience";
	if (says_refresh(json_object_get(claims, "type")) || says_refresh(json_object_get(claims, "typ")))
		return "a refresh token";
	return get_caller(claims, &verified->caller);
}

static json_t *parse_part(jwt_t *jwt, char *(*get)(jwt_t *jwt, const char *name))
{
	char *text = get(jwt, NULL);
	json_t *object = text != NULL ? json_loads(text, 0, NULL) : NULL;

	free(text);
	return object;
}

/* The key that an unverified token asks for, if it may be used with the algorithm that it also asks for. */
static const char *choose_key(const struct tokens *tokens, jwt_t *jwt, const struct key **key)
{
	const char *problem = NULL;
	json_t *header = parse_part(jwt, jwt_get_headers_json);
	const json_t *kid = json_object_get(header, "kid");
	const json_t *alg = json_object_get(header, "alg");
	unsigned algorithm = json_is_string(alg) ? config_algorithm(json_string_value(alg)) : 0;

	*key = kid == NULL || json_is_string(kid) ? keys_find(&tokens->keys, json_string_value(kid)) : NULL;
	if (*key == NULL)
		problem = "unknown kid";
	else if ((algorithm & tokens->algorithms) == 0)
		problem = "algorithm not allowed";
	else if ((algorithm & (*key)->algorithms) == 0)
		problem = "algorithm is not of the key's kind";
	else if (json_object_get(header, "crit") != NULL)
		problem = "a critical header that is not understood"; /* RFC 7515, section 4.1.11 */
	json_decref(header);
	return problem;
}

/* Verify for real. libjwt takes the algorithm from the token, so the header is judged before a key is handed over. */
static const char *verify(const struct tokens *tokens, const char *token, int64_t now, struct remembered *verified)
{
	jwt_t *jwt;
	const struct key *key;

	if (jwt_decode(&jwt, token, NULL, 0) != 0)
		return "malformed";
	const char *problem = choose_key(tokens, jwt, &key);
	jwt_free(jwt);
	if (problem != NULL)
		return problem;

	if (jwt_decode(&jwt, token, key->bytes, (int)key->length) != 0)
		return "wrong signature";
	json_t *claims = parse_part(jwt, jwt_get_grants_json);
	jwt_free(jwt);
	problem = check_claims(tokens, claims, now, verified);
	json_decref(claims);
	return problem;
}

const char *token_verify(struct tokens *tokens, const char *token, int64_t now, struct caller *caller)
{
	struct remembered verified = { .expires = 0 }, *slot = NULL;
	size_t index;

	if (EVP_DigestInit_ex2(tokens->digest, tokens->sha256, NULL) != 1 ||
	    EVP_DigestUpdate(tokens->digest, token, strlen(token)) != 1 ||
	    EVP_DigestFinal_ex(tokens->digest, verified.digest, NULL) != 1)
		panic("OpenSSL cannot make a digest");
	if (tokens->slot_count > 0) {
		memcpy(&index, verified.digest, sizeof index);
		slot = &tokens->slots[index % tokens->slot_count];
		if (slot->expires > now && memcmp(slot->digest, verified.digest, SHA256_SIZE) == 0) {
			*caller = slot->caller;
			return NULL;
		}
	}
	const char *problem = verify(tokens, token, now, &verified);
	if (problem != NULL)
		return problem;
	if (slot != NULL)
		*slot = verified;
	*caller = verified.caller;
	return NULL;
}

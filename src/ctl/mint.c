/* visitctl token: a token for demonstrations and tests. */
#include "ctl/mint.h"

#include <errno.h>
#include <jwt.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "ctl/complain.h"
#include "engine/caller.h"
#include "web/keys.h"

enum { KEY_FILE_MAX = 16 * 1024 };

/* An encrypted key is not asked for its passphrase: there may be nobody to answer. */
static int no_passphrase(char *buffer, int size, int writing, void *context)
{
	(void)buffer, (void)size, (void)writing, (void)context;
	return 0;
}

/* The algorithm of the smallest hash that suits the key; NULL if it is no private key that tokens can be signed with. */
static const char *suitable_algorithm(const char *path, const char *bytes, size_t length)
{
	const char *dot = strrchr(path, '.');
	char curve[32] = "";

	if (dot != NULL && strcmp(dot, ".secret") == 0)
		return "HS256";
	BIO *bio = BIO_new_mem_buf(bytes, (int)length);
	EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL);
	const char *algorithm = NULL;
	if (key != NULL && EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA)
		algorithm = "RS256";
	else if (key != NULL && EVP_PKEY_get_group_name(key, curve, sizeof curve, NULL) == 1)
		algorithm = strcmp(curve, "secp384r1") == 0 ? "ES384" : strcmp(curve, "secp521r1") == 0 ? "ES512" : "ES256";
	EVP_PKEY_free(key);
	BIO_free(bio);
	return algorithm;
}

static bool add_claims(jwt_t *jwt, const struct wish *wish, const struct config *config)
{
	time_t now = time(NULL);

	return jwt_add_grant(jwt, config->subject_claim, wish->user) == 0 && jwt_add_grant_int(jwt, "iat", now) == 0 &&
	       jwt_add_grant_int(jwt, "exp", now + wish->expires) == 0 &&
	       (wish->role == NULL || jwt_add_grant(jwt, "role", wish->role) == 0) &&
	       (config->issuer[0] == '\0' || jwt_add_grant(jwt, "iss", config->issuer) == 0) &&
	       (config->audience[0] == '\0' || jwt_add_grant(jwt, "aud", config->audience) == 0) &&
	       (wish->kid == NULL || jwt_add_header(jwt, "kid", wish->kid) == 0);
}

int mint_token(const struct wish *wish, const struct config *config)
{
	size_t length;

	if (wish->key == NULL || wish->user == NULL) {
		fputs("visitctl: token needs --key and --user\nTry 'visitctl --help'.\n", stderr);
		return EXIT_USAGE;
	}
	if (!caller_is_external_id(wish->user))
		return complain(wish->user, "neither a UUID nor an external id, 1 to 255 printable characters");
	if (wish->role != NULL && caller_role(wish->role) == 0)
		return complain(wish->role, "not a role: caregiver, coordinator, admin or family");

	char *bytes = file_read(wish->key, KEY_FILE_MAX, &length);
	if (bytes == NULL)
		return complain(wish->key, strerror(errno));
	const char *suitable = suitable_algorithm(wish->key, bytes, length);
	const char *algorithm = wish->algorithm != NULL ? wish->algorithm : suitable;
	/* Of one kind: HS, RS or ES. */
	if (suitable != NULL && (config_algorithm(algorithm) == 0 || algorithm[0] != suitable[0])) {
		free(bytes);
		return complain(algorithm, "not an algorithm that suits this key");
	}
	if (suitable != NULL && suitable[0] == 'H')
		length = key_secret_length((unsigned char *)bytes, length);

	jwt_t *jwt = NULL;
	char *token = NULL;
	bool good = suitable != NULL && jwt_new(&jwt) == 0 && add_claims(jwt, wish, config) &&
		    jwt_set_alg(jwt, jwt_str_alg(algorithm), (unsigned char *)bytes, (int)length) == 0 &&
		    (token = jwt_encode_str(jwt)) != NULL;
	if (good)
		puts(token);
	free(token);
	jwt_free(jwt);
	free(bytes);
	return good ? EXIT_SUCCESS
		    : complain(wish->key, "cannot sign with this key: an unencrypted private key in PEM, or a .secret?");
}

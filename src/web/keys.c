/* The key directory: one file a key, its name is the key id, its content decides what it may be used for. */
#include "web/keys.h"

#include <dirent.h>
#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/config.h"
#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"

enum { FILE_MAX = 16 * 1024, SECRET_MIN = 32, RSA_BITS_MIN = 2048 };

/* The algorithms that a public key is of the kind for; 0 and *problem set if it is of none. */
static unsigned public_key_algorithms(const EVP_PKEY *key, const char **problem)
{
	char curve[32] = "";

	switch (EVP_PKEY_get_base_id(key)) {
	case EVP_PKEY_RSA:
		if (EVP_PKEY_get_bits(key) >= RSA_BITS_MIN)
			return ALGORITHM_RS256 | ALGORITHM_RS384 | ALGORITHM_RS512;
		*problem = "an RSA key must have at least 2048 bits"; /* RFC 7518, section 3.3 */
		return 0;
	case EVP_PKEY_EC:
		*problem = "an elliptic curve key must be on P-256, P-384 or P-521";
		if (EVP_PKEY_get_group_name(key, curve, sizeof curve, NULL) != 1)
			return 0;
		/* One curve an algorithm: RFC 7518, section 3.4. */
		if (strcmp(curve, "prime256v1") == 0)
			return ALGORITHM_ES256;
		if (strcmp(curve, "secp384r1") == 0)
			return ALGORITHM_ES384;
		return strcmp(curve, "secp521r1") == 0 ? ALGORITHM_ES512 : 0;
	default:
		*problem = "neither an RSA nor an elliptic curve key";
		return 0;
	}
}

static const char *read_public_key(struct key *key)
{
	static char no_passphrase[] = ""; /* so that OpenSSL asks nobody for one */
	const char *problem = "not a public key in PEM";

	/* Alone or beside its public half: it was put here by mistake. */
	if (strstr((const char *)key->bytes, "PRIVATE KEY-----") != NULL)
		return "a private key; only its public half belongs here";
	BIO *bio = BIO_new_mem_buf(key->bytes, (int)key->length);
	EVP_PKEY *parsed = PEM_read_bio_PUBKEY(bio, NULL, NULL, no_passphrase);
	if (parsed != NULL)
		key->algorithms = public_key_algorithms(parsed, &problem);
	EVP_PKEY_free(parsed);
	BIO_free(bio);
	return key->algorithms != 0 ? NULL : problem;
}

size_t keys_secret_length(const unsigned char *bytes, size_t length)
{
	size_t printable = 0;

	while (printable < length && bytes[printable] >= ' ' && bytes[printable] < 0x7f)
		printable++;
	return printable + 1 == length && bytes[printable] == '\n' ? printable : length;
}

static const char *read_secret(struct key *key)
{
	key->length = keys_secret_length(key->bytes, key->length);
	key->algorithms = ALGORITHM_HS256 | ALGORITHM_HS384 | ALGORITHM_HS512;
	return key->length >= SECRET_MIN ? NULL : "a secret must have at least 32 bytes";
}

static const char *read_key(const char *directory, const char *name, size_t kid_length, struct keys *keys,
			    const char *(*read)(struct key *key))
{
	char *path = memory_printf("%s/%s", directory, name);
	struct key key = { .kid = memory_strdup(name) };
	key.kid[kid_length] = '\0';
	key.bytes = (unsigned char *)file_read(path, FILE_MAX, &key.length);
	const char *problem = key.bytes == NULL ? strerror(errno) : NULL;
	free(path);
	keys->list = memory_realloc(keys->list, (keys->count + 1) * sizeof key);
	keys->list[keys->count++] = key;
	if (problem != NULL)
		return problem;
	for (size_t i = 0; i + 1 < keys->count; i++) {
		if (strcmp(keys->list[i].kid, key.kid) == 0)
			return "there are two keys of this id";
	}
	return read(&keys->list[keys->count - 1]);
}

/* What files of keys end in, and how they are read. */
static const struct kind {
	const char *ending;
	const char *(*read)(struct key *key);
} kinds[] = { { ".pem", read_public_key }, { ".secret", read_secret } };

static const struct kind *find_kind(const char *name)
{
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; dot != NULL && i < ARRAY_LEN(kinds); i++) {
		if (strcmp(dot, kinds[i].ending) == 0)
			return &kinds[i];
	}
	return NULL;
}

bool keys_is_stray(const char *name)
{
	return name[0] != '.' && find_kind(name) == NULL;
}

/* Take one directory entry; what is no key by its name is left alone, but not without a word. */
static const char *take_entry(const char *directory, const char *name, struct keys *keys)
{
	const struct kind *kind = find_kind(name);

	if (name[0] == '.')
		return NULL;
	if (kind != NULL)
		return read_key(directory, name, (size_t)(strrchr(name, '.') - name), keys, kind->read);
	log_message(LOG_LEVEL_WARNING, "%s/%s is neither <kid>.pem nor <kid>.secret and is ignored", directory, name);
	return NULL;
}

static char *describe(const char *directory, const char *name, const char *problem)
{
	return memory_printf("%s%s%s: %s", directory, name[0] != '\0' ? "/" : "", name, problem);
}

bool keys_read(const char *directory, struct keys *keys, char **error)
{
	struct dirent **entries;

	*keys = (struct keys){ 0 };
	*error = NULL;
	/* Sorted, so that of two errors the same is told every time. */
	int count = scandir(directory, &entries, NULL, alphasort);
	if (count < 0) {
		*error = describe(directory, "", strerror(errno));
		return false;
	}
	for (int i = 0; i < count; i++) {
		const char *problem = *error == NULL ? take_entry(directory, entries[i]->d_name, keys) : NULL;
		if (problem != NULL)
			*error = describe(directory, entries[i]->d_name, problem);
		free(entries[i]);
	}
	free(entries);
	if (*error == NULL && keys->count == 0)
		*error = describe(directory, "", "there is no <kid>.pem and no <kid>.secret in it");
	if (*error != NULL)
		keys_free(keys);
	return *error == NULL;
}

void keys_free(struct keys *keys)
{
	for (size_t i = 0; i < keys->count; i++) {
		if (keys->list[i].bytes != NULL)
			OPENSSL_cleanse(keys->list[i].bytes, keys->list[i].length);
		free(keys->list[i].bytes);
		free(keys->list[i].kid);
	}
	free(keys->list);
	*keys = (struct keys){ 0 };
}

const struct key *keys_find(const struct keys *keys, const char *kid)
{
	if (kid == NULL)
		return keys->count == 1 ? &keys->list[0] : NULL;
	for (size_t i = 0; i < keys->count; i++) {
		if (strcmp(keys->list[i].kid, kid) == 0)
			return &keys->list[i];
	}
	return NULL;
}

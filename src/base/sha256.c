/* SHA-256, by OpenSSL, and how digests are written. */
#include "base/sha256.h"

#include <openssl/evp.h>
#include <string.h>

#include "base/panic.h"

/* The one that is being made. The algorithm is fetched once, for EVP_sha256() is looked up anew at each use; and small pieces
 * are put together, for a call of OpenSSL costs more than digesting a few bytes. */
static struct {
	EVP_MD *algorithm;
	EVP_MD_CTX *context;
	size_t held;
	unsigned char bytes[1024];
} digest;

static void need(bool done)
{
	if (!done)
		panic("OpenSSL cannot make a digest");
}

static void pass_held(void)
{
	need(EVP_DigestUpdate(digest.context, digest.bytes, digest.held) == 1);
	digest.held = 0;
}

void sha256_begin(void)
{
	if (digest.context == NULL) {
		digest.algorithm = EVP_MD_fetch(NULL, "SHA256", NULL);
		digest.context = EVP_MD_CTX_new();
		need(digest.algorithm != NULL && digest.context != NULL);
	}
	digest.held = 0;
	need(EVP_DigestInit_ex2(digest.context, digest.algorithm, NULL) == 1);
}

void sha256_add(const void *bytes, size_t length)
{
	if (length > sizeof digest.bytes - digest.held)
		pass_held();
	if (length > sizeof digest.bytes) {
		need(EVP_DigestUpdate(digest.context, bytes, length) == 1);
	} else if (length > 0) {
		memcpy(digest.bytes + digest.held, bytes, length);
		digest.held += length;
	}
}

void sha256_end(unsigned char result[SHA256_SIZE])
{
	pass_held();
	need(EVP_DigestFinal_ex(digest.context, result, NULL) == 1);
}

void sha256_digest(const void *bytes, size_t length, unsigned char result[SHA256_SIZE])
{
	sha256_begin();
	sha256_add(bytes, length);
	sha256_end(result);
}

char *sha256_hexadecimal(const unsigned char *bytes, size_t size, struct arena *arena)
{
	static const char digits[] = "0123456789abcdef";
	char *text = arena_alloc(arena, 2 * size + 1);

	for (size_t i = 0; i < size; i++) {
		text[2 * i] = digits[bytes[i] >> 4];
		text[2 * i + 1] = digits[bytes[i] & 15];
	}
	text[2 * size] = '\0';
	return text;
}

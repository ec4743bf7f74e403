/* Cursors: a place in a list, as an opaque text that a client hands back. */
#include "engine/cursor.h"

#include <openssl/evp.h>
#include <string.h>

#include "base/sha256.h"

/* The checksum finds damage, not forgery: a forged cursor names a place in a list that its bearer may read anyway. */
enum { CHECKSUM_SIZE = 6, POSITION_MAX = 200 };

static void checksum(const char *position, size_t length, unsigned char *sum)
{
	unsigned char digest[SHA256_SIZE];

	sha256_digest(position, length, digest);
	memcpy(sum, digest, CHECKSUM_SIZE);
}

/* Exchange every `from` for `to`. */
static void exchange(char *text, char from, char to)
{
	for (; *text != '\0'; text++) {
		if (*text == from)
			*text = to;
	}
}

char *cursor_encode(const char *position, struct arena *arena)
{
	size_t length = strlen(position), size = CHECKSUM_SIZE + length;
	unsigned char *plain = arena_alloc(arena, size);
	char *cursor = arena_alloc(arena, (size + 2) / 3 * 4 + 1);

	checksum(position, length, plain);
	memcpy(plain + CHECKSUM_SIZE, position, length);
	EVP_EncodeBlock((unsigned char *)cursor, plain, (int)size);
	exchange(cursor, '+', '-');
	exchange(cursor, '/', '_');
	cursor[strcspn(cursor, "=")] = '\0';
	return cursor;
}

char *cursor_decode(const char *cursor, struct arena *arena)
{
	unsigned char sum[CHECKSUM_SIZE];
	size_t length = strlen(cursor), padding = (4 - length % 4) % 4;

	if (length > POSITION_MAX * 4 / 3 || padding == 3 ||
	    strspn(cursor, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != length)
		return NULL;
	char *padded = arena_printf(arena, "%s%.*s", cursor, (int)padding, "==");
	exchange(padded, '-', '+');
	exchange(padded, '_', '/');
	char *plain = arena_alloc(arena, length + padding + 1);
	int size = EVP_DecodeBlock((unsigned char *)plain, (unsigned char *)padded, (int)(length + padding));
	if (size < (int)padding + CHECKSUM_SIZE)
		return NULL;

	char *position = plain + CHECKSUM_SIZE;
	size_t position_length = (size_t)size - padding - CHECKSUM_SIZE;
	position[position_length] = '\0';
	checksum(position, position_length, sum);
	return memcmp(sum, plain, CHECKSUM_SIZE) == 0 && strlen(position) == position_length ? position : NULL;
}

/* Cursors: a place in a list, as an opaque text that a client hands back. */
#include "engine/cursor.h"

#include <string.h>

#include "base/base64url.h"
#include "base/sha256.h"

/* The checksum finds damage, not forgery: a forged cursor names a place in a list that its bearer may read anyway. */
enum { CHECKSUM_SIZE = 6, POSITION_MAX = 200 };

static void checksum(const char *position, size_t length, unsigned char *sum)
{
	unsigned char digest[SHA256_SIZE];

	sha256_digest(position, length, digest);
	memcpy(sum, digest, CHECKSUM_SIZE);
}

char *cursor_encode(const char *position, struct arena *arena)
{
	size_t length = strlen(position), size = CHECKSUM_SIZE + length;
	unsigned char *plain = arena_alloc(arena, size);
	char *cursor = arena_alloc(arena, BASE64URL_SIZE(size));

	checksum(position, length, plain);
	memcpy(plain + CHECKSUM_SIZE, position, length);
	base64url_encode(plain, size, cursor);
	return cursor;
}

char *cursor_decode(const char *cursor, struct arena *arena)
{
	unsigned char sum[CHECKSUM_SIZE];
	size_t length = strlen(cursor), size;
	char *plain = length <= POSITION_MAX * 4 / 3 ? arena_alloc(arena, length + 1) : NULL;

	if (plain == NULL || !base64url_decode(cursor, length, (unsigned char *)plain, &size) || size < CHECKSUM_SIZE)
		return NULL;

	char *position = plain + CHECKSUM_SIZE;
	size_t position_length = size - CHECKSUM_SIZE;
	position[position_length] = '\0';
	checksum(position, position_length, sum);
	return memcmp(sum, plain, CHECKSUM_SIZE) == 0 && strlen(position) == position_length ? position : NULL;
}

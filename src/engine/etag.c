/* Entity tags and the conditions on them (RFC 9110, sections 8.8.3 and 13.1). */
#include "engine/etag.h"

#include <string.h>

#include "base/sha256.h"
#include "engine/pg_array.h"

enum { TAG_BYTES = 16 };

struct tag {
	const char *text; /* between the quotes */
	size_t length;
};

/* Take the next tag off a list, and the comma behind it; false at its end, or at what is no tag. */
static bool next_tag(const char **list, struct tag *tag)
{
	const char *at = *list + strspn(*list, " \t,");

	/* Weak ones are made by nginx, which compresses: of just the strong one that follows. */
	if (strncmp(at, "W/", 2) == 0)
		at += 2;
	if (*at++ != '"')
		return false;
	const char *end = at + strcspn(at, "\" \t"), *next = end + 1;
	if (*end != '"')
		return false;
	next += strspn(next, " \t");
	if (*next != ',' && *next != '\0')
		return false;
	tag->text = at;
	tag->length = (size_t)(end - at);
	*list = next;
	return true;
}

/* Our tags are ASCII; a header's other bytes need not even be UTF-8, and PostgreSQL would refuse them. */
static bool is_ascii(const struct tag *tag)
{
	for (size_t i = 0; i < tag->length; i++) {
		if ((unsigned char)tag->text[i] > 0x7f)
			return false;
	}
	return true;
}

static bool is_star(const char *header)
{
	header += strspn(header, " \t");
	return header[0] == '*' && header[1 + strspn(header + 1, " \t")] == '\0';
}

bool etag_matches(const char *header, const char *tag)
{
	struct tag candidate;

	if (header == NULL)
		return false;
	if (is_star(header))
		return true;
	while (next_tag(&header, &candidate)) {
		if (candidate.length == strlen(tag) && memcmp(candidate.text, tag, candidate.length) == 0)
			return true;
	}
	return false;
}

bool etag_if_match(const char *header, struct arena *arena, const char **tags)
{
	struct buffer array = { 0 };
	struct tag tag;
	size_t count = 0;

	*tags = NULL;
	if (header == NULL || is_star(header))
		return true;
	buffer_puts(&array, "{");
	for (; next_tag(&header, &tag); count++) {
		const char *dash = memchr(tag.text, '-', tag.length);
		if (!is_ascii(&tag))
			continue;
		pg_array_add(&array, tag.text, tag.length);
		if (dash != NULL)
			pg_array_add(&array, tag.text, (size_t)(dash - tag.text));
	}
	buffer_puts(&array, "}");
	*tags = arena_copy(arena, array.data, array.length);
	buffer_free(&array);
	return count > 0 && header[strspn(header, " \t,")] == '\0';
}

char *etag_of_rows(const PGresult *rows, struct arena *arena)
{
	unsigned char digest[SHA256_SIZE];

	sha256_begin();
	/* Another release may show the same values in another way. */
	sha256_add(PACKAGE_VERSION, sizeof PACKAGE_VERSION);
	for (int row = 0; row < PQntuples(rows); row++) {
		for (int column = 0; column < PQnfields(rows); column++) {
			/* The length, negative for NULL, keeps ("ab", "c") and ("a", "bc") apart. */
			int length = PQgetisnull(rows, row, column) ? -1 : PQgetlength(rows, row, column);
			sha256_add(&length, sizeof length);
			if (length > 0)
				sha256_add(PQgetvalue(rows, row, column), (size_t)length);
		}
	}
	sha256_end(digest);
	return sha256_hexadecimal(digest, TAG_BYTES, arena);
}

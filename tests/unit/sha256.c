/* SHA-256: vectors of FIPS 180-4's examples, and pieces of every size beside the whole. */
#include "base/sha256.h"

#include <string.h>

#include "unit.h"

START_TEST(digests_of_the_standard)
{
	static const char *const vectors[][2] = {
		{ "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
		{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
		{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	};
	struct arena arena = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(vectors); i++) {
		unsigned char digest[SHA256_SIZE];
		sha256_digest(vectors[i][0], strlen(vectors[i][0]), digest);
		ck_assert_str_eq(sha256_hexadecimal(digest, sizeof digest, &arena), vectors[i][1]);
	}
	arena_free(&arena);
}
END_TEST

START_TEST(pieces_make_the_digest_of_the_whole)
{
	static unsigned char bytes[5000];
	unsigned char whole[SHA256_SIZE], digest[SHA256_SIZE];

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (unsigned char)(i * 7);
	sha256_digest(bytes, sizeof bytes, whole);
	for (size_t size = 1; size <= sizeof bytes; size += size / 4 + 1) {
		sha256_begin();
		for (size_t at = 0; at < sizeof bytes; at += size)
			sha256_add(bytes + at, at + size < sizeof bytes ? size : sizeof bytes - at);
		sha256_end(digest);
		ck_assert_mem_eq(digest, whole, sizeof whole);
	}
}
END_TEST

Suite *sha256_suite(void)
{
	Suite *suite = suite_create("sha256");
	TCase *part = tcase_create("sha256");

	tcase_add_test(part, digests_of_the_standard);
	tcase_add_test(part, pieces_make_the_digest_of_the_whole);
	suite_add_tcase(suite, part);
	return suite;
}

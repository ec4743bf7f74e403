/* Tokens that are remembered: until when, and nothing but what was good. */
#include "sign.h"

enum { LEEWAY = 30 };

static const char *good_token(void)
{
	return sign_token(SIGN_RSA, "RS256", "{\"kid\":\"rsa\"}", SIGN_CLAIMS);
}

/* What is remembered is refused after its exp all the same, and comes back if the clock does. */
START_TEST(remembered_until_exp)
{
	static const int64_t sizes[] = { 0, 1, 16 };

	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		struct tokens *tokens = sign_read_keys(sign_directory_of_rsa(), SIGN_ALL, sizes[i]);
		const char *token = sign_token(SIGN_RSA, "RS256", "{}", "{\"sub\":\"" SIGN_ID "\",\"exp\":1000000100.5}");
		struct caller caller;
		const char *row = unit_text("remember %d", (int)sizes[i]);
		unit_expect(row, token_problem(tokens, token, SIGN_NOW, &caller), NULL);
		unit_expect(row, token_problem(tokens, token, SIGN_NOW, &caller), NULL);
		unit_expect(row, token_problem(tokens, token, SIGN_NOW + 100, &caller), NULL);
		unit_expect(row, token_problem(tokens, token, SIGN_NOW + 100 + LEEWAY, &caller), NULL);
		unit_expect(row, token_problem(tokens, token, SIGN_NOW + 101 + LEEWAY, &caller), "expired");
		unit_expect(row, token_problem(tokens, token, SIGN_NOW + 100000, &caller), "expired");
		unit_expect(row, token_problem(tokens, token, SIGN_NOW, &caller), NULL);
		unit_expect(row, caller.id, SIGN_ID);
		tokens_free(tokens);
	}
}
END_TEST

/* That a token is remembered at all shows only when the clock is set back: its nbf is not looked at again. */
static const char *const remembered_rows[] = { "1000003600", "1000003600.5", "9223372036854775807", "1e15", "1e99" };

START_TEST(remembers)
{
	const char *exp = remembered_rows[_i];
	const char *claims = unit_text("{\"sub\":\"" SIGN_ID "\",\"nbf\":1000000200,\"exp\":%s}", exp);
	const char *token = sign_token(SIGN_RSA, "RS256", "{}", claims);
	struct tokens *with = sign_read_keys(sign_directory_of_rsa(), SIGN_ALL, 16);
	struct tokens *without = sign_read_keys(sign_directory_of_rsa(), SIGN_ALL, 0);
	struct caller caller;

	unit_expect(exp, token_problem(with, token, SIGN_NOW, &caller), "not yet valid");
	unit_expect(exp, token_problem(with, token, SIGN_NOW + 200, &caller), NULL);
	unit_expect(exp, token_problem(without, token, SIGN_NOW + 200, &caller), NULL);
	ck_assert_msg(token_problem(with, token, SIGN_NOW, &caller) == NULL, "exp %s: not remembered", exp);
	ck_assert_msg(token_problem(without, token, SIGN_NOW, &caller) != NULL, "exp %s: remembered, but should not be", exp);
	tokens_free(with);
	tokens_free(without);
}
END_TEST

/* A refusal is not remembered as anything. */
START_TEST(remembers_nothing_bad)
{
	struct tokens *tokens = sign_read_keys(sign_directory_of_rsa(), SIGN_ALL, 1);
	const char *good = good_token();
	const char *bad = sign_token(SIGN_OTHER_RSA, "RS256", "{\"kid\":\"rsa\"}", SIGN_CLAIMS);
	struct caller caller;

	for (int i = 0; i < 3; i++) {
		ck_assert_str_eq(token_problem(tokens, bad, SIGN_NOW, &caller), "wrong signature");
		ck_assert_ptr_null(token_problem(tokens, good, SIGN_NOW, &caller));
	}
	tokens_free(tokens);
}
END_TEST

/* Many tokens in few slots: each is always its own caller's. */
START_TEST(slots_are_contested)
{
	enum { COUNT = 40 };
	struct tokens *tokens = sign_read_keys(sign_directory_of_all(), SIGN_ALL, 7);
	const char *ids[COUNT], *minted[COUNT];
	uint64_t seed = 1;

	for (unsigned i = 0; i < COUNT; i++) {
		ids[i] = unit_text("00000000-0000-4000-8000-0000000000%02x", i);
		minted[i] = sign_token(SIGN_HMAC, "HS256", "{\"kid\":\"hmac\"}",
				       unit_text("{\"sub\":\"%s\",\"role\":\"%s\",\"exp\":1000003600}", ids[i],
						 i % 2 == 0 ? "admin" : "family"));
	}
	for (int round = 0; round < 4000; round++) {
		unsigned i = (unsigned)(unit_random(&seed) % COUNT);
		struct caller caller;
		unit_expect(ids[i], token_problem(tokens, minted[i], SIGN_NOW, &caller), NULL);
		unit_expect(ids[i], caller.id, ids[i]);
		ck_assert_msg(caller.roles == (i % 2 == 0 ? ROLE_ADMIN : ROLE_FAMILY), "%s: roles %#x", ids[i], caller.roles);
	}
	tokens_free(tokens);
}
END_TEST

/* Far fewer tokens than slots: none is verified twice, whatever their digests are. */
START_TEST(none_is_in_anothers_way)
{
	enum { COUNT = 200, ROUNDS = 3 };
	struct tokens *tokens = sign_read_keys(sign_directory_of_all(), SIGN_ALL, 4096);
	struct caller caller;

	for (int round = 0; round < ROUNDS; round++) {
		for (unsigned i = 0; i < COUNT; i++) {
			const char *claims = unit_text("{\"sub\":\"00000000-0000-4000-8000-0000000000%02x\",\"exp\":1000003600}",
						       i);
			const char *token = sign_token(SIGN_HMAC, "HS256", "{\"kid\":\"hmac\"}", claims);
			ck_assert_ptr_null(token_problem(tokens, token, SIGN_NOW, &caller));
		}
	}
	ck_assert_uint_eq(tokens_remembered(tokens), (ROUNDS - 1) * COUNT);
	tokens_free(tokens);
}
END_TEST

/* SIGHUP makes a new object: a key that has gone is not remembered there. */
START_TEST(removed_key)
{
	const char *token = good_token();
	struct caller caller;
	struct tokens *before = sign_read_keys(sign_directory_of_all(), SIGN_ALL, 16);
	const char *without = unit_directory();

	ck_assert_ptr_null(token_problem(before, token, SIGN_NOW, &caller));
	sign_add_key(without, "p256.pem", sign_keys[SIGN_P256].public);
	struct tokens *after = sign_read_keys(without, SIGN_ALL, 16);
	ck_assert_str_eq(token_problem(after, token, SIGN_NOW, &caller), "unknown kid 'rsa'");
	tokens_free(before);
	tokens_free(after);
	tokens_free(NULL);
}
END_TEST

Suite *remember_suite(void)
{
	Suite *suite = suite_create("remember");
	TCase *tests = tcase_create("remember");

	tcase_add_unchecked_fixture(tests, sign_make_keys, NULL);
	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, remembered_until_exp);
	tcase_add_loop_test(tests, remembers, 0, ARRAY_LEN(remembered_rows));
	tcase_add_test(tests, remembers_nothing_bad);
	tcase_add_test(tests, slots_are_contested);
	tcase_add_test(tests, none_is_in_anothers_way);
	tcase_add_test(tests, removed_key);
	suite_add_tcase(suite, tests);
	return suite;
}

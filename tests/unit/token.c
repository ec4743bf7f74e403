/* Tokens: algorithms, keys, headers, and every way of being damaged. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "sign.h"

static const char *good_token(void)
{
	return sign_token(SIGN_RSA, "RS256", "{\"kid\":\"rsa\"}", SIGN_CLAIMS);
}

static void expect_verdict(const char *row, const char *directory, const char *token, const char *expected)
{
	struct caller caller = { .roles = 0 };
	const char *problem = sign_verdict(directory, SIGN_ALL, token, &caller);

	unit_expect(row, problem, expected);
	if (problem == NULL)
		unit_expect(row, caller.id, SIGN_ID);
}

struct algorithm_row {
	const char *algorithm, *kid;
	enum sign_kind kind;
	const char *problem;
};

#define WRONG_KIND "algorithm is not of the key's kind"
static const struct algorithm_row algorithm_rows[] = {
	{ "HS256", "hmac", SIGN_HMAC, NULL },
	{ "HS384", "hmac", SIGN_HMAC, NULL },
	{ "HS512", "hmac", SIGN_HMAC, NULL },
	{ "RS256", "rsa", SIGN_RSA, NULL },
	{ "RS384", "rsa", SIGN_RSA, NULL },
	{ "RS512", "rsa", SIGN_RSA, NULL },
	{ "ES256", "p256", SIGN_P256, NULL },
	{ "ES384", "p384", SIGN_P384, NULL },
	{ "ES512", "p521", SIGN_P521, NULL },
	/* signed by another's key */
	{ "RS256", "rsa", SIGN_OTHER_RSA, "wrong signature" },
	{ "RS512", "rsa", SIGN_OTHER_RSA, "wrong signature" },
	{ "ES256", "p256", SIGN_OTHER_P256, "wrong signature" },
	/* a key that is there, but not of the token's kind */
	{ "HS256", "rsa", SIGN_HMAC, WRONG_KIND },
	{ "HS256", "p256", SIGN_HMAC, WRONG_KIND },
	{ "RS256", "hmac", SIGN_RSA, WRONG_KIND },
	{ "RS256", "p256", SIGN_RSA, WRONG_KIND },
	{ "ES256", "rsa", SIGN_P256, WRONG_KIND },
	{ "ES256", "hmac", SIGN_P256, WRONG_KIND },
	{ "ES256", "p384", SIGN_P256, WRONG_KIND },
	{ "ES384", "p256", SIGN_P384, WRONG_KIND },
	{ "ES512", "p384", SIGN_P521, WRONG_KIND },
	/* no such key */
	{ "RS256", "RSA", SIGN_RSA, "unknown kid 'RSA'" },
	{ "RS256", "", SIGN_RSA, "unknown kid ''" },
	{ "RS256", "rsa.pem", SIGN_RSA, "unknown kid 'rsa.pem'" },
	{ "RS256", "./rsa", SIGN_RSA, "unknown kid './rsa'" },
	{ "RS256", "../keys/rsa", SIGN_RSA, "unknown kid '../keys/rsa'" },
	{ "RS256", "rs", SIGN_RSA, "unknown kid 'rs'" },
	{ "RS256", "rsa ", SIGN_RSA, "unknown kid 'rsa '" },
	{ "RS256", "rsa' OR '1'='1", SIGN_RSA, "unknown kid 'rsa' OR '1'='1'" },
};

START_TEST(algorithms)
{
	const struct algorithm_row *row = &algorithm_rows[_i];
	const char *token = sign_token(row->kind, row->algorithm, unit_text("{\"kid\":\"%s\"}", row->kid), SIGN_CLAIMS);

	expect_verdict(unit_text("%s with kid %s", row->algorithm, row->kid), sign_directory_of_all(), token, row->problem);
}
END_TEST

/* The public key is no secret: whoever signs with it as one must not be let in. */
START_TEST(public_key_as_secret)
{
	static const char *const names[] = { "HS256", "HS384", "HS512" };
	const char *directory = sign_directory_of_rsa();

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		expect_verdict(names[i], directory,
			       sign_with(sign_keys[SIGN_RSA].public, names[i], "{\"kid\":\"rsa\"}", SIGN_CLAIMS), WRONG_KIND);
		expect_verdict(names[i], directory, sign_with(sign_keys[SIGN_RSA].public, names[i], "{}", SIGN_CLAIMS),
			       WRONG_KIND);
		expect_verdict(names[i], sign_directory_of_all(),
			       sign_with(sign_keys[SIGN_P256].public, names[i], "{\"kid\":\"p256\"}", SIGN_CLAIMS), WRONG_KIND);
	}
}
END_TEST

/* It is logged, and anybody may send one: bounded, and in characters that no log stumbles over. */
START_TEST(kid_that_is_logged)
{
	static const struct {
		const char *name, *header, *problem;
	} rows[] = {
		{ "escapes", "{\"kid\":\"a\\n\\u001b\\u00fc\\\"\"}", "unknown kid 'a????\"'" },
		{ "64", "{\"kid\":\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"}",
		  "unknown kid '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'" },
		{ "65", "{\"kid\":\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdefX\"}",
		  "unknown kid '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef...'" },
		{ "no text", "{\"kid\":17}", "the kid is no text" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		expect_verdict(rows[i].name, sign_directory_of_rsa(), sign_token(SIGN_RSA, "RS256", rows[i].header, SIGN_CLAIMS),
			       rows[i].problem);
}
END_TEST

START_TEST(no_kid)
{
	const char *one = sign_directory_of_rsa(), *two = sign_directory_of_rsa();

	sign_add_key(two, "other.pem", sign_keys[SIGN_OTHER_RSA].public);
	expect_verdict("one key", one, sign_token(SIGN_RSA, "RS256", "{}", SIGN_CLAIMS), NULL);
	expect_verdict("one key, another's token", one, sign_token(SIGN_OTHER_RSA, "RS256", "{}", SIGN_CLAIMS),
		       "wrong signature");
	expect_verdict("two keys, the first's token", two, sign_token(SIGN_RSA, "RS256", "{}", SIGN_CLAIMS),
		       "no kid, and several keys");
	expect_verdict("two keys, the second's token", two, sign_token(SIGN_OTHER_RSA, "RS256", "{}", SIGN_CLAIMS),
		       "no kid, and several keys");
	expect_verdict("two keys, kid", two, sign_token(SIGN_OTHER_RSA, "RS256", "{\"kid\":\"other\"}", SIGN_CLAIMS), NULL);
	expect_verdict("kid is null", one, sign_token(SIGN_RSA, "RS256", "{\"kid\":null}", SIGN_CLAIMS), "the kid is no text");
	expect_verdict("kid is a number", one, sign_token(SIGN_RSA, "RS256", "{\"kid\":0}", SIGN_CLAIMS), "the kid is no text");
	expect_verdict("kid is an array", one, sign_token(SIGN_RSA, "RS256", "{\"kid\":[\"rsa\"]}", SIGN_CLAIMS),
		       "the kid is no text");
}
END_TEST

/* The allow-list, bit by bit: a token passes if its algorithm's bit is set, whatever else is. */
START_TEST(allowed)
{
	for (size_t i = 0; i < 9; i++) {
		const struct algorithm_row *row = &algorithm_rows[i];
		const char *token = sign_token(row->kind, row->algorithm, unit_text("{\"kid\":\"%s\"}", row->kid), SIGN_CLAIMS);
		struct caller caller;
		unit_expect(row->algorithm, sign_verdict(sign_directory_of_all(), 1u << i, token, &caller), NULL);
		unit_expect(row->algorithm, sign_verdict(sign_directory_of_all(), SIGN_ALL & ~(1u << i), token, &caller),
			    "algorithm not allowed");
	}
}
END_TEST

struct header_row {
	const char *name, *header, *problem;
};

#define HS "\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"hmac\""
/* Headers over a signature that is right. */
static const struct header_row header_rows[] = {
	{ "good", "{" HS "}", NULL },
	{ "no typ", "{\"alg\":\"HS256\",\"kid\":\"hmac\"}", NULL },
	{ "a header that says nothing to us", "{" HS ",\"x5t\":\"abc\"}", NULL },
	{ "crit", "{" HS ",\"crit\":[\"exp\"]}", "a critical header that is not understood" },
	{ "crit, empty", "{" HS ",\"crit\":[]}", "a critical header that is not understood" },
	{ "crit, null", "{" HS ",\"crit\":null}", "a critical header that is not understood" },
	{ "alg none", "{\"alg\":\"none\",\"kid\":\"hmac\"}", "algorithm not allowed" },
	{ "alg None", "{\"alg\":\"None\",\"kid\":\"hmac\"}", "" },
	{ "alg NONE", "{\"alg\":\"NONE\",\"kid\":\"hmac\"}", "" },
	{ "alg in lower case", "{\"alg\":\"hs256\",\"kid\":\"hmac\"}", "" },
	{ "alg PS256", "{\"alg\":\"PS256\",\"kid\":\"hmac\"}", "" },
	{ "alg empty", "{\"alg\":\"\",\"kid\":\"hmac\"}", "" },
	{ "alg null", "{\"alg\":null,\"kid\":\"hmac\"}", "" },
	{ "alg a number", "{\"alg\":256,\"kid\":\"hmac\"}", "" },
	{ "no alg", "{\"kid\":\"hmac\"}", "" },
	{ "alg HS512 over a MAC of HS256", "{\"alg\":\"HS512\",\"kid\":\"hmac\"}", "wrong signature" },
	{ "alg RS256 over a MAC", "{\"alg\":\"RS256\",\"kid\":\"rsa\"}", "wrong signature" },
	{ "alg twice: the last counts", "{\"alg\":\"none\"," HS "}", NULL },
	{ "alg twice, none last", "{" HS ",\"alg\":\"none\"}", "algorithm not allowed" },
	{ "empty object", "{}", "" },
	{ "array", "[]", "" },
	{ "string", "\"HS256\"", "" },
	{ "null", "null", "" },
	{ "empty", "", "" },
	{ "not JSON", "{" HS, "" },
	{ "not UTF-8", "{" HS ",\"x\":\"\xff\"}", "" },
};

START_TEST(headers)
{
	const struct header_row *row = &header_rows[_i];
	const char *token = sign_any(row->header, SIGN_CLAIMS);
	struct caller caller;
	const char *problem = sign_verdict(sign_directory_of_all(), SIGN_ALL, token, &caller);

	/* "" is whatever problem: libjwt finds most of these before we do */
	if (row->problem == NULL || row->problem[0] != '\0')
		unit_expect(row->name, problem, row->problem);
	else
		ck_assert_msg(problem != NULL, "%s: is taken for good", row->name);
}
END_TEST

/* "none" as it is meant: no signature at all. */
START_TEST(unsigned_tokens)
{
	static const char *const names[] = { "none", "None", "NONE", "nOnE", "HS256", "RS256", "" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const char *header = unit_text("{\"alg\":\"%s\",\"kid\":\"rsa\"}", names[i]);
		const char *text = unit_text("%s.%s", sign_base64url(header, strlen(header)),
					     sign_base64url(SIGN_CLAIMS, strlen(SIGN_CLAIMS)));
		const char *const tokens[] = { text, unit_text("%s.", text), unit_text("%s..", text), unit_text("%s.AA", text) };
		for (size_t k = 0; k < ARRAY_LEN(tokens); k++) {
			struct caller caller;
			ck_assert_msg(sign_verdict(sign_directory_of_rsa(), SIGN_ALL, tokens[k], &caller) != NULL, "%s: is good",
				      tokens[k]);
			ck_assert_msg(sign_verdict(sign_directory_of_all(), SIGN_ALL, tokens[k], &caller) != NULL, "%s: is good",
				      tokens[k]);
		}
	}
	const char *token = sign_with((struct sign_text){ NULL, 0 }, "none", "{\"kid\":\"rsa\"}", SIGN_CLAIMS);
	expect_verdict("libjwt's own", sign_directory_of_rsa(), token, "algorithm not allowed");
}
END_TEST

static void expect_refused(struct tokens *tokens, const char *token, const char *what)
{
	struct caller caller;
	/* On the heap, where AddressSanitizer sees its end. */
	char *copy = memory_strdup(token);

	ck_assert_msg(token_problem(tokens, copy, SIGN_NOW, &caller) != NULL, "%s: is taken for good", what);
	free(copy);
}

START_TEST(truncated)
{
	struct tokens *tokens = sign_read_keys(sign_directory_of_rsa(), SIGN_ALL, 16);
	const char *token = good_token();
	struct caller caller;

	ck_assert_ptr_null(token_problem(tokens, token, SIGN_NOW, &caller));
	for (size_t length = 0; length < strlen(token); length++)
		expect_refused(tokens, unit_text("%.*s", (int)length, token), unit_text("the first %zu bytes", length));
	for (size_t length = 1; length <= strlen(token); length++)
		expect_refused(tokens, token + length, unit_text("without the first %zu bytes", length));
	tokens_free(tokens);
}
END_TEST

/* Any other character at any place, but the last: that holds a few bits that are no part of the signature. */
START_TEST(altered)
{
	struct tokens *tokens = sign_read_keys(sign_directory_of_rsa(), SIGN_ALL, 16);
	char *token = unit_text("%s", good_token());
	struct caller caller;

	for (size_t i = 0; i + 1 < strlen(token); i++) {
		char was = token[i];
		token[i] = was == 'A' ? 'B' : 'A';
		expect_refused(tokens, token, unit_text("byte %zu altered", i));
		token[i] = was;
	}
	ck_assert_ptr_null(token_problem(tokens, token, SIGN_NOW, &caller));
	tokens_free(tokens);
}
END_TEST

START_TEST(misshapen)
{
	struct tokens *tokens = sign_read_keys(sign_directory_of_rsa(), SIGN_ALL, 16);
	const char *good = good_token();
	const char *other = sign_token(SIGN_RSA, "RS256", "{\"kid\":\"rsa\"}", "{\"sub\":\"" SIGN_OTHER "\",\"exp\":1000003600}");
	const char *signature = strrchr(good, '.');
	const char *const texts[] = {
		"",
		".",
		"..",
		"...",
		"a.b.c",
		" ",
		"null",
		"{}",
		"Bearer",
		unit_text("Bearer %s", good),
		unit_text(" %s", good),
		unit_text(".%s", good),
		unit_text("%s.x", good),
		unit_text("%s.%s", good, good),
		/* another's claims under this signature */
		unit_text("%.*s%s", (int)(strrchr(other, '.') - other), other, signature),
		/* a signature from elsewhere */
		unit_text("%.*s%s", (int)(signature - good), good, strrchr(other, '.')),
	};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		expect_refused(tokens, texts[i], texts[i]);
	tokens_free(tokens);
}
END_TEST

/* As much as nginx lets through in a header. */
START_TEST(garbage)
{
	enum { LENGTH = 8 * 1024 };
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	struct tokens *tokens = sign_read_keys(sign_directory_of_rsa(), SIGN_ALL, 16);
	char text[LENGTH + 1] = "";
	uint64_t seed = 1;

	for (int round = 0; round < 200; round++) {
		for (size_t i = 0; i < LENGTH; i++)
			text[i] = round % 2 == 0 ? letters[unit_random(&seed) % 64] : (char)(unit_random(&seed) % 255 + 1);
		for (int dots = 0; dots < round % 5; dots++)
			text[unit_random(&seed) % LENGTH] = '.';
		expect_refused(tokens, text, unit_text("garbage %d", round));
	}
	memset(text, '.', LENGTH);
	expect_refused(tokens, text, "dots");
	memset(text, 'A', LENGTH);
	expect_refused(tokens, text, "one letter");
	expect_refused(tokens, unit_text("%s.%s.%s", sign_base64url("{" HS "}", strlen("{" HS "}")), text, text),
		       "a good header");
	memset(text, '[', LENGTH);
	const char *deep = unit_text("{\"alg\":\"RS256\",\"x\":%s", text);
	expect_refused(tokens, sign_any(deep, SIGN_CLAIMS), "a header of brackets");
	expect_refused(tokens, sign_any("{" HS "}", text), "claims of brackets");
	tokens_free(tokens);
}
END_TEST

Suite *token_suite(void)
{
	Suite *suite = suite_create("token");
	TCase *tests = tcase_create("token");

	tcase_add_unchecked_fixture(tests, sign_make_keys, NULL);
	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(tests, algorithms, 0, ARRAY_LEN(algorithm_rows));
	tcase_add_test(tests, public_key_as_secret);
	tcase_add_test(tests, kid_that_is_logged);
	tcase_add_test(tests, no_kid);
	tcase_add_test(tests, allowed);
	tcase_add_loop_test(tests, headers, 0, ARRAY_LEN(header_rows));
	tcase_add_test(tests, unsigned_tokens);
	tcase_add_test(tests, truncated);
	tcase_add_test(tests, altered);
	tcase_add_test(tests, misshapen);
	tcase_add_test(tests, garbage);
	suite_add_tcase(suite, tests);
	return suite;
}

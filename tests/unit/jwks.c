/* JSON Web Key Sets in the key directory: what becomes a key, what is passed over, what refuses the whole. */
#include <stdlib.h>
#include <string.h>

#include "base/base64url.h"
#include "jwk.h"
#include "sign.h"
#include "web/keys.h"

enum { ENTRIES_MAX = 1000, SET_MAX = 1024 * 1024 };

/* RFC 7517, appendix A.1; RFC 7515, appendices A.1 to A.3. */
#define N                                                                                                                        \
	"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_"                                \
	"BJECPebWKRXjBZCiFV4n3oknjhMstn64t"                                                                                      \
	"Z_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_"                                                                \
	"FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbO"                                                      \
	"pbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
#define N_OF_A2                                                                                                                  \
	"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-"         \
	"pCgNMsD1W_"                                                                                                             \
	"YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-"                                  \
	"UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uD"                                                                                    \
	"Zlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"
#define X     "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
#define Y     "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
#define K     "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"
#define RSA   "\"kty\":\"RSA\",\"n\":\"" N "\",\"e\":\"AQAB\""
#define EC    "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" X "\",\"y\":\"" Y "\""
#define OCT   "\"kty\":\"oct\",\"k\":\"" K "\""
#define KID   "\"kid\":\"a\","
#define SET   "{\"keys\":["
#define END   "]}"
#define OTHER ",{\"kid\":\"b\"," OCT "}"

static const char *write_set(const char *text, size_t length)
{
	const char *directory = unit_directory();

	unit_file(directory, "idp.jwks", text, length);
	return directory;
}

/* Keys and notes, each after a space: "a:0x38 RSA 2048". */
static const char *describe(const struct keys *keys, const char *directory)
{
	const char *text = "";

	for (size_t i = 0; i < keys->count; i++) {
		const struct key *key = &keys->list[i];
		text = unit_text("%s%s%s:%#x %s", text, i > 0 ? ", " : "", key->kid != NULL ? key->kid : "-", key->algorithms,
				 key->kind);
	}
	for (size_t i = 0; i < keys->note_count; i++)
		text = unit_text("%s; %s", text, keys->notes[i].text + strlen(directory));
	return text;
}

struct good_row {
	const char *name, *text, *keys;
};

static const struct good_row good_rows[] = {
	{ "RFC 7517, A.1",
	  SET "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\","
	      "\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\",\"use\":\"enc\",\"kid\":\"1\"},"
	      "{" RSA ",\"alg\":\"RS256\",\"kid\":\"2011-04-29\"}" END,
	  "2011-04-29:0x8 RSA 2048; /idp.jwks: key 1 (1) is not used: its use is enc" },
	{ "RFC 7517, A.3",
	  SET "{\"kty\":\"oct\",\"alg\":\"A128KW\",\"k\":\"GawgguFyGrWKav7AX4VKUg\"},"
	      "{" OCT ",\"kid\":\"HMAC key used in JWS spec Appendix A.1 example\"}" END,
	  "HMAC key used in JWS spec Appendix A.1 example:0x7 oct 512; /idp.jwks: key 1 (without a kid) is not used: its alg is "
	  "A128KW" },
	{ "RSA", SET "{" KID RSA "}" END, "a:0x38 RSA 2048" },
	{ "EC", SET "{" KID EC "}" END, "a:0x40 EC P-256" },
	{ "oct", SET "{" KID OCT "}" END, "a:0x7 oct 512" },
	{ "no kid", SET "{" RSA "}" END, "-:0x38 RSA 2048" },
	{ "no kid but beside what is not used", SET "{" RSA "},{" KID "\"use\":\"enc\"," RSA "}" END,
	  "-:0x38 RSA 2048; /idp.jwks: key 2 (a) is not used: its use is enc" },
	{ "alg restricts", SET "{" KID "\"alg\":\"RS512\"," RSA "}" END, "a:0x20 RSA 2048" },
	{ "use, key_ops and what is not looked at",
	  SET "{" KID
	      "\"use\":\"sig\",\"key_ops\":[\"sign\",\"verify\"],\"x5c\":[\"no certificate\"],\"x5t\":17,\"issuer\":{}," EC
	      "}" END,
	  "a:0x40 EC P-256" },
	{ "the first member is not alone", "{\"a\":1,\"keys\":[{" KID EC "}],\"z\":[]}", "a:0x40 EC P-256" },
	{ "a zero before the modulus",
	  SET
	  "{" KID "\"kty\":\"RSA\",\"n\":\"ANL8e2oKHmxnEErrj4iyV2abTfZ53a0Jm1xKbNmogBW1oTO_C4V"
	  "seHG23wALVU_Os8LtUSu2jxRcboQ0dS-rUqHPwSRAj3m1ikV4wWQohVeJ96JJ44TLLZ-uLWf9lvuSbBmOB3OZ_cgVwK8Jfd5are_0TecOgn9IeEMkOb_"
	  "uuWBo0EdPxQ1tkL86mN-vEEDInALWkqs7PCiWYJ2G_XO3dM4HQGR87uqjEL0S-YWo659Z_dQmzqWyEg9PKjS8q3ZLfmxU1oQCOLzEBYelnmbtHzOJRXd"
	  "jXEcK91z5LCDR2kPhv8QZ4iKm8NC7NYxeOPnLBQrq_pBIFPGsGqScyp6gyoM\",\"e\":\"AQAB\"}" END,
	  "a:0x38 RSA 2048" },
	{ "of other kinds",
	  SET "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AA\",\"kid\":\"c\"},{\"kty\":\"EC\",\"crv\":\"secp256k1\"},"
	      "{\"kty\":\"RSA\",\"alg\":\"PS256\"},{\"kty\":\"RSA\",\"alg\":\"\\u0007\"},{" KID EC "}" END,
	  "a:0x40 EC P-256; /idp.jwks: key 1 (c) is not used: its kty is OKP; /idp.jwks: key 2 (without a kid) is not used: its "
	  "crv "
	  "is secp256k1; /idp.jwks: key 3 (without a kid) is not used: its alg is PS256; /idp.jwks: key 4 (without a kid) is not "
	  "used: its alg is ?" },
	{ "not to verify with", SET "{\"key_ops\":[\"sign\"]," EC "},{\"key_ops\":[]," EC "},{" KID EC "}" END,
	  "a:0x40 EC P-256; /idp.jwks: key 1 (without a kid) is not used: verify is not in its key_ops; /idp.jwks: key 2 "
	  "(without "
	  "a kid) is not used: verify is not in its key_ops" },
};

START_TEST(reads)
{
	const struct good_row *row = &good_rows[_i];
	const char *directory = write_set(row->text, strlen(row->text));
	struct keys keys;
	char *error;
	bool good = keys_read(directory, NULL, &keys, &error);

	ck_assert_msg(good, "%s: %s", row->name, error);
	unit_expect(row->name, describe(&keys, directory), row->keys);
	keys_free(&keys);
}
END_TEST

struct bad_row {
	const char *text, *error; /* after the directory */
};

#define PRIVATE_KEY "a private key; only its public half belongs here"
#define RSA_NO      "n and e must be base64url"
#define EC_NO       "x and y must be base64url, each as long as the curve's coordinates are"
#define KID_NO      "its kid must be 1 to 255 printable ASCII characters"
#define WITH(n, e)  SET "{" KID "\"kty\":\"RSA\",\"n\":\"" n "\",\"e\":\"" e "\"}" END
#define POINT(x, y) SET "{" KID "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" x "\",\"y\":\"" y "\"}" END
#define SECRET(k)   SET "{" KID "\"kty\":\"oct\",\"k\":\"" k "\"}" END
#define KEY(words)  "/idp.jwks: key 1 (a): " words
static const struct bad_row bad_rows[] = {
	/* no set */
	{ "", "/idp.jwks:1: malformed JSON at column 1" },
	{ "null", "/idp.jwks:1: expected a key set, {\"keys\": [...]}" },
	{ "[]", "/idp.jwks:1: expected a key set, {\"keys\": [...]}" },
	{ "{" KID EC "}", "/idp.jwks:1: expected a key set, {\"keys\": [...]}" },
	{ "{\"keys\":{}}", "/idp.jwks:1: expected a key set, {\"keys\": [...]}" },
	{ "{\"Keys\":[]}", "/idp.jwks:1: expected a key set, {\"keys\": [...]}" },
	{ "{\"keys\":[]}", "/idp.jwks: there is no key in the set" },
	{ "{\"keys\":\n [{\"kid\":\"a\",\n  \"kty\"", "/idp.jwks:3: malformed JSON at column 8" },
	{ SET "{" KID EC "}" END "}", "/idp.jwks:1: malformed JSON at column 148" },
	{ "<html>404</html>", "/idp.jwks:1: malformed JSON at column 1" },
	{ SET "'a'" END, "/idp.jwks:1: malformed JSON at column 10" },
	{ "{\"keys\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "/idp.jwks:1: malformed JSON at column 40, nested too deep" },
	{ SET "{\"kty\":\"OKP\"},{" KID "\"use\":\"enc\"," EC "}" END,
	  "/idp.jwks: key 2 (a) is not used: its use is enc; nor is another key of the set" },
	/* no entry */
	{ SET "17" END, "/idp.jwks: key 1 (without a kid): no object" },
	{ SET "{" KID EC "},null" END, "/idp.jwks: key 2 (without a kid): no object" },
	{ SET "{}" END, "/idp.jwks: key 1 (without a kid): there is no kty" },
	{ SET "{" KID "\"kty\":17}" END, KEY("there is no kty") },
	{ SET "{\"kid\":17," EC "}" END, "/idp.jwks: key 1 (without a kid): " KID_NO },
	{ SET "{\"kid\":null," EC "}" END, "/idp.jwks: key 1 (without a kid): " KID_NO },
	{ SET "{\"kid\":\"\"," EC "}" END, "/idp.jwks: key 1 (without a kid): " KID_NO },
	{ SET "{\"kid\":\"\\u001b[2J\"," EC "}" END, "/idp.jwks: key 1 (without a kid): " KID_NO },
	{ SET "{\"kid\":\"a\\u0000\"," EC "}" END, "/idp.jwks: key 1 (without a kid): " KID_NO },
	{ SET "{" KID "\"use\":17," EC "}" END, KEY("its use is no text") },
	{ SET "{" KID "\"key_ops\":\"verify\"," EC "}" END, KEY("its key_ops are no array") },
	{ SET "{" KID "\"alg\":null," EC "}" END, KEY("its alg is no text") },
	{ SET "{" KID "\"alg\":\"RS256\"," EC "}" END, KEY("its alg is not of its kind") },
	{ SET "{" KID "\"alg\":\"ES384\"," EC "}" END, KEY("its alg is not of its kind") },
	{ SET "{" KID "\"alg\":\"HS256\"," RSA "}" END, KEY("its alg is not of its kind") },
	{ SET "{" KID "\"alg\":\"RS256\"," OCT "}" END, KEY("its alg is not of its kind") },
	/* private */
	{ SET "{" KID "\"d\":\"AQAB\"," RSA "}" END, KEY(PRIVATE_KEY) },
	{ SET "{" KID "\"p\":\"AQAB\"," RSA "}" END, KEY(PRIVATE_KEY) },
	{ SET "{" KID "\"d\":\"AQAB\"," EC "}" END, KEY(PRIVATE_KEY) },
	{ SET "{" KID "\"use\":\"enc\",\"d\":\"AQAB\"," EC "}" END, KEY(PRIVATE_KEY) },
	/* RSA */
	{ SET "{" KID "\"kty\":\"RSA\",\"e\":\"AQAB\"}" END, KEY(RSA_NO) },
	{ SET "{" KID "\"kty\":\"RSA\",\"n\":17,\"e\":\"AQAB\"}" END, KEY(RSA_NO) },
	{ WITH(N, ""), KEY(RSA_NO) },
	{ WITH(N "=", "AQAB"), KEY(RSA_NO) },
	{ WITH(N "==", "AQAB"), KEY(RSA_NO) },
	{ WITH(N " ", "AQAB"), KEY(RSA_NO) },
	{ WITH("+" N, "AQAB"), KEY(RSA_NO) },
	{ WITH(N "\\n", "AQAB"), KEY(RSA_NO) },
	{ WITH(N, "AQA"), KEY("an RSA key's exponent must be odd and more than 1") },
	{ WITH(N, "AQ"), KEY("an RSA key's exponent must be odd and more than 1") },
	{ WITH(N, "AA"), KEY("an RSA key's exponent must be odd and more than 1") },
	{ WITH(N, "AR"), KEY(RSA_NO) },
	{ WITH("AQAB", "AQAB"), KEY("an RSA key must have at least 2048 bits") },
	/* EC */
	{ SET "{" KID "\"kty\":\"EC\"}" END, KEY("there is no crv") },
	{ SET "{" KID "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" X "\"}" END, KEY(EC_NO) },
	{ POINT(X, X), KEY("x and y are no point of the curve") },
	{ POINT("AA", Y), KEY(EC_NO) },
	{ POINT("AA" X, Y), KEY(EC_NO) },
	{ POINT(X "=", Y), KEY(EC_NO) },
	{ SET "{" KID "\"kty\":\"EC\",\"crv\":\"P-384\",\"x\":\"" X "\",\"y\":\"" Y "\"}" END, KEY(EC_NO) },
	/* oct */
	{ SET "{" KID "\"kty\":\"oct\"}" END, KEY("k must be base64url") },
	{ SECRET(""), KEY("k must be base64url") },
	{ SECRET("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZQ"), KEY("a secret must have at least 32 bytes") },
	{ SECRET("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZR"), KEY("k must be base64url") },
	/* kids */
	{ SET "{" KID RSA "},{" KID EC "}" END, "/idp.jwks: the kid 'a' is there twice: idp.jwks, key 1 and idp.jwks, key 2" },
	{ SET "{" EC "}" OTHER END, "/idp.jwks: key 1 has no kid, which only the one key of a directory needs not" },
};

static void expect_error(const char *row, const char *directory, const char *expected)
{
	struct keys keys;
	char *error;

	ck_assert_msg(!keys_read(directory, NULL, &keys, &error), "%s: is taken for good", row);
	unit_expect(row, error, unit_text("%s%s", directory, expected));
	ck_assert_uint_eq(keys.count + keys.note_count, 0);
	free(error);
}

START_TEST(refuses)
{
	const struct bad_row *row = &bad_rows[_i];

	expect_error(row->text, write_set(row->text, strlen(row->text)), row->error);
}
END_TEST

/* Wherever a fetch was broken off. */
START_TEST(refuses_half_a_set)
{
	static const char text[] = SET "\n{" KID RSA "},\n{\"kid\":\"b\"," EC "}" END;
	struct keys keys;
	char *error;

	for (size_t length = 0; length < strlen(text); length++) {
		ck_assert_msg(!keys_read(write_set(text, length), NULL, &keys, &error), "%zu bytes are taken for good", length);
		ck_assert_ptr_nonnull(strstr(error, ": malformed JSON at column "));
		free(error);
	}
}
END_TEST

/* One more than there may be, of entries and of bytes. */
START_TEST(refuses_a_large_set)
{
	struct buffer text = { 0 };

	buffer_puts(&text, SET);
	for (int i = 0; i < ENTRIES_MAX; i++)
		buffer_printf(&text, "%s{\"kid\":\"%d\"," OCT "}", i > 0 ? "," : "", i);
	const char *directory = write_set(unit_text("%s" END, text.data), text.length + 2);
	struct keys keys;
	char *error;
	ck_assert(keys_read(directory, NULL, &keys, &error));
	ck_assert_uint_eq(keys.count, ENTRIES_MAX);
	keys_free(&keys);
	unit_file(directory, "more.secret", SIGN_SECRET, strlen(SIGN_SECRET));
	expect_error("one more beside it", directory, "/more.secret: there are more than 1000 keys");
	buffer_puts(&text, OTHER END);
	expect_error("one more in it", write_set(text.data, text.length), "/idp.jwks: there are more than 1000 keys");
	buffer_free(&text);
	char *spaces = memory_alloc(SET_MAX + 1);
	memset(spaces, ' ', SET_MAX + 1);
	expect_error("a byte more", write_set(spaces, SET_MAX + 1), "/idp.jwks: the file is longer than 1048576 bytes");
	free(spaces);
}
END_TEST

START_TEST(refuses_a_kid_of_two_files)
{
	static const char set[] = SET "{" KID EC "}" END;
	const char *directory = write_set(set, strlen(set));

	sign_add_key(directory, "a.pem", sign_keys[SIGN_RSA].public);
	expect_error("a set and a key", directory, "/idp.jwks: the kid 'a' is there twice: a.pem and idp.jwks, key 1");
	directory = write_set(set, strlen(set));
	unit_file(directory, "second.jwks", set, strlen(set));
	expect_error("two sets", directory, "/second.jwks: the kid 'a' is there twice: idp.jwks, key 1 and second.jwks, key 1");
}
END_TEST

/* A file that is to come is judged among those that are there, in the place of an earlier one of its name. */
START_TEST(tries_a_file)
{
	static const char old[] = SET "{" KID EC "}" END, fresh[] = SET "{" KID RSA "}" OTHER END;
	const char *directory = write_set(old, strlen(old));
	struct keys keys;
	char *error;

	ck_assert(keys_read(directory, unit_file(directory, ".idp.jwks", fresh, strlen(fresh)), &keys, &error));
	unit_expect("hidden beside it", describe(&keys, directory), "a:0x38 RSA 2048, b:0x7 oct 512");
	keys_free(&keys);
	const char *elsewhere = unit_directory();
	ck_assert(!keys_read(directory, unit_file(elsewhere, "new.jwks", fresh, strlen(fresh)), &keys, &error));
	unit_expect("twice", error,
		    unit_text("%s/new.jwks: the kid 'a' is there twice: idp.jwks, key 1 and new.jwks, key 1", directory));
	free(error);
	ck_assert(!keys_read(directory, unit_file(elsewhere, "new.json", fresh, strlen(fresh)), &keys, &error));
	unit_expect("no key by its name", error,
		    unit_text("%s/new.json would be neither <kid>.pem, <kid>.secret nor *.jwks", directory));
	free(error);
}
END_TEST

/* A token of each kind verifies by the set that has its key, and by its alg alone. */
START_TEST(verifies)
{
	static const struct {
		enum sign_kind kind;
		const char *algorithm, *other; /* of its kind, if it has another */
	} rows[] = { { SIGN_RSA, "RS384", "RS256" },
		     { SIGN_P256, "ES256", NULL },
		     { SIGN_P384, "ES384", NULL },
		     { SIGN_P521, "ES512", NULL },
		     { SIGN_HMAC, "HS512", "HS256" } };
	struct caller caller;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct sign_text public = sign_keys[rows[i].kind].public;
		char *jwk = jwk_of(public.bytes, public.length, unit_text("\"kid\":\"k\",\"alg\":\"%s\",", rows[i].algorithm));
		const char *set = unit_text(SET "%s" END, jwk), *directory = write_set(set, strlen(set));
		free(jwk);
		unit_expect(rows[i].algorithm,
			    sign_verdict(directory, SIGN_ALL,
					 sign_token(rows[i].kind, rows[i].algorithm, "{\"kid\":\"k\"}", SIGN_CLAIMS), &caller),
			    NULL);
		if (rows[i].other != NULL)
			unit_expect(rows[i].other,
				    sign_verdict(directory, SIGN_ALL,
						 sign_token(rows[i].kind, rows[i].other, "{\"kid\":\"k\"}", SIGN_CLAIMS),
						 &caller),
				    "algorithm is not of the key's kind");
	}
}
END_TEST

#define PAYLOAD "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
static const struct {
	const char *name, *set, *token;
} vectors[] = {
	{ "RFC 7515, A.1", SET "{" OCT "}" END,
	  "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." PAYLOAD ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk" },
	{ "RFC 7515, A.2", SET "{\"kty\":\"RSA\",\"n\":\"" N_OF_A2 "\",\"e\":\"AQAB\"}" END,
	  "eyJhbGciOiJSUzI1NiJ9." PAYLOAD
	  ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZ"
	  "cAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOk"
	  "HWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw" },
	{ "RFC 7515, A.3", SET "{" EC "}" END,
	  "eyJhbGciOiJFUzI1NiJ9." PAYLOAD
	  ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q" },
};

/* Their signatures are right, and what is wrong comes after that: they name nobody. */
START_TEST(vectors_of_RFC_7515)
{
	struct tokens *tokens = sign_read_keys(write_set(vectors[_i].set, strlen(vectors[_i].set)), SIGN_ALL, 0);
	struct caller caller;

	unit_expect(vectors[_i].name, token_problem(tokens, vectors[_i].token, 1300819379, &caller),
		    "the caller's id is not 1 to 255 printable characters");
	unit_expect(vectors[_i].name, token_problem(tokens, unit_text("%sA", vectors[_i].token), 1300819379, &caller),
		    "wrong signature");
	tokens_free(tokens);
}
END_TEST

static const struct {
	const char *text, *bytes; /* NULL: it is none */
} codes[] = {
	/* RFC 4648, section 10 */
	{ "", "" },
	{ "Zg", "f" },
	{ "Zm8", "fo" },
	{ "Zm9v", "foo" },
	{ "Zm9vYg", "foob" },
	{ "Zm9vYmE", "fooba" },
	{ "Zm9vYmFy", "foobar" },
	{ "_-_-", "\xff\xef\xfe" },
	{ "Zg==", NULL },
	{ "Z", NULL },
	{ "Zm9vY", NULL },
	{ "Zh", NULL },
	{ "Zm9", NULL },
	{ "/+/+", NULL },
	{ "Zm 8", NULL },
	{ "Zm8\n", NULL },
	{ "Zm\xc3\xa9", NULL },
};

START_TEST(base64url)
{
	const char *text = codes[_i].text;
	unsigned char bytes[16] = { 0 };
	char again[BASE64URL_SIZE(16)];
	size_t count;
	bool good = base64url_decode(text, strlen(text), bytes, &count);

	unit_expect(text, good ? unit_text("%.*s", (int)count, (char *)bytes) : NULL, codes[_i].bytes);
	if (!good)
		return;
	base64url_encode(bytes, count, again);
	unit_expect(text, again, text);
}
END_TEST

Suite *jwks_suite(void)
{
	Suite *suite = suite_create("jwks");
	TCase *tests = tcase_create("jwks");

	tcase_add_unchecked_fixture(tests, sign_make_keys, NULL);
	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(tests, reads, 0, ARRAY_LEN(good_rows));
	tcase_add_loop_test(tests, refuses, 0, ARRAY_LEN(bad_rows));
	tcase_add_test(tests, refuses_half_a_set);
	tcase_add_test(tests, refuses_a_large_set);
	tcase_add_test(tests, refuses_a_kid_of_two_files);
	tcase_add_test(tests, tries_a_file);
	tcase_add_test(tests, verifies);
	tcase_add_loop_test(tests, vectors_of_RFC_7515, 0, ARRAY_LEN(vectors));
	tcase_add_loop_test(tests, base64url, 0, ARRAY_LEN(codes));
	suite_add_tcase(suite, tests);
	return suite;
}

/* Claims of tokens whose signature is right: dates, parties, who calls. */
#include <string.h>

#include "sign.h"

struct claim_row {
	const char *name, *claims;
	const char *problem;
	const char *id; /* of a good one; NULL: SIGN_ID */
	unsigned roles; /* of a good one; 0: ROLES_ALL */
};

#define EXP     "\"exp\":1000003600"
#define SUB     "\"sub\":\"" SIGN_ID "\""
#define NOT_ID  "the caller's id is not 1 to 255 printable characters"
#define NO_ROLE 0x80 /* none at all: good, and grants nothing */
static const struct claim_row claim_rows[] = {
	{ "good", SIGN_CLAIMS_AND(""), NULL, NULL, 0 },
	{ "claims that say nothing to us", SIGN_CLAIMS_AND(",\"zoneId\":1,\"email\":\"x\",\"type\":\"access\""), NULL, NULL, 0 },

	/* exp: 30 s late is not late */
	{ "exp in a second", "{" SUB ",\"exp\":1000000001}", NULL, NULL, 0 },
	{ "exp now", "{" SUB ",\"exp\":1000000000}", NULL, NULL, 0 },
	{ "exp 29 s ago", "{" SUB ",\"exp\":999999971}", NULL, NULL, 0 },
	{ "exp 29.5 s ago", "{" SUB ",\"exp\":999999970.5}", NULL, NULL, 0 },
	{ "exp 30 s ago", "{" SUB ",\"exp\":999999970}", "expired", NULL, 0 },
	{ "exp 30.5 s ago", "{" SUB ",\"exp\":999999969.5}", "expired", NULL, 0 },
	{ "exp 0", "{" SUB ",\"exp\":0}", "expired", NULL, 0 },
	{ "exp -1", "{" SUB ",\"exp\":-1}", "expired", NULL, 0 },
	{ "exp the least integer", "{" SUB ",\"exp\":-9223372036854775808}", "expired", NULL, 0 },
	{ "exp -1e99", "{" SUB ",\"exp\":-1e99}", "expired", NULL, 0 },
	{ "exp the largest integer", "{" SUB ",\"exp\":9223372036854775807}", NULL, NULL, 0 },
	{ "exp 1e99", "{" SUB ",\"exp\":1e99}", NULL, NULL, 0 },
	{ "exp beyond what a body may hold", "{" SUB ",\"exp\":1e300}", "malformed", NULL, 0 },
	{ "exp with a fraction", "{" SUB ",\"exp\":1000003600.75}", NULL, NULL, 0 },
	{ "no exp", "{" SUB "}", "there is no exp", NULL, 0 },
	{ "exp a string", "{" SUB ",\"exp\":\"1000003600\"}", "a date is no number", NULL, 0 },
	{ "exp null", "{" SUB ",\"exp\":null}", "a date is no number", NULL, 0 },
	{ "exp true", "{" SUB ",\"exp\":true}", "a date is no number", NULL, 0 },
	{ "exp an array", "{" SUB ",\"exp\":[1000003600]}", "a date is no number", NULL, 0 },

	/* nbf and iat: 30 s early is not early */
	{ "nbf long ago", SIGN_CLAIMS_AND(",\"nbf\":0"), NULL, NULL, 0 },
	{ "nbf now", SIGN_CLAIMS_AND(",\"nbf\":1000000000"), NULL, NULL, 0 },
	{ "nbf in 30 s", SIGN_CLAIMS_AND(",\"nbf\":1000000030"), NULL, NULL, 0 },
	{ "nbf in 30.5 s", SIGN_CLAIMS_AND(",\"nbf\":1000000030.5"), "not yet valid", NULL, 0 },
	{ "nbf in 31 s", SIGN_CLAIMS_AND(",\"nbf\":1000000031"), "not yet valid", NULL, 0 },
	{ "nbf a string", SIGN_CLAIMS_AND(",\"nbf\":\"0\""), "a date is no number", NULL, 0 },
	{ "nbf null", SIGN_CLAIMS_AND(",\"nbf\":null"), "a date is no number", NULL, 0 },
	{ "iat long ago", SIGN_CLAIMS_AND(",\"iat\":0"), NULL, NULL, 0 },
	{ "iat in 30 s", SIGN_CLAIMS_AND(",\"iat\":1000000030"), NULL, NULL, 0 },
	{ "iat in 31 s", SIGN_CLAIMS_AND(",\"iat\":1000000031"), "issued in the future", NULL, 0 },
	{ "iat a string", SIGN_CLAIMS_AND(",\"iat\":\"yesterday\""), "a date is no number", NULL, 0 },

	/* refresh tokens */
	{ "type refresh", SIGN_CLAIMS_AND(",\"type\":\"refresh\""), "a refresh token", NULL, 0 },
	{ "typ refresh", SIGN_CLAIMS_AND(",\"typ\":\"refresh\""), "a refresh token", NULL, 0 },
	{ "typ Refresh", SIGN_CLAIMS_AND(",\"typ\":\"Refresh\""), "a refresh token", NULL, 0 },
	{ "type access, typ refresh", SIGN_CLAIMS_AND(",\"type\":\"access\",\"typ\":\"refresh\""), "a refresh token", NULL, 0 },
	{ "typ Bearer", SIGN_CLAIMS_AND(",\"typ\":\"Bearer\""), NULL, NULL, 0 },
	{ "type a number", SIGN_CLAIMS_AND(",\"type\":1"), NULL, NULL, 0 },

	/* who */
	{ "sub in upper case", "{\"sub\":\"3EDAF4F8-2120-4011-A59F-F6D8A47C622F\"," EXP "}", NULL, NULL, 0 },
	{ "userId without sub", "{\"userId\":\"" SIGN_ID "\"," EXP "}", NULL, NULL, 0 },
	{ "userId in upper case", "{\"userId\":\"3EDAF4F8-2120-4011-A59F-F6D8A47C622F\"," EXP "}", NULL, NULL, 0 },
	{ "sub before userId", "{\"sub\":\"" SIGN_ID "\",\"userId\":\"" SIGN_OTHER "\"," EXP "}", NULL, NULL, 0 },
	{ "another sub", "{\"userId\":\"" SIGN_ID "\",\"sub\":\"" SIGN_OTHER "\"," EXP "}", NULL, SIGN_OTHER, 0 },
	{ "a bad sub is not mended by userId", "{\"sub\":\"\",\"userId\":\"" SIGN_ID "\"," EXP "}", NOT_ID, NULL, 0 },
	{ "a null sub is not mended by userId", "{\"sub\":null,\"userId\":\"" SIGN_ID "\"," EXP "}", NOT_ID, NULL, 0 },
	{ "neither", "{" EXP "}", NOT_ID, NULL, 0 },
	{ "sub empty", "{\"sub\":\"\"," EXP "}", NOT_ID, NULL, 0 },
	{ "sub a number", "{\"sub\":17," EXP "}", NOT_ID, NULL, 0 },
	{ "sub an array", "{\"sub\":[\"" SIGN_ID "\"]," EXP "}", NOT_ID, NULL, 0 },

	/* role: restricts, never grants */
	{ "caregiver", SIGN_CLAIMS_AND(",\"role\":\"caregiver\""), NULL, NULL, ROLE_CAREGIVER },
	{ "coordinator", SIGN_CLAIMS_AND(",\"role\":\"coordinator\""), NULL, NULL, ROLE_COORDINATOR },
	{ "admin", SIGN_CLAIMS_AND(",\"role\":\"admin\""), NULL, NULL, ROLE_ADMIN },
	{ "family", SIGN_CLAIMS_AND(",\"role\":\"family\""), NULL, NULL, ROLE_FAMILY },
	{ "role null", SIGN_CLAIMS_AND(",\"role\":null"), NULL, NULL, 0 },
	{ "an unknown role", SIGN_CLAIMS_AND(",\"role\":\"root\""), NULL, NULL, NO_ROLE },
	{ "another case", SIGN_CLAIMS_AND(",\"role\":\"Caregiver\""), NULL, NULL, NO_ROLE },
	{ "an empty role", SIGN_CLAIMS_AND(",\"role\":\"\""), NULL, NULL, NO_ROLE },
	{ "role a number", SIGN_CLAIMS_AND(",\"role\":1"), NULL, NULL, NO_ROLE },
	{ "role an array", SIGN_CLAIMS_AND(",\"role\":[\"caregiver\"]"), NULL, NULL, NO_ROLE },

	/* not checked where not configured */
	{ "any issuer", SIGN_CLAIMS_AND(",\"iss\":\"https://elsewhere.example\""), NULL, NULL, 0 },
	{ "any audience", SIGN_CLAIMS_AND(",\"aud\":[\"elsewhere\"]"), NULL, NULL, 0 },
};

START_TEST(claims)
{
	const struct claim_row *row = &claim_rows[_i];
	struct caller caller = { .roles = 0x4000 };
	const char *problem = sign_verdict(sign_directory_of_rsa(), SIGN_ALL, sign_token(SIGN_RSA, "RS256", "{}", row->claims),
					   &caller);
	unsigned roles = row->roles == NO_ROLE ? 0 : row->roles == 0 ? ROLES_ALL : row->roles;

	unit_expect(row->name, problem, row->problem);
	if (problem == NULL) {
		unit_expect(row->name, caller.id, row->id != NULL ? row->id : SIGN_ID);
		ck_assert_msg(caller.roles == roles, "%s: got roles %#x", row->name, caller.roles);
	} else {
		ck_assert_msg(caller.roles == 0x4000, "%s: refused, but the caller is set", row->name);
	}
}
END_TEST

/* A UUID is the id, whatever else fits is one from elsewhere. */
struct subject_row {
	const char *name, *claim, *claims, *problem;
	const char *id, *external_id; /* of a good one */
};

#define ID64  "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define ID255 ID64 ID64 ID64 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde"
static const struct subject_row subject_rows[] = {
	{ "a UUID", "oid", "{\"oid\":\"" SIGN_ID "\",\"sub\":\"x\"," EXP "}", NULL, SIGN_ID, NULL },
	{ "no such claim", "oid", "{" SUB "," EXP "}", NOT_ID, NULL, NULL },
	{ "userId stands in for sub alone", "oid", "{\"userId\":\"" SIGN_ID "\"," EXP "}", NOT_ID, NULL, NULL },
	{ "a name is no path", "a.b", "{\"a\":{\"b\":\"" SIGN_ID "\"}," EXP "}", NOT_ID, NULL, NULL },
	{ "an address as name", "https://example.org/id", "{\"https://example.org/id\":\"" SIGN_ID "\"," EXP "}", NULL, SIGN_ID,
	  NULL },
	{ "of a provider", "sub", "{\"sub\":\"auth0|5f7c8ec7c33c6c004bbafe82\"," EXP "}", NULL, "",
	  "auth0|5f7c8ec7c33c6c004bbafe82" },
	{ "in userId", "sub", "{\"userId\":\"auth0|1\"," EXP "}", NULL, "", "auth0|1" },
	{ "an address", "email", "{\"email\":\"anna@example.org\"," EXP "}", NULL, "", "anna@example.org" },
	{ "a UUID and more", "sub", "{\"sub\":\"" SIGN_ID "x\"," EXP "}", NULL, "", SIGN_ID "x" },
	{ "a UUID in braces", "sub", "{\"sub\":\"{" SIGN_ID "}\"," EXP "}", NULL, "", "{" SIGN_ID "}" },
	{ "one character", "sub", "{\"sub\":\"\u00e9\"," EXP "}", NULL, "", "\xc3\xa9" },
	{ "as long as may be", "sub", "{\"sub\":\"" ID255 "\"," EXP "}", NULL, "", ID255 },
	{ "a character too long", "sub", "{\"sub\":\"" ID255 "x\"," EXP "}", NOT_ID, NULL, NULL },
	{ "a newline", "sub", "{\"sub\":\"auth0\\n1\"," EXP "}", NOT_ID, NULL, NULL },
	{ "U+0085", "sub", "{\"sub\":\"auth0\\u0085\"," EXP "}", NOT_ID, NULL, NULL },
	{ "DEL", "sub", "{\"sub\":\"auth0\\u007f\"," EXP "}", NOT_ID, NULL, NULL },
};

START_TEST(subjects)
{
	const struct subject_row *row = &subject_rows[_i];
	struct config config = { .keys = unit_text("%s", sign_directory_of_all()),
				 .algorithms = SIGN_ALL,
				 .issuer = unit_text("%s", ""),
				 .audience = unit_text("%s", ""),
				 .subject_claim = unit_text("%s", row->claim) };
	char *error;

	/* The second time it is known again. */
	for (config.remember = 0; config.remember < 2; config.remember++) {
		struct tokens *tokens = tokens_new(&config, &error);
		ck_assert_msg(tokens != NULL, "%s", error);
		for (int i = 0; i < 2; i++) {
			const char *token = sign_any("{\"alg\":\"HS256\",\"kid\":\"hmac\"}", row->claims);
			struct caller caller = { .external_id = "none" };
			unit_expect(row->name, token_problem(tokens, token, SIGN_NOW, &caller), row->problem);
			if (row->problem != NULL)
				continue;
			unit_expect(row->name, caller.id, row->id);
			unit_expect(row->name, caller.external_id, row->external_id);
		}
		tokens_free(tokens);
	}
}
END_TEST

/* Claims that libjwt would not write. */
static const char *const claim_texts[] = {
	"",
	"null",
	"[]",
	"17",
	"\"" SIGN_ID "\"",
	"{" SUB "," EXP,
	"{" SUB "," EXP ",\"x\":\"\xff\"}",
	"{" SUB "," EXP ",\"x\":\"\\ud800\"}",
	"{\"sub\":\"" SIGN_ID "\\u0000\"," EXP "}",
	"{" SUB ",\"exp\":1e400}",
	"{" SUB ",\"exp\":Infinity}",
	"{" SUB ",\"exp\":99999999999999999999999999}",
	"{" SUB ",\"exp\":1000003600,\"exp\":0}",
	"<claims/>",
};

START_TEST(malformed_claims)
{
	struct caller caller;
	const char *token = sign_any("{\"alg\":\"HS256\",\"kid\":\"hmac\"}", claim_texts[_i]);

	ck_assert_msg(sign_verdict(sign_directory_of_all(), SIGN_ALL, token, &caller) != NULL, "%s: is taken for good",
		      claim_texts[_i]);
}
END_TEST

struct party_row {
	const char *name, *claims, *problem;
};

static const struct party_row party_rows[] = {
	{ "both right", SIGN_CLAIMS_AND(",\"iss\":\"https://id.example\",\"aud\":\"visits\""), NULL },
	{ "aud an array of one", SIGN_CLAIMS_AND(",\"iss\":\"https://id.example\",\"aud\":[\"visits\"]"), NULL },
	{ "aud an array of many", SIGN_CLAIMS_AND(",\"iss\":\"https://id.example\",\"aud\":[\"a\",1,null,\"visits\",\"b\"]"),
	  NULL },
	{ "wrong iss", SIGN_CLAIMS_AND(",\"iss\":\"https://other.example\",\"aud\":\"visits\""), "wrong issuer" },
	{ "iss with a slash", SIGN_CLAIMS_AND(",\"iss\":\"https://id.example/\",\"aud\":\"visits\""), "wrong issuer" },
	{ "iss in another case", SIGN_CLAIMS_AND(",\"iss\":\"https://SIGN_ID.example\",\"aud\":\"visits\""), "wrong issuer" },
	{ "iss an array", SIGN_CLAIMS_AND(",\"iss\":[\"https://id.example\"],\"aud\":\"visits\""), "wrong issuer" },
	{ "iss empty", SIGN_CLAIMS_AND(",\"iss\":\"\",\"aud\":\"visits\""), "wrong issuer" },
	{ "no iss", SIGN_CLAIMS_AND(",\"aud\":\"visits\""), "wrong issuer" },
	{ "wrong aud", SIGN_CLAIMS_AND(",\"iss\":\"https://id.example\",\"aud\":\"billing\""), "wrong audience" },
	{ "aud an array of others", SIGN_CLAIMS_AND(",\"iss\":\"https://id.example\",\"aud\":[\"a\",\"b\"]"), "wrong audience" },
	{ "aud an empty array", SIGN_CLAIMS_AND(",\"iss\":\"https://id.example\",\"aud\":[]"), "wrong audience" },
	{ "aud nested", SIGN_CLAIMS_AND(",\"iss\":\"https://id.example\",\"aud\":[[\"visits\"]]"), "wrong audience" },
	{ "aud an object", SIGN_CLAIMS_AND(",\"iss\":\"https://id.example\",\"aud\":{\"visits\":\"visits\"}"), "wrong audience" },
	{ "aud that begins so", SIGN_CLAIMS_AND(",\"iss\":\"https://id.example\",\"aud\":\"visits2\""), "wrong audience" },
	{ "no aud", SIGN_CLAIMS_AND(",\"iss\":\"https://id.example\""), "wrong audience" },
};

START_TEST(parties)
{
	const struct party_row *row = &party_rows[_i];
	struct config config = { .keys = unit_text("%s", sign_directory_of_rsa()),
				 .algorithms = SIGN_ALL,
				 .issuer = unit_text("https://id.example"),
				 .audience = unit_text("visits"),
				 .subject_claim = unit_text("sub") };
	struct caller caller;
	char *error;
	struct tokens *tokens = tokens_new(&config, &error);

	ck_assert_msg(tokens != NULL, "%s", error);
	unit_expect(row->name, token_problem(tokens, sign_token(SIGN_RSA, "RS256", "{}", row->claims), SIGN_NOW, &caller),
		    row->problem);
	tokens_free(tokens);
}
END_TEST

Suite *claims_suite(void)
{
	Suite *suite = suite_create("claims");
	TCase *tests = tcase_create("claims");

	tcase_add_unchecked_fixture(tests, sign_make_keys, NULL);
	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(tests, claims, 0, ARRAY_LEN(claim_rows));
	tcase_add_loop_test(tests, subjects, 0, ARRAY_LEN(subject_rows));
	tcase_add_loop_test(tests, malformed_claims, 0, ARRAY_LEN(claim_texts));
	tcase_add_loop_test(tests, parties, 0, ARRAY_LEN(party_rows));
	suite_add_tcase(suite, tests);
	return suite;
}

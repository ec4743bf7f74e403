/* Bearer tokens: every algorithm, every claim, what is forged, and what the directory says of a token that is good. */
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "expect.h"
#include "journal.h"
#include "mint.h"
#include "process.h"
#include "sql.h"
#include "stack.h"
#include "suite.h"
#include "text.h"
#include "tokens.h"

#define BAD "Invalid or expired token"

#define INVALID "Bearer error=\"invalid_token\", error_description=\"The token is not valid\""
#define EXPIRED "Bearer error=\"invalid_token\", error_description=\"The token has expired\""

enum { KEY_SIZE_MAX = 16 * 1024 };

static int next_slot;

struct http_response *tokens_check_in(const struct world *world, const char *token)
{
	return http_post(WORLD_VISITS, token, world_check_in_body(world->client, world_slot(next_slot++), ""));
}

void tokens_expect_good(const struct world *world, const char *what, const char *token)
{
	expect_status(tokens_check_in(world, token), what, 201);
}

void tokens_expect_bad(const struct world *world, const char *what, const char *token)
{
	long mark = journal_mark(stack.log);
	struct http_response *response = tokens_check_in(world, token);

	expect_problem(response, what, 401, BAD);
	/* That it has expired a client is told, and nothing else of what the log says. */
	json_t *line = journal_find(stack.log, mark, "requestId", http_header(response, "X-Request-Id"));
	ck_assert_ptr_nonnull(line);
	bool expired = strcmp(journal_text(line, "refusedToken"), "expired") == 0;
	expect_value(what, http_header(response, "WWW-Authenticate"), expired ? EXPIRED : INVALID);
}

static char *public_key(void)
{
	size_t length;
	char *pem = file_read(text("%s/%s.pem", stack.keys, stack.kid), KEY_SIZE_MAX, &length);

	ck_assert_ptr_nonnull(pem);
	return pem;
}

void tokens_settle(void)
{
	stack_settle("");
}

/* --- claims --- */

static const struct {
	const char *name, *claims; /* '@' is the caregiver's id */
	bool good;
} claims[] = {
	{ "as usual", "{}", true },
	{ "no exp", "{\"exp\":null}", false },
	{ "exp is a string", "{\"exp\":\"4102444800\"}", false },
	{ "exp is true", "{\"exp\":true}", false },
	{ "exp 0", "{\"exp\":0}", false },
	{ "exp negative", "{\"exp\":-1}", false },
	{ "exp with a fraction", "{\"exp\":4102444800.5}", true },
	{ "exp beyond all dates", "{\"exp\":1e99}", true },
	{ "exp beyond what a number may be", "{\"exp\":1e300}", false },
	{ "exp far before all dates", "{\"exp\":-1e99}", false },
	{ "nbf is a string", "{\"nbf\":\"0\"}", false },
	{ "nbf beyond all dates", "{\"nbf\":1e99}", false },
	{ "iat is an object", "{\"iat\":{}}", false },
	{ "no iat", "{\"iat\":null}", true },
	{ "neither sub nor userId", "{\"sub\":null}", false },
	{ "userId in place of sub", "{\"sub\":null,\"userId\":\"@\"}", true },
	{ "sub is empty", "{\"sub\":\"\"}", false },
	{ "sub is empty, userId is none", "{\"sub\":\"\",\"userId\":\"@\"}", false },
	{ "sub is a number", "{\"sub\":17}", false },
	{ "sub in an array", "{\"sub\":[\"@\"]}", false },
	{ "type refresh", "{\"type\":\"refresh\"}", false },
	{ "typ refresh", "{\"typ\":\"refresh\"}", false },
	{ "typ Refresh", "{\"typ\":\"Refresh\"}", false },
	{ "type access", "{\"type\":\"access\"}", true },
	{ "issuer and audience that nobody asks for", "{\"iss\":\"x\",\"aud\":[\"y\"]}", true },
	{ "zoneId of nowhere, ignored", "{\"zoneId\":\"00000000-0000-4000-8000-000000000000\"}", true },
};

START_TEST(claim)
{
	struct world world = world_new();
	const struct mint mint = { .user = world.caregiver,
				   .role = "caregiver",
				   .claims = text_fill(claims[_i].claims, world.caregiver) };

	if (claims[_i].good)
		tokens_expect_good(&world, claims[_i].name, mint_odd(&mint));
	else
		tokens_expect_bad(&world, claims[_i].name, mint_odd(&mint));
}
END_TEST

/* Half a minute of leeway either way. */
static const struct {
	const char *claim;
	int offset;
	bool good;
} dates[] = {
	{ "exp", -3600, false }, { "exp", -31, false }, { "exp", -20, true }, { "exp", 5, true },
	{ "nbf", -3600, true },  { "nbf", 20, true },   { "nbf", 60, false }, { "nbf", 3600, false },
	{ "iat", -3600, true },  { "iat", 20, true },   { "iat", 60, false }, { "iat", 3600, false },
};

START_TEST(date)
{
	struct world world = world_new();
	const char *what = text("%s of now and %d", dates[_i].claim, dates[_i].offset);
	const struct mint mint = {
		.user = world.caregiver,
		.claims = text("{\"%s\":%lld}", dates[_i].claim, (long long)time(NULL) + dates[_i].offset),
	};

	if (dates[_i].good)
		tokens_expect_good(&world, what, mint_odd(&mint));
	else
		tokens_expect_bad(&world, what, mint_odd(&mint));
}
END_TEST

START_TEST(sub_in_upper_case_is_the_same_user)
{
	struct world world = world_new();

	tokens_expect_good(&world, "upper case", mint_token(sql_value("SELECT upper($1)", world.caregiver), NULL));
}
END_TEST

START_TEST(role_that_is_no_text_grants_nothing)
{
	struct world world = world_new();
	const struct mint mint = { .user = world.caregiver, .claims = "{\"role\":[\"caregiver\"]}" };

	expect_problem(tokens_check_in(&world, mint_odd(&mint)), "array", 403, "Only caregivers can create visits");
}
END_TEST

/* --- forged and broken --- */

static char *without_signature(const char *token)
{
	return text("%.*s", (int)(strrchr(token, '.') - token), token);
}

/* Another's payload under a signature that was good. */
static char *with_payload_of(const char *token, const char *other)
{
	const char *payload = strchr(other, '.'), *signature = strrchr(token, '.');

	return text("%.*s%.*s%s", (int)(strchr(token, '.') - token), token, (int)(strrchr(other, '.') - payload), payload,
		    signature);
}

START_TEST(algorithm_none_is_refused)
{
	static const char *const names[] = { "none", "None", "NONE", "nOnE", "" };
	struct world world = world_new();
	const char *payload = text("{\"sub\":\"%s\",\"role\":\"caregiver\",\"exp\":4102444800}", world.caregiver);
	const struct mint mint = { .user = world.caregiver, .alg = "none" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const char *header = text("{\"alg\":\"%s\",\"typ\":\"JWT\",\"kid\":\"%s\"}", names[i], stack.kid);
		tokens_expect_bad(&world, names[i], mint_raw(header, payload, ""));
		tokens_expect_bad(&world, names[i], mint_raw(header, payload, strrchr(world.token, '.') + 1));
		tokens_expect_bad(&world, names[i], without_signature(mint_raw(header, payload, "")));
	}
	tokens_expect_bad(&world, "by libjwt", mint_odd(&mint));
}
END_TEST

START_TEST(public_key_is_no_HMAC_secret)
{
	static const char *const algs[] = { "HS256", "HS384", "HS512" };
	struct world world = world_new();
	char *pem = public_key(), *bare = text("%.*s", (int)strlen(pem) - 1, pem);

	for (size_t i = 0; i < ARRAY_LEN(algs); i++) {
		struct mint mint = { .user = world.caregiver, .role = "caregiver", .alg = algs[i], .key = pem };
		tokens_expect_bad(&world, algs[i], mint_odd(&mint));
		mint.key = bare;
		tokens_expect_bad(&world, "without the newline", mint_odd(&mint));
		mint.kid = "";
		tokens_expect_bad(&world, "without kid", mint_odd(&mint));
	}
}
END_TEST

START_TEST(signature_of_another_key_is_refused)
{
	static const struct {
		const char *kind, *alg;
	} others[] = { { "RSA", "RS256" }, { "P-256", "ES256" }, { "secret", "HS256" } };
	struct world world = world_new();

	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		struct mint_key key = mint_make_key(others[i].kind);
		struct mint mint = { .user = world.caregiver, .alg = others[i].alg, .key = key.signing };
		tokens_expect_bad(&world, others[i].alg, mint_odd(&mint));
		mint.kid = "";
		tokens_expect_bad(&world, "without kid", mint_odd(&mint));
	}
}
END_TEST

START_TEST(kid_is_the_name_of_a_key_and_nothing_else)
{
	static const char *const kids[] = {
		"demo2", "Demo", "demo.pem", "../keys/demo", "/dev/null", "dem", "demo\n", "%s%n", " "
	};
	struct world world = world_new();
	struct mint mint = { .user = world.caregiver };

	for (size_t i = 0; i < ARRAY_LEN(kids); i++) {
		mint.kid = kids[i];
		tokens_expect_bad(&world, kids[i], mint_odd(&mint));
	}
	mint.kid = "";
	tokens_expect_good(&world, "no kid, one key", mint_odd(&mint));
}
END_TEST

START_TEST(broken_tokens_are_refused)
{
	struct world world = world_new(), other = world_new();
	char *token = world.token, *payload = strchr(token, '.') + 1, *signature = strrchr(token, '.') + 1;
	const char *broken[] = {
		"x",
		".",
		"..",
		"...",
		"a.b.c",
		"e30.e30.",
		"null",
		"{}",
		text("%.*s", (int)strlen(token) - 1, token),
		text("%.*s", (int)strlen(token) - 100, token),
		text("%.*s", (int)strlen(token) / 2, token),
		text("%.20s", token),
		without_signature(token),
		text("%s.", without_signature(token)),
		text("%s.AAAA", without_signature(token)),
		payload,
		text("%s.%s", token, signature),
		text("%sA", token),
		text("A%s", token),
		text("%s %s", token, token),
		text("\"%s\"", token),
		with_payload_of(token, other.token),
		mint_raw("{\"alg\":\"RS256\",\"kid\":17}", "{}", signature),
		mint_raw("{\"alg\":17,\"kid\":\"demo\"}", "{}", signature),
		mint_raw("[]", "[]", signature),
		mint_raw("", "", ""),
		mint_raw("{\"alg\":\"RS256\",\"kid\":\"demo\",\"crit\":[\"exp\"]}", "{}", signature),
		text_repeat("\xff\xfe", 40),
	};

	for (size_t i = 0; i < ARRAY_LEN(broken); i++)
		tokens_expect_bad(&world, text("the %zuth: %.60s", i, broken[i]), broken[i]);
	tokens_expect_good(&world, "the unbroken one", token);
}
END_TEST

/* visitd's own 401, and not nginx's 400, over both versions of HTTP. */
START_TEST(long_garbage_is_refused_by_visitd)
{
	static const size_t lengths[] = { 1000, 4000, 8192, 9000, 15000 };
	struct world world = world_new();

	for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
		struct http_request request = { .path = WORLD_VISITS,
						.token = text_repeat("x", lengths[i]),
						.body = world_check_in_body(world.client, WORLD_SLOT, ""),
						.version = CURL_HTTP_VERSION_2TLS };
		expect_problem(http_send(&request), text("%zu bytes over HTTP/2", lengths[i]), 401, BAD);
		request.version = CURL_HTTP_VERSION_1_1;
		expect_problem(http_send(&request), text("%zu bytes over HTTP/1.1", lengths[i]), 401, BAD);
		request.token = text("%s.%s.%s", text_repeat("x", lengths[i] / 3), text_repeat("x", lengths[i] / 3),
				     text_repeat("x", lengths[i] / 3));
		expect_problem(http_send(&request), text("%zu bytes in three parts", lengths[i]), 401, BAD);
	}
}
END_TEST

START_TEST(log_says_why_and_the_client_does_not_hear_it)
{
	struct world world = world_new();
	long mark = journal_mark(stack.log);
	const struct mint mint = { .user = world.caregiver, .claims = "{\"exp\":1}" };
	struct http_response *response = tokens_check_in(&world, mint_odd(&mint));
	json_t *line = journal_find(stack.log, mark, "requestId", http_header(response, "X-Request-Id"));

	expect_problem(response, "expired", 401, BAD);
	ck_assert_ptr_nonnull(line);
	ck_assert_str_eq(journal_text(line, "refusedToken"), "expired");
	ck_assert_ptr_null(strstr(journal_bytes(stack.log, mark), "eyJ"));
}
END_TEST

START_TEST(client_is_told_whether_its_token_has_expired)
{
	struct world world = world_new();
	const struct mint expired = { .user = world.caregiver, .claims = "{\"exp\":1000000000}" };
	const struct mint early = { .user = world.caregiver, .claims = "{\"nbf\":4102444800}" };

	expect_value("expired", http_header(tokens_check_in(&world, mint_odd(&expired)), "WWW-Authenticate"), EXPIRED);
	expect_value("not yet valid", http_header(tokens_check_in(&world, mint_odd(&early)), "WWW-Authenticate"), INVALID);
	expect_value("no token", http_header(tokens_check_in(&world, "x"), "WWW-Authenticate"), INVALID);
}
END_TEST

/* --- the header --- */

static const struct {
	const char *header; /* '@' is the token */
	int status;
	const char *challenge;
} headers[] = {
	{ "Authorization: Bearer @", 201, NULL },       { "Authorization: bearer @", 201, NULL },
	{ "Authorization: BEARER @", 201, NULL },       { "Authorization: Bearer    @", 201, NULL },
	{ "authorization: Bearer @", 201, NULL },       { "Authorization;", 401, "Bearer" },
	{ "X-Authorization: Bearer @", 401, "Bearer" }, { "Authorization: @", 401, INVALID },
	{ "Authorization: Bearer", 401, INVALID },      { "Authorization: Bearer@", 401, INVALID },
	{ "Authorization: Bearer,@", 401, INVALID },    { "Authorization: Basic dXNlcjpwYXNzd29yZA==", 401, INVALID },
	{ "Authorization: Basic @", 401, INVALID },     { "Authorization: Token @", 401, INVALID },
	{ "Cookie: token=@", 401, "Bearer" },
};

START_TEST(authorization_header)
{
	struct world world = world_new();
	const char *header = headers[_i].header;
	const struct http_request request = { .path = WORLD_VISITS,
					      .body = world_check_in_body(world.client, WORLD_SLOT, ""),
					      .headers = { text_fill(header, world.token) } };
	struct http_response *response = http_send(&request);

	if (headers[_i].status == 201)
		expect_status(response, header, 201);
	else
		expect_problem(response, header, 401,
			       strchr(headers[_i].challenge, ' ') != NULL ? BAD : "Authentication required");
	expect_value(header, http_header(response, "WWW-Authenticate"), headers[_i].challenge);
	ck_assert_int_eq(world_count_visits(world.client), headers[_i].status == 201);
}
END_TEST

/* --- keys --- */

static const struct {
	const char *alg, *kid, *kind;
} algorithms[] = {
	{ "HS256", "test-hmac", "secret" }, { "HS384", "test-hmac", "secret" }, { "HS512", "test-hmac", "secret" },
	{ "RS256", "test-rsa", "RSA" },     { "RS384", "test-rsa", "RSA" },     { "RS512", "test-rsa", "RSA" },
	{ "ES256", "test-p256", "P-256" },  { "ES384", "test-p384", "P-384" },  { "ES512", "test-p521", "P-521" },
};

/* A token by each algorithm, whose keys are put where the workers will find them. */
static void make_tokens(const struct world *world, struct mint mints[ARRAY_LEN(algorithms)], char *tokens[ARRAY_LEN(algorithms)])
{
	struct mint_key key = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(algorithms); i++) {
		if (i == 0 || strcmp(algorithms[i].kid, algorithms[i - 1].kid) != 0) {
			bool secret = strcmp(algorithms[i].kind, "secret") == 0;
			key = mint_make_key(algorithms[i].kind);
			stack_add_key(text("%s.%s", algorithms[i].kid, secret ? "secret" : "pem"), key.verifying,
				      strlen(key.verifying));
		}
		mints[i] = (struct mint){
			.user = world->caregiver, .alg = algorithms[i].alg, .key = key.signing, .kid = algorithms[i].kid
		};
		tokens[i] = mint_odd(&mints[i]);
	}
}

/* Keys are added, used and taken away, each time by a SIGHUP; the workers go on. */
START_TEST(every_algorithm_is_good_while_its_key_is_there)
{
	struct world world = world_new();
	struct mint mints[ARRAY_LEN(algorithms)];
	char *tokens[ARRAY_LEN(algorithms)];

	make_tokens(&world, mints, tokens);
	for (size_t i = 0; i < ARRAY_LEN(algorithms); i++)
		tokens_expect_bad(&world, text("%s before the SIGHUP", algorithms[i].alg), tokens[i]);
	ck_assert(stack_reload());
	for (size_t i = 0; i < ARRAY_LEN(algorithms); i++)
		tokens_expect_good(&world, algorithms[i].alg, tokens[i]);
	tokens_expect_good(&world, "the stack's own key", world.token);

	/* The right signature under the name of another key; and with several keys a token must name its own. */
	for (size_t i = 0; i < ARRAY_LEN(algorithms); i++) {
		for (size_t j = 0; j < ARRAY_LEN(algorithms); j++) {
			if (strcmp(algorithms[i].kid, algorithms[j].kid) == 0)
				continue;
			mints[i].kid = algorithms[j].kid;
			tokens_expect_bad(&world, text("%s as %s", algorithms[i].alg, algorithms[j].kid), mint_odd(&mints[i]));
		}
		mints[i].kid = "";
		tokens_expect_bad(&world, text("%s without kid", algorithms[i].alg), mint_odd(&mints[i]));
	}

	stack_settle("");
	for (size_t i = 0; i < ARRAY_LEN(algorithms); i++)
		tokens_expect_bad(&world, text("%s after its end, though remembered", algorithms[i].alg), tokens[i]);
	tokens_expect_good(&world, "the stack's own key", world.token);
	ck_assert(stack_all_alive());
}
END_TEST

/* A shorter curve for a longer hash, and the other way round, is no algorithm at all (RFC 7518, section 3.4). */
START_TEST(elliptic_curve_and_hash_go_together)
{
	struct world world = world_new();
	struct mint_key key = mint_make_key("P-256");
	struct mint mint = { .user = world.caregiver, .alg = "ES256", .key = key.signing, .kid = "test-p256" };
	const char *payload = text("{\"sub\":\"%s\",\"exp\":4102444800}", world.caregiver);

	stack_add_key("test-p256.pem", key.verifying, strlen(key.verifying));
	ck_assert(stack_reload());
	char *token = mint_odd(&mint);
	tokens_expect_good(&world, "ES256", token);
	const char *signature = strrchr(token, '.') + 1;
	tokens_expect_bad(&world, "ES384", mint_raw("{\"alg\":\"ES384\",\"kid\":\"test-p256\"}", payload, signature));
	tokens_expect_bad(&world, "ES512", mint_raw("{\"alg\":\"ES512\",\"kid\":\"test-p256\"}", payload, signature));
	tokens_expect_bad(&world, "zeros", mint_raw("{\"alg\":\"ES256\",\"kid\":\"test-p256\"}", payload, text_repeat("A", 86)));
}
END_TEST

static const struct {
	const char *name, *claims;
	bool good;
} origins[] = {
	{ "both", "{\"iss\":\"https://id.example\",\"aud\":\"visits\"}", true },
	{ "audience in a list", "{\"iss\":\"https://id.example\",\"aud\":[\"other\",\"visits\"]}", true },
	{ "no issuer", "{\"aud\":\"visits\"}", false },
	{ "another issuer", "{\"iss\":\"https://id.example/\",\"aud\":\"visits\"}", false },
	{ "issuer in a list", "{\"iss\":[\"https://id.example\"],\"aud\":\"visits\"}", false },
	{ "no audience", "{\"iss\":\"https://id.example\"}", false },
	{ "another audience", "{\"iss\":\"https://id.example\",\"aud\":\"visit\"}", false },
	{ "other audiences", "{\"iss\":\"https://id.example\",\"aud\":[\"other\",\"visit\"]}", false },
	{ "an empty list", "{\"iss\":\"https://id.example\",\"aud\":[]}", false },
	{ "neither", "{}", false },
};

START_TEST(issuer_and_audience_are_checked_where_configured)
{
	struct world world = world_new();

	tokens_expect_good(&world, "not configured", world.token);
	ck_assert(stack_configure("[token]\nissuer = https://id.example\naudience = visits\n"));
	for (size_t i = 0; i < ARRAY_LEN(origins); i++) {
		const struct mint mint = { .user = world.caregiver, .claims = origins[i].claims };
		if (origins[i].good)
			tokens_expect_good(&world, origins[i].name, mint_odd(&mint));
		else
			tokens_expect_bad(&world, origins[i].name, mint_odd(&mint));
	}
	tokens_expect_bad(&world, "remembered from before", world.token);
}
END_TEST

START_TEST(algorithms_are_those_that_are_configured)
{
	struct world world = world_new();
	const struct mint mint = { .user = world.caregiver, .alg = "RS512" };

	tokens_expect_good(&world, "RS256 by default", world.token);
	ck_assert(stack_configure("[token]\nalgorithms = ES256, RS512\n"));
	tokens_expect_good(&world, "RS512", mint_odd(&mint));
	tokens_expect_bad(&world, "RS256", world.token);
}
END_TEST

START_TEST(tokens_need_not_be_remembered)
{
	struct world world = world_new();

	ck_assert(stack_configure("[token]\nremember = 0\n"));
	tokens_expect_good(&world, "first", world.token);
	tokens_expect_good(&world, "second", world.token);
	tokens_expect_bad(&world, "another", text("%sx", world.token));
}
END_TEST

/* --- remembered tokens --- */

/* Enough for each worker to have seen the token. */
static void have_remembered(const struct world *world)
{
	for (int i = 0; i < 16; i++)
		tokens_expect_good(world, "remembered", world->token);
}

static const struct {
	const char *name, *change, *message;
} changes[] = {
	{ "deactivated", "UPDATE users SET is_active = false WHERE id = $1", "User not found" },
	{ "deleted", "UPDATE users SET deleted_at = now() WHERE id = $1", "User not found" },
	{ "moved", "UPDATE users SET zone_id = '10000000-0000-4000-8000-000000000003' WHERE id = $1",
	  "Cannot create visit for client in different zone" },
	{ "demoted", "UPDATE users SET role = 'family' WHERE id = $1", "Only caregivers can create visits" },
	{ "promoted", "UPDATE users SET role = 'admin' WHERE id = $1", "Only caregivers can create visits" },
};

START_TEST(change_in_the_directory_takes_effect_at_once)
{
	struct world world = world_new();

	have_remembered(&world);
	sql_exec(changes[_i].change, world.caregiver);
	for (int i = 0; i < 16; i++)
		expect_problem(tokens_check_in(&world, world.token), changes[_i].name, 403, changes[_i].message);
}
END_TEST

START_TEST(client_who_moves_away_is_out_of_reach_at_once)
{
	struct world world = world_new();

	have_remembered(&world);
	sql_exec("UPDATE clients SET zone_id = $2 WHERE id = $1", world.client, world_zone());
	expect_problem(tokens_check_in(&world, world.token), "moved", 403, "Cannot create visit for client in different zone");
}
END_TEST

START_TEST(remembered_token_expires_too)
{
	struct world world = world_new();
	/* With its leeway it has four seconds left. */
	const struct mint mint = { .user = world.caregiver, .claims = text("{\"exp\":%lld}", (long long)time(NULL) - 26) };

	world.token = mint_odd(&mint);
	have_remembered(&world);
	process_sleep_ms(5000);
	for (int i = 0; i < 16; i++)
		tokens_expect_bad(&world, "expired", world.token);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("tokens");
	TCase *part = suite_part(suite, "tokens", NULL);

	tcase_add_loop_test(part, claim, 0, ARRAY_LEN(claims));
	tcase_add_loop_test(part, date, 0, ARRAY_LEN(dates));
	tcase_add_test(part, sub_in_upper_case_is_the_same_user);
	tcase_add_test(part, role_that_is_no_text_grants_nothing);
	tcase_add_test(part, algorithm_none_is_refused);
	tcase_add_test(part, public_key_is_no_HMAC_secret);
	tcase_add_test(part, signature_of_another_key_is_refused);
	tcase_add_test(part, kid_is_the_name_of_a_key_and_nothing_else);
	tcase_add_test(part, broken_tokens_are_refused);
	tcase_add_test(part, long_garbage_is_refused_by_visitd);
	tcase_add_test(part, log_says_why_and_the_client_does_not_hear_it);
	tcase_add_test(part, client_is_told_whether_its_token_has_expired);
	tcase_add_loop_test(part, authorization_header, 0, ARRAY_LEN(headers));
	tcase_add_loop_test(part, change_in_the_directory_takes_effect_at_once, 0, ARRAY_LEN(changes));
	tcase_add_test(part, client_who_moves_away_is_out_of_reach_at_once);
	tcase_add_test(part, remembered_token_expires_too);

	part = suite_part(suite, "configuration", tokens_settle);
	tcase_add_test(part, every_algorithm_is_good_while_its_key_is_there);
	tcase_add_test(part, elliptic_curve_and_hash_go_together);
	tcase_add_test(part, issuer_and_audience_are_checked_where_configured);
	tcase_add_test(part, algorithms_are_those_that_are_configured);
	tcase_add_test(part, tokens_need_not_be_remembered);
	tokens_add_external_ids(suite);
	return suite_main(suite);
}

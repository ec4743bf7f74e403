/* Keys as identity providers give them: key sets, certificates, their rotation, and what visitctl says of them. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "certificate.h"
#include "commands.h"
#include "expect.h"
#include "journal.h"
#include "jwk.h"
#include "mint.h"
#include "process.h"
#include "stack.h"
#include "suite.h"
#include "text.h"
#include "world.h"

enum { DAY = 86400 };

static int next_slot;

static struct http_response *check_in(const struct world *world, const struct mint *mint)
{
	return http_post(WORLD_VISITS, mint_odd(mint), world_check_in_body(world->client, world_slot(next_slot++), ""));
}

static void expect_good(const struct world *world, const char *what, const struct mint *mint)
{
	expect_status(check_in(world, mint), what, 201);
}

static void expect_bad(const struct world *world, const char *what, const struct mint *mint)
{
	expect_problem(check_in(world, mint), what, 401, "Invalid or expired token");
}

static void begin(void)
{
	stack_settle("");
	commands_begin();
}

/* An entry of a set. */
static char *entry(const struct mint_key *key, const char *members)
{
	return jwk_of(key->verifying, strlen(key->verifying), members);
}

static void put_set(const char *name, const char *entries)
{
	const char *set = text("{\"keys\":[\n%s\n]}\n", entries);

	stack_add_key(name, set, strlen(set));
}

/* visitctl keys, of the stack's directory. */
static struct process_result list_keys(void)
{
	return RUN("visitctl", "-c", stack.conf, "keys");
}

/* It lists the key, and says beside the list what is not used, or soon not. */
static void expect_listed(const char *line, const char *note)
{
	struct process_result result = list_keys();

	ck_assert_int_eq(result.status, 0);
	ck_assert_msg(strstr(result.out, line) != NULL, "'%s' is not listed:\n%s", line, result.out);
	ck_assert_msg(strstr(result.err, note) != NULL, "'%s' is not told:\n%s", note, result.err);
}

static const struct {
	const char *kind, *alg, *line;
} kinds[] = {
	{ "RSA", "RS256", "set-RS256  RSA 2048  RS256              idp.jwks, key 1" },
	{ "P-256", "ES256", "set-ES256  EC P-256  ES256              idp.jwks, key 2" },
	{ "P-384", "ES384", "set-ES384  EC P-384  ES384              idp.jwks, key 3" },
	{ "P-521", "ES512", "set-ES512  EC P-521  ES512              idp.jwks, key 4" },
	{ "secret", "HS384", "set-HS384  oct 512   HS384              idp.jwks, key 5" },
};

START_TEST(tokens_verify_by_a_key_set)
{
	struct world world = world_new();
	struct mint mints[ARRAY_LEN(kinds)];
	char *entries = text("%s", "");

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		struct mint_key key = mint_make_key(kinds[i].kind);
		char *kid = text("set-%s", kinds[i].alg);
		mints[i] = (struct mint){
			.user = world.caregiver, .role = "caregiver", .alg = kinds[i].alg, .key = key.signing, .kid = kid
		};
		entries = text("%s%s%s", entries, i > 0 ? ",\n" : "",
			       entry(&key, text("\"kid\":\"%s\",\"alg\":\"%s\",\"use\":\"sig\",", kid, kinds[i].alg)));
	}
	put_set("idp.jwks", text("%s,\n{\"kid\":\"x\",\"kty\":\"RSA\",\"use\":\"enc\"}", entries));
	long mark = journal_mark(stack.log);
	ck_assert(stack_reload());
	json_t *line = journal_find(stack.log, mark, "message",
				    text("%s/idp.jwks: key 6 (x) is not used: its use is enc", stack.keys));
	ck_assert_ptr_nonnull(line);
	ck_assert_str_eq(journal_text(line, "level"), "info");
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		expect_good(&world, kinds[i].alg, &mints[i]);
		expect_listed(text("%s\n", kinds[i].line), "idp.jwks: key 6 (x) is not used");
	}
	/* The key's alg is the only one. */
	mints[0].alg = "RS512";
	expect_bad(&world, "another algorithm of its kind", &mints[0]);
	mints[1].kid = mints[0].kid;
	expect_bad(&world, "another key", &mints[1]);
	expect_listed(text("%s       RSA 2048  RS256 RS384 RS512  %s.pem\n", stack.kid, stack.kid), "");
}
END_TEST

START_TEST(keys_of_a_provider_rotate)
{
	struct world world = world_new();
	struct mint_key old = mint_make_key("RSA"), new = mint_make_key("RSA");
	const struct mint by_old = { .user = world.caregiver, .key = old.signing, .kid = "old" };
	const struct mint by_new = { .user = world.caregiver, .key = new.signing, .kid = "new" };
	char *of_old = entry(&old, "\"kid\":\"old\","), *of_new = entry(&new, "\"kid\":\"new\",");

	put_set("idp.jwks", of_old);
	ck_assert(stack_reload());
	expect_good(&world, "the first", &by_old);
	expect_bad(&world, "not there yet", &by_new);
	put_set("idp.jwks", text("%s,%s", of_new, of_old));
	ck_assert(stack_reload());
	expect_good(&world, "both: old", &by_old);
	expect_good(&world, "both: new", &by_new);
	put_set("idp.jwks", of_new);
	ck_assert(stack_reload());
	expect_bad(&world, "gone", &by_old);
	expect_good(&world, "alone", &by_new);
	ck_assert(stack_all_alive());
}
END_TEST

/* The last lines of a set that is being written are not there yet; and a set that must not be taken. */
static const struct {
	const char *name, *set, *error; /* '@' is the good entry; in the error its directory */
} bad_sets[] = {
	{ "half written", "{\"keys\":[\n@,\n{\"kid\":\"b\",\"kt", "@/idp.jwks:3: malformed JSON at column 15" },
	{ "an empty file", "", "@/idp.jwks:1: malformed JSON at column 1" },
	{ "the provider's page of errors", "<html>", "@/idp.jwks:1: malformed JSON at column 1" },
	{ "emptied", "{\"keys\":[]}", "@/idp.jwks: there is no key in the set" },
	{ "of encryption alone", "{\"keys\":[{\"kid\":\"b\",\"kty\":\"RSA\",\"use\":\"enc\"}]}",
	  "@/idp.jwks: key 1 (b) is not used: its use is enc; nor is another key of the set" },
	{ "the same kid", "{\"keys\":[@,\n@]}", "@/idp.jwks: the kid 'a' is there twice: idp.jwks, key 1 and idp.jwks, key 2" },
	{ "the kid of another file",
	  "{\"keys\":[@,{\"kid\":\"demo\",\"kty\":\"oct\",\"k\":\"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY\"}]}",
	  "@/idp.jwks: the kid 'demo' is there twice: demo.pem and idp.jwks, key 2" },
	{ "a private key", "{\"keys\":[@,{\"kid\":\"b\",\"kty\":\"RSA\",\"d\":\"AQAB\"}]}",
	  "@/idp.jwks: key 2 (b): a private key; only its public half belongs here" },
};

START_TEST(bad_set_leaves_the_old_keys)
{
	struct world world = world_new();
	struct mint_key key = mint_make_key("P-256");
	const struct mint mint = { .user = world.caregiver, .alg = "ES256", .key = key.signing, .kid = "a" };
	char *good = entry(&key, "\"kid\":\"a\",");
	const char *bad = text_fill(bad_sets[_i].set, good), *error = text_fill(bad_sets[_i].error, stack.keys);

	put_set("idp.jwks", good);
	ck_assert(stack_reload());
	expect_good(&world, "before", &mint);
	stack_add_key("idp.jwks", bad, strlen(bad));
	long mark = journal_mark(stack.log);
	ck_assert_msg(!stack_reload(), "%s: is taken", bad_sets[_i].name);
	json_t *line = journal_find(stack.log, mark, "message", text("not reloaded, the old configuration stays: %s", error));
	ck_assert_msg(line != NULL, "%s: the log does not say '%s'", bad_sets[_i].name, error);
	expect_good(&world, bad_sets[_i].name, &mint);
	commands_expect(bad_sets[_i].name, list_keys(), 1, "", text("visitctl: %s\n", error));
	commands_expect(bad_sets[_i].name, RUN("visitctl", "-c", stack.conf, "check"), 1, text("WRONG keys: %s", error), "");
}
END_TEST

/* As a timer does: what was fetched lies beside the keys under a name that nobody reads. */
START_TEST(set_is_tried_before_it_is_moved)
{
	struct mint_key key = mint_make_key("P-256");
	const char *hidden = text("%s/.idp.jwks", stack.keys);

	put_set(".idp.jwks", "{\"kid\":\"demo\"}");
	commands_expect("bad", RUN("visitctl", "-c", stack.conf, "keys", "--try", hidden), 1, "",
			text("visitctl: %s/idp.jwks: key 1 (demo): there is no kty\n", stack.keys));
	commands_expect("without it", list_keys(), 0, "demo", "");
	put_set(".idp.jwks", entry(&key, "\"kid\":\"a\","));
	commands_expect("good", RUN("visitctl", "-c", stack.conf, "keys", "--try", hidden), 0, "idp.jwks, key 1", "");
	put_set("idp.jwks", "{}");
	commands_expect("in the place of a bad one", RUN("visitctl", "-c", stack.conf, "keys", "--try", hidden), 0,
			"idp.jwks, key 1", "");
	commands_expect("nowhere", RUN("visitctl", "-c", stack.conf, "keys", "--try", "/nowhere/idp.jwks"), 1, "",
			"idp.jwks: No such file or directory");
	ck_assert_int_eq(unlink(hidden), 0);
}
END_TEST

/* What the timer runs. */
static struct process_result fetch(const char *url)
{
	return process_run((const char *const[]){ "sh", "-c",
						  text("cd %s && rm -f reloaded && CURL_CA_BUNDLE=%s VISITCTL='%s/visitctl -c "
						       "%s' RELOAD='touch reloaded' %s %s %s/idp.jwks",
						       commands.directory, stack.ca, stack.bin, stack.conf,
						       commands_source("system/keys/visitd-fetch-keys"), url, stack.keys),
						  NULL });
}

static void expect_fetched(const char *what, struct process_result result, bool good, bool reloaded)
{
	ck_assert_msg((result.status == 0) == good, "%s: exit status %d\n%s", what, result.status, result.err);
	ck_assert_msg((access(text("%s/reloaded", commands.directory), F_OK) == 0) == reloaded, "%s: reloaded, or not", what);
	ck_assert_int_ne(access(text("%s/.idp.jwks", stack.keys), F_OK), 0);
}

START_TEST(timer_fetches_what_is_good)
{
	struct world world = world_new();
	struct mint_key key = mint_make_key("P-256");
	const struct mint mint = { .user = world.caregiver, .alg = "ES256", .key = key.signing, .kid = "a" };
	const char *published = text("%s/published", commands.directory), *url = text("file://%s", published);
	const char *set = text("{\"keys\":[%s]}", entry(&key, "\"kid\":\"a\","));

	stack_put(published, set, strlen(set));
	expect_fetched("a new one", fetch(url), true, true);
	ck_assert(stack_reload());
	expect_good(&world, "fetched", &mint);
	expect_fetched("the same", fetch(url), true, false);
	stack_put(published, set, strlen(set) / 2);
	expect_fetched("half of it", fetch(url), false, false);
	expect_fetched("nothing there", fetch(text("file://%s/none", commands.directory)), false, false);
	expect_fetched("a page of errors", fetch(text("%s/nothing-here", stack.url)), false, false);
	ck_assert(stack_reload());
	expect_good(&world, "still there", &mint);
}
END_TEST

static void put_certificate(const struct mint_key *key, long begins, long expires)
{
	char *certificate = certificate_of(key->signing, begins, expires);

	stack_add_key("cert.pem", certificate, strlen(certificate));
	free(certificate);
}

START_TEST(tokens_verify_by_a_certificate)
{
	struct world world = world_new();
	struct mint_key key = mint_make_key("RSA");
	const struct mint mint = { .user = world.caregiver, .key = key.signing, .kid = "cert" };

	put_certificate(&key, 0, 400 * DAY);
	ck_assert(stack_reload());
	expect_good(&world, "certificate", &mint);
	expect_listed("cert.pem  expires 20", "");

	/* Its key is used on, and that it has expired is said wherever somebody looks. */
	put_certificate(&key, -2 * DAY, -DAY);
	long mark = journal_mark(stack.log);
	ck_assert(stack_reload());
	json_t *line = journal_find(stack.log, mark, "message",
				    text("%s/cert.pem: the certificate has expired; its key is used all the same", stack.keys));
	ck_assert_ptr_nonnull(line);
	ck_assert_str_eq(journal_text(line, "level"), "warning");
	expect_good(&world, "expired", &mint);
	expect_listed("cert.pem  expired 20", "cert.pem: the certificate has expired");
	commands_expect("check", RUN("visitctl", "-c", stack.conf, "check"), 1,
			text("WRONG keys: the certificate in %s/cert.pem has expired", stack.keys), "");
}
END_TEST

START_TEST(secret_in_a_set_is_not_for_everybody)
{
	struct mint_key key = mint_make_key("secret");

	put_set("idp.jwks", entry(&key, "\"kid\":\"a\","));
	commands_shell(text("chmod 644 %s/idp.jwks", stack.keys));
	commands_expect("open", RUN("visitctl", "-c", stack.conf, "check"), 1,
			text("WRONG keys: %s/idp.jwks can be read by everybody, who can then make tokens", stack.keys), "");
	/* And with what `algorithms` leaves. */
	ck_assert(stack_configure("[token]\nalgorithms = RS256\n"));
	commands_expect("none left", list_keys(), 0, "a     oct 512   -      idp.jwks, key 1\n", "");
	commands_expect("one left", list_keys(), 0, "demo  RSA 2048  RS256  demo.pem\n", "");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("keys");
	TCase *part = suite_part(suite, "keys", begin);

	tcase_add_test(part, tokens_verify_by_a_key_set);
	tcase_add_test(part, keys_of_a_provider_rotate);
	tcase_add_loop_test(part, bad_set_leaves_the_old_keys, 0, ARRAY_LEN(bad_sets));
	tcase_add_test(part, set_is_tried_before_it_is_moved);
	tcase_add_test(part, timer_fetches_what_is_good);
	tcase_add_test(part, tokens_verify_by_a_certificate);
	tcase_add_test(part, secret_in_a_set_is_not_for_everybody);
	return suite_main(suite);
}

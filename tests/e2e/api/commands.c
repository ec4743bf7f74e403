/* The commands: visitd's and visitctl's options, what they say of good and bad configurations, exit statuses. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "commands.h"
#include "expect.h"
#include "mint.h"
#include "process.h"
#include "sql.h"
#include "stack.h"
#include "suite.h"
#include "text.h"
#include "world.h"

/* --- options --- */

static const struct {
	const char *program, *arguments[4];
	int status;
	const char *out, *err;
} options[] = {
	{ "visitd", { "--help" }, 0, "usage: visitd", "" },
	{ "visitd", { "-h" }, 0, "usage: visitd", "" },
	{ "visitd", { "--version" }, 0, "visitd " PACKAGE_VERSION "\n", "" },
	{ "visitd", { "-V" }, 0, "visitd " PACKAGE_VERSION "\n", "" },
	{ "visitd", { "--colour" }, 2, "", "--help" },
	{ "visitd", { "-x" }, 2, "", "--help" },
	{ "visitd", { "-c" }, 2, "", "--help" },
	{ "visitd", { "start" }, 2, "", "unexpected argument 'start'" },
	{ "visitd", { "-t", "-c", "/nowhere/visitd.conf" }, 78, "", "visitd: /nowhere/visitd.conf: No such file or directory" },
	{ "visitd", { "-t", "--config=/" }, 78, "", "visitd: /: " },
	{ "visitctl", { "--help" }, 0, "usage: visitctl", "" },
	{ "visitctl", { "--version" }, 0, "visitctl " PACKAGE_VERSION "\n", "" },
	{ "visitctl", { NULL }, 2, "", "which command?" },
	{ "visitctl", { "--colour" }, 2, "", "--help" },
	{ "visitctl", { "mend" }, 2, "", "expected one command: check, " },
	{ "visitctl", { "user", "mend" }, 2, "", "expected one command: check, " },
	{ "visitctl", { "check", "token" }, 2, "", "visitctl: check: unexpected argument 'token'" },
	{ "visitctl", { "load", "zones" }, 2, "", "load is to be followed by zones|users|clients|contacts FILE.csv" },
	{ "visitctl", { "user", "add" }, 2, "", "user add is to be followed by COLUMN=VALUE..." },
	{ "visitctl", { "user", "deactivate" }, 2, "", "user deactivate is to be followed by USER" },
	{ "visitctl", { "gc", "--dry-run" }, 2, "", "visitctl: gc does not take --dry-run" },
	{ "visitctl", { "restart", "--dry-run" }, 2, "", "visitctl: restart does not take --dry-run" },
	{ "visitctl", { "zone", "list", "--delete" }, 2, "", "visitctl: zone list does not take --delete" },
	{ "visitctl", { "status", "--expires", "7" }, 2, "", "visitctl: status does not take --expires" },
	{ "visitctl", { "-c", "/nowhere/visitd.conf", "check" }, 78, "", "visitctl: /nowhere/visitd.conf: No such file" },
};

START_TEST(option)
{
	commands_expect(text("%s %s", options[_i].program, options[_i].arguments[0]),
			commands_run(options[_i].program, options[_i].arguments), options[_i].status, options[_i].out,
			options[_i].err);
}
END_TEST

START_TEST(output_that_cannot_be_written_is_a_failure)
{
	struct process_result result = process_run(
		(const char *const[]){ "sh", "-c", text("%s/visitctl openapi >/dev/full", stack.bin), NULL });

	commands_expect("openapi", result, 1, "", "visitctl: standard output cannot be written to");
}
END_TEST

/* Its standard input is no socket here. */
START_TEST(visitd_without_a_listening_socket_says_how_to_start_it)
{
	commands_expect("no socket", RUN("visitd", "-c", stack.conf), 1, "", "spawn-fcgi");
}
END_TEST

/* --- visitd -t --- */

START_TEST(good_configuration)
{
	commands_expect("the stack's", RUN("visitd", "-t", "-c", stack.conf), 0, text("%s is good: 1 keys", stack.conf), "");
	commands_add_key();
	stack_put(text("%s/notes.txt", commands.keys), "x", 1);
	const char *text_of_conf = text("; comment\n# comment\n\n[database]\nconninfo = host=/tmp dbname=x user=y\n"
					"statement_timeout=1\nconnect_timeout : 60\n[worker]\n  peer_timeout\t=\t300  \n"
					"[token]\nkeys = %s\nalgorithms = ES256,RS256  HS512\nissuer =\nremember = 0\n"
					"[log]\ntarget = stderr\nlevel = debug\n",
					commands.keys);
	stack_put(commands.conf, text_of_conf, strlen(text_of_conf));
	struct process_result result = RUN("visitd", "-t", "-c", commands.conf);
	ck_assert_msg(result.status == 0, "%s", result.err);
	ck_assert_ptr_nonnull(strstr(result.out, "is good"));
}
END_TEST

static const struct {
	const char *name, *text; /* '@' is the key directory */
	int line;                /* that is named */
	const char *message;
} bad_lines[] = {
	{ "unknown parameter", "[token]\nkeys = @\nkey = x\n", 3, "unknown parameter 'key' in section [token]" },
	{ "parameter of another section", "[log]\nkeys = @\n", 2, "unknown parameter 'keys' in section [log]" },
	{ "unknown section", "[tokens]\nkeys = @\n", 1, "unknown section [tokens]; expected one of database, " },
	{ "before any section", "keys = @\n", 1, "'keys' is in no section" },
	{ "no equals sign", "[token]\nkeys\n", 2, "expected" },
	{ "section left open", "[token\nkeys = @\n", 1, "expected" },
	{ "given twice", "[token]\nkeys = @\nkeys = @\n", 3, "keys is given twice in [token]" },
	{ "given twice, sections apart", "[token]\nkeys = @\n[log]\nlevel = info\n[token]\nkeys = @\n", 6, "given twice" },
	{ "no number", "[database]\nstatement_timeout = ten\n", 2, "statement_timeout must be a whole number from 1 to 300" },
	{ "number with a unit", "[database]\nstatement_timeout = 10s\n", 2, "statement_timeout must be" },
	{ "empty number", "[database]\nconnect_timeout =\n", 2, "connect_timeout must be" },
	{ "number too small", "[database]\nstatement_timeout = 0\n", 2, "statement_timeout must be" },
	{ "number too large", "[worker]\npeer_timeout = 301\n", 2, "peer_timeout must be" },
	{ "number negative", "[token]\nremember = -1\n", 2, "remember must be" },
	{ "number beyond 64 bits", "[token]\nremember = 99999999999999999999\n", 2, "remember must be" },
	{ "hexadecimal", "[token]\nremember = 0x10\n", 2, "remember must be" },
	{ "no connection string", "[database]\nconninfo = host\n", 2, "conninfo must be a libpq connection string" },
	{ "relative path", "[token]\nkeys = keys\n", 2, "keys must be an absolute path" },
	{ "no target", "[log]\ntarget = visitd.log\n", 2, "target must be syslog, stderr or an absolute path" },
	{ "no level", "[log]\nlevel = verbose\n", 2, "level must be error, warning, info or debug" },
	{ "no algorithm", "[token]\nalgorithms = RS256 none\n", 2, "algorithms must be a list of" },
	{ "no algorithms at all", "[token]\nalgorithms =\n", 2, "algorithms must be a list of" },
	{ "the first of two mistakes", "[log]\nlevel = x\ntarget = x\n", 2, "level must be" },
};

START_TEST(bad_line_is_named)
{
	const char *lines = text_fill(bad_lines[_i].text, commands.keys);

	commands_add_key();
	stack_put(commands.conf, lines, strlen(lines));
	commands_expect(bad_lines[_i].name, RUN("visitd", "-t", "-c", commands.conf), 78, "",
			text("visitd: %s:%d: ", commands.conf, bad_lines[_i].line));
	commands_expect(bad_lines[_i].name, RUN("visitd", "-t", "-c", commands.conf), 78, "", bad_lines[_i].message);
	commands_expect(bad_lines[_i].name, RUN("visitctl", "-c", commands.conf, "check"), 78, "", bad_lines[_i].message);
}
END_TEST

START_TEST(log_that_cannot_be_opened_is_named)
{
	const char *lines = text("[token]\nkeys = %s\n[log]\ntarget = %s\n", commands.keys, commands.directory);

	commands_add_key();
	stack_put(commands.conf, lines, strlen(lines));
	commands_expect("directory", RUN("visitd", "-t", "-c", commands.conf), 1, "",
			text("visitd: cannot open %s for the log: Is a directory", commands.directory));
}
END_TEST

/* inih would take the rest of it for another line. */
START_TEST(line_that_is_too_long_is_named)
{
	const char *lines = text("[token]\nkeys = %s\n[database]\nconninfo = %s\n", commands.keys,
				 text_repeat("dbname=x ", 1000));

	commands_add_key();
	stack_put(commands.conf, lines, strlen(lines));
	commands_expect("long line", RUN("visitd", "-t", "-c", commands.conf), 78, "",
			text("visitd: %s:4: the line is longer than", commands.conf));
}
END_TEST

START_TEST(configuration_that_is_far_too_long_is_refused)
{
	const char *lines = text_repeat("# comment\n", 10000);

	stack_put(commands.conf, lines, strlen(lines));
	commands_expect("100 KB", RUN("visitd", "-t", "-c", commands.conf), 78, "", text("visitd: %s: ", commands.conf));
}
END_TEST

/* --- keys --- */

static const struct {
	const char *name, *file, *kind; /* of OpenSSL's genpkey, or a text that stands for itself */
	const char *message;
} bad_keys[] = {
	{ "private key", "x.pem", "RSA private", "x.pem: a private key; only its public half belongs here" },
	{ "no PEM", "x.pem", "hello", "x.pem: neither a public key nor a certificate in PEM" },
	{ "empty PEM", "x.pem", "", "x.pem: neither a public key nor a certificate in PEM" },
	{ "curve of no algorithm", "x.pem", "secp256k1", "x.pem: an elliptic curve key must be on P-256, P-384 or P-521" },
	{ "short secret", "x.secret", "0123456789012345678901234567890", "x.secret: a secret must have at least 32 bytes" },
	{ "short secret with a newline", "x.secret", "0123456789012345678901234567890\n", "at least 32 bytes" },
	{ "two keys of one id", "a.secret", "01234567890123456789012345678901",
	  "the kid 'a' is there twice: a.pem and a.secret" },
};

START_TEST(bad_key_is_named)
{
	const char *kind = bad_keys[_i].kind, *bytes = kind, *lines = text("[token]\nkeys = %s\n", commands.keys);

	if (strcmp(kind, "RSA private") == 0)
		bytes = mint_make_key("RSA").signing;
	else if (strncmp(kind, "secp", 4) == 0)
		bytes = mint_make_key(kind).verifying;
	commands_add_key();
	stack_put(text("%s/%s", commands.keys, bad_keys[_i].file), bytes, strlen(bytes));
	stack_put(commands.conf, lines, strlen(lines));
	commands_expect(bad_keys[_i].name, RUN("visitd", "-t", "-c", commands.conf), 78, "", bad_keys[_i].message);
	commands_expect(bad_keys[_i].name, RUN("visitctl", "-c", commands.conf, "check"), 1, "WRONG keys: ", "");
}
END_TEST

START_TEST(key_that_is_a_pipe_is_not_waited_for)
{
	const char *lines = text("[token]\nkeys = %s\n", commands.keys);

	commands_add_key();
	commands_shell(text("mkfifo -m 666 %s/pipe.pem", commands.keys));
	stack_put(commands.conf, lines, strlen(lines));
	commands_expect("pipe", RUN("visitd", "-t", "-c", commands.conf), 78, "", "pipe.pem: neither a public key nor");
}
END_TEST

START_TEST(key_directory_that_is_empty_or_missing_is_named)
{
	const char *lines = text("[token]\nkeys = %s\n", commands.keys);

	stack_put(commands.conf, lines, strlen(lines));
	commands_expect("empty", RUN("visitd", "-t", "-c", commands.conf), 78, "",
			text("visitd: %s: there is no key in it", commands.keys));
	ck_assert_int_eq(rmdir(commands.keys), 0);
	commands_expect("missing", RUN("visitd", "-t", "-c", commands.conf), 78, "",
			text("visitd: %s: No such file", commands.keys));
}
END_TEST

/* --- visitctl operations --- */

START_TEST(operations_are_listed)
{
	commands_expect("list", RUN("visitctl", "operations"), 0, "PATCH /api/v1/visits/{visitId}\n", "");
}
END_TEST

/* Not what is in it, which is for tests/documents to compare with the manual. */
START_TEST(operations_are_told_at_length_as_json)
{
	struct process_result result = RUN("visitctl", "operations", "--long");

	commands_expect("long", result, 0, "\"operations\"", "");
	json_t *api = json_loads(result.out, 0, NULL);
	ck_assert_ptr_nonnull(api);
	struct process_result list = RUN("visitctl", "operations");
	size_t lines = 0;
	for (const char *at = list.out; (at = strchr(at, '\n')) != NULL; at++)
		lines++;
	ck_assert_uint_eq(json_array_size(json_object_get(api, "operations")), lines);
	json_decref(api);
}
END_TEST

/* A DBA can EXPLAIN what is printed: each is whole, whatever it includes. */
START_TEST(statement_is_printed_as_a_prepare)
{
	static const char *const names[] = { "visits_check_in", "visits_list", "draft_lead_update", "draft_lead_delete" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct process_result result = RUN("visitctl", "operations", "--sql", names[i]);
		commands_expect(names[i], result, 0, "-- $1 caller", "");
		sql_exec(result.out);
	}
	commands_expect("none", RUN("visitctl", "operations", "--sql", "nothing"), 1, "",
			"nothing: neither an operation nor a statement");
}
END_TEST

/* --- visitctl reload --- */

/* None at all, and one that nobody writes to: there is nothing to wait for. */
START_TEST(status_file_that_tells_nothing_is_not_waited_for)
{
	const char *unused = text("%s/unused", commands.directory);
	const struct {
		const char *path, *problem;
	} rows[] = { { "/nowhere/status", "No such file or directory" }, { unused, "the supervisor is not in it" } };

	commands_shell(text("cp %s %s", stack.status_file, unused));
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		commands_shell(
			text("sed 's,^status_file = .*,status_file = %s,' %s >%s", rows[i].path, stack.conf, commands.conf));
		int64_t begun = clock_ms();
		commands_expect(rows[i].path, RUN("visitctl", "-c", commands.conf, "reload"), 1, "",
				text("visitctl: reload: asked for; whether it is done only the log tells: %s: %s\n", rows[i].path,
				     rows[i].problem));
		ck_assert_int_lt(clock_ms() - begun, 20000);
	}
}
END_TEST

/* --- visitctl token --- */

#define USER "20000000-0000-4000-8000-000000000001"

static const struct {
	const char *name, *arguments[8]; /* a lone "@" is the stack's signing key, "@.pem" its public half */
	int status;
	const char *err;
} bad_tokens[] = {
	{ "neither key nor user", { NULL }, 2, "token needs --key and --user" },
	{ "no key", { "--user", USER }, 2, "token needs --key and --user" },
	{ "no user", { "--key", "@" }, 2, "token needs --key and --user" },
	{ "user is empty", { "--key", "@", "--user", "" }, 1, ": neither a UUID nor an external id" },
	{ "unknown role", { "--key", "@", "--user", USER, "--role", "nurse" }, 1, "nurse: not a role" },
	{ "no such file", { "--key", "/nowhere/x.pem", "--user", USER }, 1, "/nowhere/x.pem: No such file" },
	{ "public key", { "--key", "@.pem", "--user", USER }, 1, "cannot sign with this key" },
	{ "unknown algorithm",
	  { "--key", "@", "--user", USER, "--algorithm", "RS1" },
	  1,
	  "not an algorithm that suits this key" },
	{ "algorithm none", { "--key", "@", "--user", USER, "--algorithm", "none" }, 1, "not an algorithm that suits this key" },
	{ "algorithm of another kind",
	  { "--key", "@", "--user", USER, "--algorithm", "ES256" },
	  1,
	  "not an algorithm that suits this key" },
	{ "no number of seconds", { "--key", "@", "--user", USER, "--expires", "1h" }, 1, "1h: not a number of seconds" },
	{ "a word too many", { "--key", "@", "--user", USER, "now" }, 2, "--help" },
};

START_TEST(token_that_cannot_be_made)
{
	const char *arguments[16] = { "-c", stack.conf, "token" };

	for (size_t i = 0; i < 8 && bad_tokens[_i].arguments[i] != NULL; i++) {
		const char *word = bad_tokens[_i].arguments[i];
		arguments[3 + i] = strcmp(word, "@") == 0       ? stack.signing_key
				   : strcmp(word, "@.pem") == 0 ? text("%s/%s.pem", stack.keys, stack.kid)
								: word;
	}
	struct process_result result = commands_run("visitctl", arguments);
	commands_expect(bad_tokens[_i].name, result, bad_tokens[_i].status, "", bad_tokens[_i].err);
	ck_assert_str_eq(result.out, "");
}
END_TEST

static struct http_response *check_in(const struct world *world, char *output, const char *slot)
{
	output[strcspn(output, "\n")] = '\0';
	return http_post(WORLD_VISITS, output, world_check_in_body(world->client, slot, ""));
}

START_TEST(token_is_good_as_long_as_it_says)
{
	struct world world = world_new();
	struct process_result good = RUN("visitctl", "-c", stack.conf, "token", "--key", stack.signing_key, "--kid", stack.kid,
					 "--user", world.caregiver, "--role", "caregiver", "--algorithm", "RS384");
	struct process_result bad = RUN("visitctl", "-c", stack.conf, "token", "--key", stack.signing_key, "--user",
					world.caregiver, "--expires", "-60");

	commands_expect("good", good, 0, ".", "");
	commands_expect("expired", bad, 0, ".", "");
	expect_status(check_in(&world, good.out, WORLD_SLOT), "good", 201);
	expect_problem(check_in(&world, bad.out, world_slot(1)), "expired", 401, NULL);
}
END_TEST

static const struct {
	const char *kind, *name;
} kinds[] = {
	{ "RSA", "k.pem" }, { "P-256", "k.pem" }, { "P-384", "k.pem" }, { "P-521", "k.pem" }, { "secret", "k.secret" },
};

START_TEST(token_is_signed_as_suits_the_key)
{
	struct world world = world_new();
	struct mint_key key = mint_make_key(kinds[_i].kind);
	char *file = text("%s/%s", commands.directory, kinds[_i].name);

	stack_put(file, text("%s\n", key.signing), strlen(key.signing) + 1);
	stack_add_key(kinds[_i].name, key.verifying, strlen(key.verifying));
	ck_assert(stack_reload());
	struct process_result result = RUN("visitctl", "-c", stack.conf, "token", "--key", file, "--kid", "k", "--user",
					   world.caregiver);
	commands_expect(kinds[_i].kind, result, 0, ".", "");
	expect_status(check_in(&world, result.out, WORLD_SLOT), kinds[_i].kind, 201);
}
END_TEST

/* Tokens are made for the installation that the configuration describes. */
START_TEST(token_has_the_issuer_and_audience_that_are_configured)
{
	struct world world = world_new();

	ck_assert(stack_configure("[token]\nissuer = https://id.example\naudience = visits\n"));
	struct process_result result = RUN("visitctl", "-c", stack.conf, "token", "--key", stack.signing_key, "--user",
					   world.caregiver);
	expect_status(check_in(&world, result.out, WORLD_SLOT), "configured", 201);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("commands");
	TCase *part = suite_part(suite, "commands", commands_begin);

	tcase_add_loop_test(part, option, 0, ARRAY_LEN(options));
	tcase_add_test(part, output_that_cannot_be_written_is_a_failure);
	tcase_add_test(part, visitd_without_a_listening_socket_says_how_to_start_it);
	tcase_add_test(part, good_configuration);
	tcase_add_loop_test(part, bad_line_is_named, 0, ARRAY_LEN(bad_lines));
	tcase_add_test(part, log_that_cannot_be_opened_is_named);
	tcase_add_test(part, line_that_is_too_long_is_named);
	tcase_add_test(part, configuration_that_is_far_too_long_is_refused);
	tcase_add_loop_test(part, bad_key_is_named, 0, ARRAY_LEN(bad_keys));
	tcase_add_test(part, key_that_is_a_pipe_is_not_waited_for);
	tcase_add_test(part, key_directory_that_is_empty_or_missing_is_named);
	tcase_add_test(part, operations_are_listed);
	tcase_add_test(part, operations_are_told_at_length_as_json);
	tcase_add_test(part, statement_is_printed_as_a_prepare);
	tcase_add_test(part, status_file_that_tells_nothing_is_not_waited_for);
	tcase_add_loop_test(part, token_that_cannot_be_made, 0, ARRAY_LEN(bad_tokens));
	tcase_add_test(part, token_is_good_as_long_as_it_says);
	tcase_add_loop_test(part, token_is_signed_as_suits_the_key, 0, ARRAY_LEN(kinds));
	tcase_add_test(part, token_has_the_issuer_and_audience_that_are_configured);
	return suite_main(suite);
}

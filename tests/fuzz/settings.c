/* Damaged configurations and key sets: what is taken is whole, and what is refused is named by file and line, in words for
 * people. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/config.h"
#include "base/integer.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "web/keys.h"

/* Until the one or the other. */
enum { TEXTS_MAX = 60000, SECONDS_MAX = 3, DAMAGES_MAX = 4, WORDS_MAX = 600, LONG_LINE = 70000 };

static size_t taken, refused;

static const char *const tokens[] = { "\n",
				      "=",
				      "[",
				      "]",
				      "[log]\n",
				      "[token]\nkeys = /k\n",
				      ";",
				      " ;",
				      "#",
				      ":",
				      "\xef\xbb\xbf",
				      "\xff",
				      "\x1b[2J",
				      "\r\n",
				      "\t",
				      "0",
				      "9999999999",
				      "\"",
				      "{",
				      "}",
				      ",",
				      "\"kid\":\"a\"",
				      "\"kty\":",
				      "\"use\":\"enc\",",
				      "null",
				      "\\u0000",
				      "AA",
				      "==" };

static void write_file(const char *path, const struct buffer *text)
{
	FILE *file = fopen(path, "w");

	if (file != NULL && fwrite(text->data, 1, text->length, file) == text->length && fclose(file) == 0)
		return;
	perror(path);
	exit(EXIT_FAILURE);
}

/* "path:7: words" with a line that there is; or, of the file as a whole, "path: words". */
static bool is_good_error(const char *error, const char *path, const struct buffer *text)
{
	size_t length = strlen(path), lines = 1;
	const char *at = error + length, *colon = strchr(at + 1, ':');
	char number[24];
	int64_t line;

	for (size_t i = 0; i < text->length; i++)
		lines += text->data[i] == '\n';
	if (strncmp(error, path, length) != 0 || *at != ':' || !utf8_is_valid(error) || strlen(error) > WORDS_MAX)
		return false;
	for (const char *c = error; *c != '\0'; c++) {
		if ((*c > '\0' && *c < ' ') || *c == 0x7f)
			return false;
	}
	if (at[1] == ' ')
		return at[2] != '\0';
	if (colon == NULL || colon - at > (int)sizeof number)
		return false;
	snprintf(number, sizeof number, "%.*s", (int)(colon - at - 1), at + 1);
	return integer_parse(number, 1, (int64_t)lines, &line) && colon[1] == ' ' && colon[2] != '\0';
}

static bool judge(bool good, char *error, const char *path, const struct buffer *text)
{
	bool as_expected = good ? error == NULL : error != NULL && is_good_error(error, path, text);

	taken += good;
	refused += !good;
	if (!as_expected)
		printf("%s says: %s\n%.*s\n", good ? "taken, but" : "refused, and", error != NULL ? error : "nothing",
		       (int)text->length, text->data);
	free(error);
	return as_expected;
}

static void damage(struct buffer *text)
{
	for (size_t i = fuzz_below(DAMAGES_MAX); i > 0; i--)
		fuzz_damage(text, tokens, ARRAY_LEN(tokens));
	if (fuzz_below(200) == 0) {
		char *line = memory_alloc(LONG_LINE);
		memset(line, 'x', LONG_LINE);
		buffer_add(text, line, fuzz_below(LONG_LINE));
		free(line);
	}
}

/* --- configurations --- */

static bool try_configuration(void)
{
	struct config_parameter_name parameter;
	struct buffer text = { 0 };
	const char *section = "";
	char *error;

	for (size_t i = 0; config_parameter(i, &parameter); i++) {
		if (strcmp(section, parameter.section) != 0)
			buffer_printf(&text, "\n[%s]\n", parameter.section);
		section = parameter.section;
		if (fuzz_below(3) > 0)
			buffer_printf(&text, "%s = %s\n", parameter.name, parameter.fallback);
	}
	damage(&text);
	write_file("visitd.conf", &text);
	struct config *config = config_read("visitd.conf", &error);
	bool good = judge(config != NULL, error, "visitd.conf", &text);
	config_free(config);
	buffer_free(&text);
	return good;
}

/* --- key sets --- */

/* RFC 7517, appendix A.1; RFC 7515, appendices A.1 and A.3. */
static const char *const entries[] = {
	"{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"1\",\n \"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\n"
	" \"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}",
	"{\"kty\":\"RSA\",\"alg\":\"RS256\",\"kid\":\"2\",\"e\":\"AQAB\",\n \"n\":\"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWh"
	"M78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_"
	"RN5w6Cf0h4QyQ5v-"
	"65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-"
	"bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3"
	"XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw\"}",
	"{\"kty\":\"oct\",\"kid\":\"3\",\"key_ops\":[\"verify\"],\n"
	" \"k\":\"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow\"}",
	"{\"kty\":\"OKP\",\"use\":\"sig\"}",
};

/* A key that was taken can be used. */
static bool are_whole(const struct keys *keys)
{
	for (size_t i = 0; i < keys->count; i++) {
		const struct key *key = &keys->list[i];
		if (key->algorithms == 0 || key->length < 32 || key->file == NULL || key->kind[0] == '\0' ||
		    (key->kid == NULL && keys->count > 1))
			return false;
	}
	return keys->count > 0;
}

static bool try_keys(void)
{
	struct buffer text = { 0 };
	struct keys keys;
	char *error;

	buffer_puts(&text, "{\"keys\":[\n");
	for (size_t i = 0; i < ARRAY_LEN(entries); i++) {
		if (fuzz_below(4) > 0)
			buffer_printf(&text, "%s%s", text.data[text.length - 1] == '}' ? ",\n" : "", entries[i]);
	}
	buffer_puts(&text, "]}\n");
	damage(&text);
	write_file("keys/idp.jwks", &text);
	bool good = keys_read("keys", NULL, &keys, &error);
	bool as_expected = (!good || are_whole(&keys)) && judge(good, error, "keys/idp.jwks", &text);
	keys_free(&keys);
	buffer_free(&text);
	return as_expected;
}

static bool try_one(void)
{
	return fuzz_below(2) == 0 ? try_configuration() : try_keys();
}

int main(void)
{
	char directory[64];
	const char *parent = getenv("TMPDIR");
	bool in_memory = access("/dev/shm", W_OK) == 0; /* ten times as many files */
	size_t count;

	snprintf(directory, sizeof directory, "%s/visitd-fuzz-XXXXXX", parent != NULL ? parent : in_memory ? "/dev/shm" : "/tmp");
	if (mkdtemp(directory) == NULL || chdir(directory) != 0 || mkdir("keys", 0700) != 0) {
		perror(directory);
		return EXIT_FAILURE;
	}
	bool good = fuzz_run(try_one, TEXTS_MAX, SECONDS_MAX, &count);
	printf("%zu files: %zu taken, %zu refused\n", count, taken, refused);
	good = good && taken > count / 10 && refused > count / 10;
	if (unlink("keys/idp.jwks") != 0 || rmdir("keys") != 0 || unlink("visitd.conf") != 0 || rmdir(directory) != 0)
		perror(directory);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

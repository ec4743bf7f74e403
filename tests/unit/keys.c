/* The key directory: which files are keys, of what kind, and what is said of those that are not. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/log.h"
#include "certificate.h"
#include "sign.h"
#include "web/keys.h"

#define SECRET31 "0123456789abcdef0123456789abcde"
#define RSA      (ALGORITHM_RS256 | ALGORITHM_RS384 | ALGORITHM_RS512)
#define HMAC     (ALGORITHM_HS256 | ALGORITHM_HS384 | ALGORITHM_HS512)

enum { FILES_MAX = 4, FILE_MAX = 16 * 1024 };

/* A file's text, or the key whose public (or, as the text says, private) half is in it. */
struct file {
	const char *name;
	const char *text;
	size_t length;
	enum sign_kind kind;
};

#define TEXT(bytes)  (bytes), sizeof(bytes) - 1, SIGN_KINDS
#define PUBLIC(kind) NULL, 0, kind
#define PRIVATE      "private", 0
/* Both halves in one file. */
#define BOTH "both", 0

static struct sign_text content(const struct file *file)
{
	const struct sign_key *key = &sign_keys[file->kind];

	if (file->kind == SIGN_KINDS)
		return (struct sign_text){ file->text, file->length };
	if (file->text == NULL)
		return key->public;
	if (strcmp(file->text, "private") == 0)
		return key->private;
	const char *both = unit_text("%s%s", key->public.bytes, key->private.bytes);
	return (struct sign_text){ both, strlen(both) };
}

static const char *write_files(const struct file *files)
{
	const char *directory = unit_directory();

	for (size_t i = 0; i < FILES_MAX && files[i].name != NULL; i++)
		sign_add_key(directory, files[i].name, content(&files[i]));
	return directory;
}

struct good_row {
	const char *name;
	struct file files[FILES_MAX];
	const char *kids; /* and what they may be used for, in order */
};

static const struct good_row good_rows[] = {
	{ "RSA", { { "a.pem", PUBLIC(SIGN_RSA) } }, "a:0x38" },
	{ "P-256", { { "a.pem", PUBLIC(SIGN_P256) } }, "a:0x40" },
	{ "P-384", { { "a.pem", PUBLIC(SIGN_P384) } }, "a:0x80" },
	{ "P-521", { { "a.pem", PUBLIC(SIGN_P521) } }, "a:0x100" },
	{ "a secret", { { "a.secret", TEXT(SIGN_SECRET) } }, "a:0x7" },
	{ "several, sorted by name",
	  { { "b.pem", PUBLIC(SIGN_RSA) }, { "c.secret", TEXT(SIGN_SECRET) }, { "a.pem", PUBLIC(SIGN_P256) } },
	  "a:0x40 b:0x38 c:0x7" },
	{ "dots in a kid", { { "2025.10.pem", PUBLIC(SIGN_RSA) } }, "2025.10:0x38" },
	{ "a kid that ends like a key", { { "a.pem.secret", TEXT(SIGN_SECRET) } }, "a.pem:0x7" },
	{ "other files are left alone",
	  { { "a.pem", PUBLIC(SIGN_RSA) }, { "README", TEXT("x") }, { "a.pem~", TEXT("x") }, { "b.PEM", TEXT("x") } },
	  "a:0x38" },
	{ "hidden files are left alone",
	  { { "a.pem", PUBLIC(SIGN_RSA) }, { ".pem", TEXT("x") }, { ".b.secret", TEXT("x") } },
	  "a:0x38" },
	{ "one key under two ids", { { "a.pem", PUBLIC(SIGN_RSA) }, { "b.pem", PUBLIC(SIGN_RSA) } }, "a:0x38 b:0x38" },
};

static const char *describe(const struct keys *keys)
{
	const char *text = "";

	for (size_t i = 0; i < keys->count; i++)
		text = unit_text("%s%s%s:%#x", text, i > 0 ? " " : "", keys->list[i].kid, keys->list[i].algorithms);
	return text;
}

/* A stray file is told of, which is tested below. */
static void log_elsewhere(void)
{
	ck_assert(log_open(unit_text("%s/visitd.log", unit_directory()), LOG_LEVEL_WARNING));
}

START_TEST(reads)
{
	const struct good_row *row = &good_rows[_i];
	struct keys keys;
	char *error;
	bool good = keys_read(write_files(row->files), NULL, &keys, &error);

	ck_assert_msg(good, "%s: %s", row->name, error);
	unit_expect(row->name, describe(&keys), row->kids);
	keys_free(&keys);
	ck_assert_uint_eq(keys.count, 0);
}
END_TEST

struct bad_row {
	const char *name;
	struct file files[FILES_MAX];
	const char *error; /* after the directory */
};

#define NO_PUBLIC_KEY "neither a public key nor a certificate in PEM"
#define IS_PRIVATE    "a private key; only its public half belongs here"
static const struct bad_row bad_rows[] = {
	{ "empty directory", { { NULL, TEXT("") } }, ": there is no key in it, <kid>.pem, <kid>.secret or *.jwks" },
	{ "stray files alone", { { "README", TEXT("x") } }, ": there is no key in it, <kid>.pem, <kid>.secret or *.jwks" },
	{ "private RSA key", { { "a.pem", PRIVATE, SIGN_RSA } }, "/a.pem: " IS_PRIVATE },
	{ "private EC key", { { "a.pem", PRIVATE, SIGN_P256 } }, "/a.pem: " IS_PRIVATE },
	{ "both halves in one file", { { "a.pem", BOTH, SIGN_RSA } }, "/a.pem: " IS_PRIVATE },
	{ "1024-bit RSA", { { "a.pem", PUBLIC(SIGN_SHORT_RSA) } }, "/a.pem: an RSA key must have at least 2048 bits" },
	{ "Ed25519", { { "a.pem", PUBLIC(SIGN_ED25519) } }, "/a.pem: neither an RSA nor an elliptic curve key" },
	{ "another curve",
	  { { "a.pem", PUBLIC(SIGN_SECP256K1) } },
	  "/a.pem: an elliptic curve key must be on P-256, P-384 or P-521" },
	{ "empty .pem", { { "a.pem", TEXT("") } }, "/a.pem: " NO_PUBLIC_KEY },
	{ "garbage in a .pem", { { "a.pem", TEXT("garbage\n") } }, "/a.pem: " NO_PUBLIC_KEY },
	{ "a secret in a .pem", { { "a.pem", TEXT(SIGN_SECRET) } }, "/a.pem: " NO_PUBLIC_KEY },
	{ "damaged PEM",
	  { { "a.pem", TEXT("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n") } },
	  "/a.pem: " NO_PUBLIC_KEY },
	{ "PEM without an end", { { "a.pem", TEXT("-----BEGIN PUBLIC KEY-----\nMIIB\n") } }, "/a.pem: " NO_PUBLIC_KEY },
	{ "PEM that wants a passphrase",
	  { { "a.pem", TEXT("-----BEGIN PUBLIC KEY-----\nProc-Type: 4,ENCRYPTED\n"
			    "DEK-Info: AES-256-CBC,00000000000000000000000000000000\n\nAAAA\n-----END PUBLIC KEY-----\n") } },
	  "/a.pem: " NO_PUBLIC_KEY },
	{ "encrypted private key",
	  { { "a.pem", TEXT("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n") } },
	  "/a.pem: " IS_PRIVATE },
	{ "empty secret", { { "a.secret", TEXT("") } }, "/a.secret: a secret must have at least 32 bytes" },
	{ "short secret", { { "a.secret", TEXT(SECRET31) } }, "/a.secret: a secret must have at least 32 bytes" },
	{ "a newline does not lengthen a secret",
	  { { "a.secret", TEXT(SECRET31 "\n") } },
	  "/a.secret: a secret must have at least 32 bytes" },
	{ "two files of one id",
	  { { "a.pem", PUBLIC(SIGN_RSA) }, { "a.secret", TEXT(SIGN_SECRET) } },
	  "/a.secret: the kid 'a' is there twice: a.pem and a.secret" },
	{ "one bad among good ones",
	  { { "a.pem", PUBLIC(SIGN_RSA) }, { "b.pem", TEXT("x") }, { "c.pem", PUBLIC(SIGN_P256) } },
	  "/b.pem: " NO_PUBLIC_KEY },
	{ "the first of two bad ones", { { "b.secret", TEXT("x") }, { "a.pem", TEXT("x") } }, "/a.pem: " NO_PUBLIC_KEY },
};

static void expect_error(const char *row, const char *directory, const char *expected)
{
	struct keys keys;
	char *error;

	ck_assert_msg(!keys_read(directory, NULL, &keys, &error), "%s: is taken for good", row);
	unit_expect(row, error, unit_text("%s%s", directory, expected));
	ck_assert_uint_eq(keys.count, 0);
	free(error);
}

START_TEST(refuses)
{
	const struct bad_row *row = &bad_rows[_i];

	expect_error(row->name, write_files(row->files), row->error);
}
END_TEST

START_TEST(refuses_what_is_no_file)
{
	const char *directory = unit_directory();

	expect_error("missing directory", unit_text("%s/missing", directory), unit_text(": %s", strerror(ENOENT)));
	expect_error("a file", unit_file(directory, "file", "", 0), unit_text(": %s", strerror(ENOTDIR)));
	ck_assert_int_eq(mkdir(unit_text("%s/a.pem", directory), 0700), 0);
	expect_error("a directory as key", directory, unit_text("/a.pem: %s", strerror(EISDIR)));
}
END_TEST

START_TEST(refuses_a_large_file)
{
	static const char bytes[FILE_MAX + 1];
	const char *directory = unit_directory();

	sign_add_key(directory, "a.secret", (struct sign_text){ bytes, FILE_MAX + 1 });
	expect_error("too large", directory, "/a.secret: the file is longer than 16384 bytes");
	sign_add_key(directory, "a.secret", (struct sign_text){ bytes, FILE_MAX });
	tokens_free(sign_read_keys(directory, SIGN_ALL, 0));
}
END_TEST

struct secret_row {
	const char *name;
	const char *file;
	size_t file_length;
	size_t secret_length; /* from the file's start: what tokens are signed with */
};

#define BYTES(text) (text), sizeof(text) - 1
#define BINARY                                                                                                                   \
	"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c"   \
	"\x8d\xff"
static const struct secret_row secret_rows[] = {
	{ "text", BYTES(SIGN_SECRET), 32 },
	{ "text with a newline", BYTES(SIGN_SECRET "\n"), 32 },
	{ "text with two newlines", BYTES(SIGN_SECRET "\n\n"), 34 },
	{ "text with a space", BYTES(SIGN_SECRET " \n"), 33 },
	{ "text with a tab", BYTES(SIGN_SECRET "\t\n"), 34 },
	{ "text with a return", BYTES(SIGN_SECRET "\r\n"), 34 },
	{ "binary", BYTES(BINARY "\x7f"), 32 },
	{ "binary that ends in a newline", BYTES(BINARY "\n"), 32 },
};

/* The secret is what its maker thinks it is. */
START_TEST(secrets)
{
	const struct secret_row *row = &secret_rows[_i];
	const char *directory = unit_directory();
	const struct sign_text secret = { row->file, row->secret_length };
	struct caller caller;

	sign_add_key(directory, "a.secret", (struct sign_text){ row->file, row->file_length });
	unit_expect(row->name,
		    sign_verdict(directory, SIGN_ALL, sign_with(secret, "HS256", "{\"kid\":\"a\"}", SIGN_CLAIMS), &caller), NULL);
}
END_TEST

START_TEST(finds)
{
	const struct file two[FILES_MAX] = { { "a.pem", PUBLIC(SIGN_RSA) }, { "b.secret", TEXT(SIGN_SECRET) } };
	const struct file one[FILES_MAX] = { { "a.pem", PUBLIC(SIGN_P256) } };
	struct keys keys;
	char *error;

	ck_assert(keys_read(write_files(two), NULL, &keys, &error));
	ck_assert_ptr_eq(keys_find(&keys, "a"), &keys.list[0]);
	ck_assert_ptr_eq(keys_find(&keys, "b"), &keys.list[1]);
	ck_assert_uint_eq(keys.list[0].algorithms, RSA);
	ck_assert_uint_eq(keys.list[1].algorithms, HMAC);
	ck_assert_ptr_null(keys_find(&keys, "A"));
	ck_assert_ptr_null(keys_find(&keys, ""));
	ck_assert_ptr_null(keys_find(&keys, NULL));
	keys_free(&keys);

	ck_assert(keys_read(write_files(one), NULL, &keys, &error));
	ck_assert_ptr_eq(keys_find(&keys, NULL), &keys.list[0]);
	ck_assert_ptr_null(keys_find(&keys, "b"));
	keys_free(&keys);
	keys_free(&keys);
}
END_TEST

START_TEST(tells_of_stray_files)
{
	const struct file files[FILES_MAX] = { { "a.pem", PUBLIC(SIGN_RSA) }, { "b.pub", TEXT("x") }, { ".swp", TEXT("x") } };
	const char *directory = write_files(files), *log = unit_text("%s/visitd.log", unit_directory());

	ck_assert(log_open(log, LOG_LEVEL_WARNING));
	struct tokens *tokens = sign_read_keys(directory, SIGN_ALL, 0);
	tokens_tell(tokens);
	tokens_free(tokens);
	const char *text = unit_read(log);
	ck_assert_msg(strstr(text, unit_text("%s/b.pub is neither <kid>.pem, <kid>.secret nor *.jwks and is ignored",
					     directory)) != NULL,
		      "%s", text);
	ck_assert_msg(strstr(text, ".swp") == NULL, "%s", text);
}
END_TEST

struct certificate_row {
	const char *name;
	enum sign_kind kind;
	long begins, expires; /* from now */
	const char *note;     /* after the directory */
};

enum { DAY = 86400 };
static const struct certificate_row certificate_rows[] = {
	{ "RSA", SIGN_RSA, -DAY, DAY, NULL },
	{ "P-256", SIGN_P256, -DAY, DAY, NULL },
	{ "P-521", SIGN_P521, -DAY, 30000L * DAY, NULL },
	{ "expired", SIGN_RSA, -2 * DAY, -DAY, "/a.pem: the certificate has expired; its key is used all the same" },
	{ "early", SIGN_RSA, DAY, 2 * DAY, "/a.pem: the certificate is not valid yet; its key is used all the same" },
};

/* The key is that of the file's first certificate, and its date is told and no more. */
START_TEST(certificates)
{
	const struct certificate_row *row = &certificate_rows[_i];
	const char *directory = unit_directory();
	char *own = certificate_of(sign_keys[row->kind].private.bytes, row->begins, row->expires);
	char *issuers = certificate_of(sign_keys[SIGN_OTHER_RSA].private.bytes, 0, DAY);
	const char *chain = unit_text("Bag Attributes\n%s%s", own, issuers);
	const struct file public = { "b.pem", PUBLIC(row->kind) };
	struct keys keys;
	char *error;

	unit_file(directory, "a.pem", chain, strlen(chain));
	sign_add_key(directory, "b.pem", content(&public));
	ck_assert_msg(keys_read(directory, NULL, &keys, &error), "%s: %s", row->name, error);
	const struct key *key = &keys.list[0], *bare = &keys.list[1];
	unit_expect(row->name, (char *)key->bytes, (char *)bare->bytes);
	ck_assert_uint_eq(key->algorithms, bare->algorithms);
	ck_assert(key->is_certificate && !bare->is_certificate);
	ck_assert_int_le(llabs(key->expires - (time(NULL) + row->expires)), 60);
	unit_expect(row->name, keys.note_count > 0 ? keys.notes[0].text + strlen(directory) : NULL, row->note);
	keys_free(&keys);
	unit_file(directory, "a.pem", own, strlen(own) / 2);
	expect_error("half a certificate", directory, "/a.pem: " NO_PUBLIC_KEY);
	free(own);
	free(issuers);
}
END_TEST

START_TEST(counts)
{
	struct tokens *tokens = sign_read_keys(sign_directory_of_all(), SIGN_ALL, 0);

	ck_assert_uint_eq(tokens_count(tokens), 5);
	tokens_free(tokens);
}
END_TEST

Suite *keys_suite(void)
{
	Suite *suite = suite_create("keys");
	TCase *tests = tcase_create("keys");

	tcase_add_unchecked_fixture(tests, sign_make_keys, NULL);
	tcase_add_checked_fixture(tests, log_elsewhere, log_close);
	tcase_add_loop_test(tests, reads, 0, ARRAY_LEN(good_rows));
	tcase_add_loop_test(tests, refuses, 0, ARRAY_LEN(bad_rows));
	tcase_add_test(tests, refuses_what_is_no_file);
	tcase_add_test(tests, refuses_a_large_file);
	tcase_add_loop_test(tests, secrets, 0, ARRAY_LEN(secret_rows));
	tcase_add_test(tests, finds);
	tcase_add_test(tests, tells_of_stray_files);
	tcase_add_loop_test(tests, certificates, 0, ARRAY_LEN(certificate_rows));
	tcase_add_test(tests, counts);
	suite_add_tcase(suite, tests);
	return suite;
}

/* visitd.conf: every default, every bound, and an error for all that is not understood, with its file and line. */
#include "base/config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "unit.h"

enum { LINE_MAX_LENGTH = 4095, FILE_MAX_SIZE = 64 * 1024 };

/* What a configuration says, in one text that a row can be compared with. */
static const char *describe(const struct config *config)
{
	return unit_text("%s|%lld|%lld|%lld|%lld|%s|%#x|%s|%s|%lld|%s|%s", config->conninfo, (long long)config->statement_timeout,
			 (long long)config->lock_timeout, (long long)config->connect_timeout, (long long)config->peer_timeout,
			 config->keys, config->algorithms, config->issuer, config->audience, (long long)config->remember,
			 config->log_target, log_level_names[config->log_level]);
}

#define DEFAULTS "dbname=visitd user=visitd|10|1|3|10|" SYSCONFDIR "/visitd/keys|0x1ff|||4096|syslog|info"

struct good_row {
	const char *name, *text, *config;
};

static const struct good_row good_rows[] = {
	{ "empty file", "", DEFAULTS },
	{ "newlines", "\n\n\n", DEFAULTS },
	{ "no newline at the end", "[log]\nlevel = debug",
	  "dbname=visitd user=visitd|10|1|3|10|" SYSCONFDIR "/visitd/keys|0x1ff|||4096|syslog|debug" },
	{ "every parameter",
	  "[database]\nconninfo = host=/run/x dbname=v\nstatement_timeout = 5\nlock_timeout = 6\nconnect_timeout = 7\n"
	  "[worker]\npeer_timeout = 8\n"
	  "[token]\nkeys = /k\nalgorithms = RS256\nissuer = https://id.example\naudience = visits\nremember = 9\n"
	  "[log]\ntarget = stderr\nlevel = warning\n",
	  "host=/run/x dbname=v|5|6|7|8|/k|0x8|https://id.example|visits|9|stderr|warning" },
	{ "the least of every number",
	  "[database]\nstatement_timeout=1\nlock_timeout=1\nconnect_timeout=2\n[worker]\npeer_timeout=1\n[token]\nremember=0\n",
	  "dbname=visitd user=visitd|1|1|2|1|" SYSCONFDIR "/visitd/keys|0x1ff|||0|syslog|info" },
	{ "the most of every number",
	  "[database]\nstatement_timeout=300\nlock_timeout=60\nconnect_timeout=60\n[worker]\npeer_timeout=300\n[token]\nremember="
	  "1048576\n",
	  "dbname=visitd user=visitd|300|60|60|300|" SYSCONFDIR "/visitd/keys|0x1ff|||1048576|syslog|info" },
	{ "empty texts", "[database]\nconninfo =\n[token]\nissuer =\naudience =\n",
	  "|10|1|3|10|" SYSCONFDIR "/visitd/keys|0x1ff|||4096|syslog|info" },
	{ "a section in two parts", "[log]\nlevel = error\n[token]\nremember = 1\n[log]\ntarget = /l\n",
	  "dbname=visitd user=visitd|10|1|3|10|" SYSCONFDIR "/visitd/keys|0x1ff|||1|/l|error" },
	{ "comments",
	  "; a comment\n# another\n[log] ; here too\n  ; indented\nlevel = debug ; and here\n;level = error\n#level=error\n",
	  "dbname=visitd user=visitd|10|1|3|10|" SYSCONFDIR "/visitd/keys|0x1ff|||4096|syslog|debug" },
	{ "no comment: a semicolon within a value", "[token]\nissuer = a;b#c # d\n",
	  "dbname=visitd user=visitd|10|1|3|10|" SYSCONFDIR "/visitd/keys|0x1ff|a;b#c # d||4096|syslog|info" },
	{ "a value with '='", "[database]\nconninfo = host=/s dbname=v options='-c x=y'\n",
	  "host=/s dbname=v options='-c x=y'|10|1|3|10|" SYSCONFDIR "/visitd/keys|0x1ff|||4096|syslog|info" },
	{ "spaces around everything", "[token]\n  \t\nkeys   =   /k  \t\n",
	  "dbname=visitd user=visitd|10|1|3|10|/k|0x1ff|||4096|syslog|info" },
	{ "lines that end as on Windows", "[log]\r\nlevel = debug\r\ntarget = /l\r\n",
	  "dbname=visitd user=visitd|10|1|3|10|" SYSCONFDIR "/visitd/keys|0x1ff|||4096|/l|debug" },
	{ "byte order mark", "\xef\xbb\xbf[log]\nlevel = debug\n",
	  "dbname=visitd user=visitd|10|1|3|10|" SYSCONFDIR "/visitd/keys|0x1ff|||4096|syslog|debug" },
	{ "UTF-8", "[token]\nkeys = /cl\xc3\xa9s\n",
	  "dbname=visitd user=visitd|10|1|3|10|/cl\xc3\xa9s|0x1ff|||4096|syslog|info" },
	{ "algorithms: commas and tabs", "[token]\nalgorithms = ES512,RS512 ,\tHS512\n",
	  "dbname=visitd user=visitd|10|1|3|10|" SYSCONFDIR "/visitd/keys|0x124|||4096|syslog|info" },
	{ "algorithms: one twice", "[token]\nalgorithms = HS256 HS256\n",
	  "dbname=visitd user=visitd|10|1|3|10|" SYSCONFDIR "/visitd/keys|0x1|||4096|syslog|info" },
};

START_TEST(reads)
{
	const struct good_row *row = &good_rows[_i];
	const char *path = unit_file(unit_directory(), "visitd.conf", row->text, strlen(row->text));
	char *error;
	struct config *config = config_read(path, &error);

	ck_assert_msg(config != NULL, "%s: %s", row->name, error);
	ck_assert_msg(error == NULL, "%s: good, but %s", row->name, error);
	unit_expect(row->name, describe(config), row->config);
	config_free(config);
}
END_TEST

#define ADDRESS "address must be an address like https://visits.example.org/objects, without a slash at its end"

struct bad_row {
	const char *text;
	int line;
	const char *problem;
};

#define ALGORITHMS "algorithms must be a list of HS256 HS384 HS512 RS256 RS384 RS512 ES256 ES384 ES512"
#define SYNTAX     "expected '[section]' or 'name = value'"
static const struct bad_row bad_rows[] = {
	{ "[database]\nconninfo = visitd\n", 2, "conninfo must be a libpq connection string" },
	{ "[database]\nconninfo = dbname=visitd pasword=x\n", 2, "conninfo must be a libpq connection string" },
	{ "[database]\nconninfo = \"dbname=visitd\"\n", 2, "conninfo must be a libpq connection string" },
	{ "[database]\nconninfo = postgresql://[::1\n", 2, "conninfo must be a libpq connection string" },
	{ "[database]\nstatement_timeout = 0\n", 2, "statement_timeout must be a whole number from 1 to 300" },
	{ "[database]\nstatement_timeout = 301\n", 2, "statement_timeout must be a whole number from 1 to 300" },
	{ "[database]\nstatement_timeout = -1\n", 2, "statement_timeout must be a whole number from 1 to 300" },
	{ "[database]\nstatement_timeout = 10s\n", 2, "statement_timeout must be a whole number from 1 to 300" },
	{ "[database]\nstatement_timeout = 1.5\n", 2, "statement_timeout must be a whole number from 1 to 300" },
	{ "[database]\nstatement_timeout = 0x10\n", 2, "statement_timeout must be a whole number from 1 to 300" },
	{ "[database]\nstatement_timeout = +10\n", 2, "statement_timeout must be a whole number from 1 to 300" },
	{ "[database]\nstatement_timeout = \"10\"\n", 2, "statement_timeout must be a whole number from 1 to 300" },
	{ "[database]\nstatement_timeout = ten\n", 2, "statement_timeout must be a whole number from 1 to 300" },
	{ "[database]\nstatement_timeout =\n", 2, "statement_timeout must be a whole number from 1 to 300" },
	{ "[database]\nstatement_timeout = 18446744073709551626\n", 2, "statement_timeout must be a whole number from 1 to 300" },
	{ "[database]\nconnect_timeout = 1\n", 2, "connect_timeout must be a whole number from 2 to 60" },
	{ "[database]\nconnect_timeout = 61\n", 2, "connect_timeout must be a whole number from 2 to 60" },
	{ "[server]\nstatus_file = visitd.status\n", 2, "status_file must be an absolute path, or empty" },
	{ "[worker]\npatience = 0\n", 2, "patience must be a whole number from 1 to 300" },
	{ "[worker]\npeer_timeout = 0\n", 2, "peer_timeout must be a whole number from 1 to 300" },
	{ "[worker]\npeer_timeout = 301\n", 2, "peer_timeout must be a whole number from 1 to 300" },
	{ "[token]\nremember = -1\n", 2, "remember must be a whole number from 0 to 1048576" },
	{ "[token]\nremember = 1048577\n", 2, "remember must be a whole number from 0 to 1048576" },
	{ "[token]\nkeys = keys\n", 2, "keys must be an absolute path" },
	{ "[token]\nkeys = ~/keys\n", 2, "keys must be an absolute path" },
	{ "[token]\nkeys = \"/keys\"\n", 2, "keys must be an absolute path" },
	{ "[token]\nkeys =\n", 2, "keys must be an absolute path" },
	{ "[token]\nsubject_claim =\n", 2, "subject_claim must be the name of a claim" },
	{ "[token]\nalgorithms =\n", 2, ALGORITHMS },
	{ "[token]\nalgorithms = ,\n", 2, ALGORITHMS },
	{ "[token]\nalgorithms = none\n", 2, ALGORITHMS },
	{ "[token]\nalgorithms = RS256 none\n", 2, ALGORITHMS },
	{ "[token]\nalgorithms = rs256\n", 2, ALGORITHMS },
	{ "[token]\nalgorithms = PS256\n", 2, ALGORITHMS },
	{ "[token]\nalgorithms = EdDSA\n", 2, ALGORITHMS },
	{ "[token]\nalgorithms = RS256/ES256\n", 2, ALGORITHMS },
	{ "[photos]\nstore = disk\n", 2, "store must be none, local or s3" },
	{ "[photos]\nstore =\n", 2, "store must be none, local or s3" },
	{ "[photos]\naddress = visits.example.org\n", 2, ADDRESS },
	{ "[photos]\naddress = ftp://visits.example.org\n", 2, ADDRESS },
	{ "[photos]\naddress = https://\n", 2, ADDRESS },
	{ "[photos]\naddress = https:///objects\n", 2, ADDRESS },
	{ "[photos]\naddress = https://visits.example.org/\n", 2, ADDRESS },
	{ "[photos]\naddress = https://visits.example.org/a b\n", 2, ADDRESS },
	{ "[photos]\naddress = https://visits.example.org/?a\n", 2, ADDRESS },
	{ "[photos]\nsecret = photos.secret\n", 2, "secret must be an absolute path" },
	{ "[photos]\ndirectory = objects\n", 2, "directory must be an absolute path" },
	{ "[photos]\nstyle = host\n", 2, "style must be path or virtual" },
	{ "[log]\ntarget = visitd.log\n", 2, "target must be syslog, stderr or an absolute path" },
	{ "[log]\ntarget = stdout\n", 2, "target must be syslog, stderr or an absolute path" },
	{ "[log]\ntarget =\n", 2, "target must be syslog, stderr or an absolute path" },
	{ "[log]\nlevel = verbose\n", 2, "level must be error, warning, info or debug" },
	{ "[log]\nlevel = INFO\n", 2, "level must be error, warning, info or debug" },
	{ "[log]\nlevel = 3\n", 2, "level must be error, warning, info or debug" },
	{ "[log]\nlevel =\n", 2, "level must be error, warning, info or debug" },

	{ "[log]\nlevels = info\n", 2, "unknown parameter 'levels' in section [log]" },
	{ "[log]\nLevel = info\n", 2, "unknown parameter 'Level' in section [log]" },
	{ "[log]\nkeys = /k\n", 2, "unknown parameter 'keys' in section [log]" },
	{ "[tokens]\nkeys = /k\n", 2, "unknown parameter 'keys' in section [tokens]" },
	{ "[Token]\nkeys = /k\n", 2, "unknown parameter 'keys' in section [Token]" },
	{ "[ token ]\nkeys = /k\n", 2, "unknown parameter 'keys' in section [ token ]" },
	{ "keys = /k\n", 1, "unknown parameter 'keys' in section []" },
	{ "[token]\n= /k\n", 2, "unknown parameter '' in section [token]" },
	{ "[token]\n\n\n; four\n\nkey = /k\n", 6, "unknown parameter 'key' in section [token]" },

	{ "[log]\nlevel = info\nlevel = info\n", 3, "level is given twice in [log]" },
	{ "[token]\nremember = 1\n[log]\nlevel = info\n[token]\nremember = 2\n", 6, "remember is given twice in [token]" },
	{ "[log]\nlevel = info\n  target = /l\n", 3, "level is given twice in [log]" }, /* inih: a value goes on */

	{ "[log]\nlevel\n", 2, SYNTAX },
	{ "[log]\nlevel info\n", 2, SYNTAX },
	{ "[log\nlevel = info\n", 1, SYNTAX },
	{ "\n\nnonsense\n", 3, SYNTAX },
	{ "<xml/>\n", 1, SYNTAX },

	/* of two errors the first, and with its own reason */
	{ "[log]\nlevel\nbogus = 1\n", 2, SYNTAX },
	{ "[log]\nbogus = 1\nlevel\n", 2, "unknown parameter 'bogus' in section [log]" },
	{ "[log]\nlevel = loud\n[token]\nkeys = k\n", 2, "level must be error, warning, info or debug" },
};

static void expect_error(const char *path, const char *row, const char *expected)
{
	char *error;
	struct config *config = config_read(path, &error);

	ck_assert_msg(config == NULL, "%s: is taken for good", row);
	unit_expect(row, error, expected);
	free(error);
}

START_TEST(refuses)
{
	const struct bad_row *row = &bad_rows[_i];
	const char *path = unit_file(unit_directory(), "visitd.conf", row->text, strlen(row->text));

	expect_error(path, row->text, unit_text("%s:%d: %s", path, row->line, row->problem));
}
END_TEST

/* The table of parameters and this file's idea of it are the same. */
START_TEST(defaults)
{
	static const struct config_parameter_name expected[] = {
		{ "database", "conninfo", "dbname=visitd user=visitd" },
		{ "database", "statement_timeout", "10" },
		{ "database", "lock_timeout", "1" },
		{ "database", "connect_timeout", "3" },
		{ "server", "status_file", "/run/visitd/visitd.status" },
		{ "worker", "patience", "5" },
		{ "worker", "peer_timeout", "10" },
		{ "token", "keys", SYSCONFDIR "/visitd/keys" },
		{ "token", "algorithms", "HS256 HS384 HS512 RS256 RS384 RS512 ES256 ES384 ES512" },
		{ "token", "issuer", "" },
		{ "token", "audience", "" },
		{ "token", "subject_claim", "sub" },
		{ "token", "remember", "4096" },
		{ "photos", "store", "none" },
		{ "photos", "address", "" },
		{ "photos", "secret", SYSCONFDIR "/visitd/photos.secret" },
		{ "photos", "directory", "/var/lib/visitd/objects" },
		{ "photos", "region", "us-east-1" },
		{ "photos", "bucket", "" },
		{ "photos", "access_key", "" },
		{ "photos", "style", "path" },
		{ "log", "target", "syslog" },
		{ "log", "level", "info" },
		{ "log", "slow_request", "1000" },
	};
	struct config_parameter_name parameter;

	for (size_t i = 0; i < ARRAY_LEN(expected); i++) {
		ck_assert_msg(config_parameter(i, &parameter), "%s is missing", expected[i].name);
		unit_expect(expected[i].name, parameter.section, expected[i].section);
		unit_expect(expected[i].name, parameter.name, expected[i].name);
		unit_expect(expected[i].name, parameter.fallback, expected[i].fallback);
	}
	ck_assert_msg(!config_parameter(ARRAY_LEN(expected), &parameter), "%s is not tested here", parameter.name);
}
END_TEST

/* A file that gives every default as a value is good, and the same as an empty one. */
START_TEST(defaults_are_good_values)
{
	struct config_parameter_name parameter;
	const char *text = "", *section = "";
	char *error;

	for (size_t i = 0; config_parameter(i, &parameter); i++) {
		if (strcmp(section, parameter.section) != 0)
			text = unit_text("%s[%s]\n", text, parameter.section);
		section = parameter.section;
		text = unit_text("%s%s = %s\n", text, parameter.name, parameter.fallback);
	}
	struct config *config = config_read(unit_file(unit_directory(), "visitd.conf", text, strlen(text)), &error);
	ck_assert_msg(config != NULL, "%s", error);
	ck_assert_str_eq(describe(config), DEFAULTS);
	config_free(config);
}
END_TEST

struct name_row {
	const char *name;
	unsigned algorithm;
};

static const struct name_row name_rows[] = {
	{ "HS256", ALGORITHM_HS256 },
	{ "HS384", ALGORITHM_HS384 },
	{ "HS512", ALGORITHM_HS512 },
	{ "RS256", ALGORITHM_RS256 },
	{ "RS384", ALGORITHM_RS384 },
	{ "RS512", ALGORITHM_RS512 },
	{ "ES256", ALGORITHM_ES256 },
	{ "ES384", ALGORITHM_ES384 },
	{ "ES512", ALGORITHM_ES512 },
	{ "none", 0 },
	{ "None", 0 },
	{ "", 0 },
	{ "hs256", 0 },
	{ "HS256 ", 0 },
	{ "HS2560", 0 },
	{ "HS25", 0 },
	{ "PS256", 0 },
	{ "ES256K", 0 },
	{ "EdDSA", 0 },
};

START_TEST(algorithm_names)
{
	const struct name_row *row = &name_rows[_i];

	ck_assert_msg(config_algorithm(row->name) == row->algorithm, "\"%s\": got %#x", row->name, config_algorithm(row->name));
}
END_TEST

START_TEST(no_file)
{
	const char *directory = unit_directory();
	const char *missing = unit_text("%s/missing.conf", directory);

	expect_error(missing, "missing", unit_text("%s: %s", missing, strerror(ENOENT)));
	expect_error(directory, "a directory", unit_text("%s: %s", directory, strerror(EISDIR)));
}
END_TEST

/* inih cuts a longer line in two and takes the second part for a line: part of a value was lost, or a comment became a
 * parameter. */
struct long_row {
	const char *name, *start, *end;
	size_t length; /* of the line, padded in the middle */
	bool good;
};

static const struct long_row long_rows[] = {
	{ "as long as may be", "conninfo = dbname=", "end", LINE_MAX_LENGTH, true },
	{ "longer than inih takes", "conninfo = dbname=", "end", 200, true },
	{ "longer than inih takes, a comment", "conninfo = dbname=x", "x ; connect_timeout=5", 400, true },
	{ "longer than inih takes, a semicolon", "conninfo = dbname=x", "x;=[y", 400, true },
	{ "as long as may be, a comment", "; dbname=", "end", LINE_MAX_LENGTH, true },
	{ "a byte too long", "conninfo = dbname=", "end", LINE_MAX_LENGTH + 1, false },
	{ "two bytes too long", "conninfo = dbname=", "end", LINE_MAX_LENGTH + 2, false },
	{ "twice as long", "conninfo = dbname=", "end", 2 * LINE_MAX_LENGTH, false },
	{ "very long", "conninfo = dbname=", "end", 20000, false },
	{ "the rest looks like a comment", "conninfo = dbname=", ";end", LINE_MAX_LENGTH + 4, false },
	{ "the rest looks like a comment", "conninfo = dbname=", "#end", LINE_MAX_LENGTH + 4, false },
	{ "the rest looks like a parameter", "conninfo = dbname=", "connect_timeout=5", LINE_MAX_LENGTH + 17, false },
	{ "the rest looks like a section", "conninfo = dbname=", "[token]", LINE_MAX_LENGTH + 7, false },
	{ "the rest is spaces", "conninfo = dbname=", "     ", LINE_MAX_LENGTH + 5, false },
	{ "a comment whose rest looks like a parameter", "; ", "connect_timeout=5", LINE_MAX_LENGTH + 17, false },
};

START_TEST(long_lines)
{
	const struct long_row *row = &long_rows[_i];
	int padding = (int)(row->length - strlen(row->start) - strlen(row->end));
	const char *line = unit_text("%s%0*d%s", row->start, padding, 0, row->end), *comment = strstr(line, " ; ");
	size_t length = comment != NULL ? (size_t)(comment - line) : row->length;

	ck_assert_uint_eq(strlen(line), row->length);
	const char *text = unit_text("[database]\nstatement_timeout = 5\n%s\nconnect_timeout = 7\n", line);
	const char *path = unit_file(unit_directory(), "visitd.conf", text, strlen(text));
	if (!row->good) {
		expect_error(path, row->name, unit_text("%s:3: the line is longer than 4095 bytes", path));
		return;
	}
	char *error;
	struct config *config = config_read(path, &error);
	ck_assert_msg(config != NULL, "%s: %s", row->name, error);
	if (line[0] != ';')
		unit_expect(row->name, config->conninfo,
			    unit_text("%.*s", (int)(length - strlen("conninfo = ")), line + strlen("conninfo = ")));
	ck_assert_msg(config->connect_timeout == 7, "%s: the next line is lost", row->name);
	config_free(config);
}
END_TEST

struct size_row {
	size_t size;
	bool good;
};

static const struct size_row size_rows[] = {
	{ FILE_MAX_SIZE - 1, true },
	{ FILE_MAX_SIZE, true },
	{ FILE_MAX_SIZE + 1, false },
	{ 10 * FILE_MAX_SIZE, false },
};

START_TEST(large_files)
{
	static const char end[] = "\n[log]\nlevel = debug\n";
	const struct size_row *row = &size_rows[_i];
	const char *name = unit_text("%zu bytes", row->size);
	char *text = memory_alloc(row->size);

	memset(text, '\n', row->size);
	memcpy(text + row->size - strlen(end), end, strlen(end));
	const char *path = unit_file(unit_directory(), "visitd.conf", text, row->size);
	free(text);
	if (row->good) {
		char *error;
		struct config *config = config_read(path, &error);
		ck_assert_msg(config != NULL, "%s: %s", name, error);
		ck_assert_msg(config->log_level == LOG_LEVEL_DEBUG, "%s: the end is lost", name);
		config_free(config);
	} else {
		expect_error(path, name, unit_text("%s: %s", path, strerror(EFBIG)));
	}
}
END_TEST

/* What follows a NUL byte would be read by nobody. */
START_TEST(nul_byte)
{
	static const char text[] = "[log]\nlevel = debug\n\0\ntarget = nonsense\n";
	const char *path = unit_file(unit_directory(), "visitd.conf", text, sizeof text - 1);

	expect_error(path, "a NUL byte", unit_text("%s:3: there is a NUL byte in the line", path));
}
END_TEST

START_TEST(frees_nothing)
{
	config_free(NULL);
}
END_TEST

Suite *config_suite(void)
{
	Suite *suite = suite_create("config");
	TCase *tests = tcase_create("config");

	tcase_add_loop_test(tests, reads, 0, ARRAY_LEN(good_rows));
	tcase_add_loop_test(tests, refuses, 0, ARRAY_LEN(bad_rows));
	tcase_add_test(tests, defaults);
	tcase_add_test(tests, defaults_are_good_values);
	tcase_add_loop_test(tests, algorithm_names, 0, ARRAY_LEN(name_rows));
	tcase_add_test(tests, no_file);
	tcase_add_loop_test(tests, long_lines, 0, ARRAY_LEN(long_rows));
	tcase_add_loop_test(tests, large_files, 0, ARRAY_LEN(size_rows));
	tcase_add_test(tests, nul_byte);
	tcase_add_test(tests, frees_nothing);
	suite_add_tcase(suite, tests);
	return suite;
}

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
	{ "indented, after a value", "[log]\nlevel = debug\n\ttarget = /l\n  [token]\n  remember = 1\n \v\f\n",
	  "dbname=visitd user=visitd|10|1|3|10|" SYSCONFDIR "/visitd/keys|0x1ff|||1|/l|debug" },
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
#define LOG        "target, level, slow_request"
#define TOKEN      "keys, algorithms, issuer, audience, subject_claim, remember"
#define SECTIONS   "database, server, worker, token, photos, log"
#define SYNTAX     "expected '[section]' or 'name = value'"
static const struct bad_row bad_rows[] = {
	{ "[database]\nconninfo = dbname=visitd pasword=x\n", 2, "conninfo must be a libpq connection string" },
	{ "[database]\nconninfo = \"dbname=visitd\"\n", 2, "conninfo must be a libpq connection string" },
	{ "[database]\nconninfo = postgresql://[::1\n", 2, "conninfo must be a libpq connection string" },
	{ "[token]\nalgorithms = ,\n", 2, ALGORITHMS },
	{ "[token]\nalgorithms = PS256\n", 2, ALGORITHMS },
	{ "[token]\nalgorithms = EdDSA\n", 2, ALGORITHMS },
	{ "[token]\nalgorithms = RS256/ES256\n", 2, ALGORITHMS },
	{ "[photos]\naddress = https:///objects\n", 2, ADDRESS },
	{ "[photos]\naddress = https://visits.example.org/a b\n", 2, ADDRESS },
	{ "[photos]\naddress = https://visits.example.org/?a\n", 2, ADDRESS },

	{ "[log]\nlevels = info\n", 2, "unknown parameter 'levels' in section [log]; expected one of " LOG },
	{ "[log]\nLevel = info\n", 2, "unknown parameter 'Level' in section [log]; expected one of " LOG },
	{ "[log]\nkeys = /k\n", 2, "unknown parameter 'keys' in section [log]; expected one of " LOG },
	{ "[tokens]\nkeys = /k\n", 1, "unknown section [tokens]; expected one of " SECTIONS },
	{ "[Token]\n", 1, "unknown section [Token]; expected one of " SECTIONS },
	{ "[log]\n  [ token ]\nkeys = /k\n", 2, "unknown section [ token ]; expected one of " SECTIONS },
	{ "[]\n", 1, "unknown section []; expected one of " SECTIONS },
	{ "[\x1b[2J\xff]\n", 1, "unknown section [?[2J?]; expected one of " SECTIONS },
	{ "[log] level = debug\n", 1, "expected nothing behind '[section]', but a comment" },
	{ "[log]]\n", 1, "expected nothing behind '[section]', but a comment" },
	{ "keys = /k\n", 1, "'keys' is in no section; expected [database] or another before it" },
	{ "[token]\nissuer = \xff\n", 2, "issuer must be text in UTF-8" },
	{ "[database]\nconninfo = host=a\n    dbname=b\n", 3,
	  "unknown parameter 'dbname' in section [database]; expected one of conninfo, statement_timeout, lock_timeout, "
	  "connect_timeout" },
	{ "[token]\n= /k\n", 2, "unknown parameter '' in section [token]; expected one of " TOKEN },
	{ "[token]\n\n\n; four\n\nkey = /k\n", 6, "unknown parameter 'key' in section [token]; expected one of " TOKEN },

	{ "[log]\nlevel = info\nlevel = info\n", 3, "level is given twice in [log]" },
	{ "[token]\nremember = 1\n[log]\nlevel = info\n[token]\nremember = 2\n", 6, "remember is given twice in [token]" },

	{ "[log]\nlevel\n", 2, SYNTAX },
	{ "[log]\nlevel info\n", 2, SYNTAX },
	{ "[log\nlevel = info\n", 1, SYNTAX },
	{ "\n\nnonsense\n", 3, SYNTAX },
	{ "<xml/>\n", 1, SYNTAX },

	/* of two errors the first, and with its own reason */
	{ "[log]\nlevel\nbogus = 1\n", 2, SYNTAX },
	{ "[log]\nbogus = 1\nlevel\n", 2, "unknown parameter 'bogus' in section [log]; expected one of " LOG },
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

static bool is_taken(const char *text)
{
	char *error;
	struct config *config = config_read(unit_file(unit_directory(), "visitd.conf", text, strlen(text)), &error);
	bool taken = config != NULL;

	free(error);
	config_free(config);
	return taken;
}

START_TEST(refuses)
{
	const struct bad_row *row = &bad_rows[_i];
	const char *path = unit_file(unit_directory(), "visitd.conf", row->text, strlen(row->text));

	expect_error(path, row->text, unit_text("%s:%d: %s", path, row->line, row->problem));
}
END_TEST

/* Every parameter of the one table: its default, what is said of values that it cannot have, and some of these. A whole number's
 * are made from what is said. */
struct parameter_row {
	const char *section, *name, *fallback, *expected;
	const char *bad[4];
};

#define NUMBER(range) "a whole number from " range
#define PATH          "an absolute path"
#define TEXT          "text without control characters"
#define WORD          "of letters, digits and . _ -"
#define ALL           "HS256 HS384 HS512 RS256 RS384 RS512 ES256 ES384 ES512"
static const struct parameter_row parameter_rows[] = {
	{ "database", "conninfo", "dbname=visitd user=visitd", "a libpq connection string", { "visitd", "port", "host='a" } },
	{ "database", "statement_timeout", "10", NUMBER("1 to 300"), { NULL } },
	{ "database", "lock_timeout", "1", NUMBER("1 to 60"), { NULL } },
	{ "database", "connect_timeout", "3", NUMBER("2 to 60"), { NULL } },
	{ "server", "pid_file", "/run/visitd/visitd.pid", "an absolute path, or empty", { "visitd.pid", "./visitd.pid" } },
	{ "server",
	  "health_socket",
	  "/run/visitd/visitd-health.sock",
	  "an absolute path of at most 107 bytes, or empty",
	  { "health.sock" } },
	{ "server", "stop_timeout", "30", NUMBER("1 to 600"), { NULL } },
	{ "server", "status_file", "/run/visitd/visitd.status", "an absolute path, or empty", { "visitd.status", "~/status" } },
	{ "worker", "patience", "5", NUMBER("1 to 300"), { NULL } },
	{ "worker", "peer_timeout", "10", NUMBER("1 to 300"), { NULL } },
	{ "token", "keys", SYSCONFDIR "/visitd/keys", PATH, { "", "keys", "./keys", "~/keys" } },
	{ "token", "algorithms", ALL, "a list of " ALL, { "", "none", "RS256 none", "rs256" } },
	{ "token", "issuer", "", TEXT, { "a\x01", "\x1b[2J", "a\tb", "\x7f" } },
	{ "token", "audience", "", TEXT, { "a\x01", "\x1b[2J", "a\tb", "\x7f" } },
	{ "token", "subject_claim", "sub", "the name of a claim", { "" } },
	{ "token", "remember", "4096", NUMBER("0 to 1048576"), { NULL } },
	{ "photos", "store", "none", "none, local or s3", { "", "None", "disk", "local s3" } },
	{ "photos",
	  "address",
	  "",
	  "an address like https://visits.example.org/objects, without a slash at its end",
	  { "x", "ftp://x", "https://", "https://x/" } },
	{ "photos", "secret", SYSCONFDIR "/visitd/photos.secret", PATH, { "", "secret", "./secret" } },
	{ "photos", "directory", "/var/lib/visitd/objects", PATH, { "", "objects", "~/objects" } },
	{ "photos", "region", "us-east-1", WORD, { "us east", "us/east", "\xc3\xa9" } },
	{ "photos", "bucket", "", WORD, { "a b", "a/b", "a?" } },
	{ "photos", "access_key", "", TEXT, { "a\x01", "a\tb" } },
	{ "photos", "style", "path", "path or virtual", { "", "host", "Path" } },
	{ "log", "target", "syslog", "syslog, stderr or an absolute path", { "", "stdout", "visitd.log" } },
	{ "log", "level", "info", "error, warning, info or debug", { "", "INFO", "notice", "3" } },
	{ "log", "slow_request", "1000", NUMBER("0 to 600000"), { NULL } },
};

START_TEST(defaults)
{
	struct config_parameter_name parameter;

	for (size_t i = 0; i < ARRAY_LEN(parameter_rows); i++) {
		const struct parameter_row *row = &parameter_rows[i];
		ck_assert_msg(config_parameter(i, &parameter), "%s is missing", row->name);
		unit_expect(row->name, parameter.section, row->section);
		unit_expect(row->name, parameter.name, row->name);
		unit_expect(row->name, parameter.fallback, row->fallback);
	}
	ck_assert_msg(!config_parameter(ARRAY_LEN(parameter_rows), &parameter), "%s is not tested here", parameter.name);
}
END_TEST

/* The line after some others is told, and what would have been good there. */
static void expect_refusal(const char *lines, const char *problem)
{
	const char *text = unit_text("# a comment\n\n%s\n[log]\n", lines);
	const char *path = unit_file(unit_directory(), "visitd.conf", text, strlen(text));
	int line = 3;

	for (const char *at = lines; *at != '\0'; at++)
		line += *at == '\n';
	expect_error(path, lines, unit_text("%s:%d: %s", path, line, problem));
}

static void expect_bad_value(const struct parameter_row *row, const char *value, const char *expected)
{
	expect_refusal(unit_text("[%s]\n%s = %s", row->section, row->name, value),
		       unit_text("%s must be %s", row->name, expected));
}

static void expect_bounds(const struct parameter_row *row)
{
	static const char *const none[] = { "", "x", "1x", "1.5", "0x1", "+1", "1 2", "1e1", "99999999999999999999", "\"1\"" };
	long long least, most;
	char *error;

	ck_assert_int_eq(sscanf(row->expected, NUMBER("%lld to %lld"), &least, &most), 2);
	for (size_t i = 0; i < ARRAY_LEN(none); i++)
		expect_bad_value(row, none[i], row->expected);
	expect_bad_value(row, unit_text("%lld", least - 1), row->expected);
	expect_bad_value(row, unit_text("%lld", most + 1), row->expected);
	for (int i = 0; i < 2; i++) {
		const char *text = unit_text("[%s]\n%s = %lld\n", row->section, row->name, i == 0 ? least : most);
		struct config *config = config_read(unit_file(unit_directory(), "visitd.conf", text, strlen(text)), &error);
		ck_assert_msg(config != NULL, "%s: %s", text, error);
		config_free(config);
	}
}

/* Values out of range or of another kind, the name misspelt, in another section, twice, without a value, cut short. */
START_TEST(refuses_each_parameter)
{
	const struct parameter_row *row = &parameter_rows[_i];
	const char *other = strcmp(row->section, "log") == 0 ? "token" : "log", *names = "";
	struct config_parameter_name parameter;

	for (size_t i = 0; i < ARRAY_LEN(row->bad) && row->bad[i] != NULL; i++)
		expect_bad_value(row, row->bad[i], row->expected);
	if (strncmp(row->expected, NUMBER(""), strlen(NUMBER(""))) == 0)
		expect_bounds(row);
	else
		ck_assert_msg(row->bad[0] != NULL, "%s has no bad value here", row->name);
	for (size_t i = 0; config_parameter(i, &parameter); i++) {
		if (strcmp(parameter.section, row->section) == 0)
			names = unit_text("%s%s%s", names, names[0] != '\0' ? ", " : "", parameter.name);
	}
	expect_refusal(unit_text("[%s]\n%ss = 1", row->section, row->name),
		       unit_text("unknown parameter '%ss' in section [%s]; expected one of %s", row->name, row->section, names));
	ck_assert(!is_taken(unit_text("[%s]\n%s = %s\n", other, row->name, row->fallback)));
	expect_refusal(unit_text("%s = %s", row->name, row->fallback),
		       unit_text("'%s' is in no section; expected [database] or another before it", row->name));
	expect_refusal(unit_text("[%s]\n%s = %s\n[log]\n[%s]\n%s = %s", row->section, row->name, row->fallback, row->section,
				 row->name, row->fallback),
		       unit_text("%s is given twice in [%s]", row->name, row->section));
	expect_refusal(unit_text("[%s]\n%s", row->section, row->name), SYNTAX);
	expect_refusal(unit_text("[%s", row->section), SYNTAX);
}
END_TEST

/* A longer one would pass for good here and then be no address that anybody can listen at. */
START_TEST(health_socket_fits_an_address)
{
	const char *path = unit_text("/%0*d", 106, 0);

	ck_assert(is_taken(unit_text("[server]\nhealth_socket = %s\n", path)));
	expect_refusal(unit_text("[server]\nhealth_socket = %s0", path),
		       "health_socket must be an absolute path of at most 107 bytes, or empty");
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
		expect_error(path, name, unit_text("%s: the file is longer than 65536 bytes", path));
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
	tcase_add_loop_test(tests, refuses_each_parameter, 0, ARRAY_LEN(parameter_rows));
	tcase_add_test(tests, health_socket_fits_an_address);
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

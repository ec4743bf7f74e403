/* The configuration file: one table of parameters is the parser, the defaults and the list that the manual is checked against. */
#include "base/config.h"

#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <libpq-fe.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/integer.h"
#include "base/memory.h"
#include "base/printable.h"
#include "base/unix_socket.h"
#include "base/utf8.h"

enum { CONFIG_SIZE_MAX = 64 * 1024, LINE_SIZE = 4096, NAMES_SIZE = 160 };

static const char *const algorithm_names[] = { "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512" };

struct parameter {
	const char *section, *name, *fallback;
	/* Sets the field; returns what the value should have been, or NULL if it was good. */
	const char *(*set)(const struct parameter *parameter, void *field, const char *value);
	size_t offset;
	int64_t min, max;
};

static const char *set_text(const struct parameter *parameter, void *field, const char *value)
{
	char **text = field;

	(void)parameter;
	for (const char *at = value; *at != '\0'; at++) {
		if ((*at > '\0' && *at < ' ') || *at == 0x7f)
			return "text without control characters";
	}
	if (!utf8_is_valid(value))
		return "text in UTF-8";
	free(*text);
	*text = memory_strdup(value);
	return NULL;
}

static const char *set_conninfo(const struct parameter *parameter, void *field, const char *value)
{
	PQconninfoOption *options = PQconninfoParse(value, NULL);

	if (options == NULL)
		return "a libpq connection string";
	PQconninfoFree(options);
	return set_text(parameter, field, value);
}

static const char *set_path(const struct parameter *parameter, void *field, const char *value)
{
	if (value[0] != '/')
		return "an absolute path";
	return set_text(parameter, field, value);
}

/* A file that may be done without. */
static const char *set_file(const struct parameter *parameter, void *field, const char *value)
{
	if (value[0] != '\0' && value[0] != '/')
		return "an absolute path, or empty";
	return set_text(parameter, field, value);
}

static const char *set_socket(const struct parameter *parameter, void *field, const char *value)
{
	if ((value[0] != '\0' && value[0] != '/') || strlen(value) > UNIX_SOCKET_PATH_MAX)
		return "an absolute path of at most 107 bytes, or empty";
	return set_text(parameter, field, value);
}

static const char *set_target(const struct parameter *parameter, void *field, const char *value)
{
	if (value[0] != '/' && strcmp(value, "syslog") != 0 && strcmp(value, "stderr") != 0)
		return "syslog, stderr or an absolute path";
	return set_text(parameter, field, value);
}

static const char *set_integer(const struct parameter *parameter, void *field, const char *value)
{
	static char expected[80];

	if (integer_parse(value, parameter->min, parameter->max, field))
		return NULL;
	snprintf(expected, sizeof expected, "a whole number from %lld to %lld", (long long)parameter->min,
		 (long long)parameter->max);
	return expected;
}

static const char *set_level(const struct parameter *parameter, void *field, const char *value)
{
	enum log_level *level = field;

	(void)parameter;
	for (size_t i = 0; i < ARRAY_LEN(log_level_names); i++) {
		if (strcmp(value, log_level_names[i]) == 0) {
			*level = (enum log_level)i;
			return NULL;
		}
	}
	return "error, warning, info or debug";
}

unsigned config_algorithm(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(algorithm_names); i++) {
		if (strcmp(name, algorithm_names[i]) == 0)
			return 1u << i;
	}
	return 0;
}

const char *config_algorithm_name(unsigned algorithm)
{
	for (size_t i = 0; i < ARRAY_LEN(algorithm_names); i++) {
		if (algorithm == 1u << i)
			return algorithm_names[i];
	}
	return NULL;
}

static const char *set_algorithms(const struct parameter *parameter, void *field, const char *value)
{
	unsigned *algorithms = field;
	unsigned all = 0;
	bool good = true;
	char *list = memory_strdup(value), *rest = list, *name;

	(void)parameter;
	while (good && (name = strsep(&rest, " \t,")) != NULL) {
		unsigned bit = config_algorithm(name);
		good = bit != 0 || name[0] == '\0';
		all |= bit;
	}
	free(list);
	if (!good || all == 0)
		return "a list of HS256 HS384 HS512 RS256 RS384 RS512 ES256 ES384 ES512";
	*algorithms = all;
	return NULL;
}

/* What becomes a part of addresses. */
static const char *set_word(const struct parameter *parameter, void *field, const char *value)
{
	if (value[strspn(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")] != '\0')
		return "of letters, digits and . _ -";
	return set_text(parameter, field, value);
}

static const char *set_claim(const struct parameter *parameter, void *field, const char *value)
{
	if (value[0] == '\0')
		return "the name of a claim";
	return set_text(parameter, field, value);
}

static const char *set_store(const struct parameter *parameter, void *field, const char *value)
{
	enum object_store *store = field;

	(void)parameter;
	if (strcmp(value, "none") == 0)
		*store = OBJECT_STORE_NONE;
	else if (strcmp(value, "local") == 0)
		*store = OBJECT_STORE_LOCAL;
	else if (strcmp(value, "s3") == 0)
		*store = OBJECT_STORE_S3;
	else
		return "none, local or s3";
	return NULL;
}

static const char *set_style(const struct parameter *parameter, void *field, const char *value)
{
	enum object_style *style = field;

	(void)parameter;
	if (strcmp(value, "path") != 0 && strcmp(value, "virtual") != 0)
		return "path or virtual";
	*style = value[0] == 'p' ? OBJECT_STYLE_PATH : OBJECT_STYLE_VIRTUAL;
	return NULL;
}

/* Scheme, host, and perhaps a port and a path; "" is none. */
static const char *set_address(const struct parameter *parameter, void *field, const char *value)
{
	const char *host = strncmp(value, "https://", 8) == 0 ? value + 8 : strncmp(value, "http://", 7) == 0 ? value + 7 : "";
	size_t length = strlen(value);

	if (length > 0 &&
	    (host[0] == '\0' || host[0] == '/' || host[strcspn(host, " ?#%\"\\")] != '\0' || value[length - 1] == '/'))
		return "an address like https://visits.example.org/objects, without a slash at its end";
	return set_text(parameter, field, value);
}

#define FIELD(member) offsetof(struct config, member)
static const struct parameter parameters[] = {
	{ "database", "conninfo", "dbname=visitd user=visitd", set_conninfo, FIELD(conninfo), 0, 0 },
	{ "database", "statement_timeout", "10", set_integer, FIELD(statement_timeout), 1, 300 },
	{ "database", "lock_timeout", "1", set_integer, FIELD(lock_timeout), 1, 60 },
	{ "database", "connect_timeout", "3", set_integer, FIELD(connect_timeout), 2, 60 },
	{ "server", "pid_file", "/run/visitd/visitd.pid", set_file, FIELD(pid_file), 0, 0 },
	{ "server", "health_socket", "/run/visitd/visitd-health.sock", set_socket, FIELD(health_socket), 0, 0 },
	{ "server", "stop_timeout", "30", set_integer, FIELD(stop_timeout), 1, 600 },
	{ "server", "status_file", "/run/visitd/visitd.status", set_file, FIELD(status_file), 0, 0 },
	{ "worker", "patience", "5", set_integer, FIELD(patience), 1, 300 },
	{ "worker", "peer_timeout", "10", set_integer, FIELD(peer_timeout), 1, 300 },
	{ "token", "keys", SYSCONFDIR "/visitd/keys", set_path, FIELD(keys), 0, 0 },
	{ "token", "algorithms", "HS256 HS384 HS512 RS256 RS384 RS512 ES256 ES384 ES512", set_algorithms, FIELD(algorithms), 0,
	  0 },
	{ "token", "issuer", "", set_text, FIELD(issuer), 0, 0 },
	{ "token", "audience", "", set_text, FIELD(audience), 0, 0 },
	{ "token", "subject_claim", "sub", set_claim, FIELD(subject_claim), 0, 0 },
	{ "token", "remember", "4096", set_integer, FIELD(remember), 0, 1048576 },
	{ "photos", "store", "none", set_store, FIELD(object_store), 0, 0 },
	{ "photos", "address", "", set_address, FIELD(object_address), 0, 0 },
	{ "photos", "secret", SYSCONFDIR "/visitd/photos.secret", set_path, FIELD(object_secret), 0, 0 },
	{ "photos", "directory", "/var/lib/visitd/objects", set_path, FIELD(object_directory), 0, 0 },
	{ "photos", "region", "us-east-1", set_word, FIELD(object_region), 0, 0 },
	{ "photos", "bucket", "", set_word, FIELD(object_bucket), 0, 0 },
	{ "photos", "access_key", "", set_text, FIELD(object_access_key), 0, 0 },
	{ "photos", "style", "path", set_style, FIELD(object_style), 0, 0 },
	{ "log", "target", "syslog", set_target, FIELD(log_target), 0, 0 },
	{ "log", "level", "info", set_level, FIELD(log_level), 0, 0 },
	{ "log", "slow_request", "1000", set_integer, FIELD(slow_request), 0, 600000 },
};
#undef FIELD

bool config_parameter(size_t index, struct config_parameter_name *parameter)
{
	if (index >= ARRAY_LEN(parameters))
		return false;
	*parameter = (struct config_parameter_name){ parameters[index].section, parameters[index].name,
						     parameters[index].fallback };
	return true;
}

static const char *set(struct config *config, const struct parameter *parameter, const char *value)
{
	return parameter->set(parameter, (char *)config + parameter->offset, value);
}

struct reading {
	const char *at, *end; /* what is left of the file */
	int line;             /* that inih is at */
	char *value;          /* of this line, where it is too long for inih; else NULL */
	struct config *config;
	bool given[ARRAY_LEN(parameters)];
	char problem[320]; /* the first, and its line */
	int problem_line;
};

static int refuse(struct reading *reading, const char *format, ...) printf_like(2, 3);
static int refuse(struct reading *reading, const char *format, ...)
{
	va_list arguments;

	if (reading->problem_line == 0) {
		reading->problem_line = reading->line;
		va_start(arguments, format);
		vsnprintf(reading->problem, sizeof reading->problem, format, arguments);
		va_end(arguments);
	}
	return 0;
}

/* "database, worker", or the parameters of a section, for whoever wrote another name. */
static const char *known_names(const char *section, char *names, size_t size)
{
	size_t length = 0;

	for (size_t i = 0; i < ARRAY_LEN(parameters); i++) {
		bool is_new = section != NULL ? strcmp(parameters[i].section, section) == 0
					      : i == 0 || strcmp(parameters[i].section, parameters[i - 1].section) != 0;
		if (is_new && length < size)
			length += (size_t)snprintf(names + length, size - length, "%s%s", length > 0 ? ", " : "",
						   section != NULL ? parameters[i].name : parameters[i].section);
	}
	return names;
}

static bool is_section(const char *name, size_t length)
{
	for (size_t i = 0; i < ARRAY_LEN(parameters); i++) {
		if (strlen(parameters[i].section) == length && strncmp(parameters[i].section, name, length) == 0)
			return true;
	}
	return false;
}

/* Of a line that begins with a bracket inih takes what it can make use of, and tells nobody before a parameter comes. */
static bool check_section(struct reading *reading, const char *line, size_t length)
{
	const char *name = line + 1, *end = memchr(name, ']', length - 1);
	char names[NAMES_SIZE], shown[PRINTABLE_SIZE];

	if (end == NULL) /* which inih finds out itself */
		return true;
	const char *rest = end + 1;
	while (rest < line + length && isspace((unsigned char)*rest))
		rest++;
	if (rest < line + length && *rest != ';' && *rest != '#')
		return refuse(reading, "expected nothing behind '[section]', but a comment");
	if (is_section(name, (size_t)(end - name)))
		return true;
	char *copy = memory_printf("%.*s", (int)(end - name), name);
	refuse(reading, "unknown section [%s]; expected one of %s", printable(copy, shown),
	       known_names(NULL, names, sizeof names));
	free(copy);
	return false;
}

/* Where a value ends as inih has it: before a comment, which begins with a space and a semicolon, and the space before it. */
static size_t value_length(const char *value, size_t length)
{
	for (size_t i = 1; i < length; i++) {
		if (value[i] == ';' && isspace((unsigned char)value[i - 1]))
			length = i;
	}
	while (length > 0 && isspace((unsigned char)value[length - 1]))
		length--;
	return length;
}

/* inih takes lines of some two hundred bytes, and a conninfo with several hosts and the files of TLS is longer. Of such a line it
 * gets the name alone, and take_line() the value from here. False if it cannot be a long value. */
static bool keep_value(struct reading *reading, char *line, size_t size, size_t length)
{
	const char *at = reading->at, *end = at + length;
	size_t name;

	while (at < end && isspace((unsigned char)*at))
		at++;
	line[0] = '\0';
	if (*at == ';' || *at == '#') /* a comment */
		return length < LINE_SIZE;
	name = strcspn(reading->at, "=:\n") + 1;
	if (length >= LINE_SIZE || name >= size || name >= length)
		return false;
	memcpy(line, reading->at, name);
	line[name] = '\0';
	for (at = reading->at + name; at < end && isspace((unsigned char)*at);)
		at++;
	reading->value = memory_printf("%.*s", (int)value_length(at, (size_t)(end - at)), at);
	return true;
}

/* inih's reader, like fgets(). Of a line that is longer than its buffer inih would take the rest for a line of its own:
 * a value cut short, or the end of a comment as a parameter. */
static char *next_line(char *line, int size, void *context)
{
	struct reading *reading = context;

	/* To inih a line that begins with a space is more of the value before it. */
	if (reading->line == 0 && strncmp(reading->at, "\xef\xbb\xbf", 3) == 0)
		reading->at += 3;
	reading->at += strspn(reading->at, " \t\r\v\f");
	size_t left = (size_t)(reading->end - reading->at);
	const char *newline = memchr(reading->at, '\n', left);
	size_t length = newline != NULL ? (size_t)(newline - reading->at) : left;

	if (left == 0 || reading->problem_line != 0)
		return NULL;
	reading->line++;
	free(reading->value);
	reading->value = NULL;
	if (memchr(reading->at, '\0', length) != NULL) {
		refuse(reading, "there is a NUL byte in the line");
		return NULL;
	}
	if (*reading->at == '[' && !check_section(reading, reading->at, length))
		return NULL;
	if (length < (size_t)size) {
		memcpy(line, reading->at, length);
		line[length] = '\0';
	} else if (!keep_value(reading, line, (size_t)size, length)) {
		refuse(reading, "the line is longer than %d bytes", length < LINE_SIZE ? size - 1 : LINE_SIZE - 1);
		return NULL;
	}
	reading->at += newline != NULL ? length + 1 : length;
	return line;
}

/* inih's callback: 1 if the line is good. */
static int take_line(void *context, const char *section, const char *name, const char *value)
{
	struct reading *reading = context;
	char names[NAMES_SIZE], shown[PRINTABLE_SIZE];

	for (size_t i = 0; i < ARRAY_LEN(parameters); i++) {
		if (strcmp(section, parameters[i].section) != 0 || strcmp(name, parameters[i].name) != 0)
			continue;
		if (reading->given[i])
			return refuse(reading, "%s is given twice in [%s]", name, section);
		reading->given[i] = true;
		const char *expected = set(reading->config, &parameters[i], reading->value != NULL ? reading->value : value);
		if (expected != NULL)
			return refuse(reading, "%s must be %s", name, expected);
		return 1;
	}
	if (section[0] == '\0')
		return refuse(reading, "'%s' is in no section; expected [%s] or another before it", printable(name, shown),
			      parameters[0].section);
	return refuse(reading, "unknown parameter '%s' in section [%s]; expected one of %s", printable(name, shown), section,
		      known_names(section, names, sizeof names));
}

static char *describe(const char *path, int line, const char *problem)
{
	return line > 0 ? memory_printf("%s:%d: %s", path, line, problem) : memory_printf("%s: %s", path, problem);
}

struct config *config_read(const char *path, char **error)
{
	struct reading reading = { .config = memory_alloc(sizeof(struct config)) };
	size_t length;

	*error = NULL;
	for (size_t i = 0; i < ARRAY_LEN(parameters); i++)
		(void)set(reading.config, &parameters[i], parameters[i].fallback);

	char *text = file_read(path, CONFIG_SIZE_MAX, &length);
	if (text == NULL && errno == EFBIG) {
		*error = memory_printf("%s: the file is longer than %d bytes", path, CONFIG_SIZE_MAX);
	} else if (text == NULL) {
		*error = describe(path, 0, strerror(errno));
	} else {
		reading.at = text;
		reading.end = text + length;
		int line = ini_parse_stream(next_line, &reading, take_line, &reading);
		if (line != 0 && line != reading.problem_line)
			*error = describe(path, line, "expected '[section]' or 'name = value'");
		else if (reading.problem_line != 0)
			*error = describe(path, reading.problem_line, reading.problem);
	}
	free(text);
	free(reading.value);
	if (*error == NULL)
		return reading.config;
	config_free(reading.config);
	return NULL;
}

void config_free(struct config *config)
{
	if (config == NULL)
		return;
	free(config->conninfo);
	free(config->pid_file);
	free(config->health_socket);
	free(config->status_file);
	free(config->keys);
	free(config->issuer);
	free(config->audience);
	free(config->subject_claim);
	free(config->object_address);
	free(config->object_secret);
	free(config->object_directory);
	free(config->object_region);
	free(config->object_bucket);
	free(config->object_access_key);
	free(config->log_target);
	free(config);
}

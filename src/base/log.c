/* The log: one JSON object a line, to syslog, stderr or a file. */
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/syslog_socket.h"
#include "base/unix_socket.h"

enum { TEXT_MAX = 256 };

const char *const log_level_names[4] = { "error", "warning", "info", "debug" };
static const int syslog_priorities[4] = { LOG_ERR, LOG_WARNING, LOG_INFO, LOG_DEBUG };

/* A process has one log, as it has one stderr; hence the only mutable static state outside main. */
static struct {
	int fd;
	bool is_syslog;
	enum log_level level;
	const char *request_id, *caller_id;
	struct log_line message; /* of log_message() */
} state = { .fd = STDERR_FILENO, .level = LOG_LEVEL_INFO };

static void close_file(void)
{
	if (state.fd > STDERR_FILENO)
		close(state.fd);
}

bool log_open(const char *target, enum log_level level)
{
	bool is_syslog = strcmp(target, "syslog") == 0;
	int fd = STDERR_FILENO;

	if (is_syslog)
		fd = unix_socket_datagrams();
	else if (strcmp(target, "stderr") != 0)
		fd = open(target, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
	if (fd < 0)
		return false;
	close_file();
	state.fd = fd;
	state.is_syslog = is_syslog;
	state.level = level;
	return true;
}

void log_close(void)
{
	close_file();
	buffer_free(&state.message.text);
	state.fd = STDERR_FILENO;
	state.is_syslog = false;
}

const char *log_problem(const char *target)
{
	const char *slash = strrchr(target, '/');
	struct stat status;

	if (target[0] == '/' && stat(target, &status) == 0 && S_ISDIR(status.st_mode))
		return strerror(EISDIR);
	if (target[0] != '/' || access(target, W_OK) == 0)
		return NULL;
	if (errno != ENOENT)
		return strerror(errno);
	char *directory = memory_printf("%.*s", slash == target ? 1 : (int)(slash - target), target);
	const char *problem = access(directory, W_OK | X_OK) == 0 ? NULL : strerror(errno);
	free(directory);
	return problem;
}

void log_context(const char *request_id, const char *caller_id)
{
	state.request_id = request_id;
	state.caller_id = caller_id;
}

/* The part up to the second is made once a second. */
static void add_time(struct buffer *text)
{
	static char seconds[sizeof "\"time\":\"2025-10-11T10:05:23"];
	static time_t made_for = -1;
	struct timespec now;
	struct tm utc;

	clock_gettime(CLOCK_REALTIME, &now);
	if (now.tv_sec != made_for) {
		made_for = now.tv_sec;
		gmtime_r(&now.tv_sec, &utc);
		strftime(seconds, sizeof seconds, "\"time\":\"%Y-%m-%dT%H:%M:%S", &utc);
	}
	buffer_puts(text, seconds);
	buffer_printf(text, ".%03ldZ\"", now.tv_nsec / 1000000);
}

void log_begin(struct log_line *line, enum log_level level, const char *message)
{
	line->level = level;
	if (level > state.level)
		return;
	buffer_clear(&line->text);
	buffer_open(&line->text, '{');
	add_time(&line->text);
	line->level_at = line->text.length;
	log_text(line, "level", log_level_names[level]);
	log_integer(line, "pid", getpid());
	log_text(line, "message", message);
	if (state.request_id != NULL)
		log_text(line, "requestId", state.request_id);
	if (state.caller_id != NULL)
		log_text(line, "caller", state.caller_id);
}

/* The length of what is logged of a text: TEXT_MAX at most, and no half of a UTF-8 character at its end. */
static size_t cut(const char *text)
{
	size_t length = strnlen(text, TEXT_MAX);

	if (length < TEXT_MAX)
		return length;
	while (length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80)
		length--;
	return length;
}

void log_text(struct log_line *line, const char *key, const char *text)
{
	if (line->level > state.level)
		return;
	buffer_key(&line->text, key);
	buffer_string(&line->text, text, cut(text));
}

void log_integer(struct log_line *line, const char *key, int64_t value)
{
	if (line->level > state.level)
		return;
	buffer_key(&line->text, key);
	buffer_printf(&line->text, "%lld", (long long)value);
}

void log_json(struct log_line *line, const char *key, const char *json)
{
	if (line->level > state.level)
		return;
	buffer_key(&line->text, key);
	buffer_raw(&line->text, json, strlen(json));
}

/* Whoever reads the log must not stop the service, nor must a full disk: what cannot be written at once is lost, and that is no
 * failure of the request. To a pipe as much as PIPE_BUF goes at once if anything does, and a line is shorter. */
static void put(int priority, struct buffer *text)
{
	struct pollfd ready = { .fd = state.fd, .events = POLLOUT };

	if (state.is_syslog) {
		syslog_socket_send(&state.fd, _PATH_LOG, priority, text->data, text->length);
		return;
	}
	/* One write() to a file opened for appending: lines of many workers do not mix. */
	buffer_add(text, "\n", 1);
	if (poll(&ready, 1, 0) <= 0)
		return;
	ssize_t written = write(state.fd, text->data, text->length);
	(void)written;
}

void log_as_info(struct log_line *line)
{
	static const char old[] = "warning", new[] = "info";

	if (line->level <= state.level) {
		char *name = strstr(line->text.data + line->level_at, old);
		const char *rest = name + sizeof old - 1;
		memcpy(name, new, sizeof new - 1);
		memmove(name + sizeof new - 1, rest, strlen(rest) + 1);
		line->text.length -= sizeof old - sizeof new;
	}
	line->level = LOG_LEVEL_INFO;
}

void log_end(struct log_line *line)
{
	if (line->level > state.level)
		return;
	buffer_close(&line->text, '}');
	put(syslog_priorities[line->level], &line->text);
}

void log_panic(const char *file, int line, const char *what)
{
	char text[512];
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	/* None of these needs an escape but what was found, which is a piece of source. */
	int length = snprintf(text, sizeof text, "{\"time\":%lld,\"level\":\"error\",\"pid\":%d,\"message\":\"panic at %s:%d: ",
			      (long long)now.tv_sec, (int)getpid(), file, line);
	for (; *what != '\0' && (size_t)length < sizeof text / 2; what++)
		text[length++] = *what == '"' || *what == '\\' ? '\'' : *what;
	length += snprintf(text + length, sizeof text - (size_t)length, "\",\"requestId\":\"%.128s\"}\n",
			   state.request_id != NULL ? state.request_id : "");
	if (state.is_syslog) {
		syslog_socket_send(&state.fd, _PATH_LOG, LOG_CRIT, text, (size_t)length - 1);
		return;
	}
	ssize_t written = write(state.fd, text, (size_t)length);
	(void)written;
}

void log_message(enum log_level level, const char *format, ...)
{
	char text[TEXT_MAX + 2]; /* a byte more than is logged, so that cut() sees that there is more */
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	log_begin(&state.message, level, text);
	log_end(&state.message);
}

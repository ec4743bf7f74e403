/* The log: one JSON object a line, to syslog, stderr or a file. Never coordinates, names, documentation or tokens. */
#ifndef VISITD_LOG_H
#define VISITD_LOG_H

#include "base/buffer.h"
#include "base/macros.h"

enum log_level { LOG_LEVEL_NONE = -1, LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

extern const char *const log_level_names[4];

/* Send the log to `target`: "syslog", "stderr" or an absolute path, opened for appending. Called again, it opens the
 * file anew (after logrotate). False with errno set, and the old target kept, if the file cannot be opened. */
bool log_open(const char *target, enum log_level level) must_check;
void log_close(void);

/* Why log_open() would fail, NULL if it would not. Nothing is made or written. */
const char *log_problem(const char *target) must_check;

/* What every line carries until it is changed: the request's id and its caller's, NULL for none. Both must stay
 * valid; both are set back to NULL when the request ends. */
void log_context(const char *request_id, const char *caller_id);

/* A line with one free text. The text must not repeat anything from a request's body. */
void log_message(enum log_level level, const char *format, ...) printf_like(2, 3);

/* A line with members of its own, zero-initialized before its first use: log_begin(), any number of members, log_end().
 * Other lines may be logged meanwhile. A text longer than 256 bytes is cut. */
struct log_line {
	enum log_level level;
	size_t level_at;    /* where the text names it */
	struct buffer text; /* kept for the next line */
};
void log_begin(struct log_line *line, enum log_level level, const char *message);
void log_text(struct log_line *line, const char *key, const char *text);
void log_integer(struct log_line *line, const char *key, int64_t value);
/* Text that is JSON already. */
void log_json(struct log_line *line, const char *key, const char *json);
/* The line that was begun as a warning turns out to be an ordinary one. */
void log_as_info(struct log_line *line);
void log_end(struct log_line *line);

/* A last line, for base/panic: made without allocating, it names the source file, its line, what was found, and the request. */
void log_panic(const char *file, int line, const char *what);

#endif

/* Log lines: one JSON object each, whatever is put into them, to the file that was asked for. */
#include "base/log.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/syslog_socket.h"
#include "base/timestamp.h"
#include "base/unix_socket.h"
#include "unit.h"

static const char *path;

static void open_log(void)
{
	path = unit_text("%s/visitd.log", unit_directory());
	ck_assert(log_open(path, LOG_LEVEL_INFO));
}

static void shut_log(void)
{
	log_context(NULL, NULL);
	log_close();
}

/* The last line of the log as an object; NULL if there is none. */
static json_t *last_line(void)
{
	const char *text = unit_read(path);
	size_t length = strlen(text);

	if (length == 0)
		return NULL;
	ck_assert_msg(text[length - 1] == '\n', "the line has no end: %s", text);
	const char *start = text + length - 1;
	while (start > text && start[-1] != '\n')
		start--;
	json_t *line = json_loads(start, 0, NULL);
	ck_assert_msg(line != NULL, "not JSON: %s", start);
	return line;
}

static const char *member(const json_t *line, const char *key)
{
	return json_string_value(json_object_get(line, key));
}

/* --- what does not take a line --- */

/* Many more than any queue takes. */
static void expect_no_waiting(void (*log_one)(void))
{
	int64_t start = clock_ms();

	for (int i = 0; i < 5000; i++)
		log_one();
	ck_assert_msg(clock_ms() - start < 3000, "it waits");
}

static void log_a_line(void)
{
	log_message(LOG_LEVEL_INFO, "a line that nobody reads");
}

START_TEST(pipe_that_nobody_reads_stops_nothing)
{
	const char *fifo = unit_text("%s/fifo", unit_directory());
	char first[64] = "";

	ck_assert_int_eq(mkfifo(fifo, 0600), 0);
	int reader = open(fifo, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	ck_assert(log_open(fifo, LOG_LEVEL_INFO));
	expect_no_waiting(log_a_line);
	ck_assert_int_gt(read(reader, first, sizeof first - 1), 0);
	ck_assert_msg(strncmp(first, "{\"time\":", 8) == 0, "%s", first);
	close(reader);
}
END_TEST

static const char *syslog_path;
static int syslog_fd;

static int be_syslog(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	ck_assert_uint_lt(strlen(syslog_path), sizeof address.sun_path);
	memcpy(address.sun_path, syslog_path, strlen(syslog_path));
	ck_assert_int_eq(bind(fd, (const struct sockaddr *)&address, sizeof address), 0);
	return fd;
}

static void send_to_syslog(void)
{
	syslog_socket_send(&syslog_fd, syslog_path, LOG_WARNING, "{\"a\":1}", 7);
}

/* "<28>Nov 21 16:00:00 visitd[17]: {"a":1}" */
static void expect_datagram(int fd)
{
	char line[200] = "";
	const char *name = unit_text(" visitd[%d]: {\"a\":1}", (int)getpid());

	ck_assert_int_gt(recv(fd, line, sizeof line - 1, MSG_DONTWAIT), 0);
	ck_assert_msg(strncmp(line, "<28>", 4) == 0 && strlen(line) == 4 + 15 + strlen(name) && strcmp(line + 19, name) == 0,
		      "%s", line);
}

START_TEST(syslog_that_is_stuck_stops_nothing)
{
	syslog_path = unit_text("%s/log", unit_directory());
	syslog_fd = unix_socket_datagrams();
	send_to_syslog(); /* there is none */
	int fd = be_syslog();
	expect_no_waiting(send_to_syslog);
	expect_datagram(fd);
	/* It is restarted. */
	close(fd);
	ck_assert_int_eq(unlink(syslog_path), 0);
	send_to_syslog();
	fd = be_syslog();
	send_to_syslog();
	expect_datagram(fd);
	close(fd);
	close(syslog_fd);
}
END_TEST

START_TEST(message_line)
{
	char canonical[TIMESTAMP_SIZE];

	log_message(LOG_LEVEL_WARNING, "%s has %d keys", "/etc/keys", 3);
	json_t *line = last_line();
	const char *time = member(line, "time");

	ck_assert_msg(time != NULL && strlen(time) == 24 && timestamp_parse(time, 24, canonical), "time is %s", time);
	ck_assert_str_eq(member(line, "level"), "warning");
	ck_assert_str_eq(member(line, "message"), "/etc/keys has 3 keys");
	ck_assert_int_eq(json_integer_value(json_object_get(line, "pid")), getpid());
	ck_assert_uint_eq(json_object_size(line), 4);
	json_decref(line);
}
END_TEST

START_TEST(members)
{
	struct log_line line = { 0 };

	log_begin(&line, LOG_LEVEL_INFO, "request");
	log_text(&line, "operation", "check_in");
	log_message(LOG_LEVEL_ERROR, "another line meanwhile");
	log_integer(&line, "least", INT64_MIN);
	log_integer(&line, "status", 201);
	log_json(&line, "hasGPS", "true");
	log_json(&line, "visitId", "\"V01\"");
	log_text(&line, "empty", "");
	log_end(&line);
	json_t *json = last_line();
	ck_assert_str_eq(member(json, "message"), "request");
	ck_assert_str_eq(member(json, "level"), "info");
	ck_assert_str_eq(member(json, "operation"), "check_in");
	ck_assert(json_integer_value(json_object_get(json, "least")) == INT64_MIN);
	ck_assert_int_eq(json_integer_value(json_object_get(json, "status")), 201);
	ck_assert(json_is_true(json_object_get(json, "hasGPS")));
	ck_assert_str_eq(member(json, "visitId"), "V01");
	ck_assert_str_eq(member(json, "empty"), "");
	json_decref(json);
	buffer_free(&line.text);
}
END_TEST

START_TEST(context)
{
	log_context("request-7", NULL);
	log_message(LOG_LEVEL_INFO, "one");
	json_t *one = last_line();
	log_context("request-7", "3edaf4f8-2120-4011-a59f-f6d8a47c622f");
	log_message(LOG_LEVEL_INFO, "two");
	json_t *two = last_line();
	log_context(NULL, NULL);
	log_message(LOG_LEVEL_INFO, "three");
	json_t *three = last_line();

	ck_assert_str_eq(member(one, "requestId"), "request-7");
	ck_assert_ptr_null(json_object_get(one, "caller"));
	ck_assert_str_eq(member(two, "requestId"), "request-7");
	ck_assert_str_eq(member(two, "caller"), "3edaf4f8-2120-4011-a59f-f6d8a47c622f");
	ck_assert_ptr_null(json_object_get(three, "requestId"));
	ck_assert_ptr_null(json_object_get(three, "caller"));
	json_decref(one);
	json_decref(two);
	json_decref(three);
}
END_TEST

struct level_row {
	enum log_level set, of_line;
	bool written;
};

static const struct level_row level_rows[] = {
	{ LOG_LEVEL_ERROR, LOG_LEVEL_ERROR, true },     { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, false },
	{ LOG_LEVEL_WARNING, LOG_LEVEL_WARNING, true }, { LOG_LEVEL_WARNING, LOG_LEVEL_INFO, false },
	{ LOG_LEVEL_INFO, LOG_LEVEL_INFO, true },       { LOG_LEVEL_INFO, LOG_LEVEL_DEBUG, false },
	{ LOG_LEVEL_DEBUG, LOG_LEVEL_DEBUG, true },     { LOG_LEVEL_DEBUG, LOG_LEVEL_ERROR, true },
};

START_TEST(levels)
{
	const struct level_row *row = &level_rows[_i];
	struct log_line line = { 0 };

	ck_assert(log_open(path, row->set));
	log_message(row->of_line, "a message");
	log_begin(&line, row->of_line, "a line");
	log_text(&line, "text", "x");
	log_integer(&line, "integer", 1);
	log_json(&line, "json", "{}");
	log_end(&line);
	buffer_free(&line.text);
	const char *text = unit_read(path);
	size_t lines = 0;
	for (const char *at = text; (at = strchr(at, '\n')) != NULL; at++)
		lines++;
	ck_assert_msg(lines == (row->written ? 2 : 0), "level %s, line %s: %zu lines", log_level_names[row->set],
		      log_level_names[row->of_line], lines);
}
END_TEST

START_TEST(warning_that_turns_out_ordinary)
{
	const struct level_row *row = &level_rows[_i];
	bool written = row->set >= LOG_LEVEL_INFO;
	struct log_line line = { 0 };

	ck_assert(log_open(path, row->set));
	log_begin(&line, LOG_LEVEL_WARNING, "a warning");
	log_integer(&line, "integer", 1);
	log_as_info(&line);
	log_text(&line, "text", "warning");
	log_end(&line);
	buffer_free(&line.text);
	json_t *json = last_line();
	ck_assert_int_eq(json != NULL, written);
	if (written) {
		ck_assert_str_eq(member(json, "level"), "info");
		ck_assert_str_eq(member(json, "message"), "a warning");
		ck_assert_str_eq(member(json, "text"), "warning");
		ck_assert_int_eq(json_integer_value(json_object_get(json, "integer")), 1);
	}
	json_decref(json);
}
END_TEST

struct text_row {
	const char *name, *text, *logged;
};

#define X63  "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define X252 X63 X63 X63 X63
_Static_assert(sizeof X252 == 253, "the rows below are laid around the 256th byte");
static const struct text_row text_rows[] = {
	{ "forged line", "x\"}\n{\"level\":\"error", "x\"}\n{\"level\":\"error" },
	{ "control characters", "\x01\x1b[31m\r\t", "\x01\x1b[31m\r\t" },
	{ "backslash", "\\", "\\" },
	{ "255 bytes", X252 "abc", X252 "abc" },
	{ "300 bytes", X252 "abcdefgh" X63, NULL }, /* cut, but where is for each function to say */
	{ "e with acute across the cut", X252 "abc\xc3\xa9" X63, NULL },
	{ "euro sign across the cut", X252 "ab\xe2\x82\xac" X63, NULL },
	{ "emoji across the cut", X252 "a\xf0\x9f\x98\x80" X63, NULL },
	{ "accents throughout, even", X252 "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", NULL },
	{ "accents throughout, odd", X252 "a\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", NULL },
};

static void expect_logged(const struct text_row *row, const char *got)
{
	if (row->logged != NULL) {
		unit_expect(row->name, got, row->logged);
		return;
	}
	ck_assert_msg(got != NULL && strlen(got) >= 250 && strlen(got) <= 256, "%s: got %zu bytes", row->name,
		      got != NULL ? strlen(got) : 0);
	ck_assert_msg(strncmp(got, row->text, strlen(got)) == 0, "%s: another text", row->name);
}

/* What is logged, be it long, foreign or hostile, makes one line of valid JSON. */
START_TEST(texts)
{
	const struct text_row *row = &text_rows[_i];
	struct log_line line = { 0 };

	log_begin(&line, LOG_LEVEL_INFO, row->text);
	log_text(&line, "text", row->text);
	log_end(&line);
	buffer_free(&line.text);
	json_t *json = last_line();
	expect_logged(row, member(json, "message"));
	expect_logged(row, member(json, "text"));
	json_decref(json);

	log_message(LOG_LEVEL_INFO, "%s", row->text);
	json = last_line();
	expect_logged(row, member(json, "message"));
	json_decref(json);
}
END_TEST

/* logrotate renames the file; SIGHUP opens it anew. */
START_TEST(reopens)
{
	const char *old = unit_text("%s.1", path);

	log_message(LOG_LEVEL_INFO, "before");
	ck_assert_int_eq(rename(path, old), 0);
	log_message(LOG_LEVEL_INFO, "between");
	ck_assert(log_open(path, LOG_LEVEL_INFO));
	log_message(LOG_LEVEL_INFO, "after");
	ck_assert_ptr_nonnull(strstr(unit_read(old), "before"));
	ck_assert_ptr_nonnull(strstr(unit_read(old), "between"));
	ck_assert_ptr_nonnull(strstr(unit_read(path), "after"));
	ck_assert_ptr_null(strstr(unit_read(path), "between"));

	ck_assert(log_open(path, LOG_LEVEL_INFO));
	log_message(LOG_LEVEL_INFO, "appended");
	ck_assert_ptr_nonnull(strstr(unit_read(path), "after"));
	ck_assert_ptr_nonnull(strstr(unit_read(path), "appended"));
}
END_TEST

START_TEST(keeps_the_old_target)
{
	ck_assert(!log_open(unit_text("%s/missing/visitd.log", unit_directory()), LOG_LEVEL_DEBUG));
	log_message(LOG_LEVEL_INFO, "still here");
	log_message(LOG_LEVEL_DEBUG, "the old level too");
	ck_assert_ptr_nonnull(strstr(unit_read(path), "still here"));
	ck_assert_ptr_null(strstr(unit_read(path), "level too"));
}
END_TEST

Suite *log_suite(void)
{
	Suite *suite = suite_create("log");
	TCase *tests = tcase_create("log");

	tcase_add_checked_fixture(tests, open_log, shut_log);
	tcase_add_test(tests, message_line);
	tcase_add_test(tests, pipe_that_nobody_reads_stops_nothing);
	tcase_add_test(tests, syslog_that_is_stuck_stops_nothing);
	tcase_add_test(tests, members);
	tcase_add_test(tests, context);
	tcase_add_loop_test(tests, levels, 0, ARRAY_LEN(level_rows));
	tcase_add_loop_test(tests, warning_that_turns_out_ordinary, 0, ARRAY_LEN(level_rows));
	tcase_add_loop_test(tests, texts, 0, ARRAY_LEN(text_rows));
	tcase_add_test(tests, reopens);
	tcase_add_test(tests, keeps_the_old_target);
	suite_add_tcase(suite, tests);
	return suite;
}

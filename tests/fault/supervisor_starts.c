/* Where a supervisor does not start, and says why; what it tells a service manager; and how it ends. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/unix_socket.h"
#include "sql.h"
#include "stack.h"
#include "suite.h"
#include "supervisor.h"
#include "text.h"
#include "world.h"

enum { PROCESSES = 2 + 2 + 1, NOTIFY_SECONDS = 20, READ_MAX = 65536, STOPS = 5 };

static const char usual[] = "pid_file = @/pid\nstatus_file = @/status\nhealth_socket = @/health\n";

static const char *in_place(const char *name)
{
	return text("%s/%s", supervisor_place, name);
}

static int listen_here(void)
{
	return supervisor_listen(in_place("api"));
}

static void stop(struct instance *instance)
{
	ck_assert_int_eq(kill(instance->pid, SIGTERM), 0);
	struct process_result result = supervisor_end(instance);
	ck_assert_msg(result.status == 0, "exit status %d: %s", result.status, result.err);
}

static void expect_refusal_to_start(const char *lines, int status, const char *message)
{
	int listener = listen_here();
	struct instance instance = supervisor_start(supervisor_configure(lines), listener, "api", NULL);
	struct process_result result = supervisor_end(&instance);

	ck_assert_msg(result.status == status && strstr(result.err, message) != NULL, "exit status %d instead of %d, '%s' in: %s",
		      result.status, status, message, result.err);
	close(listener);
}

/* What lies where the supervisor wants to put something; '@' is its directory. */
static const struct {
	const char *name, *breaks, *lines;
	int status;
	const char *message;
} places[] = {
	{ "link for a pid file", "echo keep >@/victim; ln -s @/victim @/pid", usual, 1, "/pid: " },
	{ "second name of a pid file", "echo keep >@/victim; ln @/victim @/pid", usual, 1, "not this account's alone" },
	{ "pipe for a pid file", "mkfifo @/pid", usual, 1, "/pid: it is no regular file" },
	{ "directory for a pid file", "mkdir @/pid", usual, 1, "/pid: Is a directory" },
	{ "pid file for all to write", "touch @/pid; chmod 666 @/pid", usual, 1, "not this account's alone" },
	{ "no directory for a pid file", "true", "pid_file = @/none/pid\n", 1, "/none/pid: No such file or directory" },
	{ "closed directory", "mkdir @/closed; chmod 500 @/closed",
	  "pid_file =\nstatus_file =\nhealth_socket = @/closed/health\n", 1, "/closed/health: Permission denied" },
	{ "file for the socket of health", "echo keep >@/victim; cp @/victim @/health", usual, 1,
	  "/health: there is something else than a socket" },
	{ "bad configuration", "true", "pid_file = pid\n", 78, ":8: pid_file must be an absolute path" },
};

START_TEST(place_that_cannot_be_used_is_named)
{
	struct stat account;

	ck_assert_int_eq(stat(stack.conf, &account), 0);
	struct process_result made = process_run((const char *const[]){
		"sh", "-ec",
		text_fill(text("%s; test ! -e @/victim || chown %d @/victim; test ! -e @/pid || "
			       "chown -h %d @/pid; test ! -d @/closed || chown %d @/closed",
			       places[_i].breaks, (int)account.st_uid, (int)account.st_uid, (int)account.st_uid),
			  supervisor_place),
		NULL });
	ck_assert_msg(made.status == 0, "%s: %s", places[_i].name, made.err);
	expect_refusal_to_start(places[_i].lines, places[_i].status, places[_i].message);
	size_t length;
	char *victim = file_read(in_place("victim"), READ_MAX, &length);
	ck_assert_msg(victim == NULL || strcmp(victim, "keep\n") == 0, "%s: %s", places[_i].name, victim);
	free(victim);
}
END_TEST

START_TEST(second_supervisor_on_a_pid_file_is_refused)
{
	int listener = listen_here();
	const char *conf = supervisor_configure(usual);
	struct instance first = supervisor_start(conf, listener, "api", NULL);

	supervisor_await(in_place("status"), PROCESSES);
	struct instance second = supervisor_start(conf, listener, "api", NULL);
	struct process_result result = supervisor_end(&second);
	ck_assert_int_eq(result.status, 1);
	ck_assert_ptr_nonnull(
		strstr(result.err, text("%s: visitd runs already, as process %d", in_place("pid"), (int)first.pid)));
	stop(&first);
	ck_assert_int_ne(access(in_place("pid"), F_OK), 0);
	/* What a supervisor that was killed has left is no hindrance. */
	first = supervisor_start(conf, listener, "api", NULL);
	supervisor_await(in_place("status"), PROCESSES);
	ck_assert_int_eq(kill(first.pid, SIGKILL), 0);
	ck_assert_int_eq(supervisor_end(&first).status, 128 + SIGKILL);
	first = supervisor_start(conf, listener, "api", NULL);
	supervisor_await(in_place("status"), PROCESSES);
	stop(&first);
	close(listener);
}
END_TEST

START_TEST(living_socket_of_health_is_left_and_a_dead_one_replaced)
{
	int living = supervisor_listen(in_place("health"));

	expect_refusal_to_start(usual, 1, "/health: somebody listens there already");
	close(living);
	int listener = listen_here();
	struct instance instance = supervisor_start(supervisor_configure(usual), listener, NULL, NULL);
	supervisor_await(in_place("status"), PROCESSES);
	struct stat status;
	ck_assert_int_eq(stat(in_place("health"), &status), 0);
	ck_assert_int_eq(status.st_mode & 07777, 0660);
	stop(&instance);
	close(listener);
}
END_TEST

/* While it waits for the workers of one that was killed, its pid file is there, and leads others to it. */
START_TEST(signals_are_kept_while_it_starts)
{
	int living = supervisor_listen(in_place("health")), listener = listen_here();
	struct instance instance = supervisor_start(supervisor_configure(usual), listener, "api", NULL);

	while (access(in_place("pid"), F_OK) != 0)
		process_sleep_ms(10);
	ck_assert_int_eq(kill(instance.pid, SIGHUP), 0);
	ck_assert_int_eq(kill(instance.pid, SIGUSR2), 0);
	process_sleep_ms(100);
	close(living);
	supervisor_await(in_place("status"), PROCESSES);
	stop(&instance);
	close(listener);
}
END_TEST

/* As spawn-fcgi asks before it makes the socket anew. */
START_TEST(nobody_listens_when_the_pid_file_is_gone)
{
	for (int i = 0; i < STOPS; i++) {
		int listener = listen_here();
		struct instance instance = supervisor_start(supervisor_configure(usual), listener, "api", NULL);
		supervisor_await(in_place("status"), PROCESSES);
		close(listener);
		ck_assert_int_eq(kill(instance.pid, SIGTERM), 0);
		while (access(in_place("pid"), F_OK) == 0)
			;
		ck_assert_int_eq(unix_socket_knock(in_place("api")), ECONNREFUSED);
		ck_assert_int_eq(unix_socket_knock(in_place("health")), ECONNREFUSED);
		ck_assert_int_eq(supervisor_end(&instance).status, 0);
	}
}
END_TEST

START_TEST(without_a_socket_it_says_so)
{
	struct instance instance = supervisor_start(supervisor_configure(usual), open("/dev/null", O_RDONLY | O_CLOEXEC), NULL,
						    NULL);
	struct process_result result = supervisor_end(&instance);

	ck_assert_int_eq(result.status, 1);
	ck_assert_ptr_nonnull(strstr(result.err, "there is no listening socket"));
}
END_TEST

/* --- the service manager --- */

/* The next datagram. */
static const char *hear(int manager)
{
	struct timeval patience = { .tv_sec = NOTIFY_SECONDS };
	char said[512];

	setsockopt(manager, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	ssize_t length = recv(manager, said, sizeof said, 0);
	ck_assert_msg(length > 0, "nothing is heard");
	return text("%.*s", (int)length, said);
}

static void expect_heard(int manager, const char *beginning)
{
	const char *said = hear(manager);

	ck_assert_msg(strncmp(said, beginning, strlen(beginning)) == 0, "'%s' instead of '%s'", said, beginning);
}

START_TEST(service_manager_hears_of_it)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const char *path = in_place("notify");
	int manager = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0), listener = listen_here();

	memcpy(address.sun_path, path, strlen(path));
	ck_assert_int_eq(bind(manager, (const struct sockaddr *)&address, sizeof address), 0);
	ck_assert_int_eq(chmod(path, 0666), 0);
	/* One socket unit has one name for all of its sockets, its own if it is given none. */
	struct instance instance = supervisor_start(supervisor_configure(usual), listener, "visitd.socket", path);
	expect_heard(manager, "READY=1\nSTATUS=4 processes accept requests");
	ck_assert_int_eq(kill(instance.pid, SIGHUP), 0);
	expect_heard(manager, "RELOADING=1\nMONOTONIC_USEC=");
	expect_heard(manager, "READY=1\n");
	ck_assert_int_eq(kill(instance.pid, SIGUSR2), 0);
	expect_heard(manager, "RELOADING=1\nMONOTONIC_USEC=");
	expect_heard(manager, "READY=1\n");
	ck_assert_int_eq(kill(instance.pid, SIGTERM), 0);
	expect_heard(manager, "STOPPING=1");
	ck_assert_int_eq(supervisor_end(&instance).status, 0);
	close(manager);
	close(listener);
}
END_TEST

/* --- its workers --- */

static size_t count_said(const char *message)
{
	size_t length, count = 0;
	char *log = file_read(in_place("visitd.log"), READ_MAX * 4, &length);

	for (const char *at = log; at != NULL && (at = strstr(at, message)) != NULL; at++)
		count++;
	free(log);
	return count;
}

START_TEST(workers_that_die_at_once_are_brought_back_more_and_more_slowly)
{
	int listener = listen_here();
	struct instance instance = supervisor_start(supervisor_configure(usual), listener, "api", NULL);
	int64_t deadline = clock_ms() + NOTIFY_SECONDS * 1000;

	while (count_said("the next try is in 800 ms") == 0) {
		ck_assert_msg(clock_ms() < deadline, "no back-off");
		supervisor_kill_workers(in_place("status"));
		process_sleep_ms(20);
	}
	ck_assert_uint_eq(count_said("the next try is in 100 ms"), 1);
	ck_assert_uint_eq(count_said("the next try is in 200 ms"), 1);
	ck_assert_uint_eq(count_said("the next try is in 400 ms"), 1);
	supervisor_await(in_place("status"), PROCESSES);
	stop(&instance);
	close(listener);
}
END_TEST

void supervisor_add_starts(Suite *suite)
{
	TCase *part = suite_part(suite, "starts", supervisor_begin);

	tcase_add_loop_test(part, place_that_cannot_be_used_is_named, 0, ARRAY_LEN(places));
	tcase_add_test(part, second_supervisor_on_a_pid_file_is_refused);
	tcase_add_test(part, living_socket_of_health_is_left_and_a_dead_one_replaced);
	tcase_add_test(part, signals_are_kept_while_it_starts);
	tcase_add_test(part, nobody_listens_when_the_pid_file_is_gone);
	tcase_add_test(part, without_a_socket_it_says_so);
	tcase_add_test(part, service_manager_hears_of_it);
	tcase_add_test(part, workers_that_die_at_once_are_brought_back_more_and_more_slowly);
}

/* Connections that nginx keeps: every worker serves every one of them, whatever becomes of the others; and when all workers
 * leave, nginx is asked to close them. A peer that keeps connections too plays nginx where it matters what is on them. */
#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/integer.h"
#include "expect.h"
#include "journal.h"
#include "load.h"
#include "peer.h"
#include "process.h"
#include "sql.h"
#include "stack.h"
#include "suite.h"
#include "supervisor.h"
#include "text.h"
#include "web/connections.h"

enum {
	READERS = 32,      /* more than there are workers */
	LOCK_TIMEOUT = 20, /* seconds, longer than anything else here */
	PEER_TIMEOUT = 1,
	THREADS = 4,
	LOAD_MAX = 20000,
	PROCESSES = 8 + 2 + 1,
};

static void settle(void)
{
	stack_settle(text("[worker]\npeer_timeout = %d\n[database]\nlock_timeout = %d\nstatement_timeout = %d\n", PEER_TIMEOUT,
			  LOCK_TIMEOUT, LOCK_TIMEOUT + 1));
}

/* --- a peer that keeps connections --- */

/* A request that is refused for want of a token. */
static void add_request(struct buffer *out, const char *method, const char *id)
{
	peer_add_begin_keeping(out);
	peer_add_param(out, "REQUEST_METHOD", method);
	peer_add_param(out, "DOCUMENT_URI", "/api/v1/me");
	peer_add_param(out, "REQUEST_ID", id);
	peer_add_record(out, PEER_PARAMS, "", 0);
	peer_add_record(out, PEER_STDIN, "", 0);
}

static int connect_and_ask(void)
{
	struct buffer bytes = { 0 };

	add_request(&bytes, "GET", "new");
	int fd = peer_send(bytes.data, bytes.length);
	buffer_free(&bytes);
	return fd;
}

static void ask(int fd, const char *id)
{
	struct buffer bytes = { 0 };

	add_request(&bytes, "GET", id);
	peer_send_more(fd, bytes.data, bytes.length);
	buffer_free(&bytes);
}

/* Its reply, whole. What may stand before it is what asks for the connection to be closed. */
static void expect_reply(int fd, const char *what)
{
	struct buffer reply = { 0 };
	int type;

	while ((type = peer_read_record(fd, &reply)) != PEER_END)
		ck_assert_msg(type != 0, "%s: closed without a reply", what);
	ck_assert_msg(reply.length > 0 && strstr(reply.data, "Status: 401 ") != NULL, "%s: %s", what, reply.data);
	buffer_free(&reply);
}

/* A connection that has had its first reply, and is kept. */
static int connect_kept(void)
{
	int fd = connect_and_ask();

	expect_reply(fd, "first");
	return fd;
}

static bool is_open(int fd)
{
	return !peer_wait_closed(fd, 0);
}

/* --- and nginx --- */

/* So many reads at once, all of them good. */
static void read_at_once(const struct world *world, const char *what)
{
	struct http_request requests[READERS];
	struct http_response *responses[READERS];

	for (int i = 0; i < READERS; i++)
		requests[i] = (struct http_request){ .path = "/api/v1/me", .token = world->token };
	http_send_all(requests, responses, READERS);
	for (int i = 0; i < READERS; i++)
		expect_status(responses[i], what, 200);
}

/* A check-in whose worker waits for another's lock. */
struct waiting {
	PGconn *holder; /* of the lock, until it rolls back */
	struct http_pending *check_in;
	const char *backend;
};

static struct waiting begin_waiting(const struct world *world)
{
	const struct http_request check_in = { .path = WORLD_VISITS,
					       .token = world->token,
					       .body = world_check_in_body(world->client, WORLD_SLOT, "") };
	struct waiting waiting = { .holder = world_hold_slot(world) };

	waiting.check_in = http_begin(&check_in);
	waiting.backend = sql_wait_for_blocked();
	return waiting;
}

/* Connections that a process has and others have under the same numbers. */
static int count_kept(pid_t pid)
{
	DIR *directory = opendir(text("/proc/%d/fd", (int)pid));
	int count = 0;

	ck_assert_ptr_nonnull(directory);
	for (const struct dirent *entry; (entry = readdir(directory)) != NULL;) {
		int64_t fd;
		count += integer_parse(entry->d_name, CONNECTIONS_KEPT_FIRST, INT32_MAX, &fd);
	}
	closedir(directory);
	return count;
}

START_TEST(connections_are_kept)
{
	struct world world = world_new();

	for (int i = 0; i < 20; i++)
		read_at_once(&world, "one after the other");
	int count = count_kept(stack_supervisor());
	ck_assert_msg(count > 0 && count <= 2 * READERS, "%d connections are kept", count);
}
END_TEST

/* As nginx closes it: kept, it would be shared with all workers for nothing. */
START_TEST(connection_of_a_head_is_not_kept)
{
	struct buffer bytes = { 0 };

	add_request(&bytes, "HEAD", "");
	int fd = peer_send(bytes.data, bytes.length);
	expect_reply(fd, "HEAD");
	ck_assert_int_eq(peer_read_record(fd, NULL), 0);
	close(fd);
	buffer_free(&bytes);
}
END_TEST

START_TEST(request_does_not_wait_for_anothers_lock)
{
	struct world world = world_new();

	read_at_once(&world, "before");
	struct waiting waiting = begin_waiting(&world);
	for (int round = 0; round < 3; round++)
		read_at_once(&world, "meanwhile");
	expect_value("whoever waits for the lock", sql_wait_for_blocked(), waiting.backend);
	sql_run(waiting.holder, "ROLLBACK", (char *)NULL);
	expect_status(http_end(waiting.check_in), "the check-in that has waited", 201);
}
END_TEST

/* All workers at once: those that they kept go on with the next ones. */
START_TEST(connections_outlive_their_workers)
{
	enum { COUNT = 40 };
	int fds[COUNT];

	for (int i = 0; i < COUNT; i++)
		fds[i] = connect_kept();
	for (int round = 0; round < 3; round++) {
		supervisor_kill_workers(stack.status_file);
		/* Nobody is there when these are sent. */
		for (int i = 0; i < COUNT; i++)
			ask(fds[i], "");
		supervisor_await(stack.status_file, PROCESSES);
		for (int i = 0; i < COUNT; i++)
			expect_reply(fds[i], "of the next workers");
		process_sleep_ms(1100); /* or they would be held to die early */
	}
	for (int i = 0; i < COUNT; i++)
		close(fds[i]);
}
END_TEST

/* What a worker had in hand when it died is told at once, although others still have the connection. */
START_TEST(killed_workers_request_fails_at_once)
{
	struct world world = world_new();

	read_at_once(&world, "before");
	struct waiting waiting = begin_waiting(&world);
	supervisor_kill_workers(stack.status_file);
	const struct http_response *lost = http_end(waiting.check_in);
	expect_refusal(lost, "killed", 502);
	ck_assert_msg(lost->seconds < 5, "told after %g seconds", lost->seconds);
	sql_run(waiting.holder, "ROLLBACK", (char *)NULL);
	supervisor_await(stack.status_file, PROCESSES);
	read_at_once(&world, "after");
}
END_TEST

START_TEST(worker_that_leaves_takes_nothing_along)
{
	struct world world = world_new();
	pid_t workers[STACK_WORKERS_MAX];
	size_t count = stack_workers(workers);
	int kept = connect_kept();
	struct load *load = load_begin(&world, THREADS, LOAD_MAX);

	for (size_t i = 0; i < count; i++) {
		ck_assert_int_eq(kill(workers[i], SIGTERM), 0);
		load_wait(load, 10);
		read_at_once(&world, "one has left");
		ask(kept, "");
		expect_reply(kept, "one has left");
	}
	struct load_result result = load_end(load);
	if (result.odd != NULL)
		expect_status(result.odd, "all have left", 201);
	ck_assert_int_eq(result.created, result.sent);
	ck_assert(is_open(kept));
	close(kept);
	supervisor_await(stack.status_file, PROCESSES);
}
END_TEST

/* The farewell, and that a request which crosses it is answered. */
START_TEST(upgrade_asks_for_kept_connections_to_be_closed)
{
	int idle = connect_kept(), crossing = connect_kept();
	struct buffer nothing = { 0 };

	ck_assert_int_eq(kill(stack_supervisor(), SIGUSR2), 0);
	ck_assert_int_eq(peer_read_record(idle, &nothing), PEER_STDERR);
	ck_assert_uint_eq(nothing.length, 0);
	close(idle);
	ask(crossing, "");
	expect_reply(crossing, "sent when the workers were leaving");
	/* Behind the reply's end there is a record that makes nginx close it. */
	ck_assert_int_eq(peer_read_record(crossing, &nothing), PEER_STDERR);
	ck_assert_uint_eq(nothing.length, 0);
	ck_assert(peer_wait_closed(crossing, 2000));
	close(crossing);
	supervisor_await(stack.status_file, PROCESSES);
}
END_TEST

/* A peer that does not go when it is asked to is left in the end, and its connection with it. */
START_TEST(peer_that_stays_is_left)
{
	int fd = connect_kept();
	struct process_result done = supervisor_ctl("restart");

	ck_assert_msg(done.status == 0, "%s%s", done.out, done.err);
	ck_assert(peer_wait_closed(fd, 7000));
	close(fd);
	supervisor_await(stack.status_file, PROCESSES);
}
END_TEST

/* One more than can be kept is answered, and asked to close. */
START_TEST(more_than_can_be_kept)
{
	enum { COUNT = CONNECTIONS_KEPT_MAX + 10 };
	int *fds = calloc(COUNT, sizeof *fds), open = 0, refused = 0, before = count_kept(stack_supervisor());

	for (int i = 0; i < COUNT; i++)
		fds[i] = connect_kept();
	for (int i = 0; i < COUNT; i++) {
		if (is_open(fds[i]))
			open++;
		else if (peer_read_record(fds[i], NULL) == PEER_STDERR)
			refused++;
	}
	ck_assert_msg(open > CONNECTIONS_KEPT_MAX / 2 && open <= CONNECTIONS_KEPT_MAX && open + refused == COUNT,
		      "%d are kept, %d refused", open, refused);
	for (int i = 0; i < COUNT; i++)
		close(fds[i]);
	free(fds);
	/* They have made room. */
	process_sleep_ms(2500);
	int after = count_kept(stack_supervisor());
	ck_assert_msg(after <= before, "the supervisor has %d descriptors more", after - before);
	int fd = connect_kept();
	ask(fd, "");
	expect_reply(fd, "and once more");
	close(fd);
}
END_TEST

/* Half a request, and garbage, on a connection that was kept: its worker is free again after peer_timeout, and it is closed. */
START_TEST(peer_that_stalls_on_a_kept_connection)
{
	struct world world = world_new();
	const char *const speeches[] = { "\1\1\0", "GET / HTTP/1.1\r\n\r\n", "\1\1\0\1\0\10\0\0\0\1\1" };
	const size_t lengths[] = { 3, 18, 11 };
	int fds[ARRAY_LEN(speeches)];

	for (size_t i = 0; i < ARRAY_LEN(speeches); i++) {
		fds[i] = connect_kept();
		peer_send_more(fds[i], speeches[i], lengths[i]);
	}
	read_at_once(&world, "meanwhile");
	for (size_t i = 0; i < ARRAY_LEN(speeches); i++) {
		ck_assert_msg(peer_wait_closed(fds[i], (PEER_TIMEOUT + 3) * 1000), "speech %zu is not given up", i);
		close(fds[i]);
	}
	ck_assert(stack_all_alive());
}
END_TEST

/* --- one worker --- */

/* All but one, and the supervisor, stand still; the one has taken a request of which half has come. */
struct lone {
	pid_t pid;
	int fd;
	struct buffer request;
};

static void signal_others(const struct lone *lone, int number)
{
	pid_t workers[STACK_WORKERS_MAX];
	size_t count = stack_workers(workers);

	for (size_t i = 0; i < count; i++) {
		if (workers[i] != lone->pid)
			kill(workers[i], number);
	}
	kill(stack_supervisor(), number);
	process_sleep_ms(50);
}

static struct lone leave_alone(void)
{
	pid_t workers[STACK_WORKERS_MAX];
	struct lone lone = { 0 };

	ck_assert_uint_gt(stack_workers(workers), 0);
	lone.pid = workers[0];
	signal_others(&lone, SIGSTOP);
	add_request(&lone.request, "GET", "");
	lone.fd = peer_send(lone.request.data, lone.request.length / 2);
	process_sleep_ms(50);
	return lone;
}

/* The rest of it, and its reply. */
static void end_wait(struct lone *lone)
{
	size_t half = lone->request.length / 2;

	peer_send_more(lone->fd, lone->request.data + half, lone->request.length - half);
	expect_reply(lone->fd, "the one that was held up");
	close(lone->fd);
	buffer_free(&lone->request);
}

/* However many requests wait, a worker heeds what it is told between two of them. */
START_TEST(signal_does_not_wait_for_an_idle_moment)
{
	enum { COUNT = 100 };
	int fds[COUNT], answered = 0;

	for (int i = 0; i < COUNT; i++)
		fds[i] = connect_kept();
	struct lone lone = leave_alone();
	for (int i = 0; i < COUNT; i++)
		ask(fds[i], "");
	ck_assert_int_eq(kill(lone.pid, SIGTERM), 0);
	end_wait(&lone);
	process_sleep_ms(500);
	for (int i = 0; i < COUNT; i++)
		answered += poll(&(struct pollfd){ .fd = fds[i], .events = POLLIN }, 1, 0);
	signal_others(&lone, SIGCONT);
	ck_assert_int_eq(answered, 0);
	for (int i = 0; i < COUNT; i++) {
		expect_reply(fds[i], "of another");
		close(fds[i]);
	}
	supervisor_await(stack.status_file, PROCESSES);
}
END_TEST

/* Nobody at the socket waits for a round of all that is kept: as long as some are there, it has every second turn. */
START_TEST(crowd_at_the_socket_has_its_turn)
{
	enum { COUNT = 100, CROWD = 20 };
	int fds[COUNT + CROWD];
	size_t before = 0, crowd = 0;

	for (int i = 0; i < COUNT; i++)
		fds[i] = connect_kept();
	long mark = journal_mark(stack.log);
	struct lone lone = leave_alone();
	for (int i = 0; i < COUNT; i++)
		ask(fds[i], "kept");
	for (int i = COUNT; i < COUNT + CROWD; i++)
		fds[i] = connect_and_ask();
	end_wait(&lone);
	for (int i = 0; i < COUNT + CROWD; i++) {
		expect_reply(fds[i], "each");
		close(fds[i]);
	}
	signal_others(&lone, SIGCONT);
	json_t *lines = journal_since(stack.log, mark);
	for (size_t i = 0; i < json_array_size(lines) && crowd < CROWD; i++) {
		const char *id = journal_text(json_array_get(lines, i), "requestId");
		before += strcmp(id, "kept") == 0;
		crowd += strcmp(id, "new") == 0;
	}
	json_decref(lines);
	ck_assert_msg(crowd == CROWD && before <= CROWD + 8, "%zu were answered before the last of %zu", before, crowd);
}
END_TEST

void supervisor_add_connections(Suite *suite)
{
	TCase *part = suite_part(suite, "connections", settle);

	tcase_add_test(part, connections_are_kept);
	tcase_add_test(part, connection_of_a_head_is_not_kept);
	tcase_add_test(part, request_does_not_wait_for_anothers_lock);
	tcase_add_test(part, connections_outlive_their_workers);
	tcase_add_test(part, killed_workers_request_fails_at_once);
	tcase_add_test(part, worker_that_leaves_takes_nothing_along);
	tcase_add_test(part, upgrade_asks_for_kept_connections_to_be_closed);
	tcase_add_test(part, peer_that_stays_is_left);
	tcase_add_test(part, more_than_can_be_kept);
	tcase_add_test(part, peer_that_stalls_on_a_kept_connection);
	tcase_add_test(part, signal_does_not_wait_for_an_idle_moment);
	tcase_add_test(part, crowd_at_the_socket_has_its_turn);
}

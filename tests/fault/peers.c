/* Faults of what connects to the workers' socket: garbage, half a request, silence, a reply that nobody takes. */
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "expect.h"
#include "faults.h"
#include "peer.h"
#include "process.h"
#include "stack.h"
#include "suite.h"
#include "text.h"

enum { CLOSE_MS = (PEER_TIMEOUT + 1) * 1000 + 500 };

static void add_post(struct buffer *out, const char *length)
{
	peer_add_begin(out);
	peer_add_param(out, "REQUEST_METHOD", "POST");
	peer_add_param(out, "DOCUMENT_URI", WORLD_VISITS);
	peer_add_param(out, "CONTENT_LENGTH", length);
	peer_add_param(out, "CONTENT_TYPE", "application/json");
}

static void say_nothing(struct buffer *out)
{
	(void)out;
}

static void say_garbage(struct buffer *out)
{
	buffer_puts(out, text_repeat("GET / HTTP/1.1\r\n\r\n", 100));
}

static void say_zeros(struct buffer *out)
{
	static const char zeros[4096];

	buffer_add(out, zeros, sizeof zeros);
}

static void say_ones(struct buffer *out)
{
	buffer_puts(out, text_repeat("\xff", 4096));
}

static void say_half_a_head(struct buffer *out)
{
	buffer_add(out, "\1\1\0", 3);
}

static void say_half_a_beginning(struct buffer *out)
{
	struct buffer whole = { 0 };

	peer_add_begin(&whole);
	buffer_add(out, whole.data, whole.length - 4);
}

static void say_just_the_beginning(struct buffer *out)
{
	peer_add_begin(out);
}

static void say_another_role(struct buffer *out)
{
	peer_add_record(out, PEER_BEGIN, "\0\2\0\0\0\0\0\0", 8);
}

static void say_params_without_end(struct buffer *out)
{
	add_post(out, "2");
}

static void say_params_that_lie(struct buffer *out)
{
	peer_add_begin(out);
	/* A name of two gigabytes, it says. */
	peer_add_record(out, PEER_PARAMS, "\xff\xff\xff\xff\xff\xff\xff\xffX", 9);
	peer_add_record(out, PEER_PARAMS, "", 0);
}

static void say_params_cut_short(struct buffer *out)
{
	peer_add_begin(out);
	peer_add_record(out, PEER_PARAMS, "\16\4REQUEST", 9);
	peer_add_record(out, PEER_PARAMS, "", 0);
}

static void say_no_body(struct buffer *out)
{
	add_post(out, "100");
	peer_add_record(out, PEER_PARAMS, "", 0);
}

static void say_half_a_body(struct buffer *out)
{
	say_no_body(out);
	peer_add_record(out, PEER_STDIN, "{\"clientId\":", 12);
}

static void say_end_within_the_body(struct buffer *out)
{
	say_half_a_body(out);
	peer_add_record(out, PEER_STDIN, "", 0);
}

static void say_negative_length(struct buffer *out)
{
	add_post(out, "-1");
	peer_add_record(out, PEER_PARAMS, "", 0);
}

static void say_endless_length(struct buffer *out)
{
	add_post(out, "99999999999999999999");
	peer_add_record(out, PEER_PARAMS, "", 0);
}

static void say_huge_length(struct buffer *out)
{
	add_post(out, "9223372036854775807");
	peer_add_record(out, PEER_PARAMS, "", 0);
}

static void say_abort(struct buffer *out)
{
	say_half_a_body(out);
	peer_add_record(out, PEER_ABORT, "", 0);
}

static void say_no_parameters(struct buffer *out)
{
	peer_add_begin(out);
	peer_add_record(out, PEER_PARAMS, "", 0);
	peer_add_record(out, PEER_STDIN, "", 0);
}

static void say_management(struct buffer *out)
{
	const char query[8] = { 1, PEER_GET_VALUES, 0, 0, 0, 0, 0, 0 };

	buffer_add(out, query, sizeof query);
}

static const struct {
	const char *name;
	void (*say)(struct buffer *out);
} speeches[] = {
	{ "nothing", say_nothing },
	{ "garbage", say_garbage },
	{ "zeros", say_zeros },
	{ "ones", say_ones },
	{ "half a head", say_half_a_head },
	{ "half a beginning", say_half_a_beginning },
	{ "just the beginning", say_just_the_beginning },
	{ "another role", say_another_role },
	{ "parameters without end", say_params_without_end },
	{ "parameters that lie", say_params_that_lie },
	{ "parameters cut short", say_params_cut_short },
	{ "no body", say_no_body },
	{ "half a body", say_half_a_body },
	{ "an end within the body", say_end_within_the_body },
	{ "a negative length", say_negative_length },
	{ "a length without end", say_endless_length },
	{ "a huge length", say_huge_length },
	{ "abort", say_abort },
	{ "no parameters", say_no_parameters },
	{ "a question to the management", say_management },
};

static int speak(size_t i)
{
	struct buffer bytes = { 0 };

	speeches[i].say(&bytes);
	int fd = peer_send(bytes.data, bytes.length);
	buffer_free(&bytes);
	return fd;
}

START_TEST(peer_that_hangs_up)
{
	struct world world = world_new();

	for (int times = 0; times < 5; times++)
		close(speak((size_t)_i));
	faults_expect_all_good(&world, speeches[_i].name);
	ck_assert_msg(stack_all_alive(), "%s has killed a worker", speeches[_i].name);
}
END_TEST

/* As many as half of the workers at a time hold on, and have the line for peer_timeout and no longer; who comes with a
 * request meanwhile is served. */
START_TEST(peer_that_holds_on)
{
	enum { AT_A_TIME = 4 };
	struct world world = world_new();
	int fds[AT_A_TIME];
	size_t first = (size_t)_i * AT_A_TIME, count = 0;

	for (; count < AT_A_TIME && first + count < ARRAY_LEN(speeches); count++)
		fds[count] = speak(first + count);
	expect_status(faults_check_in(&world), "meanwhile", 201);
	for (size_t i = 0; i < count; i++) {
		ck_assert_msg(peer_wait_closed(fds[i], CLOSE_MS), "%s holds its worker", speeches[first + i].name);
		close(fds[i]);
	}
	faults_expect_all_good(&world, "after");
	ck_assert(stack_all_alive());
}
END_TEST

/* Every worker is held at once: a request waits, and no longer than peer_timeout. */
START_TEST(peers_that_hold_all_workers)
{
	struct world world = world_new();
	pid_t pids[STACK_WORKERS_MAX];
	int fds[STACK_WORKERS_MAX];
	size_t count = stack_workers(pids);

	for (size_t i = 0; i < count; i++)
		fds[i] = speak(0);
	struct http_response *response = faults_check_in(&world);
	expect_status(response, "waited", 201);
	ck_assert_msg(response->seconds < PEER_TIMEOUT + 2, "waited %g seconds", response->seconds);
	for (size_t i = 0; i < count; i++) {
		ck_assert(peer_wait_closed(fds[i], CLOSE_MS));
		close(fds[i]);
	}
	ck_assert(stack_all_alive());
}
END_TEST

/* A reply of more than a megabyte, which does not fit into the socket, to a peer that does not read. */
START_TEST(peer_that_takes_no_reply)
{
	enum { FIELDS = 20000 };
	struct world world = world_new();
	struct buffer body = { 0 }, bytes = { 0 };

	for (int i = 0; i < FIELDS; i++)
		buffer_puts(&body, text("%c\"%x\":0", i == 0 ? '{' : ',', i));
	buffer_puts(&body, "}");
	add_post(&bytes, text("%zu", body.length));
	peer_add_param(&bytes, "HTTP_AUTHORIZATION", text("Bearer %s", world.token));
	peer_add_record(&bytes, PEER_PARAMS, "", 0);
	peer_add_record(&bytes, PEER_STDIN, body.data, body.length);
	peer_add_record(&bytes, PEER_STDIN, "", 0);

	int fd = peer_send(bytes.data, bytes.length);
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	ck_assert_int_eq(poll(&ready, 1, 5000), 1);
	expect_status(faults_check_in(&world), "meanwhile", 201);
	ck_assert_msg(peer_wait_closed(fd, CLOSE_MS), "the worker is held");
	close(fd);
	faults_expect_all_good(&world, "after");
	ck_assert(stack_all_alive());
}
END_TEST

void faults_add_peers(Suite *suite)
{
	TCase *part = suite_part(suite, "peers", faults_settle);

	tcase_add_loop_test(part, peer_that_hangs_up, 0, ARRAY_LEN(speeches));
	tcase_add_loop_test(part, peer_that_holds_on, 0, (ARRAY_LEN(speeches) + 3) / 4);
	tcase_add_test(part, peers_that_hold_all_workers);
	tcase_add_test(part, peer_that_takes_no_reply);
}

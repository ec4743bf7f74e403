/* Faults of the workers: signals, broken configurations, sudden death; and two instances side by side. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"
#include "faults.h"
#include "journal.h"
#include "load.h"
#include "mint.h"
#include "process.h"
#include "sql.h"
#include "stack.h"
#include "suite.h"
#include "text.h"

enum { LOAD_THREADS = 4, LOAD_MAX = 5000, GONE_SECONDS = 10 };

static void expect_no_loss(struct load *load, const char *what)
{
	struct load_result result = load_end(load);

	if (result.odd != NULL)
		expect_status(result.odd, what, 201);
	ck_assert_int_eq(result.created, result.sent);
	ck_assert_int_gt(result.sent, 0);
}

/* --- SIGHUP --- */

static const struct {
	const char *name, *lines, *message;
} broken[] = {
	{ "unknown parameter", "[log]\ncolour = red\n", "unknown parameter 'colour' in section [log]" },
	{ "no number", "[database]\nstatement_timeout = soon\n", "statement_timeout must be a whole number" },
	{ "no line", "what is this\n", "expected '[section]' or 'name = value'" },
	{ "given twice", "[token]\nkeys = /nowhere\n", "keys is given twice" },
};

START_TEST(SIGHUP_with_a_broken_configuration_keeps_the_old_one)
{
	struct world world = world_new();
	long mark = journal_mark(stack.log);

	ck_assert_msg(!stack_configure(broken[_i].lines), "%s is taken", broken[_i].name);
	json_t *line = journal_find(stack.log, mark, "level", "error");
	ck_assert_ptr_nonnull(line);
	const char *message = journal_text(line, "message");
	const char *place = strstr(message, text("%s:", stack.conf));
	ck_assert_msg(place != NULL && strspn(place + strlen(stack.conf) + 1, "0123456789") > 0, "no file and line: %s", message);
	ck_assert_msg(strstr(message, broken[_i].message) != NULL, "%s", message);
	faults_expect_all_good(&world, broken[_i].name);
	ck_assert(stack_all_alive());
}
END_TEST

START_TEST(SIGHUP_without_a_configuration_keeps_the_old_one)
{
	struct world world = world_new();
	const char *aside = text("%s.aside", stack.conf);

	ck_assert_int_eq(rename(stack.conf, aside), 0);
	bool reloaded = stack_reload();
	ck_assert_int_eq(rename(aside, stack.conf), 0);
	ck_assert(!reloaded);
	faults_expect_all_good(&world, "no file");
}
END_TEST

START_TEST(SIGHUP_with_a_broken_key_keeps_the_old_ones)
{
	struct world world = world_new();
	long mark = journal_mark(stack.log);

	stack_add_key("broken.pem", "x", 1);
	ck_assert(!stack_reload());
	const json_t *line = journal_find(stack.log, mark, "level", "error");
	ck_assert_ptr_nonnull(line);
	ck_assert_ptr_nonnull(strstr(journal_text(line, "message"), "broken.pem: neither a public key nor a certificate in PEM"));
	faults_expect_all_good(&world, "broken key");
	faults_settle();
	ck_assert(stack_reload());
}
END_TEST

START_TEST(SIGHUP_with_new_keys_under_load_drops_nothing)
{
	struct world world = world_new();
	struct load *load = load_begin(&world, LOAD_THREADS, LOAD_MAX);

	for (int i = 0; i < 5; i++) {
		struct mint_key key = mint_make_key("secret");
		const struct mint mint = {
			.user = world.caregiver, .alg = "HS256", .key = key.signing, .kid = text("test-%d", i)
		};
		stack_add_key(text("test-%d.secret", i), key.verifying, strlen(key.verifying));
		load_wait(load, 10);
		ck_assert(stack_reload());
		expect_status(
			http_post(WORLD_VISITS, mint_odd(&mint), world_check_in_body(world.client, world_slot(LOAD_MAX + i), "")),
			"with the new key", 201);
	}
	load_wait(load, 50);
	expect_no_loss(load, "SIGHUP under load");
	ck_assert(stack_all_alive());
}
END_TEST

START_TEST(SIGHUP_opens_the_log_anew)
{
	struct world world = world_new();
	const char *rotated = text("%s.1", stack.log);

	ck_assert_int_eq(rename(stack.log, rotated), 0);
	long mark = journal_mark(stack.log);
	ck_assert(stack_reload());
	struct http_response *response = faults_check_in(&world);
	expect_status(response, "rotated", 201);
	ck_assert_ptr_nonnull(journal_find(stack.log, mark, "requestId", http_header(response, "X-Request-Id")));
	ck_assert_int_eq(unlink(rotated), 0);
}
END_TEST

/* --- SIGTERM --- */

/* Start the workers anew under this process, which hears how they end. */
static size_t adopt_workers(pid_t pids[STACK_WORKERS_MAX])
{
	ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	stack_command("workers-stop");
	stack_command("workers-start");
	return stack_workers(pids);
}

static void expect_exit_0(pid_t pid)
{
	int status = -1;

	ck_assert_msg(process_wait_gone(pid, GONE_SECONDS), "worker %d does not end", (int)pid);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "worker %d: wait status %d", (int)pid, status);
}

START_TEST(SIGTERM_to_half_of_the_workers_under_load_fails_no_request)
{
	struct world world = world_new();
	pid_t pids[STACK_WORKERS_MAX];
	size_t count = adopt_workers(pids);
	struct load *load = load_begin(&world, LOAD_THREADS, LOAD_MAX);

	for (size_t i = 0; i < count / 2; i++) {
		load_wait(load, 20);
		ck_assert_int_eq(kill(pids[i], SIGTERM), 0);
	}
	for (size_t i = 0; i < count / 2; i++)
		expect_exit_0(pids[i]);
	load_wait(load, 50);
	expect_no_loss(load, "SIGTERM under load");
	for (size_t i = count / 2; i < count; i++)
		ck_assert_msg(process_alive(pids[i]), "worker %d was not asked to end", (int)pids[i]);
}
END_TEST

START_TEST(SIGTERM_finishes_the_request_in_hand)
{
	struct world world = world_new();
	pid_t pids[STACK_WORKERS_MAX];
	size_t count = adopt_workers(pids);
	const struct http_request request = { .path = WORLD_VISITS,
					      .token = world.token,
					      .body = world_check_in_body(world.client, WORLD_SLOT, "") };
	PGconn *holder = faults_hold_slot(&world);
	struct http_pending *pending = http_begin(&request);

	(void)!sql_wait_for_blocked();
	stack_signal(SIGTERM);
	process_sleep_ms(300);
	sql_run(holder, "ROLLBACK", (char *)NULL);
	expect_status(http_end(pending), "in hand", 201);
	for (size_t i = 0; i < count; i++)
		expect_exit_0(pids[i]);
	ck_assert_int_eq(world_count_visits(world.client), 1);

	struct http_response *response = faults_check_in(&world);
	expect_refusal(response, "nobody is left", 502);
	ck_assert_ptr_nonnull(http_header(response, "Retry-After"));
}
END_TEST

/* --- sudden death, and a client that goes away --- */

START_TEST(worker_killed_in_the_middle_of_a_request)
{
	struct world world = world_new();
	const struct http_request request = { .path = WORLD_VISITS,
					      .token = world.token,
					      .body = world_check_in_body(world.client, WORLD_SLOT, ""),
					      .headers = { "Idempotency-Key: k" } };

	PGconn *holder = faults_hold_slot(&world);
	/* Until each worker has logged which backend is its own. */
	faults_expect_all_good(&world, "before");
	long before = world_count_visits(world.client);
	struct http_pending *pending = http_begin(&request);
	ck_assert_int_eq(kill(faults_worker_of(sql_wait_for_blocked()), SIGKILL), 0);
	expect_refusal(http_end(pending), "killed", 502);
	sql_run(holder, "ROLLBACK", (char *)NULL);

	struct http_response *response = http_send(&request);
	expect_status(response, "the same key again", 201);
	expect_value("Idempotent-Replayed", http_header(response, "Idempotent-Replayed"), NULL);
	ck_assert_int_eq(world_count_visits(world.client), before + 1);
	ck_assert_int_eq(sql_count("SELECT count(*) FROM idempotency_keys WHERE user_id = $1", world.caregiver), 1);
	faults_expect_all_good(&world, "the others go on");
}
END_TEST

/* Its work is done all the same, and the key brings the answer that it did not wait for. */
/* A worker of health, for it needs no database, that has its log open and no room for a connection. */
static pid_t start_without_descriptors(int listener)
{
	const struct rlimit few = { .rlim_cur = STDERR_FILENO + 2, .rlim_max = STDERR_FILENO + 2 };
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(listener, STDIN_FILENO);
		close_range(STDERR_FILENO + 1, ~0u, 0);
		setrlimit(RLIMIT_NOFILE, &few);
		execl(text("%s/visitd", stack.bin), "visitd", "--health", "-c", stack.conf, (char *)NULL);
		_exit(127);
	}
	return pid;
}

START_TEST(worker_without_descriptors_does_not_spin)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX }; /* without a name the kernel gives it one */
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), status = -1;
	struct rusage used;

	ck_assert_int_eq(bind(listener, (const struct sockaddr *)&address, sizeof address.sun_family), 0);
	ck_assert_int_eq(listen(listener, 1), 0);
	pid_t pid = start_without_descriptors(listener);
	process_sleep_ms(3000);
	ck_assert_int_eq(kill(pid, SIGTERM), 0);
	ck_assert_int_eq(wait4(pid, &status, 0, &used), pid);
	ck_assert_int_eq(status, 0);
	ck_assert_int_lt(used.ru_utime.tv_sec + used.ru_stime.tv_sec, 1);
	close(listener);
}
END_TEST

START_TEST(client_that_hangs_up_before_the_answer)
{
	struct world world = world_new();
	struct http_request request = { .path = WORLD_VISITS,
					.token = world.token,
					.body = world_check_in_body(world.client, WORLD_SLOT, ""),
					.headers = { "Idempotency-Key: k" },
					.patience_ms = 500 };
	PGconn *holder = faults_hold_slot(&world);
	struct http_pending *pending = http_begin(&request);

	(void)!sql_wait_for_blocked();
	ck_assert_int_eq(http_end(pending)->status, 0);
	sql_run(holder, "ROLLBACK", (char *)NULL);
	request.patience_ms = 0;
	struct http_response *response = http_send(&request);
	expect_status(response, "again", 201);
	expect_value("Idempotent-Replayed", http_header(response, "Idempotent-Replayed"), "true");
	ck_assert_int_eq(world_count_visits(world.client), 1);
	faults_expect_all_good(&world, "after");
	ck_assert(stack_all_alive());
}
END_TEST

START_TEST(client_that_hangs_up_in_the_middle_of_its_body)
{
	struct world world = world_new();
	long mark = journal_mark(stack.log);
	const char *bytes = text("POST " WORLD_VISITS " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n"
				 "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"clientId\":",
				 world.token);

	for (int i = 0; i < 20; i++)
		(void)!http_send_raw(HTTP_RAW_HANG_UP, bytes, strlen(bytes));
	faults_expect_all_good(&world, "after");
	ck_assert(stack_all_alive());
	/* nginx passes on what is complete, and nothing else. */
	json_t *lines = journal_since(stack.log, mark), *line;
	size_t i;
	json_array_foreach (lines, i, line)
		ck_assert_str_eq(journal_text(line, "level"), "info");
}
END_TEST

/* --- two instances side by side --- */

#define DEMO_CLIENT "30000000-0000-4000-8000-000000000001"

struct neighbour {
	pid_t pid;
	int stop; /* closing it ends the neighbour */
	FILE *says;
	struct world world;
	char *url, *ca;
};

static char *read_line(struct neighbour *neighbour)
{
	char line[4096];

	ck_assert_msg(fgets(line, sizeof line, neighbour->says) != NULL, "the second stack does not start");
	return text("%.*s", (int)strcspn(line, "\n"), line);
}

/* A second stack, with nginx's rate limit on, which lives until its standard input ends: also if this process does not live so
 * long. */
static struct neighbour start_neighbour(void)
{
	static const char script[] = "echo \"$VISITD_URL\"; echo \"$VISITD_CA\"; "
				     "\"$VISITD_BIN/visitctl\" -c \"$VISITD_CONF\" token --key \"$VISITD_SIGNING_KEY\" "
				     "--user 20000000-0000-4000-8000-000000000001; read -r word || exit 0";
	struct neighbour neighbour = { 0 };
	int in[2], out[2];

	/* Or what is started from here meanwhile would keep them open. */
	ck_assert_int_eq(pipe2(in, O_CLOEXEC), 0);
	ck_assert_int_eq(pipe2(out, O_CLOEXEC), 0);
	neighbour.pid = fork();
	ck_assert_int_ge(neighbour.pid, 0);
	if (neighbour.pid == 0) {
		setsid();
		setenv("WITH_STACK_LIMIT", "on", 1);
		dup2(in[0], STDIN_FILENO);
		dup2(out[1], STDOUT_FILENO);
		execl(WITH_STACK, WITH_STACK, "sh", "-c", script, (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	neighbour.stop = in[1];
	neighbour.says = fdopen(out[0], "r");
	ck_assert_ptr_nonnull(neighbour.says);
	neighbour.url = read_line(&neighbour);
	neighbour.ca = read_line(&neighbour);
	neighbour.world.token = read_line(&neighbour);
	return neighbour;
}

static struct http_response *check_in_next_door(const struct neighbour *neighbour, const char *token, int slot)
{
	const struct http_request request = { .url = neighbour->url,
					      .ca = neighbour->ca,
					      .path = WORLD_VISITS,
					      .token = token,
					      .body = world_check_in_body(DEMO_CLIENT, world_slot(slot), "") };

	return http_send(&request);
}

/* Its limit is as it is shipped: a hundred at once, then twenty a second. */
static void expect_rate_limit(const struct neighbour *neighbour)
{
	const struct http_request request = { .url = neighbour->url, .ca = neighbour->ca, .path = "/api/v1/nothing" };
	struct http_response *response = http_send(&request);

	for (int i = 0; i < 1000 && response->status == 404; i++)
		response = http_send(&request);
	expect_problem(response, "too many", 429, NULL);
}

START_TEST(two_instances_side_by_side)
{
	struct world world = world_new();
	struct neighbour neighbour = start_neighbour();
	int status = -1;

	expect_status(faults_check_in(&world), "here", 201);
	expect_status(check_in_next_door(&neighbour, neighbour.world.token, 1), "there", 201);
	expect_problem(check_in_next_door(&neighbour, world.token, 2), "token from here, there", 401, NULL);
	expect_problem(http_post(WORLD_VISITS, neighbour.world.token, "{}"), "token from there, here", 401, NULL);

	stack_command("workers-stop");
	stack_command("postgres-stop");
	expect_status(check_in_next_door(&neighbour, neighbour.world.token, 3), "there, stopped here", 201);
	expect_rate_limit(&neighbour);
	stack_command("postgres-start");
	stack_command("workers-start");

	close(neighbour.stop);
	ck_assert_int_eq(waitpid(neighbour.pid, &status, 0), neighbour.pid);
	ck_assert_int_eq(status, 0);
	ck_assert_int_eq(check_in_next_door(&neighbour, neighbour.world.token, 4)->status, 0);
	faults_expect_all_good(&world, "here, stopped there");
}
END_TEST

void faults_add_workers(Suite *suite)
{
	TCase *part = suite_part(suite, "workers", faults_settle);

	tcase_add_loop_test(part, SIGHUP_with_a_broken_configuration_keeps_the_old_one, 0, ARRAY_LEN(broken));
	tcase_add_test(part, SIGHUP_without_a_configuration_keeps_the_old_one);
	tcase_add_test(part, SIGHUP_with_a_broken_key_keeps_the_old_ones);
	tcase_add_test(part, SIGHUP_with_new_keys_under_load_drops_nothing);
	tcase_add_test(part, SIGHUP_opens_the_log_anew);
	tcase_add_test(part, SIGTERM_to_half_of_the_workers_under_load_fails_no_request);
	tcase_add_test(part, SIGTERM_finishes_the_request_in_hand);
	tcase_add_test(part, worker_killed_in_the_middle_of_a_request);
	tcase_add_test(part, worker_without_descriptors_does_not_spin);
	tcase_add_test(part, client_that_hangs_up_before_the_answer);
	tcase_add_test(part, client_that_hangs_up_in_the_middle_of_its_body);
	tcase_add_test(part, two_instances_side_by_side);
}

/* The supervisor under load: no request fails but those that a killed worker had in hand. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/integer.h"
#include "expect.h"
#include "journal.h"
#include "load.h"
#include "sql.h"
#include "stack.h"
#include "suite.h"
#include "supervisor.h"
#include "text.h"

enum { THREADS = 4, LOAD_MAX = 20000, ROUNDS = 20, PROCESSES = 8 + 2 + 1 };

static void expect_no_loss(struct load *load, const char *what)
{
	struct load_result result = load_end(load);

	if (result.odd != NULL)
		expect_status(result.odd, what, 201);
	ck_assert_int_eq(result.created, result.sent);
	ck_assert_int_gt(result.sent, 0);
}

static void expect_done(const char *command)
{
	struct process_result result = supervisor_ctl(command);

	ck_assert_msg(result.status == 0, "visitctl %s: exit status %d\n%s%s", command, result.status, result.out, result.err);
}

/* Requests that killed workers had in hand, as the supervisor's log tells. */
static int count_in_hand(long mark)
{
	json_t *lines = journal_since(stack.log, mark), *line;
	int count = 0;
	size_t i;

	json_array_foreach (lines, i, line)
		count += strstr(journal_text(line, "message"), "was ended by SIGKILL") != NULL &&
			 json_object_get(line, "milliseconds") != NULL;
	return count;
}

START_TEST(kill_9_of_every_worker_in_turn_loses_what_it_had_in_hand)
{
	struct world world = world_new();
	pid_t pids[STACK_WORKERS_MAX];
	size_t count = stack_workers(pids);
	long mark = journal_mark(stack.log);
	struct load *load = load_begin(&world, THREADS, LOAD_MAX);

	for (size_t i = 0; i < count; i++) {
		load_wait(load, 10);
		ck_assert_int_eq(kill(pids[i], SIGKILL), 0);
		load_wait(load, 10);
		supervisor_await(stack.status_file, PROCESSES);
	}
	struct load_result result = load_end(load);
	if (result.odd != NULL)
		expect_refusal(result.odd, "killed", 502);
	ck_assert_uint_eq(supervisor_count_lines(mark, "worker "), count);
	/* Each had one in hand at most, which the log then tells; but for one that the kernel was just handing to it. */
	ck_assert_int_le(count_in_hand(mark), (int)count);
	ck_assert_int_le(result.sent - result.created, (int)count);
}
END_TEST

START_TEST(killed_workers_request_is_named_in_the_log)
{
	struct world world = world_new();
	const struct http_request request = { .path = WORLD_VISITS,
					      .token = world.token,
					      .body = world_check_in_body(world.client, WORLD_SLOT, ""),
					      .headers = { "X-Request-Id: in-the-hand-of-one" } };
	PGconn *session = world_hold_slot(&world);
	int64_t pid;
	long mark = journal_mark(stack.log);

	struct http_pending *pending = http_begin(&request);
	(void)!sql_wait_for_blocked();
	struct process_result status = supervisor_ctl("status");
	const char *busy = strstr(status.out, "visits_check_in, request in-the-hand-of-one");
	ck_assert_msg(status.status == 0 && busy != NULL, "%d\n%s%s", status.status, status.out, status.err);
	while (*busy != '\n')
		busy--;
	busy += strspn(busy, "\n ");
	ck_assert(integer_parse(text("%.*s", (int)strcspn(busy, " "), busy), 2, INT32_MAX, &pid));
	ck_assert_int_eq(kill((pid_t)pid, SIGKILL), 0);
	expect_refusal(http_end(pending), "killed", 502);
	sql_run(session, "ROLLBACK", (char *)NULL);
	const json_t *line = journal_find(stack.log, mark, "requestId", "in-the-hand-of-one");
	ck_assert_ptr_nonnull(line);
	ck_assert_str_eq(journal_text(line, "operation"), "visits_check_in");
	ck_assert_ptr_nonnull(strstr(journal_text(line, "message"), "was ended by SIGKILL"));
	supervisor_await(stack.status_file, PROCESSES);
}
END_TEST

START_TEST(twenty_upgrades_lose_nothing)
{
	struct world world = world_new();
	pid_t supervisor = stack_supervisor();
	struct load *load = load_begin(&world, THREADS, LOAD_MAX);

	for (int i = 0; i < ROUNDS; i++) {
		load_wait(load, 5);
		expect_done("restart");
	}
	load_wait(load, 20);
	expect_no_loss(load, "upgrade");
	ck_assert_int_eq(stack_supervisor(), supervisor);
	ck_assert_msg(!stack_all_alive(), "the old workers are still there");
	supervisor_await(stack.status_file, PROCESSES);
}
END_TEST

START_TEST(twenty_reloads_lose_nothing_and_a_broken_one_changes_nothing)
{
	struct world world = world_new();
	struct load *load = load_begin(&world, THREADS, LOAD_MAX);
	size_t length;
	char *good = file_read(stack.conf, 65536, &length);

	for (int i = 0; i < ROUNDS; i++) {
		load_wait(load, 5);
		if (i != ROUNDS / 2) {
			expect_done("reload");
			continue;
		}
		long mark = journal_mark(stack.log);
		stack_put(stack.conf, "[log]\nlevel = loud\n", 19);
		struct process_result refused = supervisor_ctl("reload");
		ck_assert_int_eq(refused.status, 78);
		ck_assert_ptr_nonnull(strstr(refused.err, text("%s:2: level must be", stack.conf)));
		/* And whoever sends the signal without asking. */
		ck_assert_int_eq(kill(stack_supervisor(), SIGHUP), 0);
		const json_t *line = journal_find(stack.log, mark, "level", "error");
		ck_assert_ptr_nonnull(line);
		ck_assert_int_eq(json_integer_value(json_object_get(line, "pid")), stack_supervisor());
		stack_put(stack.conf, good, length);
	}
	free(good);
	load_wait(load, 20);
	expect_no_loss(load, "reload");
	ck_assert(stack_all_alive());
}
END_TEST

/* What is installed is no visitd, or one that does not like the configuration. */
START_TEST(upgrade_to_a_program_that_fails_its_test_changes_nothing)
{
	static const char script[] = "#!/bin/sh\necho 'this is not for here' >&2\nexit 1\n";
	const char *program = text("%s/visitd", stack.bin), *aside = text("%s.aside", program);
	pid_t supervisor = stack_supervisor();

	ck_assert_int_eq(rename(program, aside), 0);
	stack_put(program, script, strlen(script));
	ck_assert_int_eq(chmod(program, 0755), 0);
	struct process_result result = supervisor_ctl("restart");
	ck_assert_int_eq(unlink(program), 0);
	struct process_result missing = supervisor_ctl("restart");
	ck_assert_int_eq(rename(aside, program), 0);
	ck_assert_msg(result.status == 1 && strstr(result.err, "this is not for here") != NULL, "%d: %s", result.status,
		      result.err);
	ck_assert_msg(missing.status == 1 && strstr(missing.err, "No such file") != NULL, "%d: %s", missing.status, missing.err);
	ck_assert_int_eq(stack_supervisor(), supervisor);
	ck_assert(stack_all_alive());
	expect_done("restart");
}
END_TEST

/* How many processes there may be, for the supervisor to start another. Only its own account may say so. */
static void limit_processes(const char *limit)
{
	struct stat account;

	ck_assert_int_eq(stat(stack.conf, &account), 0);
	const char *as = geteuid() == 0
				 ? text("setpriv --reuid=%d --regid=%d --clear-groups", (int)account.st_uid, (int)account.st_gid)
				 : "";
	const char *command = text("%s prlimit --pid=%d --nproc=%s:", as, (int)stack_supervisor(), limit);
	struct process_result result = process_run((const char *const[]){ "sh", "-c", command, NULL });
	ck_assert_msg(result.status == 0, "%s: %s", command, result.err);
}

START_TEST(upgrade_that_cannot_be_tested_changes_nothing)
{
	pid_t supervisor = stack_supervisor();
	struct rlimit usual;

	ck_assert_int_eq(getrlimit(RLIMIT_NPROC, &usual), 0);
	limit_processes("1");
	struct process_result result = supervisor_ctl("restart");
	limit_processes(usual.rlim_cur == RLIM_INFINITY ? "unlimited" : text("%llu", (unsigned long long)usual.rlim_cur));
	ck_assert_msg(result.status == 1 && strstr(result.err, strerror(EAGAIN)) != NULL, "%d: %s", result.status, result.err);
	ck_assert_int_eq(stack_supervisor(), supervisor);
	ck_assert(stack_all_alive());
	expect_done("restart");
}
END_TEST

/* The supervisor makes it anew, and is in it before the workers, who are stopped here. */
START_TEST(reload_waits_for_workers_where_the_status_file_was_deleted)
{
	const char *workers = text("$(cat /proc/%d/task/%d/children)", (int)stack_supervisor(), (int)stack_supervisor());
	const char *script = text("rm %s; kill -STOP %s; timeout 1 %s/visitctl -c %s reload; echo $?; kill -CONT %s",
				  stack.status_file, workers, stack.bin, stack.conf, workers);

	ck_assert_str_eq(process_run((const char *const[]){ "sh", "-c", script, NULL }).out, "124\n");
	supervisor_await(stack.status_file, PROCESSES);
}
END_TEST

/* What a copy to a full disk has left. A shell would run it, and end well. */
START_TEST(upgrade_to_an_empty_program_changes_nothing)
{
	const char *program = text("%s/visitd", stack.bin), *aside = text("%s.aside", program);
	pid_t supervisor = stack_supervisor();

	ck_assert_int_eq(rename(program, aside), 0);
	stack_put(program, "", 0);
	ck_assert_int_eq(chmod(program, 0755), 0);
	struct process_result result = supervisor_ctl("restart");
	ck_assert_int_eq(rename(aside, program), 0);
	ck_assert_int_eq(stack_supervisor(), supervisor);
	ck_assert_msg(result.status == 1 && strstr(result.err, "what is installed is no visitd") != NULL, "%d: %s", result.status,
		      result.err);
	ck_assert(stack_all_alive());
	expect_done("restart");
}
END_TEST

/* The test plays systemd, and holds the socket: what comes while nobody is there waits, and is served by the next. */
START_TEST(kill_9_of_the_supervisor_loses_nothing_where_the_socket_is_held)
{
	static const char lines[] = "pid_file = @/pid\nstatus_file = @/status\nhealth_socket = @/health\n";
	struct world world = world_new();
	const char *conf = supervisor_configure(lines), *status_file = text("%s/status", supervisor_place);

	stack_command("workers-stop");
	int listener = supervisor_listen(stack.socket);
	struct instance instance = supervisor_start(conf, listener, "api", NULL);
	supervisor_await(status_file, 2 + 2 + 1);
	struct load *load = load_begin(&world, THREADS, LOAD_MAX);
	for (int i = 0; i < 3; i++) {
		load_wait(load, 20);
		ck_assert_int_eq(kill(instance.pid, SIGKILL), 0);
		ck_assert_int_eq(supervisor_end(&instance).status, 128 + SIGKILL);
		supervisor_await(status_file, 0);
		process_sleep_ms(200);
		instance = supervisor_start(conf, listener, "api", NULL);
	}
	load_wait(load, 20);
	expect_no_loss(load, "held socket");
	ck_assert_int_eq(kill(instance.pid, SIGTERM), 0);
	ck_assert_int_eq(supervisor_end(&instance).status, 0);
	close(listener);
	stack_command("workers-start");
}
END_TEST

/* And no longer: what it had in hand is told. */
START_TEST(worker_that_does_not_finish_in_time_is_killed)
{
	static const char lines[] = "pid_file = @/pid\nstatus_file = @/status\nhealth_socket =\nstop_timeout = 1\n"
				    "[database]\nlock_timeout = 60\nstatement_timeout = 60\n";
	struct world world = world_new();
	const struct http_request request = { .path = WORLD_VISITS,
					      .token = world.token,
					      .body = world_check_in_body(world.client, WORLD_SLOT, ""),
					      .headers = { "X-Request-Id: too-slow" } };
	PGconn *session = world_hold_slot(&world);
	const char *conf = supervisor_configure(lines);

	stack_command("workers-stop");
	int listener = supervisor_listen(stack.socket);
	struct instance instance = supervisor_start(conf, listener, NULL, NULL);
	supervisor_await(text("%s/status", supervisor_place), 2 + 1);
	struct http_pending *pending = http_begin(&request);
	(void)!sql_wait_for_blocked();
	int64_t begun = clock_ms();
	ck_assert_int_eq(kill(instance.pid, SIGTERM), 0);
	ck_assert_int_eq(supervisor_end(&instance).status, 0);
	ck_assert_int_ge(clock_ms() - begun, 1000);
	expect_refusal(http_end(pending), "killed", 502);
	const json_t *line = journal_find(text("%s/visitd.log", supervisor_place), 0, "requestId", "too-slow");
	ck_assert_ptr_nonnull(line);
	ck_assert_ptr_nonnull(strstr(journal_text(line, "message"), "was ended by SIGKILL"));
	sql_run(session, "ROLLBACK", (char *)NULL);
	close(listener);
	stack_command("workers-start");
}
END_TEST

void supervisor_add_load(Suite *suite)
{
	TCase *part = suite_part(suite, "load", supervisor_begin);

	tcase_add_test(part, kill_9_of_every_worker_in_turn_loses_what_it_had_in_hand);
	tcase_add_test(part, killed_workers_request_is_named_in_the_log);
	tcase_add_test(part, twenty_upgrades_lose_nothing);
	tcase_add_test(part, twenty_reloads_lose_nothing_and_a_broken_one_changes_nothing);
	tcase_add_test(part, upgrade_to_a_program_that_fails_its_test_changes_nothing);
	tcase_add_test(part, upgrade_that_cannot_be_tested_changes_nothing);
	tcase_add_test(part, reload_waits_for_workers_where_the_status_file_was_deleted);
	tcase_add_test(part, upgrade_to_an_empty_program_changes_nothing);
	tcase_add_test(part, kill_9_of_the_supervisor_loses_nothing_where_the_socket_is_held);
	tcase_add_test(part, worker_that_does_not_finish_in_time_is_killed);
}

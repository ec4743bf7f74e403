/* The scoreboard: who has which slot, what a reader believes, and what it makes of a file that is not as it should be. */
#include "web/scoreboard.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/operations.h"
#include "unit.h"

static const char *path;

static void set_path(void)
{
	path = unit_text("%s/visitd.status", unit_directory());
}

static struct scoreboard *open_board(void)
{
	return scoreboard_open(path, operations, SCOREBOARD_API);
}

static struct scoreboard *look(void)
{
	char *error;
	struct scoreboard *board = scoreboard_look(path, operations, &error);

	ck_assert_msg(board != NULL, "%s", error);
	return board;
}

static ino_t inode(void)
{
	struct stat status;

	ck_assert_int_eq(stat(path, &status), 0);
	return status.st_ino;
}

/* How many processes a reader finds alive. */
static int count_alive(void)
{
	struct scoreboard *board = look();
	struct scoreboard_worker worker;
	int count = 0;

	for (size_t i = 0; i < SCOREBOARD_SLOTS; i++)
		count += scoreboard_worker(board, i, &worker) && worker.alive;
	scoreboard_close(board);
	return count;
}

/* A process that has answered two requests and has the third in hand. */
static pid_t busy_child(void)
{
	int ready[2];
	char byte;

	ck_assert_int_eq(pipe2(ready, O_CLOEXEC), 0);
	pid_t child = fork();
	if (child == 0) {
		struct scoreboard *board = open_board();
		for (int i = 0; i < 3; i++) {
			scoreboard_begin(board, "request-3");
			scoreboard_operation(board, &operations[1][0]);
			if (i < 2)
				scoreboard_end(board);
		}
		_exit(write(ready[1], "", 1) == 1 && pause() == 0);
	}
	ck_assert_int_eq(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	close(ready[1]);
	return child;
}

static void kill_child(pid_t child)
{
	ck_assert_int_eq(kill(child, SIGKILL), 0);
	ck_assert_int_eq(waitpid(child, NULL, 0), child);
}

START_TEST(says_what_a_process_has_in_hand)
{
	struct scoreboard_worker worker;
	pid_t child = busy_child();
	struct scoreboard *board = look();

	ck_assert(scoreboard_find(board, child, &worker));
	ck_assert(worker.alive);
	ck_assert_int_eq(worker.kind, SCOREBOARD_API);
	ck_assert_int_eq(worker.state, SCOREBOARD_BUSY);
	ck_assert_ptr_eq(worker.operation, &operations[1][0]);
	ck_assert_str_eq(worker.request_id, "request-3");
	ck_assert_int_eq(worker.requests, 2);
	scoreboard_close(board);
	kill_child(child);
	/* It stays to be read: the supervisor logs what a worker had in hand that was killed. */
	board = look();
	ck_assert(scoreboard_find(board, child, &worker));
	ck_assert(!worker.alive);
	ck_assert_str_eq(worker.request_id, "request-3");
	scoreboard_close(board);
}
END_TEST

START_TEST(killed_process_frees_its_slot_and_its_counters_go_on)
{
	struct scoreboard_worker worker;

	kill_child(busy_child());
	struct scoreboard *board = open_board();
	scoreboard_begin(board, "x");
	scoreboard_end(board);
	ck_assert(scoreboard_worker(board, 0, &worker));
	ck_assert_int_eq(worker.pid, getpid());
	ck_assert_int_eq(worker.requests, 1);
	ck_assert_uint_eq(worker.counters->starts, 2);
	ck_assert_uint_eq(worker.counters->deaths, 1);
	scoreboard_close(board);
	ck_assert_int_eq(count_alive(), 0);
}
END_TEST

START_TEST(child_that_closes_its_parents_frees_nothing)
{
	struct scoreboard *board = open_board();
	pid_t child = fork();

	if (child == 0) {
		scoreboard_close(board);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, NULL, 0), child);
	ck_assert_int_eq(count_alive(), 1);
	scoreboard_close(board);
}
END_TEST

/* As for a moment when a worker takes the slot of a dead one: the lock is its own, the words are not yet. */
START_TEST(slot_taken_anew_does_not_bring_back_who_is_dead)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	kill_child(busy_child());
	int fd = open(path, O_RDWR | O_CLOEXEC);
	ck_assert_int_eq(fcntl(fd, F_OFD_SETLK, &whole), 0);
	ck_assert_int_eq(count_alive(), 0);
	close(fd);
}
END_TEST

START_TEST(each_has_a_slot_of_its_own_and_who_comes_too_late_works_all_the_same)
{
	struct scoreboard *boards[SCOREBOARD_SLOTS + 1];
	struct scoreboard_worker worker;

	ck_assert(log_open("stderr", LOG_LEVEL_NONE));
	for (size_t i = 0; i < ARRAY_LEN(boards); i++)
		boards[i] = open_board();
	ck_assert_int_eq(count_alive(), SCOREBOARD_SLOTS);
	scoreboard_begin(boards[SCOREBOARD_SLOTS], "late");
	ck_assert(scoreboard_worker(boards[SCOREBOARD_SLOTS], 0, &worker));
	ck_assert_str_eq(worker.request_id, "late");
	scoreboard_close(boards[7]);
	ck_assert_int_eq(count_alive(), SCOREBOARD_SLOTS - 1);
	boards[7] = open_board();
	ck_assert_int_eq(count_alive(), SCOREBOARD_SLOTS);
	for (size_t i = 0; i < ARRAY_LEN(boards); i++)
		scoreboard_close(boards[i]);
}
END_TEST

START_TEST(other_builds_file_is_replaced_and_not_written_to)
{
	static const struct operation *const none[] = { NULL };
	struct scoreboard *other = scoreboard_open(path, none, SCOREBOARD_API);
	ino_t before = inode();
	struct scoreboard *board = open_board();
	struct scoreboard_worker worker;

	ck_assert_uint_ne(inode(), before);
	ck_assert_int_eq(count_alive(), 1);
	ck_assert(scoreboard_worker(other, 0, &worker));
	ck_assert_int_eq(worker.requests, 0);
	scoreboard_close(other);
	scoreboard_close(board);
	/* Our own, by whomever it was made. */
	before = inode();
	scoreboard_close(open_board());
	ck_assert_uint_eq(inode(), before);
}
END_TEST

/* Whatever the last one was killed in the middle of, or somebody has put there. */
START_TEST(file_that_is_cut_short_is_replaced)
{
	(void)unit_file(unit_text("%.*s", (int)(strrchr(path, '/') - path), path), "visitd.status", "visitd", 6);
	scoreboard_close(open_board());
	ck_assert_int_eq(count_alive(), 0);
}
END_TEST

START_TEST(link_or_pipe_is_left_alone)
{
	const char *victim = unit_text("%s.victim", path);

	ck_assert(log_open("stderr", LOG_LEVEL_NONE));
	close(open(victim, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
	ck_assert_int_eq(symlink(victim, path), 0);
	scoreboard_close(open_board());
	ck_assert_str_eq(unit_read(victim), "");
	unlink(path);
	ck_assert_int_eq(link(victim, path), 0);
	scoreboard_close(open_board());
	ck_assert_str_eq(unit_read(victim), "");
	unlink(path);
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	scoreboard_close(open_board());
	char *error = NULL;
	ck_assert_ptr_null(scoreboard_look(path, operations, &error));
	ck_assert_ptr_nonnull(strstr(error, "no status file"));
	free(error);
}
END_TEST

START_TEST(place_without_a_directory_stops_nothing)
{
	struct scoreboard_worker worker;

	ck_assert(log_open("stderr", LOG_LEVEL_NONE));
	path = "/nonexistent/visitd.status";
	struct scoreboard *board = open_board();
	scoreboard_begin(board, "x");
	scoreboard_end(board);
	ck_assert(scoreboard_worker(board, 0, &worker));
	ck_assert_int_eq(worker.requests, 1);
	set_path();
	scoreboard_move(&board, path);
	ck_assert_int_eq(count_alive(), 1);
	ck_assert(scoreboard_worker(board, 0, &worker));
	ck_assert_int_eq(worker.requests, 1);
	scoreboard_close(board);
}
END_TEST

/* All of a slot but its counters is noise. */
START_TEST(reader_believes_nothing)
{
	static unsigned char noise[SCOREBOARD_SLOTS * 512];
	uint64_t seed = 1;
	struct scoreboard_worker worker;
	struct stat status;

	scoreboard_close(open_board());
	ck_assert_int_eq(stat(path, &status), 0);
	for (int round = 0; round < 20; round++) {
		for (size_t i = 0; i < sizeof noise; i++)
			noise[i] = (unsigned char)(unit_random(&seed) % (round % 2 == 0 ? 5 : 256));
		int fd = open(path, O_WRONLY | O_CLOEXEC);
		ck_assert_int_ge(fd, 0);
		/* Behind the header. */
		for (off_t at = 128; at + (off_t)sizeof noise < status.st_size; at += (off_t)sizeof noise)
			ck_assert_int_gt(pwrite(fd, noise, sizeof noise, at), 0);
		close(fd);
		struct scoreboard *board = look();
		for (size_t i = 0; i < SCOREBOARD_SLOTS; i++) {
			if (!scoreboard_worker(board, i, &worker))
				continue;
			ck_assert_uint_le((unsigned)worker.kind, SCOREBOARD_HEALTH);
			ck_assert_uint_le((unsigned)worker.state, SCOREBOARD_DRAINING);
			ck_assert_uint_le(strlen(worker.request_id), SCOREBOARD_REQUEST_ID_MAX);
			ck_assert_uint_eq(
				strspn(worker.request_id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"),
				strlen(worker.request_id));
			ck_assert_uint_le(strlen(worker.problem), SCOREBOARD_PROBLEM_MAX);
		}
		scoreboard_close(board);
	}
}
END_TEST

START_TEST(many_that_begin_at_once_share_one_file)
{
	enum { CHILDREN = 24 };
	pid_t children[CHILDREN];
	char byte;
	int go[2], ready[2];

	/* And what they find is another build's. */
	(void)unit_file(unit_text("%.*s", (int)(strrchr(path, '/') - path), path), "visitd.status", "visitd", 6);
	ck_assert_int_eq(pipe2(go, O_CLOEXEC), 0);
	ck_assert_int_eq(pipe2(ready, O_CLOEXEC), 0);
	for (int i = 0; i < CHILDREN; i++) {
		children[i] = fork();
		if (children[i] == 0) {
			close(go[1]);
			(void)!read(go[0], &byte, 1);
			struct scoreboard *board = open_board();
			_exit(board != NULL && write(ready[1], "", 1) == 1 && pause() == 0);
		}
	}
	close(go[0]);
	close(go[1]);
	for (int i = 0; i < CHILDREN; i++)
		ck_assert_int_eq(read(ready[0], &byte, 1), 1);
	ck_assert_int_eq(count_alive(), CHILDREN);
	for (int i = 0; i < CHILDREN; i++)
		kill_child(children[i]);
	close(ready[0]);
	close(ready[1]);
}
END_TEST

Suite *scoreboard_suite(void)
{
	Suite *suite = suite_create("scoreboard");
	TCase *part = tcase_create("scoreboard");

	tcase_add_checked_fixture(part, set_path, log_close);
	tcase_add_test(part, says_what_a_process_has_in_hand);
	tcase_add_test(part, killed_process_frees_its_slot_and_its_counters_go_on);
	tcase_add_test(part, child_that_closes_its_parents_frees_nothing);
	tcase_add_test(part, slot_taken_anew_does_not_bring_back_who_is_dead);
	tcase_add_test(part, each_has_a_slot_of_its_own_and_who_comes_too_late_works_all_the_same);
	tcase_add_test(part, other_builds_file_is_replaced_and_not_written_to);
	tcase_add_test(part, file_that_is_cut_short_is_replaced);
	tcase_add_test(part, link_or_pipe_is_left_alone);
	tcase_add_test(part, place_without_a_directory_stops_nothing);
	tcase_add_test(part, reader_believes_nothing);
	tcase_add_test(part, many_that_begin_at_once_share_one_file);
	suite_add_tcase(suite, part);
	return suite;
}

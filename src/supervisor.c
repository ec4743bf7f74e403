/* The supervisor: keeps workers on the sockets that it was given, whatever becomes of one. It serves no request and opens no
 * database. */
#include "supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/notify.h"
#include "base/pid_file.h"
#include "core/operations.h"
#include "crew.h"
#include "handover.h"
#include "web/connections.h"
#include "web/scoreboard.h"

struct supervisor {
	char **argv;
	const char *path;
	struct setup *setup;
	struct scoreboard *scoreboard;
	struct connections *connections;
	struct crew crew;
	int signals, reports[2];
	int64_t deadline; /* of those that were told to leave; 0 if there is none */
	bool settled;     /* all workers are ready, and whoever asked was told */
	bool stopping, upgrade_wanted;
	pid_t test; /* of the new program */
	int test_says;
};

static noreturn void become_worker(struct supervisor *supervisor, size_t post, pid_t parent)
{
	struct connections *connections = supervisor->connections;
	bool health = supervisor->crew.posts[post].health;

	worker_follow(parent);
	if (health) {
		connections_free(connections);
		connections = connections_alone(HANDOVER_HEALTH);
	} else {
		connections_join(connections, post);
	}
	close(health ? HANDOVER_API : HANDOVER_HEALTH);
	close(HANDOVER_PID_FILE);
	close(supervisor->signals);
	close(supervisor->reports[0]);
	scoreboard_close(supervisor->scoreboard);
	worker_run(supervisor->path, supervisor->setup, health, connections, supervisor->reports[1]);
	log_close();
	exit(EXIT_SUCCESS);
}

static pid_t start_worker(void *context, size_t post)
{
	struct supervisor *supervisor = context;
	pid_t parent = getpid();

	/* It inherits them. */
	connections_take_mail(supervisor->connections);
	pid_t pid = fork();
	if (pid == 0)
		become_worker(supervisor, post, parent);
	return pid;
}

/* --- what signals ask for --- */

static void expect_leaving(struct supervisor *supervisor)
{
	supervisor->deadline = clock_ms() + supervisor->setup->config->stop_timeout * 1000;
}

static void stop(struct supervisor *supervisor)
{
	supervisor->stopping = true;
	notify("STOPPING=1");
	scoreboard_state(supervisor->scoreboard, SCOREBOARD_DRAINING);
	connections_set_leaving(supervisor->connections, true);
	crew_signal(&supervisor->crew, SIGTERM);
	crew_signal_old(&supervisor->crew, SIGTERM);
	expect_leaving(supervisor);
}

static void enforce_deadline(struct supervisor *supervisor)
{
	if (supervisor->deadline == 0 || clock_ms() < supervisor->deadline)
		return;
	supervisor->deadline = 0;
	crew_signal_old(&supervisor->crew, SIGKILL);
	if (supervisor->stopping)
		crew_signal(&supervisor->crew, SIGKILL);
}

/* Tried here first: no worker is told to read what is not good. */
static void reload(struct supervisor *supervisor)
{
	notify_reloading();
	supervisor->settled = false;
	scoreboard_state(supervisor->scoreboard, SCOREBOARD_STARTING);
	if (!setup_renew(supervisor->path, supervisor->setup, &supervisor->scoreboard))
		return;
	crew_ask(&supervisor->crew);
	crew_signal(&supervisor->crew, SIGHUP);
}

/* Whoever asked is told when all workers do as they were asked to; and those before them may leave. */
static void settle(struct supervisor *supervisor)
{
	size_t count = supervisor->crew.count;

	if (supervisor->settled || supervisor->stopping || !crew_is_ready(&supervisor->crew))
		return;
	supervisor->settled = true;
	scoreboard_state(supervisor->scoreboard, SCOREBOARD_IDLE);
	notify("READY=1\nSTATUS=%zu processes accept requests", count);
	log_message(LOG_LEVEL_INFO, "%zu processes accept requests", count);
	if (supervisor->crew.old_count > 0) {
		crew_signal_old(&supervisor->crew, SIGTERM);
		expect_leaving(supervisor);
	}
}

static void refuse_upgrade(const struct supervisor *supervisor, const char *problem)
{
	log_message(LOG_LEVEL_ERROR, "not upgraded, nothing has changed: %s", problem);
	scoreboard_configured(supervisor->scoreboard, problem);
}

/* One after the other, unless the last one's workers do not get ready: then this one may mend it. */
static void begin_upgrade(struct supervisor *supervisor)
{
	const struct crew *crew = &supervisor->crew;

	if (!supervisor->upgrade_wanted || supervisor->test > 0 || (crew->old_count > 0 && supervisor->settled) ||
	    crew->old_count + crew->count > CREW_OLD_MAX)
		return;
	supervisor->upgrade_wanted = false;
	supervisor->test = handover_test(supervisor->argv, &supervisor->test_says);
	if (supervisor->test < 0)
		refuse_upgrade(supervisor, strerror(errno));
}

/* The new program's test has ended. */
static void finish_upgrade(struct supervisor *supervisor, int status)
{
	pid_t pids[CREW_MAX + CREW_OLD_MAX];
	size_t count = crew_pids(&supervisor->crew, pids);
	char *problem = handover_test_problem(supervisor->test_says, status);

	supervisor->test = 0;
	if (problem == NULL && !supervisor->stopping) {
		notify_reloading();
		/* The next program has connections of its own. */
		connections_set_leaving(supervisor->connections, true);
		problem = handover_run(supervisor->argv, pids, count);
		connections_set_leaving(supervisor->connections, false);
		supervisor->settled = false;
	}
	if (problem != NULL)
		refuse_upgrade(supervisor, problem);
	free(problem);
}

/* --- the loop --- */

static void reap(struct supervisor *supervisor)
{
	int status;

	for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
		if (pid == supervisor->test) {
			finish_upgrade(supervisor, status);
			continue;
		}
		if (status != 0)
			worker_log_ending(supervisor->scoreboard, pid, status);
		connections_bury(supervisor->connections, pid);
		crew_note_end(&supervisor->crew, pid, supervisor->stopping);
	}
}

static void take_signals(struct supervisor *supervisor)
{
	struct signalfd_siginfo signal;

	while (read(supervisor->signals, &signal, sizeof signal) == (ssize_t)sizeof signal) {
		if (signal.ssi_signo == SIGCHLD)
			reap(supervisor);
		else if (supervisor->stopping)
			continue;
		else if (signal.ssi_signo == SIGHUP)
			reload(supervisor);
		else if (signal.ssi_signo == SIGUSR2)
			supervisor->upgrade_wanted = true;
		else
			stop(supervisor);
	}
}

/* Milliseconds until something is due; connections are at each tick. */
static int next_due(const struct supervisor *supervisor)
{
	int64_t start = supervisor->stopping ? 0 : crew_next_due(&supervisor->crew), next = supervisor->deadline;
	int64_t now = clock_ms();

	if (next == 0 || (start != 0 && start < next))
		next = start;
	if (next == 0 || next - now > CONNECTIONS_TICK)
		return CONNECTIONS_TICK;
	return next > now ? (int)(next - now) : 0;
}

static void turn(struct supervisor *supervisor)
{
	struct pollfd heard[] = { { .fd = supervisor->signals, .events = POLLIN },
				  { .fd = supervisor->reports[0], .events = POLLIN },
				  { .fd = connections_mailbox(supervisor->connections), .events = POLLIN } };
	pid_t pid;

	if (!supervisor->stopping)
		crew_start_due(&supervisor->crew, start_worker, supervisor);
	begin_upgrade(supervisor);
	poll(heard, ARRAY_LEN(heard), next_due(supervisor));
	take_signals(supervisor);
	connections_take_mail(supervisor->connections);
	connections_tend(supervisor->connections);
	while (read(supervisor->reports[0], &pid, sizeof pid) == (ssize_t)sizeof pid)
		crew_note_ready(&supervisor->crew, pid);
	settle(supervisor);
	enforce_deadline(supervisor);
}

static sigset_t handled_signals(void)
{
	static const int handled[] = { SIGTERM, SIGINT, SIGHUP, SIGUSR2, SIGCHLD };
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < ARRAY_LEN(handled); i++)
		sigaddset(&set, handled[i]);
	return set;
}

void supervisor_hold_signals(void)
{
	const sigset_t set = handled_signals();

	sigprocmask(SIG_SETMASK, &set, NULL);
}

static bool prepare(struct supervisor *supervisor, size_t workers)
{
	const sigset_t set = handled_signals();

	/* Whoever started us may have had it ignored, and then nobody could be waited for. */
	signal(SIGCHLD, SIG_DFL);
	signal(SIGPIPE, SIG_IGN);
	supervisor->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	supervisor->connections = connections_new(HANDOVER_API, workers);
	return supervisor->signals >= 0 && supervisor->connections != NULL &&
	       pipe2(supervisor->reports, O_CLOEXEC | O_NONBLOCK) == 0;
}

static bool is_anybody_left(const struct crew *crew)
{
	pid_t pids[CREW_MAX + CREW_OLD_MAX];

	return crew_pids(crew, pids) > 0;
}

int supervisor_run(char **argv, const char *path, size_t workers, struct setup *setup)
{
	struct supervisor supervisor = { .argv = argv, .path = path, .setup = setup };
	struct crew *crew = &supervisor.crew;
	char *pid_file = memory_strdup(setup->config->pid_file);

	crew->count = workers + (handover_has(HANDOVER_HEALTH) ? CREW_HEALTH : 0);
	for (size_t i = workers; i < crew->count; i++)
		crew->posts[i].health = true;
	crew->old_count = handover_pids(crew->old, CREW_OLD_MAX);
	if (!prepare(&supervisor, workers)) {
		log_message(LOG_LEVEL_ERROR, "the supervisor cannot begin: %s", strerror(errno));
		return EXIT_FAILURE;
	}
	supervisor.scoreboard = scoreboard_open(setup->config->status_file, operations, SCOREBOARD_SUPERVISOR);
	log_message(LOG_LEVEL_INFO, "visitd " PACKAGE_VERSION " %s", crew->old_count > 0 ? "takes over" : "supervises");
	while (!supervisor.stopping || is_anybody_left(crew))
		turn(&supervisor);
	scoreboard_close(supervisor.scoreboard);
	connections_free(supervisor.connections);
	/* Before the file is gone, for then it may be started again; spawn-fcgi does not on a socket that somebody listens at. */
	close(HANDOVER_API);
	close(HANDOVER_HEALTH);
	pid_file_drop(pid_file, HANDOVER_PID_FILE);
	free(pid_file);
	setup_free(setup);
	log_message(LOG_LEVEL_INFO, "visitd stopped");
	return EXIT_SUCCESS;
}

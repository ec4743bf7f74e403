/* visitd(8): a supervisor of FastCGI workers, or a worker by itself. Options and configuration. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/integer.h"
#include "crew.h"
#include "handover.h"
#include "supervisor.h"
#include "web/connections.h"
#include "worker.h"

static const char usage[] = "usage: visitd -w NUMBER [-c FILE]\n"
			    "       visitd [--health] [-c FILE]\n"
			    "       visitd -t [-c FILE]\n"
			    "\n"
			    "A FastCGI service that records field visits. It serves the listening socket that it\n"
			    "finds as its standard input, or that systemd hands over; spawn-fcgi makes one:\n"
			    "\n"
			    "  spawn-fcgi -s /run/visitd/visitd.sock -- " SBINDIR "/visitd -w 8\n"
			    "\n"
			    "  -w, --workers NUMBER  keep so many workers, and those of health, whatever becomes of\n"
			    "                        one; without this option be one worker\n"
			    "  --health              answer /healthz, /readyz and /metrics, whatever the other\n"
			    "                        workers wait for\n"
			    "  -c, --config FILE     read the configuration from FILE\n"
			    "                        (" SYSCONFDIR "/visitd/visitd.conf)\n"
			    "  -t, --test            check configuration and keys, and exit\n"
			    "  -h, --help            show this\n"
			    "  -V, --version         show the version\n"
			    "\n"
			    "SIGTERM finishes the requests in hand and exits; SIGHUP reads configuration and keys\n"
			    "again; SIGUSR2, with -w, runs the program that is installed now in place of this one\n"
			    "and loses no request. See visitd(8), visitd.conf(5) and visitd-api(7).\n";

enum { EXIT_USAGE = 2 };

struct arguments {
	const char *path;
	int64_t workers; /* 0: be one */
	bool test, health;
};

/* Like nginx -t it says what it found. Whether the log can be opened is asked too: a worker that cannot begins in vain. */
static int test(const struct arguments *arguments, struct setup *setup)
{
	const char *target = setup->config->log_target, *problem = log_problem(target);

	tokens_tell(setup->tokens);
	if (problem != NULL) {
		fprintf(stderr, "visitd: cannot open %s for the log: %s\n", target, problem);
	} else {
		printf("visitd: %s is good: %zu keys, log to %s\n", arguments->path, tokens_count(setup->tokens), target);
	}
	setup_free(setup);
	return problem != NULL ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int be_worker(const struct arguments *arguments, struct setup *setup)
{
	const char *target = setup->config->log_target;
	struct connections *connections = connections_alone(
		STDIN_FILENO); /* where spawn-fcgi leaves it: FCGI_LISTENSOCK_FILENO */

	if (connections == NULL) {
		fprintf(stderr, "visitd: standard input is no listening socket; start it under spawn-fcgi, see visitd --help\n");
	} else if (!log_open(target, setup->config->log_level)) {
		fprintf(stderr, "visitd: cannot open %s for the log: %s\n", target, strerror(errno));
	} else {
		worker_run(arguments->path, setup, arguments->health, connections, -1);
		log_close();
		return EXIT_SUCCESS;
	}
	setup_free(setup);
	return EXIT_FAILURE;
}

/* A successor has workers to look after, and takes what it gets. */
static int supervise(char **argv, const struct arguments *arguments, struct setup *setup)
{
	const char *target = setup->config->log_target;
	bool succeeds = handover_is_next();
	char *error = NULL;

	supervisor_hold_signals();
	if (!log_open(target, setup->config->log_level))
		fprintf(stderr, "visitd: cannot open %s for the log: %s\n", target, strerror(errno));
	else if (handover_complete(setup->config, &error))
		succeeds = true;
	if (error != NULL) {
		/* Under spawn-fcgi standard error leads nowhere. */
		fprintf(stderr, "visitd: %s\n", error);
		log_message(LOG_LEVEL_ERROR, "%s", error);
		free(error);
	}
	if (succeeds)
		return supervisor_run(argv, arguments->path, (size_t)arguments->workers, setup);
	setup_free(setup);
	return EXIT_FAILURE;
}

/* -1: go on. */
static int parse_options(int argc, char **argv, struct arguments *arguments)
{
	enum { HEALTH = 256 };
	static const struct option options[] = {
		{ "workers", required_argument, NULL, 'w' },
		{ "config", required_argument, NULL, 'c' },
		{ "health", no_argument, NULL, HEALTH },
		{ "test", no_argument, NULL, 't' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};

	for (int option; (option = getopt_long(argc, argv, "w:c:thV", options, NULL)) != -1;) {
		switch (option) {
		case 'w':
			if (integer_parse(optarg, 1, CREW_API_MAX, &arguments->workers))
				break;
			fprintf(stderr, "visitd: -w takes a whole number from 1 to %d, not '%s'\n", CREW_API_MAX, optarg);
			return EXIT_USAGE;
		case 'c':
			arguments->path = optarg;
			break;
		case HEALTH:
			arguments->health = true;
			break;
		case 't':
			arguments->test = true;
			break;
		case 'h':
			fputs(usage, stdout);
			return EXIT_SUCCESS;
		case 'V':
			puts("visitd " PACKAGE_VERSION);
			return EXIT_SUCCESS;
		default:
			fputs("Try 'visitd --help'.\n", stderr);
			return EXIT_USAGE;
		}
	}
	if (optind < argc)
		fprintf(stderr, "visitd: unexpected argument '%s'\nTry 'visitd --help'.\n", argv[optind]);
	else if (arguments->workers > 0 && arguments->health)
		fprintf(stderr, "visitd: -w brings the workers of health along; --health is for a worker by itself\n");
	else
		return -1;
	return EXIT_USAGE;
}

int main(int argc, char **argv)
{
	struct arguments arguments = { .path = SYSCONFDIR "/visitd/visitd.conf" };
	const char *problem = NULL;
	struct setup setup;
	char *error;
	int status = parse_options(argc, argv, &arguments);

	if (status >= 0)
		return status;
	bool supervises = arguments.workers > 0 && !arguments.test;
	/* Before the first file is opened: see handover.h. */
	bool has_socket = !supervises || handover_take(&problem);
	if (!setup_read(arguments.path, &setup, &error)) {
		fprintf(stderr, "visitd: %s\n", error);
		free(error);
		return EX_CONFIG;
	}
	if (!has_socket) {
		fprintf(stderr, "visitd: %s; see visitd --help\n", problem);
		setup_free(&setup);
		return EXIT_FAILURE;
	}
	return arguments.test ? test(&arguments, &setup)
	       : supervises   ? supervise(argv, &arguments, &setup)
			      : be_worker(&arguments, &setup);
}

/* visitctl(1): the operator's tool. Options, and which command is whose. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/config.h"
#include "base/integer.h"
#include "base/macros.h"
#include "ctl/check.h"
#include "ctl/complain.h"
#include "ctl/deploy.h"
#include "ctl/describe.h"
#include "ctl/entries.h"
#include "ctl/gc.h"
#include "ctl/keys.h"
#include "ctl/load.h"
#include "ctl/mint.h"
#include "ctl/openapi.h"
#include "ctl/photos.h"
#include "ctl/service.h"

static const char usage[] = "usage: visitctl [-c FILE] check [--socket FILE] [--nginx ACCOUNT]\n"
			    "       visitctl [-c FILE] [-d CONN] deploy [--directory DIR] [--dry-run]\n"
			    "       visitctl [-c FILE] gc\n"
			    "       visitctl [-c FILE] keys [--try FILE]\n"
			    "       visitctl [-c FILE] [-d CONN] load zones|users|clients|contacts FILE.csv [--dry-run]\n"
			    "       visitctl openapi\n"
			    "       visitctl operations [--long | --sql NAME]\n"
			    "       visitctl [-c FILE] token --key FILE --user ID [--kid KID] [--role ROLE]\n"
			    "                [--algorithm ALG] [--expires SECONDS]\n"
			    "       visitctl [-c FILE] photos orphans [--delete]\n"
			    "       visitctl [-c FILE] reload | restart | status\n"
			    "       visitctl [-c FILE] [-d CONN] user add COLUMN=VALUE... | deactivate USER | list\n"
			    "       visitctl [-c FILE] [-d CONN] zone add COLUMN=VALUE... | list\n"
			    "\n"
			    "  check       look at configuration, log, keys, socket, database, schema, statements and\n"
			    "              directory; say what is wrong and how to mend it\n"
			    "  deploy      bring the database to the schema that is installed, by Sqitch, as its owner;\n"
			    "              with --dry-run say what would be done\n"
			    "  gc          remove the answers whose Idempotency-Key has expired\n"
			    "  keys        list the keys that verify tokens, or say what a reload would refuse; with\n"
			    "              --try as though FILE were in the key directory\n"
			    "  load        add and change rows of the directory as a file of comma-separated values\n"
			    "              has them, all or nothing\n"
			    "  openapi     print the description of the API as OpenAPI 3.1, in JSON\n"
			    "  operations  list what the API takes: method and path, one a line; all of it as JSON\n"
			    "              with --long; with --sql one operation's statement, to be prepared by psql\n"
			    "  photos      print the keys of objects in a local store that no visit names; with\n"
			    "              --delete delete those that are older than a day\n"
			    "  reload      have visitd read configuration and keys again, and wait until all workers have\n"
			    "  restart     have visitd become the program that is installed now, and lose no request\n"
			    "  status      the processes and what each is doing, PostgreSQL, the schema\n"
			    "  token       print a token for a user, signed with a private key or a secret\n"
			    "  user, zone  add one, list all as a file that load takes; let a user call no more\n"
			    "\n"
			    "  -c, --config FILE      the configuration (" SYSCONFDIR "/visitd/visitd.conf)\n"
			    "  -d, --database CONN    as whom the owner's commands connect (the environment says)\n"
			    "      --socket FILE      where the workers listen (/run/visitd/visitd.sock)\n"
			    "      --nginx ACCOUNT    who connects to it (www-data)\n"
			    "      --directory DIR    where the schema is (" PKGDATADIR "/sql)\n"
			    "      --dry-run          do nothing, and say what would be done\n"
			    "      --delete           delete and not only list\n"
			    "      --try FILE         a key or a key set that is not in the directory yet\n"
			    "      --key FILE         private key in PEM, or a file that ends in .secret\n"
			    "      --kid KID          the key's id (none)\n"
			    "      --user ID          whose token it is: id or external_id\n"
			    "      --role ROLE        caregiver, coordinator, admin or family (none)\n"
			    "      --algorithm ALG    HS256 to ES512 (what suits the key)\n"
			    "      --expires SECONDS  how long it is good (3600)\n"
			    "  -h, --help             show this\n"
			    "  -V, --version          show the version\n"
			    "\n"
			    "See visitctl(1).\n";

struct arguments {
	const char *config, *sql, *socket, *nginx, *database, *directory, *candidate;
	bool is_long, deletes, only_told;
	struct wish wish;
	struct config *configuration; /* what config names, where the command wants it */
	char *const *operands;        /* what follows the command */
	unsigned given;               /* OPTION() of each that only some commands take */
};

/* Those that only some commands take. */
enum { KEY = 256, KID, USER, ROLE, ALGORITHM, SQL, SOCKET, NGINX, DIRECTORY, TRY, EXPIRES, LONG, DELETE, DRY_RUN };
#define OPTION(name) (1u << ((name)-KEY))

static const struct option options[] = {
	{ "config", required_argument, NULL, 'c' },
	{ "database", required_argument, NULL, 'd' },
	{ "key", required_argument, NULL, KEY },
	{ "kid", required_argument, NULL, KID },
	{ "user", required_argument, NULL, USER },
	{ "role", required_argument, NULL, ROLE },
	{ "algorithm", required_argument, NULL, ALGORITHM },
	{ "expires", required_argument, NULL, EXPIRES },
	{ "sql", required_argument, NULL, SQL },
	{ "socket", required_argument, NULL, SOCKET },
	{ "nginx", required_argument, NULL, NGINX },
	{ "directory", required_argument, NULL, DIRECTORY },
	{ "try", required_argument, NULL, TRY },
	{ "long", no_argument, NULL, LONG },
	{ "delete", no_argument, NULL, DELETE },
	{ "dry-run", no_argument, NULL, DRY_RUN },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

static int parse_options(int argc, char **argv, struct arguments *arguments)
{
	struct wish *wish = &arguments->wish;
	const char **const texts[] = { &wish->key,           &wish->kid,        &wish->user,
				       &wish->role,          &wish->algorithm,  &arguments->sql,
				       &arguments->socket,   &arguments->nginx, &arguments->directory,
				       &arguments->candidate };

	for (int option; (option = getopt_long(argc, argv, "c:d:hV", options, NULL)) != -1;) {
		if (option >= KEY)
			arguments->given |= OPTION(option);
		if (option >= KEY && option < EXPIRES) {
			*texts[option - KEY] = optarg;
		} else if (option == EXPIRES) {
			if (!integer_parse(optarg, -1000000000, 10000000000, &wish->expires))
				return complain(optarg, "not a number of seconds");
		} else if (option == LONG) {
			arguments->is_long = true;
		} else if (option == DELETE) {
			arguments->deletes = true;
		} else if (option == DRY_RUN) {
			arguments->only_told = true;
		} else if (option == 'c') {
			arguments->config = optarg;
		} else if (option == 'd') {
			arguments->database = optarg;
		} else if (option == 'h') {
			fputs(usage, stdout);
			exit(EXIT_SUCCESS);
		} else if (option == 'V') {
			puts("visitctl " PACKAGE_VERSION);
			exit(EXIT_SUCCESS);
		} else {
			fputs("Try 'visitctl --help'.\n", stderr);
			return EXIT_USAGE;
		}
	}
	return EXIT_SUCCESS;
}

static int run_check(const struct arguments *arguments)
{
	const struct installation installation = { arguments->configuration, arguments->config, arguments->socket,
						   arguments->nginx };

	return check_installation(&installation);
}

static int run_deploy(const struct arguments *arguments)
{
	const struct installation installation = { arguments->configuration, arguments->config, arguments->socket,
						   arguments->nginx };
	const struct deployment deployment = { &installation, arguments->database, arguments->directory, arguments->only_told };

	return deploy(&deployment);
}

static int run_gc(const struct arguments *arguments)
{
	return gc_run(arguments->configuration);
}

static int run_load(const struct arguments *arguments)
{
	const struct load_wish wish = { arguments->operands[0], arguments->operands[1], arguments->database,
					arguments->only_told };

	return load_file(&wish, arguments->configuration);
}

static int run_openapi(const struct arguments *arguments)
{
	(void)arguments;
	return openapi_print();
}

static int run_operations(const struct arguments *arguments)
{
	if (arguments->sql != NULL)
		return describe_statement(arguments->sql);
	return arguments->is_long ? describe_long() : describe_list();
}

static int run_keys(const struct arguments *arguments)
{
	return keys_show(arguments->configuration, arguments->candidate);
}

static int run_photos(const struct arguments *arguments)
{
	return photos_orphans(arguments->configuration, arguments->deletes);
}

static int run_reload(const struct arguments *arguments)
{
	return service_reload(arguments->config, arguments->configuration);
}

static int run_restart(const struct arguments *arguments)
{
	return service_restart(arguments->config, arguments->configuration);
}

static int run_status(const struct arguments *arguments)
{
	return service_status(arguments->configuration);
}

static int run_token(const struct arguments *arguments)
{
	return mint_token(&arguments->wish, arguments->configuration);
}

static int run_user_add(const struct arguments *arguments)
{
	return entries_add("users", arguments->operands, arguments->database, arguments->configuration);
}

static int run_user_deactivate(const struct arguments *arguments)
{
	return entries_deactivate(arguments->operands[0], arguments->database, arguments->configuration);
}

static int run_user_list(const struct arguments *arguments)
{
	return entries_list(&statement_user_list, arguments->database, arguments->configuration);
}

static int run_zone_add(const struct arguments *arguments)
{
	return entries_add("zones", arguments->operands, arguments->database, arguments->configuration);
}

static int run_zone_list(const struct arguments *arguments)
{
	return entries_list(&statement_zone_list, arguments->database, arguments->configuration);
}

/* Each may have a second word; what follows it is the command's own affair. */
enum { ANY = -1 };
static const struct command {
	const char *name, *shape; /* of the operands, for who gave others */
	int operands;             /* that must follow it; ANY: one or more */
	unsigned options;         /* of those that not all commands take */
	bool configured;          /* it wants the configuration */
	int (*run)(const struct arguments *arguments);
} commands[] = {
	{ "check", "", 0, OPTION(SOCKET) | OPTION(NGINX), true, run_check },
	{ "deploy", "", 0, OPTION(DIRECTORY) | OPTION(DRY_RUN), true, run_deploy },
	{ "gc", "", 0, 0, true, run_gc },
	{ "keys", "", 0, OPTION(TRY), true, run_keys },
	{ "load", "zones|users|clients|contacts FILE.csv", 2, OPTION(DRY_RUN), true, run_load },
	{ "openapi", "", 0, 0, false, run_openapi },
	{ "operations", "", 0, OPTION(LONG) | OPTION(SQL), false, run_operations },
	{ "photos orphans", "", 0, OPTION(DELETE), true, run_photos },
	{ "reload", "", 0, 0, true, run_reload },
	{ "restart", "", 0, 0, true, run_restart },
	{ "status", "", 0, 0, true, run_status },
	{ "token", "", 0, OPTION(KEY) | OPTION(KID) | OPTION(USER) | OPTION(ROLE) | OPTION(ALGORITHM) | OPTION(EXPIRES), true,
	  run_token },
	{ "user add", "COLUMN=VALUE...", ANY, 0, true, run_user_add },
	{ "user deactivate", "USER", 1, 0, true, run_user_deactivate },
	{ "user list", "", 0, 0, true, run_user_list },
	{ "zone add", "COLUMN=VALUE...", ANY, 0, true, run_zone_add },
	{ "zone list", "", 0, 0, true, run_zone_list },
};

/* How many of the words are the command's name; 0 if they are not. */
static int match(const char *name, int count, char *const *words)
{
	for (int i = 0; i < count; i++) {
		size_t length = strcspn(name, " ");
		if (strlen(words[i]) != length || strncmp(words[i], name, length) != 0)
			return 0;
		if (name[length] == '\0')
			return i + 1;
		name += length + 1;
	}
	return 0;
}

static bool takes(const struct command *command, int operands)
{
	return command->operands == ANY ? operands > 0 : operands == command->operands;
}

/* What it would not heed it refuses: who adds --dry-run means it. */
static bool suits(const struct command *command, const struct arguments *arguments, int operands)
{
	unsigned strange = arguments->given & ~command->options;

	for (size_t i = 0; i < ARRAY_LEN(options); i++) {
		if (options[i].val >= KEY && (strange & OPTION(options[i].val)) != 0) {
			fprintf(stderr, "visitctl: %s does not take --%s\n", command->name, options[i].name);
			return false;
		}
	}
	if (takes(command, operands))
		return true;
	if (command->operands == 0)
		fprintf(stderr, "visitctl: %s: unexpected argument '%s'\n", command->name, arguments->operands[0]);
	else
		fprintf(stderr, "visitctl: %s is to be followed by %s\n", command->name, command->shape);
	return false;
}

static const struct command *find_command(int count, char **words, struct arguments *arguments)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		int matched = match(commands[i].name, count, words);
		if (matched == 0)
			continue;
		arguments->operands = words + matched;
		if (suits(&commands[i], arguments, count - matched))
			return &commands[i];
		fputs("Try 'visitctl --help'.\n", stderr);
		return NULL;
	}
	fputs(count > 0 ? "visitctl: expected one command: " : "visitctl: which command? One of: ", stderr);
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		fprintf(stderr, "%s%s", i > 0 ? ", " : "", commands[i].name);
	fputs("\nTry 'visitctl --help'.\n", stderr);
	return NULL;
}

static int run(const struct command *command, struct arguments *arguments)
{
	char *error;

	if (!command->configured)
		return command->run(arguments);
	arguments->configuration = config_read(arguments->config, &error);
	if (arguments->configuration == NULL) {
		fprintf(stderr, "visitctl: %s\n", error);
		free(error);
		return EX_CONFIG;
	}
	/* It speaks for itself; a log is for what nobody watches. */
	int status = log_open("stderr", LOG_LEVEL_NONE) ? command->run(arguments) : EXIT_FAILURE;
	config_free(arguments->configuration);
	return status;
}

/* Half a list or half an openapi.json is none. */
static int finish(int status)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	fputs("visitctl: standard output cannot be written to\n", stderr);
	return status != EXIT_SUCCESS ? status : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	struct arguments arguments = {
		.config = SYSCONFDIR "/visitd/visitd.conf",
		.socket = "/run/visitd/visitd.sock",
		.nginx = "www-data",
		.wish = { .expires = 3600 },
	};
	int status = parse_options(argc, argv, &arguments);

	if (status != EXIT_SUCCESS)
		return status;
	const struct command *command = find_command(argc - optind, argv + optind, &arguments);
	return command != NULL ? finish(run(command, &arguments)) : EXIT_USAGE;
}

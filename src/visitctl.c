/* visitctl(1): the operator's tool. Checks an installation, mints tokens for demonstrations and tests. */
#include <errno.h>
#include <getopt.h>
#include <jwt.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/config.h"
#include "base/file.h"
#include "base/integer.h"
#include "base/uuid.h"
#include "core/operations.h"
#include "engine/caller.h"
#include "engine/store.h"
#include "web/health.h"
#include "web/keys.h"
#include "web/token.h"

enum { EXIT_USAGE = 2, KEY_FILE_MAX = 16 * 1024 };

static const char usage[] = "usage: visitctl [-c FILE] check\n"
			    "       visitctl operations\n"
			    "       visitctl [-c FILE] token --key FILE --user UUID [--kid KID] [--role ROLE]\n"
			    "                [--algorithm ALG] [--expires SECONDS]\n"
			    "\n"
			    "  check       look at configuration, keys, database, schema and statements; say what\n"
			    "              is wrong and how to mend it\n"
			    "  operations  list what the API takes: method and path, one a line\n"
			    "  token       print a token for a user, signed with a private key or a secret\n"
			    "\n"
			    "  -c, --config FILE      the configuration (" SYSCONFDIR "/visitd/visitd.conf)\n"
			    "      --key FILE         private key in PEM, or a file that ends in .secret\n"
			    "      --kid KID          the key's id (none)\n"
			    "      --user UUID        whose token it is\n"
			    "      --role ROLE        caregiver, coordinator, admin or family (none)\n"
			    "      --algorithm ALG    HS256 to ES512 (what suits the key)\n"
			    "      --expires SECONDS  how long it is good (3600)\n"
			    "  -h, --help             show this\n"
			    "  -V, --version          show the version\n"
			    "\n"
			    "See visitctl(1).\n";

struct arguments {
	const char *config, *key, *kid, *user, *role, *algorithm;
	int64_t expires;
};

static int complain(const char *what, const char *why)
{
	fprintf(stderr, "visitctl: %s: %s\n", what, why);
	return EXIT_FAILURE;
}

/* --- token --- */

/* An encrypted key is not asked for its passphrase: there may be nobody to answer. */
static int no_passphrase(char *buffer, int size, int writing, void *context)
{
	(void)buffer, (void)size, (void)writing, (void)context;
	return 0;
}

/* The algorithm of the smallest hash that suits the key; NULL if it is no private key that tokens can be signed with. */
static const char *suitable_algorithm(const char *path, const char *bytes, size_t length)
{
	const char *dot = strrchr(path, '.');
	char curve[32] = "";

	if (dot != NULL && strcmp(dot, ".secret") == 0)
		return "HS256";
	BIO *bio = BIO_new_mem_buf(bytes, (int)length);
	EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL);
	const char *algorithm = NULL;
	if (key != NULL && EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA)
		algorithm = "RS256";
	else if (key != NULL && EVP_PKEY_get_group_name(key, curve, sizeof curve, NULL) == 1)
		algorithm = strcmp(curve, "secp384r1") == 0 ? "ES384" : strcmp(curve, "secp521r1") == 0 ? "ES512" : "ES256";
	EVP_PKEY_free(key);
	BIO_free(bio);
	return algorithm;
}

static bool add_claims(jwt_t *jwt, const struct arguments *arguments, const struct config *config)
{
	time_t now = time(NULL);

	return jwt_add_grant(jwt, "sub", arguments->user) == 0 && jwt_add_grant_int(jwt, "iat", now) == 0 &&
	       jwt_add_grant_int(jwt, "exp", now + arguments->expires) == 0 &&
	       (arguments->role == NULL || jwt_add_grant(jwt, "role", arguments->role) == 0) &&
	       (config->issuer[0] == '\0' || jwt_add_grant(jwt, "iss", config->issuer) == 0) &&
	       (config->audience[0] == '\0' || jwt_add_grant(jwt, "aud", config->audience) == 0) &&
	       (arguments->kid == NULL || jwt_add_header(jwt, "kid", arguments->kid) == 0);
}

static int mint(const struct arguments *arguments, const struct config *config)
{
	char uuid[UUID_SIZE];
	size_t length;

	if (arguments->key == NULL || arguments->user == NULL) {
		fputs("visitctl: token needs --key and --user\nTry 'visitctl --help'.\n", stderr);
		return EXIT_USAGE;
	}
	if (!uuid_parse(arguments->user, strlen(arguments->user), uuid))
		return complain(arguments->user, "not a UUID");
	if (arguments->role != NULL && caller_role(arguments->role) == 0)
		return complain(arguments->role, "not a role: caregiver, coordinator, admin or family");

	char *bytes = file_read(arguments->key, KEY_FILE_MAX, &length);
	if (bytes == NULL)
		return complain(arguments->key, strerror(errno));
	const char *suitable = suitable_algorithm(arguments->key, bytes, length);
	const char *algorithm = arguments->algorithm != NULL ? arguments->algorithm : suitable;
	/* Of one kind: HS, RS or ES. */
	if (suitable != NULL && (config_algorithm(algorithm) == 0 || algorithm[0] != suitable[0])) {
		free(bytes);
		return complain(algorithm, "not an algorithm that suits this key");
	}
	if (suitable != NULL && suitable[0] == 'H')
		length = keys_secret_length((unsigned char *)bytes, length);

	jwt_t *jwt = NULL;
	char *token = NULL;
	bool good = suitable != NULL && jwt_new(&jwt) == 0 && add_claims(jwt, arguments, config) &&
		    jwt_set_alg(jwt, jwt_str_alg(algorithm), (unsigned char *)bytes, (int)length) == 0 &&
		    (token = jwt_encode_str(jwt)) != NULL;
	if (good)
		puts(token);
	free(token);
	jwt_free(jwt);
	free(bytes);
	return good ? EXIT_SUCCESS
		    : complain(arguments->key, "cannot sign with this key: an unencrypted private key in PEM, or a .secret?");
}

/* --- check --- */

/* One finding; false if it is a bad one. */
static bool report(const char *what, const char *problem, const char *remedy)
{
	if (problem == NULL) {
		printf("ok    %s\n", what);
		return true;
	}
	printf("WRONG %s: %s\n      to mend it: %s\n", what, problem, remedy);
	return false;
}

static bool check_keys(const struct config *config)
{
	char *error = NULL;
	struct tokens *tokens = tokens_new(config, &error);
	bool good = report(
		"keys", error,
		"put public keys as <kid>.pem or secrets as <kid>.secret into the directory, readable for the workers");

	tokens_free(tokens);
	free(error);
	return good;
}

static bool check_statements(struct store *store)
{
	bool good = true;

	for (size_t i = 0; i < STATEMENT_COUNT; i++) {
		char sqlstate[6], problem[80];
		if (store_try(store, statement_table[i], sqlstate) == STORE_DONE)
			continue;
		snprintf(problem, sizeof problem, "%s fails with SQLSTATE %s", statement_table[i]->name, sqlstate);
		good = report("statements", problem,
			      "deploy the schema as its owner, connect as the role visitd: 'sqitch deploy' grants what it needs");
	}
	return good ? report("statements", NULL, NULL) : false;
}

static bool check_database(const struct config *config)
{
	struct store *store = store_new(config);
	const char *problem = health_problem(store);
	bool reached = store_problem(store)[0] == '\0';
	bool good = report("database", reached ? NULL : store_problem(store),
			   "start PostgreSQL, or correct conninfo in section [database]");

	if (reached)
		good = report("schema", problem, "run 'sqitch deploy' in sql/ as the owner of the database") &&
		       check_statements(store);
	store_free(store);
	return good;
}

static int check(const struct config *config, const char *path)
{
	bool good = report(path, NULL, NULL);

	/* All that can be looked at is, so that one run tells everything. */
	good = check_keys(config) && good;
	good = check_database(config) && good;
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* --- operations --- */

static int list_operations(void)
{
	for (const struct operation *const *family = operations; *family != NULL; family++) {
		for (const struct operation *operation = *family; operation->name != NULL; operation++)
			printf("%s %s\n", operation->method, operation->path);
	}
	return EXIT_SUCCESS;
}

/* --- command line --- */

static int parse_options(int argc, char **argv, struct arguments *arguments)
{
	enum { KEY = 256, KID, USER, ROLE, ALGORITHM, EXPIRES };
	static const struct option options[] = {
		{ "config", required_argument, NULL, 'c' },      { "key", required_argument, NULL, KEY },
		{ "kid", required_argument, NULL, KID },         { "user", required_argument, NULL, USER },
		{ "role", required_argument, NULL, ROLE },       { "algorithm", required_argument, NULL, ALGORITHM },
		{ "expires", required_argument, NULL, EXPIRES }, { "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },           { NULL, 0, NULL, 0 },
	};
	const char **const texts[] = { &arguments->key, &arguments->kid, &arguments->user, &arguments->role,
				       &arguments->algorithm };

	for (int option; (option = getopt_long(argc, argv, "c:hV", options, NULL)) != -1;) {
		if (option >= KEY && option < EXPIRES) {
			*texts[option - KEY] = optarg;
		} else if (option == EXPIRES) {
			if (!integer_parse(optarg, -1000000000, 10000000000, &arguments->expires))
				return complain(optarg, "not a number of seconds");
		} else if (option == 'c') {
			arguments->config = optarg;
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

int main(int argc, char **argv)
{
	struct arguments arguments = { .config = SYSCONFDIR "/visitd/visitd.conf", .expires = 3600 };
	int status = parse_options(argc, argv, &arguments);
	const char *command = optind < argc ? argv[optind] : "";
	bool is_check = strcmp(command, "check") == 0, is_list = strcmp(command, "operations") == 0;
	char *error;

	if (status != EXIT_SUCCESS)
		return status;
	if (optind + 1 != argc || !(is_check || is_list || strcmp(command, "token") == 0)) {
		fprintf(stderr, "visitctl: %s\nTry 'visitctl --help'.\n",
			optind < argc ? "expected one command: check, operations or token" : "which command?");
		return EXIT_USAGE;
	}
	if (is_list)
		return list_operations();
	struct config *config = config_read(arguments.config, &error);
	if (config == NULL) {
		fprintf(stderr, "visitctl: %s\n", error);
		free(error);
		return EXIT_FAILURE;
	}
	/* It speaks for itself; a log is for what nobody watches. */
	if (!log_open("stderr", LOG_LEVEL_NONE))
		return EXIT_FAILURE;
	status = is_check ? check(config, arguments.config) : mint(&arguments, config);
	config_free(config);
	return status;
}

/* The configuration file, visitd.conf(5): INI, every parameter checked, an error named by file and line. */
#ifndef VISITD_CONFIG_H
#define VISITD_CONFIG_H

#include "base/log.h"
#include "base/macros.h"

/* Algorithms of RFC 7518 that a token may be signed with; bits of config.algorithms. */
enum algorithm {
	ALGORITHM_HS256 = 1 << 0,
	ALGORITHM_HS384 = 1 << 1,
	ALGORITHM_HS512 = 1 << 2,
	ALGORITHM_RS256 = 1 << 3,
	ALGORITHM_RS384 = 1 << 4,
	ALGORITHM_RS512 = 1 << 5,
	ALGORITHM_ES256 = 1 << 6,
	ALGORITHM_ES384 = 1 << 7,
	ALGORITHM_ES512 = 1 << 8,
};

/* The bit of an algorithm's name, case-sensitive as in RFC 7518; 0 for any other name, "none" among them. */
unsigned config_algorithm(const char *name);

/* Where photos lie, and for S3 where an address names the bucket. */
enum object_store { OBJECT_STORE_NONE, OBJECT_STORE_LOCAL, OBJECT_STORE_S3 };
enum object_style { OBJECT_STYLE_PATH, OBJECT_STYLE_VIRTUAL };

/* And back; NULL if it is none, or several. */
const char *config_algorithm_name(unsigned algorithm) must_check;

struct config {
	char *conninfo;            /* libpq connection string of the role that runs the statements */
	int64_t statement_timeout; /* seconds that a statement may take */
	int64_t lock_timeout;      /* seconds that a statement may wait for a lock */
	int64_t connect_timeout;   /* seconds that a connection attempt may take */
	char *pid_file;            /* of the supervisor; "" is none */
	char *health_socket;       /* that the supervisor makes if it was given none; "" is none */
	int64_t stop_timeout;      /* seconds that workers who are told to leave may take */
	char *status_file;         /* where each process says what it is doing; "" is nowhere */
	int64_t patience;          /* seconds that a request may have waited for a worker */
	int64_t peer_timeout;      /* seconds that nginx may stall in the middle of a request */
	char *keys;                /* directory of them */
	unsigned algorithms;       /* bits of enum algorithm */
	char *issuer, *audience;   /* "" is unchecked */
	char *subject_claim;       /* says who calls */
	int64_t remember;          /* verified tokens that a worker remembers; 0 is none */
	enum object_store object_store;
	char *object_address;   /* where clients reach it: scheme, host, and perhaps port and path; "" if there is none */
	char *object_secret;    /* file of the secret that signs addresses */
	char *object_directory; /* of a local store */
	char *object_region, *object_bucket, *object_access_key;
	enum object_style object_style;
	char *log_target;
	enum log_level log_level;
	int64_t slow_request; /* milliseconds after which a request is a warning; 0 is never */
};

/* What visitd.conf may hold, for the check that manual and sample name every parameter. */
struct config_parameter_name {
	const char *section, *name, *fallback;
};
/* The index-th parameter, false after the last. */
bool config_parameter(size_t index, struct config_parameter_name *parameter) must_check;

/* Read `path` into a new configuration that config_free() ends; parameters that it does not name have their defaults.
 * NULL with *error set to one line, "path:line: what is wrong", which the caller frees. */
struct config *config_read(const char *path, char **error) must_check;

void config_free(struct config *config);

#endif

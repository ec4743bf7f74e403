/* AWS Signature Version 4 in query parameters: an address of S3 that grants one request until it expires. */
#ifndef VISITD_AWS_SIGV4_H
#define VISITD_AWS_SIGV4_H

#include <time.h>

#include "base/arena.h"

/* Who signs, and for which service. */
struct aws_sigv4_signer {
	const char *access_key, *secret, *region;
};

/* The request that is granted. */
struct aws_sigv4_request {
	const char *method, *host; /* the host as the Host header will have it */
	const char *path;          /* as it is, not escaped: "/bucket/key" */
	/* Headers that must come just so, and with no other value; NULL for one that need not. */
	const char *content_length, *content_type;
	const char *response_type; /* the Content-Type of the reply; NULL: as the object has it */
	time_t signed_at;
	int64_t seconds; /* for which it is good from then on */
};

/* Path and query of the signed address: "/bucket/key?X-Amz-Algorithm=…". */
char *aws_sigv4_sign(const struct aws_sigv4_signer *signer, const struct aws_sigv4_request *request,
		     struct arena *arena) must_check;

#endif

/* visitctl token: a token for demonstrations and tests. */
#ifndef VISITD_MINT_H
#define VISITD_MINT_H

#include "base/config.h"

/* What kind of token is wished for; texts are NULL where they were not given. */
struct wish {
	const char *key, *kid, *user, *role, *algorithm;
	int64_t expires; /* seconds from now */
};

/* Print it; returns an exit status. */
int mint_token(const struct wish *wish, const struct config *config) must_check;

#endif

/* Bearer tokens (RFC 6750): JSON Web Tokens (RFC 7519) verified by libjwt, and remembered once verified. */
#ifndef VISITD_TOKEN_H
#define VISITD_TOKEN_H

#include "base/config.h"
#include "engine/caller.h"

struct tokens;

/* Read the keys in config->keys. NULL with *error set to one line that names the file, which the caller frees: a directory that
 * cannot be read or has no key, a key that is too short, of an unknown kind or private. */
struct tokens *tokens_new(const struct config *config, char **error) must_check;
void tokens_free(struct tokens *tokens);

/* Log what there is in the directory that is no key in use, or soon none. */
void tokens_tell(const struct tokens *tokens);

/* How many keys there are. */
size_t tokens_count(const struct tokens *tokens) must_check;

/* How many tokens were known again, and not verified. */
uint64_t tokens_remembered(const struct tokens *tokens) must_check;

/* What token_problem() returns, itself, of a token that was good once: this alone is the client's to know. */
extern const char token_expired[];

/* Verify a token at `now` (seconds since 1970) and tell who calls; an external id lasts until the next call. Returns NULL if it
 * is good, else why not, in words that last until the next call: for the log, the client learns only that it is not. */
const char *token_problem(struct tokens *tokens, const char *token, int64_t now, struct caller *caller) must_check;

#endif

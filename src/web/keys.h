/* The key directory: one file a key, its name is the key id. */
#ifndef VISITD_KEYS_H
#define VISITD_KEYS_H

#include "base/macros.h"

/* One key, and the algorithms that it may be used with: a key has one kind, whatever a token says. */
struct key {
	char *kid;
	unsigned algorithms;  /* bits of enum algorithm */
	unsigned char *bytes; /* PEM of a public key, or an HMAC secret */
	size_t length;
};

struct keys {
	struct key *list;
	size_t count;
};

/* Read the directory. False with *error set to one line that names the file, which the caller frees. */
bool keys_read(const char *directory, struct keys *keys, char **error) must_check;
void keys_free(struct keys *keys);

/* Is a file of this name in the directory neither a key nor passed over silently? */
bool keys_is_stray(const char *name) must_check;

/* How many of a secret's bytes count: one that is text was made by a tool that ends its output with a newline, which is not
 * part of it. */
size_t keys_secret_length(const unsigned char *bytes, size_t length) must_check;

/* The key of this id; the only key if kid is NULL. NULL if there is none, or several to choose from. */
const struct key *keys_find(const struct keys *keys, const char *kid) must_check;

#endif

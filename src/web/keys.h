/* The key directory: what may verify tokens, by key id. */
#ifndef VISITD_KEYS_H
#define VISITD_KEYS_H

#include "base/log.h"
#include "web/key.h"

/* What was read without being a key in use: told where somebody reads it. */
struct keys_note {
	enum log_level level;
	char *text; /* one line that names the file */
};

struct keys {
	struct key *list;
	size_t count;
	struct keys_note *notes;
	size_t note_count;
};

/* Read the directory: <kid>.pem, <kid>.secret and *.jwks. `candidate` is the path of a file that is read as though it stood
 * there, under its name without a dot before it; NULL for none. False with *error set to one line that names the file, which the
 * caller frees. */
bool keys_read(const char *directory, const char *candidate, struct keys *keys, char **error) must_check;
void keys_free(struct keys *keys);

/* Is a file of this name in the directory neither a key nor passed over silently? */
bool keys_is_stray(const char *name) must_check;

/* The key of this id; the only key if kid is NULL. NULL if there is none, or several to choose from. */
const struct key *keys_find(const struct keys *keys, const char *kid) must_check;

#endif

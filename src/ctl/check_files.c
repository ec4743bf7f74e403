/* Of visitctl check: the configuration, the log and the keys, each as the account sees it that runs this. */
#include <dirent.h>
#include <errno.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/macros.h"
#include "ctl/check.h"
#include "ctl/finding.h"
#include "ctl/keys.h"
#include "web/keys.h"

static const char *own_account(void)
{
	const struct passwd *account = getpwuid(geteuid());

	return account != NULL ? account->pw_name : "visitd";
}

/* A password in it is a secret. */
static bool check_configuration(const struct installation *installation)
{
	PQconninfoOption *options = PQconninfoParse(installation->config->conninfo, NULL);
	bool has_password = false;

	for (const PQconninfoOption *option = options; option != NULL && option->keyword != NULL; option++)
		has_password = has_password || (strcmp(option->keyword, "password") == 0 && option->val != NULL);
	PQconninfoFree(options);
	if (has_password && !finding_secret("configuration", installation->path, "holds a password and can be read by everybody"))
		return false;
	return finding_good(installation->path);
}

/* A worker that cannot open its log dies without a word. */
static bool check_log(const struct installation *installation, struct arena *arena)
{
	const char *target = installation->config->log_target, *slash = strrchr(target, '/');
	const char *account = own_account(), *problem = log_problem(target);

	if (problem == NULL)
		return finding_good("log");
	if (access(target, F_OK) == 0)
		return finding_bad("log", arena_printf(arena, "chown %s %s", account, target), "%s: %s", target, problem);
	const char *directory = slash == target ? "/" : arena_copy(arena, target, (size_t)(slash - target));
	return finding_bad("log", arena_printf(arena, "install -d -m 750 -o %s %s", account, directory), "%s: %s", directory,
			   problem);
}

static bool check_entry(const char *directory, const char *name, struct arena *arena)
{
	const char *path = arena_printf(arena, "%s/%s", directory, name);

	if (!keys_is_stray(name))
		return true;
	return finding_bad("keys", arena_printf(arena, "mv %s %s/.%s", path, directory, name),
			   "%s is no key by its name and is ignored", path);
}

/* A secret, in a file of its own or in a set, and a certificate. */
static bool check_key(const char *directory, const struct key *key, struct arena *arena)
{
	const char *path = arena_printf(arena, "%s/%s", directory, key->file);
	bool is_secret = (key->algorithms & (ALGORITHM_HS256 | ALGORITHM_HS384 | ALGORITHM_HS512)) != 0;

	if (is_secret && !finding_secret("keys", path, "can be read by everybody, who can then make tokens"))
		return false;
	if (key->is_certificate && key->expires < time(NULL))
		return finding_bad("keys", "take the new one from the identity provider, or the public key out of this one",
				   "the certificate in %s has expired; its key is used all the same", path);
	return true;
}

static bool check_algorithms(const struct installation *installation, const struct keys *keys, struct arena *arena)
{
	unsigned allowed = installation->config->algorithms, all = 0;

	for (size_t i = 0; i < keys->count; i++)
		all |= keys->list[i].algorithms;
	if ((all & allowed) != 0)
		return true;
	return finding_bad("keys",
			   arena_printf(arena, "sed -i 's/^ *algorithms *=.*/algorithms = %s/' %s", keys_algorithms(all, arena),
					installation->path),
			   "no key fits algorithms, %s: they are for %s", keys_algorithms(allowed, arena),
			   keys_algorithms(all, arena));
}

static bool check_keys(const struct installation *installation, struct arena *arena)
{
	const char *directory = installation->config->keys;
	struct keys keys;
	struct dirent **entries;
	char *error;
	bool good = keys_read(directory, NULL, &keys, &error);

	if (!good) {
		(void)finding_bad(
			"keys",
			"put public keys or certificates as <kid>.pem, key sets as *.jwks or secrets as <kid>.secret into "
			"the directory, readable for the workers",
			"%s", error);
		free(error);
		return false;
	}
	good = check_algorithms(installation, &keys, arena);
	for (size_t i = 0; i < keys.count; i++)
		good = check_key(directory, &keys.list[i], arena) && good;
	keys_free(&keys);
	int count = scandir(directory, &entries, NULL, alphasort);
	for (int i = 0; i < count; i++) {
		good = check_entry(directory, entries[i]->d_name, arena) && good;
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	return good && finding_good("keys");
}

bool check_files(const struct installation *installation)
{
	struct arena arena = { 0 };
	bool good = check_configuration(installation);

	good = check_log(installation, &arena) && good;
	good = check_keys(installation, &arena) && good;
	arena_free(&arena);
	return good;
}

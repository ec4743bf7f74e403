/* Of visitctl check: the store of photos, if there is one. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "ctl/check.h"
#include "ctl/finding.h"
#include "engine/objects.h"

static bool check_secret(const struct installation *installation, struct arena *arena)
{
	const char *path = installation->config->object_secret;
	struct stat status;

	if (stat(path, &status) != 0 && errno == ENOENT && installation->config->object_store == OBJECT_STORE_LOCAL)
		return finding_bad("photos", arena_printf(arena, "(umask 077; openssl rand -hex 32 > %s)", path),
				   "there is no secret %s", path);
	return finding_secret("photos", path, "can be read by everybody, who can then read and add photos");
}

/* Whether a worker would start with it. */
static bool check_section(const struct installation *installation, struct arena *arena)
{
	char *error;
	struct objects *objects = objects_new(installation->config, &error);
	bool good = objects != NULL;

	if (!good)
		(void)finding_bad("photos", arena_printf(arena, "correct section [photos] of %s", installation->path), "%s",
				  error);
	free(error);
	objects_free(objects);
	return good;
}

static bool check_directory(const struct installation *installation, struct arena *arena)
{
	const char *path = installation->config->object_directory, *account = installation->nginx;
	struct stat status;

	if (installation->config->object_store != OBJECT_STORE_LOCAL || stat(path, &status) == 0 || errno == EACCES)
		return true;
	return finding_bad("photos", arena_printf(arena, "install -d -m 770 -o %s -g %s %s", account, account, path), "%s: %s",
			   path, strerror(errno));
}

bool check_photos(const struct installation *installation)
{
	struct arena arena = { 0 };

	if (installation->config->object_store == OBJECT_STORE_NONE)
		return true;
	bool good = check_secret(installation, &arena) && check_section(installation, &arena);
	good = check_directory(installation, &arena) && good;
	arena_free(&arena);
	return good && finding_good("photos");
}

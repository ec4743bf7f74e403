/* Of visitctl check: the socket of the workers, and whether nginx may connect to it. */
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/unix_socket.h"
#include "ctl/check.h"
#include "ctl/finding.h"

enum { GROUPS_MAX = 64 };

/* An account, to be asked what it may do. */
struct account {
	uid_t user;
	gid_t groups[GROUPS_MAX];
	int count;
};

static bool find_account(const char *name, struct account *account)
{
	const struct passwd *entry = getpwnam(name);

	account->count = GROUPS_MAX;
	if (entry == NULL)
		return false;
	account->user = entry->pw_uid;
	return getgrouplist(name, entry->pw_gid, account->groups, &account->count) >= 0;
}

/* As the kernel decides, but for access control lists: `bits` are those of others, S_IWOTH or S_IXOTH. */
static bool may(const struct account *account, const char *path, mode_t bits)
{
	struct stat status;

	if (stat(path, &status) != 0)
		return false;
	if (account->user == 0)
		return true;
	if (account->user == status.st_uid)
		return (status.st_mode & bits << 6) != 0;
	for (int i = 0; i < account->count; i++) {
		if (account->groups[i] == status.st_gid)
			return (status.st_mode & bits << 3) != 0;
	}
	return (status.st_mode & bits) != 0;
}

/* The first directory on the way that the account may not enter; NULL if it may reach the file. */
static const char *closed_directory(const struct account *account, const char *path, struct arena *arena)
{
	for (const char *slash = strchr(path, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		const char *directory = slash == path ? "/" : arena_copy(arena, path, (size_t)(slash - path));
		if (!may(account, directory, S_IXOTH))
			return directory;
	}
	return NULL;
}

static bool check_access(const char *nginx, const char *path, struct arena *arena)
{
	struct account account;

	if (!find_account(nginx, &account))
		return finding_bad("socket", "visitctl check --nginx <the account that nginx's workers run as>",
				   "there is no account %s", nginx);
	const char *closed = closed_directory(&account, path, arena);
	if (closed != NULL)
		return finding_bad("socket", arena_printf(arena, "chmod a+x %s", closed), "%s may not enter %s", nginx, closed);
	if (!may(&account, path, S_IWOTH))
		return finding_bad("socket", arena_printf(arena, "chown %s %s && chmod u+w %s", nginx, path, path),
				   "%s may not connect to %s", nginx, path);
	return true;
}

/* The workers of the API or of health, who are not there if there is an error, and how they are started. */
static bool check_workers(const struct installation *installation, const char *path, int error, const char *options,
			  struct arena *arena)
{
	if (error == 0)
		return check_access(installation->nginx, path, arena);
	return finding_bad("socket",
			   arena_printf(arena, "start the workers: spawn-fcgi -s %s -U %s -M 0600 %s -c %s", path,
					installation->nginx, options, installation->path),
			   "%s: %s", path, strerror(error));
}

bool check_socket(const struct installation *installation)
{
	const char *path = installation->socket, *dot = strrchr(path, '.');
	size_t stem = dot != NULL ? (size_t)(dot - path) : strlen(path);
	struct arena arena = { 0 };
	/* Those of health are beside them. */
	const char *health = arena_printf(&arena, "%.*s-health%s", (int)stem, path, path + stem);
	int error = unix_socket_knock(path);
	bool good = check_workers(installation, path, error, "-- " SBINDIR "/visitd -w 8", &arena);

	/* Where nobody runs, what starts the API's starts these. */
	if (error == 0 &&
	    !check_workers(installation, health, unix_socket_knock(health), "-F 2 -- " SBINDIR "/visitd --health", &arena))
		good = false;
	arena_free(&arena);
	return good && finding_good("socket");
}

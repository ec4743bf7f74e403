/* The scoreboard: a file that all processes of visitd map, with a slot for each. */
#include "web/scoreboard.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/memory.h"

enum {
	OPENING_TRIES = 100, /* while other processes make or replace the file, REST milliseconds apart */
	REST = 10,
};

/* Equal in all processes that share a file: what is in a slot means the same to each. */
struct header {
	char magic[16], version[32];
	uint64_t operations; /* a digest of their names, in order: a slot tells its operation by number */
	uint64_t slots, slot_size;
};

/* Written by the process alone that has the lock of its first byte; the lock goes with the process, however that ends. */
struct slot {
	_Atomic(int32_t) pid, kind, state, operation;
	_Atomic(int64_t) started, busy_since, configured, refused, requests, clock_offset;
	char request_id[SCOREBOARD_REQUEST_ID_MAX + 1];
	char problem[SCOREBOARD_PROBLEM_MAX + 1];
	struct counters counters;
} __attribute__((aligned(64)));

struct file {
	struct header header;
	struct slot slots[SCOREBOARD_SLOTS];
};

struct scoreboard {
	const struct operation *const *operations;
	struct file *file;
	int fd;           /* -1: the file is memory of this process */
	bool mapped;      /* else it is a copy */
	struct slot *own; /* NULL in one that is looked at */
};

#define store(field, value) atomic_store_explicit(&(field), (value), memory_order_relaxed)
#define load(field)         atomic_load_explicit(&(field), memory_order_relaxed)

static struct header expected_header(const struct operation *const *operations)
{
	struct header header = { .magic = "visitd status\n",
				 .version = PACKAGE_VERSION,
				 .slots = SCOREBOARD_SLOTS,
				 .slot_size = sizeof(struct slot) };
	uint64_t digest = 14695981039346656037u; /* FNV-1a */

	for (; *operations != NULL; operations++) {
		for (const struct operation *row = *operations; row->name != NULL; row++) {
			for (size_t i = 0; i <= strlen(row->name); i++)
				digest = (digest ^ (unsigned char)row->name[i]) * 1099511628211u;
		}
	}
	header.operations = digest;
	return header;
}

/* --- the file --- */

static off_t slot_offset(size_t index)
{
	return (off_t)(offsetof(struct file, slots) + index * sizeof(struct slot));
}

static bool has_header(int fd, const struct header *expected)
{
	struct header header;
	struct stat status;

	return fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size == (off_t)sizeof(struct file) &&
	       pread(fd, &header, sizeof header, 0) == (ssize_t)sizeof header && memcmp(&header, expected, sizeof header) == 0;
}

/* Whole before it has its name. Its blocks are there too: a full disk would end whoever writes to the map. */
static bool create(const char *path, const struct header *header)
{
	char *name = memory_printf("%s.XXXXXX", path);
	int fd = mkostemp(name, O_CLOEXEC);
	bool good = false;

	if (fd >= 0) {
		int error = posix_fallocate(fd, 0, sizeof(struct file));
		errno = error;
		good = error == 0 && fchmod(fd, 0640) == 0 && pwrite(fd, header, sizeof *header, 0) == (ssize_t)sizeof *header &&
		       (link(name, path) == 0 || errno == EEXIST);
		error = errno;
		unlink(name);
		close(fd);
		errno = error;
	}
	free(name);
	return good;
}

/* Another build's, which its processes go on writing to. Of several that find it only one removes it, and nobody its successor.
 */
static const char *remove_file(int fd, const char *path)
{
	if (file_lock(fd, 0) && file_is_at(fd, path) && unlink(path) != 0)
		return strerror(errno);
	return NULL;
}

/* The file's descriptor, -1 with *problem set. */
static int open_file(const char *path, const struct header *header, const char **problem)
{
	for (int tries = 0; tries < OPENING_TRIES; tries++) {
		int fd = file_open_own(path, 0, problem);
		if (fd < 0 && errno == ENOENT) {
			if (create(path, header))
				continue;
			*problem = strerror(errno);
		}
		if (fd < 0)
			return -1;
		if (has_header(fd, header))
			return fd;
		*problem = remove_file(fd, path);
		close(fd);
		if (*problem != NULL)
			return -1;
		usleep(tries > 0 ? REST * 1000 : 0);
	}
	*problem = "it changes all the time";
	return -1;
}

/* --- a slot of one's own --- */

static struct slot *take_slot(int fd, struct file *file)
{
	for (size_t i = 0; i < SCOREBOARD_SLOTS; i++) {
		if (file_lock(fd, slot_offset(i)))
			return &file->slots[i];
	}
	return NULL;
}

static const char *open_shared(struct scoreboard *scoreboard, const char *path)
{
	const struct header header = expected_header(scoreboard->operations);
	const char *problem;
	int fd = open_file(path, &header, &problem);

	if (fd < 0)
		return problem;
	void *map = mmap(NULL, sizeof(struct file), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	struct slot *slot = map != MAP_FAILED ? take_slot(fd, map) : NULL;
	if (slot == NULL) {
		problem = map != MAP_FAILED ? "every slot is taken" : strerror(errno);
		if (map != MAP_FAILED)
			munmap(map, sizeof(struct file));
		close(fd);
		return problem;
	}
	scoreboard->fd = fd;
	scoreboard->file = map;
	scoreboard->mapped = true;
	scoreboard->own = slot;
	return NULL;
}

/* Whoever ends in good order says so before. */
static bool has_died(const struct slot *slot)
{
	return load(slot->pid) > 0 && load(slot->kind) != SCOREBOARD_SUPERVISOR && load(slot->state) != SCOREBOARD_DRAINING;
}

struct scoreboard *scoreboard_open(const char *path, const struct operation *const *operations, enum scoreboard_kind kind)
{
	struct scoreboard *scoreboard = memory_alloc(sizeof *scoreboard);
	const char *problem;

	*scoreboard = (struct scoreboard){ .operations = operations, .fd = -1 };
	problem = path[0] != '\0' ? open_shared(scoreboard, path) : NULL;
	if (problem != NULL)
		log_message(LOG_LEVEL_WARNING, "visitctl status will not see this process: %s: %s", path, problem);
	if (scoreboard->own == NULL) {
		scoreboard->file = memory_alloc(sizeof *scoreboard->file);
		scoreboard->own = &scoreboard->file->slots[0];
	}
	struct slot *own = scoreboard->own;
	if (kind != SCOREBOARD_SUPERVISOR)
		counters_add_start(&own->counters, has_died(own));
	store(own->kind, kind);
	store(own->state, SCOREBOARD_STARTING);
	store(own->operation, -1);
	store(own->started, clock_ms());
	store(own->clock_offset, clock_wall_ms() - clock_ms());
	store(own->configured, clock_ms());
	store(own->refused, 0);
	store(own->requests, 0);
	own->request_id[0] = own->problem[0] = '\0';
	store(own->pid, getpid());
	return scoreboard;
}

void scoreboard_close(struct scoreboard *scoreboard)
{
	if (scoreboard == NULL)
		return;
	if (scoreboard->mapped)
		munmap(scoreboard->file, sizeof *scoreboard->file);
	else
		free(scoreboard->file);
	if (scoreboard->fd >= 0)
		close(scoreboard->fd);
	free(scoreboard);
}

static bool is_at(const struct scoreboard *scoreboard, const char *path)
{
	return scoreboard->fd >= 0 ? file_is_at(scoreboard->fd, path) : path[0] == '\0';
}

void scoreboard_move(struct scoreboard **scoreboard, const char *path)
{
	const struct slot *old = (*scoreboard)->own;

	if (is_at(*scoreboard, path))
		return;
	struct scoreboard *fresh = scoreboard_open(path, (*scoreboard)->operations, (enum scoreboard_kind)load(old->kind));
	store(fresh->own->started, load(old->started));
	store(fresh->own->requests, load(old->requests));
	store(fresh->own->state, load(old->state));
	scoreboard_close(*scoreboard);
	*scoreboard = fresh;
}

void scoreboard_state(struct scoreboard *scoreboard, enum scoreboard_state state)
{
	store(scoreboard->own->state, state);
}

void scoreboard_begin(struct scoreboard *scoreboard, const char *request_id)
{
	struct slot *own = scoreboard->own;
	size_t length = strnlen(request_id, SCOREBOARD_REQUEST_ID_MAX);

	memcpy(own->request_id, request_id, length);
	own->request_id[length] = '\0';
	store(own->operation, -1);
	store(own->busy_since, clock_ms());
	atomic_store_explicit(&own->state, SCOREBOARD_BUSY, memory_order_release);
}

void scoreboard_operation(struct scoreboard *scoreboard, const struct operation *operation)
{
	store(scoreboard->own->operation, (int32_t)counters_row(scoreboard->operations, operation) - 1);
}

void scoreboard_end(struct scoreboard *scoreboard)
{
	struct slot *own = scoreboard->own;

	/* It is written here alone, so it need not be added to in one step. */
	store(own->requests, load(own->requests) + 1);
	store(own->state, SCOREBOARD_IDLE);
}

void scoreboard_configured(struct scoreboard *scoreboard, const char *problem)
{
	struct slot *own = scoreboard->own;

	snprintf(own->problem, sizeof own->problem, "%s", problem != NULL ? problem : "");
	if (problem != NULL)
		atomic_store_explicit(&own->refused, clock_ms(), memory_order_release);
	else
		store(own->configured, clock_ms());
}

struct counters *scoreboard_counters(struct scoreboard *scoreboard)
{
	return &scoreboard->own->counters;
}

/* --- looking at all --- */

struct scoreboard *scoreboard_look(const char *path, const struct operation *const *operations, char **error)
{
	const struct header header = expected_header(operations);
	struct scoreboard *scoreboard = memory_alloc(sizeof *scoreboard);
	const char *problem = NULL;

	*scoreboard = (struct scoreboard){ .operations = operations };
	scoreboard->file = memory_alloc(sizeof *scoreboard->file);
	scoreboard->fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (scoreboard->fd < 0)
		problem = strerror(errno);
	else if (!has_header(scoreboard->fd, &header))
		problem = "it is no status file of this build's";
	/* A copy, not a map: a file that is cut short would end who looks. */
	else if (pread(scoreboard->fd, scoreboard->file, sizeof *scoreboard->file, 0) != (ssize_t)sizeof *scoreboard->file)
		problem = "it cannot be read whole";
	if (problem == NULL)
		return scoreboard;
	*error = memory_printf("%s: %s", path, problem);
	scoreboard_close(scoreboard);
	return NULL;
}

/* A text that may be changing while it is copied: bounded, and nothing but letters of that kind. */
static void copy_text(char *to, const char *from, size_t size, const char *letters)
{
	size_t length = 0;

	while (length + 1 < size && from[length] != '\0' &&
	       (letters != NULL ? strchr(letters, from[length]) != NULL : from[length] >= ' ' && from[length] <= '~')) {
		to[length] = from[length];
		length++;
	}
	to[length] = '\0';
}

static const struct operation *operation_of(const struct operation *const *families, int32_t number)
{
	for (; *families != NULL; families++) {
		for (const struct operation *row = *families; row->name != NULL; row++) {
			if (number-- == 0)
				return row;
		}
	}
	return NULL;
}

/* Whoever has just taken a slot has not written yet that it is another's no more. */
static bool exists(pid_t pid)
{
	return pid > 0 && (kill(pid, 0) == 0 || errno == EPERM);
}

bool scoreboard_worker(const struct scoreboard *scoreboard, size_t index, struct scoreboard_worker *worker)
{
	static const char id_letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
	const struct slot *slot = &scoreboard->file->slots[index];
	bool busy = atomic_load_explicit(&slot->state, memory_order_acquire) == SCOREBOARD_BUSY;
	bool taken = slot == scoreboard->own || (scoreboard->fd >= 0 && file_is_locked(scoreboard->fd, slot_offset(index)));

	*worker = (struct scoreboard_worker){
		.pid = load(slot->pid),
		.alive = taken && exists(load(slot->pid)),
		.kind = (enum scoreboard_kind)load(slot->kind),
		.state = (enum scoreboard_state)load(slot->state),
		.operation = busy ? operation_of(scoreboard->operations, load(slot->operation)) : NULL,
		.started = load(slot->started),
		.busy_since = busy ? load(slot->busy_since) : 0,
		.configured = load(slot->configured),
		.refused = atomic_load_explicit(&slot->refused, memory_order_acquire),
		.clock_offset = load(slot->clock_offset),
		.requests = load(slot->requests),
		.died = !taken && has_died(slot),
		.counters = &slot->counters,
	};
	if (busy)
		copy_text(worker->request_id, slot->request_id, sizeof worker->request_id, id_letters);
	copy_text(worker->problem, slot->problem, sizeof worker->problem, NULL);
	return worker->pid > 0 && worker->kind <= SCOREBOARD_HEALTH && worker->state <= SCOREBOARD_DRAINING;
}

bool scoreboard_find(const struct scoreboard *scoreboard, pid_t pid, struct scoreboard_worker *worker)
{
	for (size_t i = 0; i < SCOREBOARD_SLOTS; i++) {
		if (load(scoreboard->file->slots[i].pid) == pid && scoreboard_worker(scoreboard, i, worker))
			return true;
	}
	return false;
}

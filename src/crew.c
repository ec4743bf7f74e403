/* The workers that a supervisor keeps. */
#include "crew.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"

/* Milliseconds: who dies sooner than LIVED is not brought back at once, but after DELAY_FIRST, and each time after twice as long.
 */
enum { LIVED = 1000, DELAY_FIRST = 100, DELAY_MAX = 10000 };

void crew_start_due(struct crew *crew, pid_t (*start)(void *context, size_t post), void *context)
{
	for (size_t i = 0; i < crew->count; i++) {
		struct post *post = &crew->posts[i];
		int64_t now = clock_ms();
		if (post->pid != 0 || post->due > now)
			continue;
		pid_t pid = start(context, i);
		if (pid < 0) {
			log_message(LOG_LEVEL_ERROR, "no worker can be started: %s", strerror(errno));
			post->due = now + DELAY_MAX;
			continue;
		}
		post->pid = pid;
		post->begun = now;
		post->ready = false;
	}
}

/* One step for all that die together. */
static int64_t back_off(struct crew *crew, int64_t now)
{
	if (now >= crew->due) {
		bool again = now - crew->due < LIVED + crew->delay;
		int64_t longer = crew->delay * 2 < DELAY_MAX ? crew->delay * 2 : DELAY_MAX;
		crew->delay = again && crew->delay > 0 ? longer : DELAY_FIRST;
		crew->due = now + crew->delay;
		log_message(LOG_LEVEL_WARNING, "workers die when they have hardly begun; the next try is in %lld ms",
			    (long long)crew->delay);
	}
	return crew->due;
}

void crew_note_end(struct crew *crew, pid_t pid, bool stopping)
{
	int64_t now = clock_ms();

	for (size_t i = 0; i < crew->old_count; i++) {
		if (crew->old[i] == pid)
			crew->old[i--] = crew->old[--crew->old_count];
	}
	for (size_t i = 0; i < crew->count; i++) {
		struct post *post = &crew->posts[i];
		if (post->pid != pid)
			continue;
		post->pid = 0;
		post->ready = false;
		post->due = now - post->begun < LIVED && !stopping ? back_off(crew, now) : now;
	}
}

void crew_note_ready(struct crew *crew, pid_t pid)
{
	for (size_t i = 0; i < crew->count; i++) {
		if (crew->posts[i].pid == pid)
			crew->posts[i].ready = true;
	}
}

bool crew_is_ready(const struct crew *crew)
{
	for (size_t i = 0; i < crew->count; i++) {
		if (!crew->posts[i].ready)
			return false;
	}
	return true;
}

void crew_ask(struct crew *crew)
{
	for (size_t i = 0; i < crew->count; i++)
		crew->posts[i].ready = false;
}

void crew_signal(const struct crew *crew, int number)
{
	for (size_t i = 0; i < crew->count; i++) {
		if (crew->posts[i].pid > 0)
			kill(crew->posts[i].pid, number);
	}
}

void crew_signal_old(const struct crew *crew, int number)
{
	for (size_t i = 0; i < crew->old_count; i++)
		kill(crew->old[i], number);
}

size_t crew_pids(const struct crew *crew, pid_t pids[CREW_MAX + CREW_OLD_MAX])
{
	size_t count = crew->old_count;

	memcpy(pids, crew->old, count * sizeof *pids);
	for (size_t i = 0; i < crew->count; i++) {
		if (crew->posts[i].pid > 0)
			pids[count++] = crew->posts[i].pid;
	}
	return count;
}

int64_t crew_next_due(const struct crew *crew)
{
	int64_t next = 0;

	for (size_t i = 0; i < crew->count; i++) {
		const struct post *post = &crew->posts[i];
		if (post->pid == 0 && (next == 0 || post->due < next))
			next = post->due;
	}
	return next;
}

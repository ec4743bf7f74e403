/* Where requests come from: a listening socket, and connections that nginx keeps from request to request. */
#include "web/connections.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mailbox.h"
#include "base/memory.h"

enum {
	LEAVING_TICK = 20, /* milliseconds after which an idle worker that leaves looks up */
	FAREWELL_MAX = 5,  /* seconds that nginx may take to close connections when nobody is there to set a limit */
	REST = 100,        /* milliseconds before a connection is asked for again where none can be taken */
};

/* Who has a kept connection in hand: a process, or one of these. */
static const uint32_t nobody = 0;
static const uint32_t no_connection = UINT32_MAX;   /* there is none in the slot */
static const uint32_t whoever_can = UINT32_MAX - 1; /* it is to be ended, and who had it in hand cannot */

static_assert(ATOMIC_LLONG_LOCK_FREE == 2, "a slot is shared between processes, where a lock of one is none of another");

/* What the processes share. A slot's upper half is its generation, 1 and on, the lower half its holder. */
struct table {
	atomic_bool leaving;
	_Atomic uint64_t slots[CONNECTIONS_KEPT_MAX];
};

struct connections {
	int listener;
	int set; /* epoll, the same for all; -1: alone */
	struct table *table;
	struct mailbox *mail; /* one for each worker, and the last for the supervisor */
	size_t mailboxes, mine;
	pid_t parent;
	uint32_t self;                       /* this process, as holder */
	uint32_t have[CONNECTIONS_KEPT_MAX]; /* of each slot the generation whose connection this process has; 0: none */
	bool crowd;                          /* the last that was asked for at the socket was there: there may be more */
	bool accepted;                       /* the last connection came from there */
	int current;                         /* the connection in hand, -1 */
	int slot;                            /* and its slot; -1: it is not shared */
	int64_t tended, farewell;            /* when that was, by clock_ms() */
};

const unsigned char connections_farewell[8] = { 1, 7, 0, 1 };

/* What the epoll set tells of the listening socket; of a connection it is what slot_id() says, never 0. */
static const uint64_t listener_id = 0;

static uint64_t slot_word(uint32_t generation, uint32_t holder)
{
	return (uint64_t)generation << 32 | holder;
}

static uint32_t generation_of(uint64_t word)
{
	return (uint32_t)(word >> 32);
}

static uint32_t holder_of(uint64_t word)
{
	return (uint32_t)word;
}

static uint64_t slot_id(uint32_t generation, size_t slot)
{
	return (uint64_t)generation << 32 | slot;
}

static int slot_fd(size_t slot)
{
	return CONNECTIONS_KEPT_FIRST + (int)slot;
}

static bool pass_slot(struct connections *connections, size_t slot, uint32_t generation, uint32_t from, uint32_t to)
{
	uint64_t expected = slot_word(generation, from);

	return atomic_compare_exchange_strong(&connections->table->slots[slot], &expected, slot_word(generation, to));
}

/* Tell of it once, when there is something to read. Fails without harm if it has been taken out. */
static bool arm(const struct connections *connections, int action, int fd, uint64_t id)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLONESHOT, .data.u64 = id };

	return epoll_ctl(connections->set, action, fd, &event) == 0;
}

/* --- beginning and end --- */

static void set_blocking(int fd, bool blocking)
{
	int flags = fcntl(fd, F_GETFL);

	fcntl(fd, F_SETFL, blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK);
}

static struct connections *begin(int listener)
{
	struct connections *connections = memory_alloc(sizeof *connections);

	connections->listener = listener;
	connections->self = (uint32_t)getpid();
	connections->set = connections->current = connections->slot = -1;
	return connections;
}

struct connections *connections_alone(int listener)
{
	/* An idle worker looks up from the accept, for a signal that came just before it. */
	static const struct timeval tick = { .tv_sec = CONNECTIONS_TICK / 1000 };
	int listening = 0;
	socklen_t size = sizeof listening;

	if (getsockopt(listener, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) != 0 || !listening)
		return NULL;
	set_blocking(listener, true);
	setsockopt(listener, SOL_SOCKET, SO_RCVTIMEO, &tick, sizeof tick);
	return begin(listener);
}

static struct table *new_table(void)
{
	struct table *table = mmap(NULL, sizeof *table, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	for (size_t slot = 0; table != MAP_FAILED && slot < CONNECTIONS_KEPT_MAX; slot++)
		atomic_init(&table->slots[slot], slot_word(0, no_connection));
	return table;
}

static bool new_mailboxes(struct connections *connections, size_t count)
{
	connections->mail = memory_alloc(count * sizeof *connections->mail);
	while (connections->mailboxes < count && mailbox_new(&connections->mail[connections->mailboxes]))
		connections->mailboxes++;
	return connections->mailboxes == count;
}

struct connections *connections_new(int listener, size_t workers)
{
	struct connections *connections = begin(listener);

	set_blocking(listener, false);
	connections->mine = workers;
	connections->table = new_table();
	connections->set = epoll_create1(EPOLL_CLOEXEC);
	if (connections->table != MAP_FAILED && connections->set >= 0 && new_mailboxes(connections, workers + 1) &&
	    arm(connections, EPOLL_CTL_ADD, listener, listener_id))
		return connections;
	int error = errno;
	connections_free(connections);
	errno = error;
	return NULL;
}

void connections_join(struct connections *connections, size_t worker)
{
	connections->mine = worker;
	/* It may have died meanwhile, and another process be ours. */
	connections->parent = (pid_t)connections->self;
	connections->self = (uint32_t)getpid();
}

void connections_free(struct connections *connections)
{
	for (size_t slot = 0; slot < CONNECTIONS_KEPT_MAX; slot++) {
		if (connections->have[slot] != 0)
			close(slot_fd(slot));
	}
	for (size_t i = 0; i < connections->mailboxes; i++)
		mailbox_free(&connections->mail[i]);
	free(connections->mail);
	if (connections->set >= 0)
		close(connections->set);
	if (connections->table != NULL && connections->table != MAP_FAILED)
		munmap(connections->table, sizeof *connections->table);
	free(connections);
}

/* --- from process to process --- */

/* Is there still the connection that the slot had in this generation? */
static bool is_current(const struct connections *connections, size_t slot, uint32_t generation)
{
	uint64_t word = atomic_load(&connections->table->slots[slot]);

	return generation_of(word) == generation && holder_of(word) != no_connection;
}

static void drop(struct connections *connections, size_t slot)
{
	close(slot_fd(slot));
	connections->have[slot] = 0;
}

int connections_mailbox(const struct connections *connections)
{
	return connections->mail[connections->mine].ends[0];
}

void connections_take_mail(struct connections *connections)
{
	uint64_t id;
	int connection;

	while (mailbox_receive(&connections->mail[connections->mine], &id, &connection)) {
		size_t slot = (uint32_t)id;
		if (connection >= 0 && is_current(connections, slot, generation_of(id)) &&
		    dup3(connection, slot_fd(slot), O_CLOEXEC) >= 0)
			connections->have[slot] = generation_of(id);
		if (connection >= 0)
			close(connection);
	}
}

/* A slot for the connection in hand; -1 if there is none. */
static int allocate(struct connections *connections, uint32_t *generation)
{
	for (size_t slot = 0; slot < CONNECTIONS_KEPT_MAX; slot++) {
		uint64_t word = atomic_load_explicit(&connections->table->slots[slot], memory_order_relaxed);
		*generation = generation_of(word) + 1;
		if (holder_of(word) == no_connection && atomic_compare_exchange_strong(&connections->table->slots[slot], &word,
										       slot_word(*generation, connections->self)))
			return (int)slot;
	}
	return -1;
}

/* The supervisor's mailbox, the last, comes first: should this worker die here, that can still tell nginx. */
static bool send_to_all(const struct connections *connections, uint64_t id, int connection)
{
	for (size_t i = connections->mailboxes; i-- > 0;) {
		if (i != connections->mine && !mailbox_send(&connections->mail[i], id, connection))
			return false;
	}
	return true;
}

bool connections_share(struct connections *connections)
{
	uint32_t generation;

	if (connections->set < 0 || atomic_load(&connections->table->leaving))
		return false;
	if (connections->slot >= 0)
		return true;
	int slot = allocate(connections, &generation);
	if (slot < 0)
		return false;
	const uint64_t id = slot_id(generation, (size_t)slot);
	int fd = dup3(connections->current, slot_fd((size_t)slot), O_CLOEXEC);
	if (fd >= 0)
		connections->have[slot] = generation;
	/* Armed already, so that it is known whether it can be; as long as it is in hand nobody else can claim it. */
	if (fd >= 0 && send_to_all(connections, id, fd) && arm(connections, EPOLL_CTL_ADD, fd, id)) {
		connections->slot = slot;
		return true;
	}
	/* Whoever has got it although not all have finds that it is no longer current. */
	if (fd >= 0)
		drop(connections, (size_t)slot);
	atomic_store(&connections->table->slots[slot], slot_word(generation, no_connection));
	return false;
}

/* --- from request to request --- */

static int hold(struct connections *connections, int connection, int slot)
{
	connections->current = connection;
	connections->slot = slot;
	return connection;
}

static int accept_one(const struct connections *connections, int64_t peer_timeout)
{
	const struct timeval patience = { .tv_sec = peer_timeout };
	int connection = accept4(connections->listener, NULL, NULL, SOCK_CLOEXEC);

	if (connection >= 0) {
		setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
		setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
	} else if (errno != EAGAIN && errno != EINTR) {
		/* Where descriptors have run out, the next call would fail at once, and so on without a pause. */
		poll(NULL, 0, REST);
	}
	return connection;
}

static int accept_alone(const struct connections *connections, int64_t peer_timeout)
{
	sigset_t none, blocked;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, &blocked);
	int connection = accept_one(connections, peer_timeout);
	sigprocmask(SIG_SETMASK, &blocked, NULL);
	return connection;
}

/* Over for all: shut down, for others have it too and would keep it open. */
static void end_slot(struct connections *connections, size_t slot, uint32_t generation)
{
	epoll_ctl(connections->set, EPOLL_CTL_DEL, slot_fd(slot), NULL);
	shutdown(slot_fd(slot), SHUT_RDWR);
	drop(connections, slot);
	atomic_store(&connections->table->slots[slot], slot_word(generation, no_connection));
}

static void release_slot(struct connections *connections, size_t slot)
{
	uint32_t generation = connections->have[slot];

	atomic_store(&connections->table->slots[slot], slot_word(generation, nobody));
	/* After that, so that whoever is told of it can claim it. */
	arm(connections, EPOLL_CTL_MOD, slot_fd(slot), slot_id(generation, slot));
}

/* The connection on which something has happened; -1 if another has it, or if there is no request on it. */
static int claim(struct connections *connections, uint64_t id)
{
	size_t slot = (uint32_t)id;
	uint32_t generation = generation_of(id);
	char byte;

	if (connections->have[slot] != generation)
		connections_take_mail(connections);
	if (connections->have[slot] != generation || !pass_slot(connections, slot, generation, nobody, connections->self))
		return -1;
	ssize_t count = recv(slot_fd(slot), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
	if (count > 0)
		return hold(connections, slot_fd(slot), (int)slot);
	/* nginx has closed it; or it was told of twice, and the request is answered. */
	if (count == 0 || (errno != EAGAIN && errno != EINTR))
		end_slot(connections, slot, generation);
	else
		release_slot(connections, slot);
	return -1;
}

/* Is it to be ended, because who had it in hand has closed it, or has died when nobody looked after it any more? */
static bool is_abandoned(const struct connections *connections, uint32_t holder)
{
	return holder == whoever_can ||
	       (holder != nobody && atomic_load(&connections->table->leaving) && kill((pid_t)holder, 0) != 0 && errno == ESRCH);
}

/* Now and then: learn what is shared, let go of what is over, and have all that nobody has in hand told of again, for who was
 * told may have died. */
static void tend(struct connections *connections)
{
	connections->tended = clock_ms();
	connections_take_mail(connections);
	for (size_t slot = 0; slot < CONNECTIONS_KEPT_MAX; slot++) {
		uint32_t generation = connections->have[slot], holder = holder_of(atomic_load(&connections->table->slots[slot]));
		if (generation == 0)
			continue;
		if (!is_current(connections, slot, generation))
			drop(connections, slot);
		else if (holder == nobody)
			arm(connections, EPOLL_CTL_MOD, slot_fd(slot), slot_id(generation, slot));
		else if (is_abandoned(connections, holder) && pass_slot(connections, slot, generation, holder, connections->self))
			end_slot(connections, slot, generation);
	}
	/* Whoever was to leave with all others has taken it out; if they stay after all, it is put back. */
	if (!arm(connections, EPOLL_CTL_MOD, connections->listener, listener_id) && !atomic_load(&connections->table->leaving))
		arm(connections, EPOLL_CTL_ADD, connections->listener, listener_id);
}

void connections_tend(struct connections *connections)
{
	if (clock_ms() - connections->tended >= CONNECTIONS_TICK)
		tend(connections);
}

/* Signals that came during the last request: epoll_pwait() lets none in while there is something to read, and under load there
 * always is. */
static bool let_signals_in(void)
{
	sigset_t pending, none, blocked;

	if (sigpending(&pending) != 0 || sigisemptyset(&pending))
		return false;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, &blocked);
	sigprocmask(SIG_SETMASK, &blocked, NULL);
	return true;
}

static int accept_shared(struct connections *connections, int64_t peer_timeout)
{
	int connection = accept_one(connections, peer_timeout);

	/* Before the request is served: the next one is for another worker. */
	arm(connections, EPOLL_CTL_MOD, connections->listener, listener_id);
	connections->crowd = connections->accepted = connection >= 0;
	return hold(connections, connection, -1);
}

int connections_next(struct connections *connections, int64_t peer_timeout)
{
	struct epoll_event event;
	sigset_t none;

	if (connections->set < 0)
		return hold(connections, accept_alone(connections, peer_timeout), -1);
	if (let_signals_in())
		return -1;
	connections_tend(connections);
	/* The set tells of the socket once in a round of all connections: of a crowd there each would wait for a round more. So
	 * every second one is from there, as long as some wait. */
	if (connections->crowd && !connections->accepted && connections->farewell == 0 &&
	    accept_shared(connections, peer_timeout) >= 0)
		return connections->current;
	sigemptyset(&none);
	if (epoll_pwait(connections->set, &event, 1, connections->farewell != 0 ? LEAVING_TICK : CONNECTIONS_TICK, &none) != 1)
		return -1;
	if (event.data.u64 == listener_id)
		return accept_shared(connections, peer_timeout);
	connections->accepted = false;
	return claim(connections, event.data.u64);
}

/* One that was shared after it came still has the number that it came with. */
static void let_go(struct connections *connections)
{
	if (connections->slot < 0 || connections->current != slot_fd((size_t)connections->slot))
		close(connections->current);
	connections->current = connections->slot = -1;
}

void connections_release(struct connections *connections)
{
	size_t slot = (size_t)connections->slot;

	let_go(connections);
	release_slot(connections, slot);
}

void connections_end(struct connections *connections, bool closed)
{
	int slot = connections->slot;
	uint32_t generation = slot >= 0 ? connections->have[slot] : 0;

	if (!closed)
		let_go(connections);
	connections->current = connections->slot = -1;
	if (slot >= 0 && closed) {
		connections->have[slot] = 0;
		atomic_store(&connections->table->slots[slot], slot_word(generation, whoever_can));
	} else if (slot >= 0) {
		end_slot(connections, (size_t)slot, generation);
	}
}

/* --- who dies, who leaves --- */

void connections_bury(struct connections *connections, pid_t worker)
{
	connections_take_mail(connections);
	for (size_t slot = 0; slot < CONNECTIONS_KEPT_MAX; slot++) {
		uint64_t word = atomic_load(&connections->table->slots[slot]);
		uint32_t generation = generation_of(word);
		/* One that this process does not have was closed by the worker's death, or soon will be: see tend(). */
		if (holder_of(word) == (uint32_t)worker && connections->have[slot] != generation)
			(void)pass_slot(connections, slot, generation, (uint32_t)worker, no_connection);
		else if (holder_of(word) == (uint32_t)worker &&
			 pass_slot(connections, slot, generation, (uint32_t)worker, connections->self))
			end_slot(connections, slot, generation);
	}
	tend(connections);
}

void connections_set_leaving(struct connections *connections, bool leaving)
{
	atomic_store(&connections->table->leaving, leaving);
}

/* Ask nginx to close what nobody has in hand. Returns how many there are. */
static size_t say_farewell(struct connections *connections)
{
	size_t count = 0;

	for (size_t slot = 0; slot < CONNECTIONS_KEPT_MAX; slot++) {
		uint32_t generation = connections->have[slot];
		if (generation == 0 || !pass_slot(connections, slot, generation, nobody, connections->self))
			continue;
		send(slot_fd(slot), connections_farewell, sizeof connections_farewell, MSG_DONTWAIT | MSG_NOSIGNAL);
		release_slot(connections, slot);
		count++;
	}
	return count;
}

bool connections_remain(struct connections *connections)
{
	if (connections->set < 0)
		return false;
	if (getppid() != connections->parent)
		connections_set_leaving(connections, true);
	if (!atomic_load(&connections->table->leaving))
		return false;
	if (connections->farewell == 0) {
		connections->farewell = clock_ms();
		epoll_ctl(connections->set, EPOLL_CTL_DEL, connections->listener, NULL);
		connections_take_mail(connections);
	}
	return clock_ms() - connections->farewell < FAREWELL_MAX * 1000 && say_farewell(connections) > 0;
}

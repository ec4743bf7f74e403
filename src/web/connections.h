/* Where requests come from: a listening socket, and connections that nginx keeps from request to request. */
#ifndef VISITD_CONNECTIONS_H
#define VISITD_CONNECTIONS_H

#include <sys/types.h>

#include "base/macros.h"

/* nginx keeps connections (fastcgi_keep_conn) and knows nothing of workers. So all workers of a supervisor have all of them,
 * under the same numbers, in one epoll set: whoever has nothing to do takes the next on which a request waits. No request waits
 * behind another's lock while one worker is idle, and with a worker that dies only what it had in hand is lost. The supervisor
 * has them too, for workers to come.
 *
 * A connection is claimed for one request. How it is to end only nginx can say, for it may send the next request at any moment;
 * but it can be asked to, see exchange_send() and connections_remain(). */
struct connections;

enum {
	/* Connections that are shared, more are not kept: with what comes before as many as a process may have. */
	CONNECTIONS_KEPT_MAX = 512,
	/* Their descriptors, beyond any other: the same in all processes, as the epoll set has it. */
	CONNECTIONS_KEPT_FIRST = 512,
	CONNECTIONS_TICK = 1000, /* milliseconds after which an idle process looks up */
};

/* For one process alone, which shares none. NULL if that is no listening socket. */
struct connections *connections_alone(int listener) must_check;

/* For a supervisor and so many workers; the listening socket is made not to block. NULL with errno set if the system refuses. */
struct connections *connections_new(int listener, size_t workers) must_check;

/* In a process that was forked: it is that worker; or it is none, and lets go of all that it has inherited. */
void connections_join(struct connections *connections, size_t worker);
void connections_free(struct connections *connections);

/* Wait for a connection that has something to read, for a second at most. Signals that the worker handles must be blocked: they
 * are let in only here, so none can break into a request. Who stalls for `peer_timeout` seconds in the midst of a request is
 * given up. Returns -1 if none came. The descriptor stays ours: one of the next two ends what began. */
int connections_next(struct connections *connections, int64_t peer_timeout) must_check;

/* The request was answered, and nginx keeps the connection. */
void connections_release(struct connections *connections);

/* The connection is over; its descriptor may have been closed. */
void connections_end(struct connections *connections, bool closed);

/* Let the others have it too, which is what keeping it takes: false if that cannot be, or shall not because all are leaving. */
bool connections_share(struct connections *connections) must_check;

/* --- for a supervisor --- */

/* What other processes have shared arrives here; to be taken when something can be read from it. */
int connections_mailbox(const struct connections *connections) must_check;
void connections_take_mail(struct connections *connections);

/* To be called at each tick: one that is over may be for this process alone to end, for who had it in hand could not. */
void connections_tend(struct connections *connections);

/* A worker has died: what it had in hand is over, and nobody waits for it in vain. */
void connections_bury(struct connections *connections, pid_t worker);

/* All workers will leave, or will not after all: none keeps a connection beyond its request any more. */
void connections_set_leaving(struct connections *connections, bool leaving);

/* --- for a worker that is to leave --- */

/* Is there anything that nobody will take care of after it? Nothing as long as others stay; when all leave, nginx is asked to
 * close the connections on which no request is under way, and until it has, they have to be served. */
bool connections_remain(struct connections *connections) must_check;

/* What asks nginx to close a connection: an empty record of standard error (FastCGI specification, section 5.3). Behind the
 * record that ends a request, in the same write, it makes nginx close the connection instead of keeping it. On one that nginx
 * keeps it does so too; and if nginx has just sent a request there, it reads over it. */
extern const unsigned char connections_farewell[8];

#endif

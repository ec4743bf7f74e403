/* The parts of the program tests/fault/faults, and what they share. */
#ifndef VISITD_TEST_FAULTS_H
#define VISITD_TEST_FAULTS_H

#include <check.h>
#include <libpq-fe.h>

#include "world.h"

/* Deadlines short enough to wait for. */
enum { STATEMENT_TIMEOUT = 2, CONNECT_TIMEOUT = 2, PEER_TIMEOUT = 2 /* seconds */ };

/* Before each test: the stack as it should be, with those deadlines. */
void faults_settle(void);

/* So many check-ins that every worker has had some, all of them good. */
void faults_expect_all_good(const struct world *world, const char *what);

/* A check-in in a new slot. */
struct http_response *faults_check_in(const struct world *world) must_check;

/* A session in whose open transaction the world's usual slot is taken: a check-in there waits, until "ROLLBACK". */
PGconn *faults_hold_slot(const struct world *world) must_check;

/* The worker that the backend serves, as its log tells. */
int faults_worker_of(const char *backend) must_check;

void faults_add_database(Suite *suite);
void faults_add_workers(Suite *suite);
void faults_add_peers(Suite *suite);
void faults_add_locks(Suite *suite);
void faults_add_queue(Suite *suite);
void faults_add_readers(Suite *suite);

#endif

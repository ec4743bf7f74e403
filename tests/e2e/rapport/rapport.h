/* What the tests of contacts, tactics and interactions share. */
#ifndef VISITD_TEST_RAPPORT_H
#define VISITD_TEST_RAPPORT_H

#include <check.h>

#include "http.h"

#define TACTICS      "/api/v1/rapport/tactics"
#define INTERACTIONS "/api/v1/interactions"
#define CONTACTS     "/api/v1/contacts"

/* The n-th of the seven tactics that are shipped, and how one more is called. */
#define TACTIC(n)         "7a000000-0000-4000-8000-00000000000" #n
#define TEST_TACTIC       "Test tactic "
#define NO_TACTIC         "00000000-0000-4000-8000-000000000000"
#define LOG(tactic, more) "{\"tactic_id\":\"" tactic "\",\"effectiveness_score\":3" more "}"

/* A user with a contact, and the user's token. */
struct rapport {
	char *user, *token, *contact;
};
struct rapport rapport_new(void) must_check;

/* Another contact of a user's; returns the id. */
char *rapport_contact(const char *user, const char *name) must_check;

/* The body of a good interaction; `changes` follow within its object and so win (`,"topic":null`), `more` follows it
 * (`,"tactic_logs":[]`). */
char *rapport_body(const char *contact, const char *changes, const char *more) must_check;

/* Log it with the contact. */
struct http_response *rapport_log(const struct rapport *rapport, const char *changes, const char *more) must_check;

/* Any request; body and header may be NULL. */
struct http_response *rapport_send(const char *method, const char *path, const char *token, const char *body,
				   const char *header) must_check;

/* GET. */
struct http_response *rapport_get(const char *token, const char *path) must_check;

/* How many interactions and tactic logs there are with a contact. */
long rapport_count(const char *contact) must_check;
long rapport_count_logs(const char *contact) must_check;

/* The reply's body is just this, but for spaces between the tokens; '#' stands for any id, '~' for any time as this family
 * writes it. */
void rapport_expect_body(const struct http_response *response, const char *what, const char *template);

/* A reply without a body. */
void rapport_expect_empty(const struct http_response *response, const char *what, int status);

/* A refusal that names one field, with this message. */
void rapport_expect_bad_field(const struct http_response *response, const char *what, const char *field, const char *message);

/* Take away what tactics a test has added. */
void rapport_forget_tactics(void);

void rapport_add_interactions(Suite *suite);
void rapport_add_tactic_logs(Suite *suite);
void rapport_add_reading(Suite *suite);
void rapport_add_changes(Suite *suite);
void rapport_add_contacts(Suite *suite);
void rapport_add_access(Suite *suite);
void rapport_add_races(Suite *suite);

#endif

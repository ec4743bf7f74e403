/* The parts of the program tests/e2e/drafts/drafts, and what they share. */
#ifndef VISITD_TEST_DRAFTS_H
#define VISITD_TEST_DRAFTS_H

#include <check.h>

#include "expect.h"
#include "http.h"

/* The four levels, from the top. */
enum drafts_level { VISIT, INTERACTION, PRINCIPAL_INTERACTION, LEAD, LEVELS };

struct drafts_level_info {
	const char *path;   /* "/api/visits" */
	const char *id;     /* what a reply to its POST, and its children's, call its id: "visitId" */
	const char *title;  /* "Visit", of the 404's message */
	const char *parent; /* what its POST calls the record above, NULL for the first level */
	const char *text;   /* a field of it, for what can be tried with any … */
	const char *value;  /* … and a piece of JSON to write there */
	const char *list;   /* in the tree: where the level below is, NULL for the last level */
	const char *mark;   /* in an id: what stands before its number */
};
extern const struct drafts_level_info drafts_levels[LEVELS];

struct drafts_user {
	char *id, *email, *token;
};

/* A user and a draft of theirs with one record on each level. */
struct drafts_tree {
	struct drafts_user user;
	const char *ids[LEVELS];
};

struct drafts_user drafts_user_new(void) must_check;
struct drafts_tree drafts_tree_new(void) must_check;

/* Make an empty record below `parent`, which is ignored for a visit; the reply, and the id that a good one has. */
struct http_response *drafts_post(enum drafts_level level, const char *token, const char *parent) must_check;
const char *drafts_create(enum drafts_level level, const char *token, const char *parent) must_check;

/* The id of a record beside the tree's own that is not there. */
const char *drafts_absent_id(const struct drafts_tree *tree, enum drafts_level level) must_check;

/* Body of that POST. */
const char *drafts_post_body(enum drafts_level level, const char *parent) must_check;

/* A request about one record. */
struct http_response *drafts_get(enum drafts_level level, const char *token, const char *id) must_check;
struct http_response *drafts_patch(enum drafts_level level, const char *token, const char *id, const char *body) must_check;
struct http_response *drafts_delete(enum drafts_level level, const char *token, const char *id) must_check;
/* The same with a header. */
struct http_response *drafts_send(enum drafts_level level, const char *method, const char *token, const char *id,
				  const char *body, const char *header) must_check;

/* PATCH the level's own field with its own value. */
struct http_response *drafts_touch(enum drafts_level level, const char *token, const char *id) must_check;

/* The member has this JSON value. */
void drafts_expect(const struct http_response *response, const char *what, const char *key, const char *json);
/* 204, and nothing in it. */
void drafts_expect_deleted(const struct http_response *response, const char *what);
/* 409 "Visit V01 is submitted". */
void drafts_expect_submitted(const struct http_response *response, const char *what, const char *visit);
/* 404 "Lead not found". */
void drafts_expect_unknown(const struct http_response *response, const char *what, enum drafts_level level);

/* The record with this id within the tree of a visit; NULL if it is not there. */
json_t *drafts_find(const struct http_response *tree, enum drafts_level level, const char *id) must_check;

/* Run work(context, 0 … clients - 1) in threads of their own, begun when all of them are connected. */
void drafts_at_once(int clients, void (*work)(void *context, int client), void *context);

/* Mark PostgreSQL's log; and fail if any statement has failed since. For before and after a test. */
void drafts_mark_log(void);
void drafts_expect_no_errors(void);

void drafts_add_steps(Suite *suite);
void drafts_add_fields(Suite *suite);
void drafts_add_ids(Suite *suite);
void drafts_add_access(Suite *suite);
void drafts_add_lists(Suite *suite);
void drafts_add_changes(Suite *suite);
void drafts_add_races(Suite *suite);
void drafts_add_endings(Suite *suite);
void drafts_add_sizes(Suite *suite);
void drafts_add_faults(Suite *suite);

#endif

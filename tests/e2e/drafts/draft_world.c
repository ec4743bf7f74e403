/* Drafts end to end: what the parts of the program share, and the program. */
#include <pthread.h>
#include <string.h>

#include "drafts.h"
#include "journal.h"
#include "mint.h"
#include "sql.h"
#include "stack.h"
#include "suite.h"
#include "text.h"
#include "world.h"

#define LOCK_TIMEOUT "ERROR:  canceling statement due to lock timeout"
enum { CLIENTS_MAX = 32 };

const struct drafts_level_info drafts_levels[LEVELS] = {
	{ "/api/visits", "visitId", "Visit", NULL, "customerName", "\"Tata Steel\"", "interactions", "V" },
	{ "/api/interactions", "interactionId", "Interaction", "visitId", "Principals", "[\"Deublin\",\"Koba\"]",
	  "PrincipalInteractions", "-" },
	{ "/api/Principal-interactions", "PrincipalInteractionId", "Principal interaction", "interactionId", "objective",
	  "\"Discussed sealing issues\"", "leads", "-PI" },
	{ "/api/leads", "leadId", "Lead", "PrincipalInteractionId", "title", "\"Rotary unions\"", NULL, "-L" },
};

struct drafts_user drafts_user_new(void)
{
	struct drafts_user user = { .id = world_user("caregiver", NULL) };

	user.email = sql_value("SELECT email FROM users WHERE id = $1", user.id);
	user.token = mint_token(user.id, NULL);
	return user;
}

struct drafts_tree drafts_tree_new(void)
{
	struct drafts_tree tree = { .user = drafts_user_new() };

	for (int level = VISIT; level < LEVELS; level++)
		tree.ids[level] = drafts_create((enum drafts_level)level, tree.user.token,
						level > VISIT ? tree.ids[level - 1] : NULL);
	return tree;
}

const char *drafts_absent_id(const struct drafts_tree *tree, enum drafts_level level)
{
	/* Nobody makes so many. */
	return level == VISIT ? "V9000000000000000000" : text("%s%s999999", tree->ids[level - 1], drafts_levels[level].mark);
}

/* --- requests --- */

const char *drafts_post_body(enum drafts_level level, const char *parent)
{
	return level == VISIT ? "{}" : text("{\"%s\":\"%s\"}", drafts_levels[level].parent, parent);
}

struct http_response *drafts_post(enum drafts_level level, const char *token, const char *parent)
{
	return http_post(drafts_levels[level].path, token, drafts_post_body(level, parent));
}

const char *drafts_create(enum drafts_level level, const char *token, const char *parent)
{
	struct http_response *response = drafts_post(level, token, parent);

	expect_status(response, "created", 201);
	return expect_text(response, "created", drafts_levels[level].id);
}

struct http_response *drafts_send(enum drafts_level level, const char *method, const char *token, const char *id,
				  const char *body, const char *header)
{
	const struct http_request request = { .method = method,
					      .path = text("%s/%s", drafts_levels[level].path, id),
					      .token = token,
					      .body = body,
					      .headers = { header } };

	return http_send(&request);
}

struct http_response *drafts_get(enum drafts_level level, const char *token, const char *id)
{
	return drafts_send(level, "GET", token, id, NULL, NULL);
}

struct http_response *drafts_patch(enum drafts_level level, const char *token, const char *id, const char *body)
{
	return drafts_send(level, "PATCH", token, id, body, NULL);
}

struct http_response *drafts_delete(enum drafts_level level, const char *token, const char *id)
{
	return drafts_send(level, "DELETE", token, id, NULL, NULL);
}

struct http_response *drafts_touch(enum drafts_level level, const char *token, const char *id)
{
	return drafts_patch(level, token, id, text("{\"%s\":%s}", drafts_levels[level].text, drafts_levels[level].value));
}

/* --- replies --- */

void drafts_expect(const struct http_response *response, const char *what, const char *key, const char *json)
{
	json_t *expected = json_loads(json, JSON_DECODE_ANY, NULL), *value = json_object_get(response->json, key);

	ck_assert_msg(expected != NULL, "%s: %s is no JSON", what, json);
	if (!json_equal(value, expected))
		ck_abort_msg("%s: %s is not %.300s: %d %.2000s", what, key, json, response->status, response->body);
	json_decref(expected);
}

void drafts_expect_deleted(const struct http_response *response, const char *what)
{
	ck_assert_msg(response->status == 204 && response->length == 0, "%s: status %d instead of an empty 204: %s%s", what,
		      response->status, response->headers, response->body);
}

void drafts_expect_submitted(const struct http_response *response, const char *what, const char *visit)
{
	expect_problem(response, what, 409, text("Visit %s is submitted", visit));
}

void drafts_expect_unknown(const struct http_response *response, const char *what, enum drafts_level level)
{
	expect_problem(response, what, 404, text("%s not found", drafts_levels[level].title));
}

/* The record within what hangs below another. */
static json_t *find_below(json_t *record, enum drafts_level at, enum drafts_level level, const char *id)
{
	json_t *child, *found;
	size_t i;

	if (at == level) {
		const char *own = json_string_value(json_object_get(record, "id"));
		return own != NULL && strcmp(own, id) == 0 ? record : NULL;
	}
	json_array_foreach (json_object_get(record, drafts_levels[at].list), i, child) {
		found = find_below(child, at + 1, level, id);
		if (found != NULL)
			return found;
	}
	return NULL;
}

json_t *drafts_find(const struct http_response *tree, enum drafts_level level, const char *id)
{
	return find_below(tree->json, VISIT, level, id);
}

/* --- many clients --- */

struct crew {
	void (*work)(void *context, int client);
	void *context;
	pthread_barrier_t barrier;
};

struct member {
	struct crew *crew;
	int client;
	pthread_t thread;
};

static void *run(void *context)
{
	struct member *member = context;
	/* Any answer will do: it is the connection that counts. */
	const struct http_request warm_up = { .path = "/" };

	(void)!http_send(&warm_up);
	pthread_barrier_wait(&member->crew->barrier);
	member->crew->work(member->crew->context, member->client);
	return NULL;
}

void drafts_at_once(int clients, void (*work)(void *context, int client), void *context)
{
	struct crew crew = { .work = work, .context = context };
	struct member members[CLIENTS_MAX];

	ck_assert_int_le(clients, CLIENTS_MAX);
	ck_assert_int_eq(pthread_barrier_init(&crew.barrier, NULL, (unsigned)clients), 0);
	for (int i = 0; i < clients; i++) {
		members[i] = (struct member){ .crew = &crew, .client = i };
		ck_assert_int_eq(pthread_create(&members[i].thread, NULL, run, &members[i]), 0);
	}
	for (int i = 0; i < clients; i++)
		ck_assert_int_eq(pthread_join(members[i].thread, NULL), 0);
	pthread_barrier_destroy(&crew.barrier);
}

/* --- PostgreSQL --- */

static long log_mark;

/* It is beside visitd's. */
static const char *postgres_log(void)
{
	return text("%.*s/postgres.log", (int)(strrchr(stack.log, '/') - stack.log), stack.log);
}

void drafts_mark_log(void)
{
	log_mark = journal_mark(postgres_log());
}

void drafts_expect_no_errors(void)
{
	const char *bytes = journal_bytes(postgres_log(), log_mark);
	const char *error = strstr(bytes, "ERROR:");

	/* Who has waited for a lock for a second is answered 503, which is for a test to see. */
	while (error != NULL && strncmp(error, LOCK_TIMEOUT, sizeof LOCK_TIMEOUT - 1) == 0)
		error = strstr(error + 1, "ERROR:");
	ck_assert_msg(error == NULL, "PostgreSQL's log: %.500s", error);
	ck_assert_msg(strstr(bytes, "deadlock") == NULL, "PostgreSQL's log speaks of a deadlock");
}

int main(void)
{
	Suite *suite = suite_create("drafts");

	drafts_add_steps(suite);
	drafts_add_fields(suite);
	drafts_add_ids(suite);
	drafts_add_access(suite);
	drafts_add_lists(suite);
	drafts_add_changes(suite);
	drafts_add_races(suite);
	drafts_add_endings(suite);
	drafts_add_sizes(suite);
	drafts_add_faults(suite);
	return suite_main(suite);
}

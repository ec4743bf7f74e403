/* Drafts: what is deleted or submitted while it is being written. Nothing that was answered is lost, nothing is left over. */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "drafts.h"
#include "process.h"
#include "sql.h"
#include "stack.h"
#include "suite.h"
#include "text.h"

enum { ROUNDS = 20, MAKERS = 3 };

static void sleep_us(int microseconds)
{
	struct timespec left = { .tv_nsec = microseconds * 1000L };

	nanosleep(&left, NULL);
}

/* --- a child is made while what is above it is deleted --- */

static const struct {
	enum drafts_level deleted, made;
} pairs[] = {
	{ VISIT, INTERACTION }, { VISIT, PRINCIPAL_INTERACTION }, { VISIT, LEAD }, { INTERACTION, PRINCIPAL_INTERACTION },
	{ INTERACTION, LEAD },  { PRINCIPAL_INTERACTION, LEAD },
};

struct removal {
	enum drafts_level deleted, made;
	struct drafts_user user;
	const char *ids[LEVELS];
	pthread_barrier_t barrier;
	struct http_response *made_replies[MAKERS];
};

/* The way down to where the children are made. */
static void build(struct removal *removal)
{
	for (int level = VISIT; level < LEVELS; level++) {
		if (level >= (int)removal->deleted || removal->ids[level] == NULL)
			removal->ids[level] = drafts_create((enum drafts_level)level, removal->user.token,
							    level > VISIT ? removal->ids[level - 1] : NULL);
	}
}

static void expect_nothing_left(const struct removal *removal)
{
	const char *token = removal->user.token;
	enum drafts_level made = removal->made;

	for (int i = 0; i < MAKERS; i++) {
		const struct http_response *reply = removal->made_replies[i];
		if (reply->status == 201)
			drafts_expect_unknown(drafts_get(made, token, expect_text(reply, "made", drafts_levels[made].id)),
					      "made just before", made);
		else
			drafts_expect_unknown(reply, "too late", made - 1);
	}
	drafts_expect_unknown(drafts_get(removal->deleted, token, removal->ids[removal->deleted]), "deleted", removal->deleted);
	drafts_expect_unknown(drafts_get(LEAD, token, removal->ids[LEAD]), "below", LEAD);
}

static void delete_or_make(void *context, int client)
{
	struct removal *removal = context;

	for (int round = 0; round < ROUNDS; round++) {
		if (client == 0)
			build(removal);
		pthread_barrier_wait(&removal->barrier);
		if (client == 0) {
			sleep_us(round * 150);
			drafts_expect_deleted(
				drafts_delete(removal->deleted, removal->user.token, removal->ids[removal->deleted]), "deleted");
		} else {
			removal->made_replies[client - 1] = drafts_post(removal->made, removal->user.token,
									removal->ids[removal->made - 1]);
		}
		pthread_barrier_wait(&removal->barrier);
		if (client == 0)
			expect_nothing_left(removal);
	}
}

START_TEST(child_made_while_its_parent_is_deleted_goes_with_it)
{
	struct removal removal = { .deleted = pairs[_i].deleted, .made = pairs[_i].made, .user = drafts_user_new() };

	ck_assert_int_eq(pthread_barrier_init(&removal.barrier, NULL, MAKERS + 1), 0);
	drafts_at_once(MAKERS + 1, delete_or_make, &removal);
	pthread_barrier_destroy(&removal.barrier);
}
END_TEST

/* --- submitted while it is being written --- */

enum { SUBMITTER, WRITER, MAKER = WRITER + LEVELS, SUBMISSION_CLIENTS = MAKER + LEAD, MADE_MAX = 500 };

struct submission {
	struct drafts_tree tree;
	pthread_barrier_t barrier;
	int round;
	int written[LEVELS];              /* the last value that was answered 200 */
	const char *made[LEAD][MADE_MAX]; /* ids that were answered 201, below each level */
	int made_count[LEAD];
};

static const char *written_value(enum drafts_level level, int n)
{
	return level == INTERACTION ? text("[\"%d\"]", n) : text("\"%d\"", n);
}

static void write_until_submitted(struct submission *submission, enum drafts_level level)
{
	const struct drafts_tree *tree = &submission->tree;

	for (int n = 1;; n++) {
		const char *body = text("{\"%s\":%s}", drafts_levels[level].text, written_value(level, n));
		struct http_response *response = drafts_patch(level, tree->user.token, tree->ids[level], body);
		if (response->status == 503)
			continue;
		if (response->status != 200) {
			drafts_expect_submitted(response, "written too late", tree->ids[VISIT]);
			return;
		}
		submission->written[level] = n;
	}
}

static void make_until_submitted(struct submission *submission, enum drafts_level parent)
{
	const struct drafts_tree *tree = &submission->tree;
	const char *key = drafts_levels[parent + 1].id;

	for (int n = 0; n < MADE_MAX; n++) {
		struct http_response *response = drafts_post(parent + 1, tree->user.token, tree->ids[parent]);
		if (response->status == 503)
			continue;
		if (response->status != 201) {
			drafts_expect_submitted(response, "made too late", tree->ids[VISIT]);
			return;
		}
		submission->made[parent][submission->made_count[parent]++] = expect_text(response, "made", key);
	}
}

static void submit_or_write(void *context, int client)
{
	struct submission *submission = context;
	const struct drafts_tree *tree = &submission->tree;

	if (client >= MAKER) {
		make_until_submitted(submission, (enum drafts_level)(client - MAKER));
	} else if (client >= WRITER) {
		write_until_submitted(submission, (enum drafts_level)(client - WRITER));
	} else {
		struct http_response *response;
		process_sleep_ms(10 + submission->round * 3);
		/* It waits for a moment in which nobody writes; if there is none for a second, it is told to try again. */
		do
			response = drafts_patch(VISIT, tree->user.token, tree->ids[VISIT], "{\"status\":\"submitted\"}");
		while (response->status == 503);
		expect_status(response, "submit", 200);
		drafts_expect(response, "submit", "status", "\"submitted\"");
	}
}

static void expect_all_kept(const struct submission *submission)
{
	const struct drafts_tree *tree = &submission->tree;
	struct http_response *whole = drafts_get(VISIT, tree->user.token, tree->ids[VISIT]);

	expect_status(whole, "whole", 200);
	drafts_expect(whole, "whole", "status", "\"submitted\"");
	for (int i = VISIT; i < LEVELS; i++) {
		enum drafts_level level = (enum drafts_level)i;
		struct http_response record = *whole;
		record.json = drafts_find(whole, level, tree->ids[level]);
		drafts_expect(&record, "kept", drafts_levels[level].text,
			      submission->written[level] > 0 ? written_value(level, submission->written[level]) : "null");
		if (level == LEAD)
			continue;
		/* The tree's own child is the first. */
		ck_assert_uint_eq(json_array_size(json_object_get(record.json, drafts_levels[level].list)),
				  (size_t)submission->made_count[level] + 1);
		for (int n = 0; n < submission->made_count[level]; n++)
			ck_assert_msg(drafts_find(whole, level + 1, submission->made[level][n]) != NULL, "%s is lost",
				      submission->made[level][n]);
	}
}

START_TEST(submitted_while_it_is_written_it_keeps_what_was_answered)
{
	for (int round = 0; round < ROUNDS / 2; round++) {
		struct submission *submission = memory_alloc(sizeof *submission);
		submission->tree = drafts_tree_new();
		submission->round = round;
		drafts_at_once(SUBMISSION_CLIENTS, submit_or_write, submission);
		expect_all_kept(submission);
		for (int level = VISIT; level < LEVELS; level++)
			drafts_expect_submitted(
				drafts_touch((enum drafts_level)level, submission->tree.user.token, submission->tree.ids[level]),
				"after", submission->tree.ids[VISIT]);
	}
}
END_TEST

/* --- submitted as it was seen, while it is written --- */

enum { ATTEMPTS = 300 };

struct sighting {
	struct drafts_tree tree;
	json_t *seen; /* what was below the visit when it was read whose tag has submitted it */
	int refused;
};

static void submit_as_seen(struct sighting *sighting)
{
	const char *token = sighting->tree.user.token, *id = sighting->tree.ids[VISIT];

	for (int i = 0; i < ATTEMPTS && sighting->seen == NULL; i++) {
		struct http_response *whole = drafts_get(VISIT, token, id);
		/* The first time long enough for somebody to have written meanwhile, however fast the machine. */
		if (i == 0)
			process_sleep_ms(100);
		struct http_response *response = drafts_send(VISIT, "PATCH", token, id, "{\"status\":\"submitted\"}",
							     text("If-Match: %s", http_header(whole, "ETag")));
		if (response->status == 200)
			sighting->seen = json_object_get(whole->json, "interactions");
		else
			expect_problem(response, "changed meanwhile", 412, NULL);
		sighting->refused += response->status == 412;
	}
	/* Whoever has been refused so often tells the others that it is over. */
	if (sighting->seen == NULL)
		expect_status(drafts_patch(VISIT, token, id, "{\"status\":\"submitted\"}"), "give up", 200);
}

static void write_or_submit_as_seen(void *context, int client)
{
	struct sighting *sighting = context;
	const struct drafts_tree *tree = &sighting->tree;
	struct http_response *response;

	if (client == 0) {
		process_sleep_ms(30);
		submit_as_seen(sighting);
		return;
	}
	for (int n = 0;; n++) {
		if (client == 1)
			response = drafts_post(LEAD, tree->user.token, tree->ids[PRINCIPAL_INTERACTION]);
		else
			response = drafts_patch(client == 2 ? LEAD : PRINCIPAL_INTERACTION, tree->user.token,
						tree->ids[client == 2 ? LEAD : PRINCIPAL_INTERACTION],
						text("{\"followUpDate\":\"2025-01-%02d\"}", 1 + n % 28));
		if (response->status == 409)
			return;
		ck_assert_msg(response->status == 200 || response->status == 201, "status %d", response->status);
		process_sleep_ms(10 + 7 * client);
	}
}

START_TEST(submitted_by_its_tag_it_is_what_was_seen)
{
	int refused = 0;

	for (int round = 0; round < ROUNDS / 2; round++) {
		struct sighting *sighting = memory_alloc(sizeof *sighting);
		sighting->tree = drafts_tree_new();
		drafts_at_once(4, write_or_submit_as_seen, sighting);
		ck_assert_msg(sighting->seen != NULL, "refused %d times", sighting->refused);
		struct http_response *whole = drafts_get(VISIT, sighting->tree.user.token, sighting->tree.ids[VISIT]);
		json_t *kept = json_object_get(whole->json, "interactions");
		ck_assert_msg(json_equal(kept, sighting->seen), "%s", whole->body);
		refused += sighting->refused;
	}
	/* Else nothing was tried. */
	ck_assert_int_gt(refused, 0);
}
END_TEST

/* --- anything at once --- */

enum { CLIENTS = 16, SECONDS = 3, WIDTH = 3 };

struct melee {
	struct drafts_user user;
	bool deletes; /* or what there is stays, and all meet there */
	_Atomic(const char *) visit;
	int64_t end;
	atomic_int done;
};

/* One of the records that there may be: the first few of each parent. */
static const char *some_id(const char *visit, enum drafts_level level, unsigned *seed)
{
	const char *id = visit;

	for (int i = INTERACTION; i <= (int)level; i++)
		id = text("%s%s%d", id, drafts_levels[i].mark, 1 + rand_r(seed) % WIDTH);
	return id;
}

/* Replace the visit by another: everything below the old one goes while the others are at it. */
static void begin_anew(struct melee *melee, const char *visit)
{
	struct http_response *response = drafts_delete(VISIT, melee->user.token, visit);

	if (response->status == 204)
		atomic_store(&melee->visit, drafts_create(VISIT, melee->user.token, NULL));
}

static struct http_response *some_post(const struct melee *melee, const char *visit, unsigned *seed)
{
	enum drafts_level level = (enum drafts_level)(INTERACTION + rand_r(seed) % LEAD);
	const char *body = drafts_post_body(level, some_id(visit, level - 1, seed));
	const char *key = text("Idempotency-Key: %s %d", body, rand_r(seed) % 4);
	const struct http_request request = { .path = drafts_levels[level].path,
					      .token = melee->user.token,
					      .body = body,
					      .headers = { rand_r(seed) % 4 == 0 ? key : NULL } };

	return http_send(&request);
}

static struct http_response *some_request(const struct melee *melee, const char *visit, unsigned *seed)
{
	enum drafts_level level = (enum drafts_level)(rand_r(seed) % LEVELS);
	const char *id = some_id(visit, level, seed);
	const char *value = level == INTERACTION ? text("[\"%d\"]", rand_r(seed) % 4) : text("\"%d\"", rand_r(seed) % 4);

	switch (rand_r(seed) % 8) {
	case 0:
		return drafts_get(VISIT, melee->user.token, visit);
	case 1:
		if (!melee->deletes)
			return some_post(melee, visit, seed);
		return drafts_delete(level == VISIT ? LEAD : level, melee->user.token,
				     level == VISIT ? some_id(visit, LEAD, seed) : id);
	case 2:
	case 3:
	case 4:
		return some_post(melee, visit, seed);
	default:
		return drafts_patch(level, melee->user.token, id, text("{\"%s\":%s}", drafts_levels[level].text, value));
	}
}

static void fight(void *context, int client)
{
	struct melee *melee = context;
	unsigned seed = (unsigned)client + 1;

	while (clock_ms() < melee->end) {
		const char *visit = atomic_load(&melee->visit);
		if (melee->deletes && rand_r(&seed) % 40 == 0) {
			begin_anew(melee, visit);
			continue;
		}
		struct http_response *response = some_request(melee, visit, &seed);
		int status = response->status;
		/* 409: the draft is full; nobody submits it here. 503: on a busy machine a lock was waited for for a second. */
		ck_assert_msg(status == 200 || status == 201 || status == 204 || status == 404 || status == 409 || status == 503,
			      "status %d: %s%s%s", status, response->error, response->headers, response->body);
		atomic_fetch_add(&melee->done, 1);
	}
}

START_TEST(anything_at_once_is_no_deadlock)
{
	static const char deadlocks[] = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
	struct drafts_tree tree = drafts_tree_new();
	struct melee melee = { .user = tree.user, .deletes = _i == 1 };
	long before = sql_count(deadlocks);

	atomic_store(&melee.visit, tree.ids[VISIT]);
	melee.end = clock_ms() + SECONDS * 1000;
	drafts_at_once(CLIENTS, fight, &melee);
	ck_assert_int_eq(sql_count(deadlocks), before);
	ck_assert_int_gt(atomic_load(&melee.done), CLIENTS * 10);
	ck_assert(stack_all_alive());
}
END_TEST

void drafts_add_endings(Suite *suite)
{
	TCase *part = suite_part(suite, "endings", drafts_mark_log);

	tcase_add_checked_fixture(part, NULL, drafts_expect_no_errors);
	tcase_add_loop_test(part, child_made_while_its_parent_is_deleted_goes_with_it, 0, ARRAY_LEN(pairs));
	tcase_add_test(part, submitted_while_it_is_written_it_keeps_what_was_answered);
	tcase_add_test(part, submitted_by_its_tag_it_is_what_was_seen);
	tcase_add_loop_test(part, anything_at_once_is_no_deadlock, 0, 2);
}

/* Drafts: a worker dies between two saves or in the middle of one. What was answered 200 is in the tree. */
#include <signal.h>
#include <stdatomic.h>

#include "base/integer.h"
#include "base/memory.h"
#include "drafts.h"
#include "journal.h"
#include "process.h"
#include "sql.h"
#include "stack.h"
#include "suite.h"
#include "text.h"

enum { SAVERS = 8, LEADS = 40, KILLS = 5, KILL_PAUSE_MS = 150, WAIT_SECONDS = 10 };

static void settle(void)
{
	stack_settle("");
	drafts_mark_log();
}

/* --- between two --- */

START_TEST(worker_killed_between_two_saves)
{
	struct drafts_tree tree = drafts_tree_new();
	const char *token = tree.user.token;
	pid_t pids[STACK_WORKERS_MAX];
	size_t count = stack_workers(pids);

	for (size_t i = 0; i + 1 < count; i++) {
		const char *value = text("{\"objective\":\"Save %zu\"}", i);
		expect_status(drafts_patch(PRINCIPAL_INTERACTION, token, tree.ids[PRINCIPAL_INTERACTION], value), value, 200);
		ck_assert_int_eq(kill(pids[i], SIGKILL), 0);
		ck_assert(process_wait_gone(pids[i], WAIT_SECONDS));
		struct http_response whole = *drafts_get(VISIT, token, tree.ids[VISIT]);
		expect_status(&whole, "after the death", 200);
		whole.json = drafts_find(&whole, PRINCIPAL_INTERACTION, tree.ids[PRINCIPAL_INTERACTION]);
		drafts_expect(&whole, "after the death", "objective", text("\"Save %zu\"", i));
	}
}
END_TEST

/* --- in the middle of one --- */

/* The worker that the backend serves, as its log tells. */
static pid_t worker_of(const char *backend)
{
	json_t *lines = journal_since(stack.log, 0), *line;
	int64_t number;
	pid_t worker = 0;
	size_t i;

	ck_assert(integer_parse(backend, 1, INT32_MAX, &number));
	json_array_foreach (lines, i, line) {
		if (json_integer_value(json_object_get(line, "backend")) == number)
			worker = (pid_t)json_integer_value(json_object_get(line, "pid"));
	}
	ck_assert_msg(worker > 0, "no worker has logged backend %s", backend);
	return worker;
}

START_TEST(worker_killed_in_the_middle_of_a_save)
{
	struct drafts_tree tree = drafts_tree_new();
	const char *token = tree.user.token, *id = tree.ids[LEAD];
	const struct http_request request = { .method = "PATCH",
					      .path = text("%s/%s", drafts_levels[LEAD].path, id),
					      .token = token,
					      .body = "{\"description\":\"in the middle\"}" };
	PGconn *holder = sql_connect(NULL);

	expect_status(drafts_touch(LEAD, token, id), "before", 200);
	/* Until each worker has logged which backend is its own. */
	for (int i = 0; i < 24; i++)
		expect_status(drafts_get(LEAD, token, id), "warm up", 200);
	sql_run(holder, "BEGIN", (char *)NULL);
	sql_run(holder, "SELECT FROM draft_leads WHERE visit_number = $1 FOR UPDATE", tree.ids[VISIT] + 1, (char *)NULL);
	struct http_pending *pending = http_begin(&request);
	ck_assert_int_eq(kill(worker_of(sql_wait_for_blocked()), SIGKILL), 0);
	expect_refusal(http_end(pending), "killed", 502);
	sql_run(holder, "ROLLBACK", (char *)NULL);

	/* The browser sends it again; what was answered before is there all the same. */
	expect_status(http_send(&request), "again", 200);
	struct http_response whole = *drafts_get(VISIT, token, tree.ids[VISIT]);
	whole.json = drafts_find(&whole, LEAD, id);
	drafts_expect(&whole, "after", "description", "\"in the middle\"");
	drafts_expect(&whole, "after", drafts_levels[LEAD].text, drafts_levels[LEAD].value);
}
END_TEST

/* --- under load --- */

struct load {
	struct drafts_tree tree;
	const char *leads[LEADS];
	int kept[LEADS]; /* the last value that was answered 200 */
	atomic_bool stop;
	atomic_int saves;
	_Atomic(const struct http_response *) odd; /* neither 200 nor nginx's 502 */
};

/* Each saver has leads of its own, and saves a value until it is answered. */
static void save(struct load *load, int saver)
{
	for (int value = 1; !atomic_load(&load->stop); value++) {
		for (int i = saver; i < LEADS; i += SAVERS) {
			const char *body = text("{\"title\":\"%d\",\"expectedValue\":%d}", value, value);
			const struct http_response *none = NULL;
			struct http_response *response;
			while ((response = drafts_patch(LEAD, load->tree.user.token, load->leads[i], body))->status == 502)
				process_sleep_ms(5);
			if (response->status != 200)
				atomic_compare_exchange_strong(&load->odd, &none, response);
			else
				load->kept[i] = value;
			atomic_fetch_add(&load->saves, 1);
		}
	}
}

static void save_or_kill(void *context, int client)
{
	struct load *load = context;
	pid_t pids[STACK_WORKERS_MAX];

	if (client < SAVERS) {
		save(load, client);
		return;
	}
	size_t count = stack_workers(pids);
	for (size_t i = 0; i < KILLS && i + 1 < count; i++) {
		process_sleep_ms(KILL_PAUSE_MS);
		ck_assert_int_eq(kill(pids[i], SIGKILL), 0);
	}
	process_sleep_ms(KILL_PAUSE_MS);
	atomic_store(&load->stop, true);
}

START_TEST(workers_killed_under_load_lose_no_answered_save)
{
	struct load *load = memory_alloc(sizeof *load);

	load->tree = drafts_tree_new();
	for (int i = 0; i < LEADS; i++)
		load->leads[i] = drafts_create(LEAD, load->tree.user.token, load->tree.ids[PRINCIPAL_INTERACTION]);
	drafts_at_once(SAVERS + 1, save_or_kill, load);
	if (load->odd != NULL)
		expect_status(load->odd, "save", 200);
	ck_assert_int_gt(atomic_load(&load->saves), LEADS);
	struct http_response *whole = drafts_get(VISIT, load->tree.user.token, load->tree.ids[VISIT]);
	for (int i = 0; i < LEADS; i++) {
		struct http_response lead = *whole;
		lead.json = drafts_find(whole, LEAD, load->leads[i]);
		drafts_expect(&lead, load->leads[i], "title", text("\"%d\"", load->kept[i]));
		drafts_expect(&lead, load->leads[i], "expectedValue", text("%d", load->kept[i]));
	}
}
END_TEST

/* The last part: it takes workers away. */
void drafts_add_faults(Suite *suite)
{
	TCase *part = suite_part(suite, "faults", settle);

	tcase_add_checked_fixture(part, NULL, drafts_expect_no_errors);
	tcase_add_test(part, worker_killed_between_two_saves);
	tcase_add_test(part, worker_killed_in_the_middle_of_a_save);
	tcase_add_test(part, workers_killed_under_load_lose_no_answered_save);
}

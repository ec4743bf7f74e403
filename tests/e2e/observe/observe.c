/* What whoever runs visitd sees of it: here is what the tests share. */
#include "observe.h"

#include "journal.h"
#include "stack.h"
#include "suite.h"
#include "text.h"

void observe_hold(struct held *held, const struct world *world, const char *const *headers)
{
	const char *visit = world_visit(world->client, world->caregiver, false);

	held->holder = sql_connect(NULL);
	sql_run(held->holder, "BEGIN", (char *)NULL);
	sql_run(held->holder, "SELECT FROM visits WHERE id = $1 FOR UPDATE", visit, (char *)NULL);
	held->request = (struct http_request){ .method = "PATCH",
					       .path = text("%s/%s", WORLD_VISITS, visit),
					       .token = world->token,
					       .body = "{\"documentation\":{\"concerns\":\"none\"}}" };
	for (size_t i = 0; headers != NULL && headers[i] != NULL; i++)
		held->request.headers[i] = headers[i];
	held->pending = http_begin(&held->request);
	held->backend = sql_wait_for_blocked();
}

struct http_response *observe_release(struct held *held)
{
	sql_run(held->holder, "ROLLBACK", (char *)NULL);
	PQfinish(held->holder);
	return http_end(held->pending);
}

json_t *observe_line(const struct http_response *response, long mark)
{
	const char *id = http_header(response, "X-Request-Id");

	ck_assert_ptr_nonnull(id);
	json_t *line = journal_find(stack.log, mark, "requestId", id);
	ck_assert_msg(line != NULL, "no line about request %s", id);
	return line;
}

int main(void)
{
	Suite *suite = suite_create("observe");

	slow_requests_add(suite);
	traces_add(suite);
	counts_add(suite);
	states_add(suite);
	return suite_main(suite);
}

/* Who asks about a visit, and visits to ask about. */
#include "base/clock.h"
#include "expect.h"
#include "mint.h"
#include "process.h"
#include "sql.h"
#include "text.h"
#include "visits.h"

const struct visits_caller visits_callers[VISITS_CALLERS] = {
	{ "the visit's caregiver", "caregiver", OWN_ZONE, .verdict = ALLOWED, .own = true },
	{ "the visit's caregiver, of another zone since", "caregiver", OTHER_ZONE, .verdict = ALLOWED, .own = true },
	{ "the visit's caregiver, of no zone since", "caregiver", NO_ZONE, .verdict = ALLOWED, .own = true },
	{ "a caregiver of the zone", "caregiver", OWN_ZONE, .verdict = NOT_YOURS },
	{ "a caregiver of another zone", "caregiver", OTHER_ZONE, .verdict = NOT_YOURS },
	{ "a coordinator of the zone", "coordinator", OWN_ZONE, .verdict = ALLOWED },
	{ "a coordinator of another zone", "coordinator", OTHER_ZONE, .verdict = NOT_IN_ZONE },
	{ "a coordinator of no zone", "coordinator", NO_ZONE, .verdict = NOT_IN_ZONE },
	{ "an admin of the zone", "admin", OWN_ZONE, .verdict = ALLOWED },
	{ "an admin of another zone", "admin", OTHER_ZONE, .verdict = NOT_IN_ZONE },
	{ "an admin of every zone", "admin", NO_ZONE, .verdict = ALLOWED },
	{ "a family member", "family", OWN_ZONE, .verdict = NO_ACCESS },
	{ "a family member with an admin's token", "family", OWN_ZONE, .verdict = NO_ACCESS, .token_role = "admin" },
	{ "a coordinator with a family member's token", "coordinator", OWN_ZONE, .verdict = NO_ACCESS, .token_role = "family" },
	{ "a deactivated caregiver", "caregiver", OWN_ZONE, .verdict = NOBODY, .own = true,
	  .change = "UPDATE users SET is_active = false WHERE id = $1" },
	{ "a deleted coordinator", "coordinator", OWN_ZONE, .verdict = NOBODY,
	  .change = "UPDATE users SET deleted_at = now() WHERE id = $1" },
	{ "somebody unknown", "admin", NO_ZONE, .verdict = NOBODY, .change = "DELETE FROM users WHERE id = $1" },
};

char *visits_token(const struct world *world, const struct visits_caller *caller)
{
	const char *zone = caller->zone == OWN_ZONE ? world->zone : caller->zone == OTHER_ZONE ? world_zone() : NULL;
	const char *user = caller->own ? world->caregiver : world_user(caller->role, zone);

	if (caller->own)
		sql_exec("UPDATE users SET zone_id = nullif($2, '')::uuid WHERE id = $1", user, zone != NULL ? zone : "");
	if (caller->change != NULL)
		sql_exec(caller->change, user);
	return mint_token(user, caller->token_role != NULL ? caller->token_role : caller->role);
}

char *visits_new(const struct world *world, const char *status)
{
	return sql_value("INSERT INTO visits (client_id, staff_id, scheduled_start_time, status, check_in_time, check_out_time,"
			 " duration_minutes) SELECT $1, $2, $3, $4,"
			 " CASE WHEN $4 IN ('in_progress', 'completed') THEN $5::timestamptz END,"
			 " CASE WHEN $4 = 'completed' THEN $5::timestamptz + interval '55 minutes' END,"
			 " CASE WHEN $4 = 'completed' THEN 55 END RETURNING id",
			 world->client, world->caregiver, WORLD_SLOT, status, VISITS_CHECK_IN);
}

char *visits_path(const char *visit)
{
	return text(WORLD_VISITS "/%s", visit);
}

struct http_response *visits_get(const char *path, const char *token, const char *header)
{
	const struct http_request request = { .path = path, .token = token, .headers = { header } };

	return http_send(&request);
}

struct http_response *visits_patch(const char *visit, const char *token, const char *body, const char *header)
{
	const struct http_request request = {
		.method = "PATCH", .path = visits_path(visit), .token = token, .body = body, .headers = { header }
	};

	return http_send(&request);
}

char *visits_column(const char *visit, const char *name)
{
	return sql_value(text("SELECT %s FROM visits WHERE id = $1", name), visit);
}

char *visits_documentation(const char *visit, const char *name)
{
	return sql_value(text("SELECT %s FROM visit_documentation WHERE visit_id = $1", name), visit);
}

void visits_wait_for_locks(const char *what, int count)
{
	int64_t deadline = clock_ms() + 10000;

	while (sql_count("SELECT count(*) FROM pg_locks WHERE NOT granted") < count) {
		ck_assert_msg(clock_ms() < deadline, "%s: nobody waits", what);
		process_sleep_ms(2);
	}
}

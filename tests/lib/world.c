/* Rows of a test's own. */
#include "world.h"

#include <check.h>
#include <time.h>

#include "mint.h"
#include "sql.h"
#include "text.h"

char *world_uuid(void)
{
	return sql_value("SELECT gen_random_uuid()");
}

char *world_zone(void)
{
	return sql_value("INSERT INTO zones (name) VALUES ('Test zone') RETURNING id");
}

char *world_user(const char *role, const char *zone)
{
	return sql_value("INSERT INTO users (email, first_name, last_name, role, zone_id)"
			 " VALUES (gen_random_uuid() || '@test.example', $1, $2, $3, nullif($4, '')::uuid) RETURNING id",
			 WORLD_FIRST_NAME, WORLD_LAST_NAME, role, zone != NULL ? zone : "");
}

char *world_client(const char *zone)
{
	return sql_value("INSERT INTO clients (first_name, last_name, date_of_birth, address, zone_id)"
			 " VALUES ($1, $2, '1938-04-12', '1 Test Street', $3) RETURNING id",
			 WORLD_FIRST_NAME, WORLD_LAST_NAME, zone);
}

char *world_visit(const char *client, const char *staff, bool documented)
{
	char *visit = sql_value(
		"INSERT INTO visits (client_id, staff_id, scheduled_start_time, check_in_time, check_out_time, status)"
		" VALUES ($1, $2, '2025-10-10 10:00Z', '2025-10-10 10:05Z', '2025-10-10 11:00Z', 'completed')"
		" RETURNING id",
		client, staff);

	if (documented)
		sql_exec("INSERT INTO visit_documentation (visit_id, vital_signs, activities, observations, concerns) VALUES ($1,"
			 " '{\"heartRate\": 72, \"bloodPressure\": {\"systolic\": 120, \"diastolic\": 80}}',"
			 " '[{\"name\": \"walk\", \"minutes\": 20}]', 'Slept well.', 'A fall on the stairs.')",
			 visit);
	return visit;
}

struct world world_new(void)
{
	struct world world = { .zone = world_zone() };

	world.client = world_client(world.zone);
	world.caregiver = world_user("caregiver", world.zone);
	world.token = mint_token(world.caregiver, "caregiver");
	return world;
}

char *world_slot(int n)
{
	time_t when = 1735689600 + (time_t)n * 60; /* 2025-01-01 */
	struct tm utc;
	char slot[32];

	gmtime_r(&when, &utc);
	strftime(slot, sizeof slot, "%Y-%m-%dT%H:%M:%SZ", &utc);
	return text("%s", slot);
}

char *world_check_in_body(const char *client, const char *slot, const char *more)
{
	return text("{\"clientId\":\"%s\",\"scheduledStartTime\":\"%s\"%s}", client, slot, more);
}

struct http_response *world_check_in(const struct world *world, const char *more)
{
	return http_post(WORLD_VISITS, world->token, world_check_in_body(world->client, WORLD_SLOT, more));
}

long world_count_visits(const char *client)
{
	return sql_count("SELECT count(*) FROM visits WHERE client_id = $1", client);
}

PGconn *world_hold_slot(const struct world *world)
{
	PGconn *session = sql_connect(NULL);

	sql_run(session, "BEGIN", (char *)NULL);
	sql_run(session,
		"INSERT INTO visits (client_id, staff_id, scheduled_start_time, status) VALUES ($1, $2, $3, 'scheduled')",
		world->client, world->caregiver, WORLD_SLOT, (char *)NULL);
	return session;
}

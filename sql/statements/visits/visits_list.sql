-- List visits, newest first or oldest first: a caregiver's own, or those of a zone; by page or by cursor.
-- $1 caller  $2 staff  $3 client  $4 status (several)  $5 start_date  $6 end_date  $7 limit  $8 page  $9 cursor ("" or "time|id")
-- $10 sort  $11 zone_id
WITH caller AS (
    SELECT id, role, zone_id FROM callers WHERE id = $1::uuid
), asked AS (
    -- To the millisecond, as visits keep it. "edge" is the first moment that is too late.
    SELECT date_trunc('milliseconds', coalesce($5::timestamptz, '-infinity')) AS since,
           date_trunc('milliseconds', coalesce($6::timestamptz, 'infinity')) + interval '1 millisecond' AS edge,
           nullif(split_part($9::text, '|', 1), '')::timestamptz AS place, nullif(split_part($9, '|', 2), '')::uuid AS place_id,
           (coalesce($8::bigint, 1) - 1) * $7::bigint AS skipped
), scope AS MATERIALIZED (
    SELECT role, coalesce(zone_id, CASE role WHEN 'admin' THEN $11::uuid END) AS own_zone_id, $3::uuid AS client_id,
           CASE role WHEN 'caregiver' THEN id ELSE $2::uuid END AS staff_id,
           -- Which index leads.
           CASE WHEN $3 IS NOT NULL THEN 'client' WHEN role = 'caregiver' OR $2 IS NOT NULL THEN 'staff' ELSE 'zone' END AS lead,
           role = 'caregiver' AND $4::text[] IS NULL AND $11 IS NULL AS is_plain,
           $10::text = 'scheduledStartTime' AS rising, since, edge, skipped,
           -- A page begins at the nearer of its cursor's place and the edge, whichever way it goes: between the two it has
           -- nothing to look for.
           least(place, edge) AS before,
           CASE WHEN place < edge THEN place_id ELSE '00000000-0000-0000-0000-000000000000' END AS before_id,
           greatest(place, since) AS after,
           CASE WHEN place >= since THEN place_id ELSE '00000000-0000-0000-0000-000000000000' END AS after_id
    FROM caller, asked
    WHERE role <> 'family' AND (role <> 'caregiver' OR $2 IS NULL OR $2 = id) AND skipped < 10000 AND ($8 IS NULL OR $9 IS NULL)
      AND ($11 IS NULL OR $11 = zone_id OR role = 'admin' AND zone_id IS NULL)
), zone AS (
    SELECT zone.id
    FROM scope, unnest(CASE WHEN own_zone_id IS NULL THEN ARRAY(SELECT id FROM visit_zones) ELSE ARRAY[own_zone_id] END) AS zone (id)
    WHERE lead = 'zone' AND sees_zone(role, own_zone_id, zone.id)
), state AS MATERIALIZED (
    SELECT DISTINCT unnest(coalesce($4::text[], '{scheduled,in_progress,completed,cancelled}')) AS status
), page AS (
    -- Each branch is one range scan that ends with the page, of a zone one for each state; only the one that leads is run.
    SELECT * FROM (
        SELECT found.*
-- include visits_of_client.sql
-- include visits_falling.sql
        UNION ALL SELECT found.*
-- include visits_of_staff.sql
-- include visits_falling.sql
        UNION ALL SELECT found.*
-- include visits_of_zones.sql
-- include visits_falling.sql
        UNION ALL SELECT found.*
-- include visits_of_client.sql
-- include visits_rising.sql
        UNION ALL SELECT found.*
-- include visits_of_staff.sql
-- include visits_rising.sql
        UNION ALL SELECT found.*
-- include visits_of_zones.sql
-- include visits_rising.sql
    ) AS branches
    ORDER BY CASE WHEN $10 = 'scheduledStartTime' THEN scheduled_start_time END,
             CASE WHEN $10 = 'scheduledStartTime' THEN id END, scheduled_start_time DESC, id DESC
    LIMIT $7 + 1 OFFSET (SELECT skipped FROM scope)
), total AS (
    SELECT count(*) AS visits FROM (
        SELECT
-- include visits_of_client.sql
-- include visits_counted.sql
        -- All that a caregiver has are counted by the index alone.
        UNION ALL SELECT FROM scope CROSS JOIN LATERAL (
            SELECT FROM listed_visits
            WHERE lead = 'staff' AND is_plain AND staff_id = scope.staff_id
-- include visits_counted.sql
        UNION ALL SELECT
-- include visits_of_staff.sql
              AND NOT is_plain
-- include visits_counted.sql
        UNION ALL SELECT
-- include visits_of_zones.sql
-- include visits_counted.sql
        LIMIT 10001) AS counted
)
SELECT CASE WHEN caller.id IS NULL                 THEN 'caller_unknown'
            WHEN caller.role = 'family'            THEN 'wrong_role'
            WHEN $11 <> caller.zone_id OR caller.zone_id IS NULL AND caller.role <> 'admin' AND $11 IS NOT NULL THEN 'other_zone'
            WHEN $8 IS NOT NULL AND $9 IS NOT NULL THEN 'page_and_cursor'
            WHEN asked.skipped >= 10000            THEN 'too_far'
            ELSE 'listed' END AS "@outcome",
       CASE WHEN $8 IS NOT NULL AND $9 IS NOT NULL THEN 'cursor' WHEN asked.skipped >= 10000 THEN 'page' END AS "@field",
       least(total.visits, 10000) AS "@total", total.visits > 10000 AS "@exceeded",
       page.scheduled_start_time || '|' || page.id AS "@cursor",
       -- Names are looked up for each row: joined, all clients would be read for a page, as long as there are not too many of them.
       page.id, page.client_id AS "clientId",
       (SELECT first_name || ' ' || last_name FROM clients WHERE clients.id = page.client_id) AS "clientName",
       page.staff_id AS "staffId",
       (SELECT first_name || ' ' || last_name FROM users WHERE users.id = page.staff_id) AS "staffName",
       page.scheduled_start_time AS "scheduledStartTime", page.check_in_time AS "checkInTime",
       page.check_out_time AS "checkOutTime", page.duration_minutes AS duration, page.status, page.created_at AS "createdAt",
       page.updated_at AS "updatedAt"
FROM total CROSS JOIN asked
LEFT JOIN caller ON true
LEFT JOIN page ON true
ORDER BY CASE WHEN $10 = 'scheduledStartTime' THEN page.scheduled_start_time END,
         CASE WHEN $10 = 'scheduledStartTime' THEN page.id END, page.scheduled_start_time DESC, page.id DESC

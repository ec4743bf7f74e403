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
           CASE WHEN $3 IS NOT NULL THEN 'client' WHEN role = 'caregiver' OR $2 IS NOT NULL THEN 'staff'
                WHEN $4::text[] IS NOT NULL THEN 'zone and status' ELSE 'zone' END AS lead,
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
    WHERE lead LIKE 'zone%' AND sees_zone(role, own_zone_id, zone.id)
), page AS (
    -- Each branch is one range scan that ends with the page, of several states one for each; only the one that leads is run.
    SELECT * FROM (
        SELECT found.* FROM scope CROSS JOIN LATERAL (
            SELECT * FROM listed_visits
            WHERE client_id = scope.client_id AND (scheduled_start_time, id) < (before, before_id)
              AND scheduled_start_time BETWEEN since AND before
              AND (scope.staff_id IS NULL OR staff_id = scope.staff_id) AND ($4 IS NULL OR status = ANY ($4::text[]))
              AND (role = 'caregiver' OR sees_zone(role, own_zone_id, zone_id)) AND ($11::uuid IS NULL OR zone_id = $11)
            ORDER BY scheduled_start_time DESC, id DESC LIMIT skipped + $7 + 1) AS found
        WHERE lead = 'client' AND NOT rising
        UNION ALL
        SELECT found.* FROM scope CROSS JOIN LATERAL (
            SELECT * FROM listed_visits
            WHERE staff_id = scope.staff_id AND (scheduled_start_time, id) < (before, before_id)
              AND scheduled_start_time BETWEEN since AND before
              AND ($4 IS NULL OR status = ANY ($4)) AND (role = 'caregiver' OR sees_zone(role, own_zone_id, zone_id))
              AND ($11 IS NULL OR zone_id = $11)
            ORDER BY scheduled_start_time DESC, id DESC LIMIT skipped + $7 + 1) AS found
        WHERE lead = 'staff' AND NOT rising
        UNION ALL
        SELECT found.* FROM scope CROSS JOIN zone CROSS JOIN LATERAL (
            SELECT * FROM listed_visits
            WHERE zone_id = zone.id AND (scheduled_start_time, id) < (before, before_id)
              AND scheduled_start_time BETWEEN since AND before
            ORDER BY scheduled_start_time DESC, id DESC LIMIT skipped + $7 + 1) AS found
        WHERE lead = 'zone' AND NOT rising
        UNION ALL
        SELECT found.* FROM scope CROSS JOIN zone CROSS JOIN (SELECT DISTINCT unnest($4) AS status) AS wanted CROSS JOIN LATERAL (
            SELECT * FROM listed_visits
            WHERE zone_id = zone.id AND status = wanted.status AND (scheduled_start_time, id) < (before, before_id)
              AND scheduled_start_time BETWEEN since AND before
            ORDER BY scheduled_start_time DESC, id DESC LIMIT skipped + $7 + 1) AS found
        WHERE lead = 'zone and status' AND NOT rising
        UNION ALL
        SELECT found.* FROM scope CROSS JOIN LATERAL (
            SELECT * FROM listed_visits
            WHERE client_id = scope.client_id AND (scheduled_start_time, id) > (after, after_id)
              AND scheduled_start_time >= after AND scheduled_start_time < edge
              AND (scope.staff_id IS NULL OR staff_id = scope.staff_id) AND ($4 IS NULL OR status = ANY ($4::text[]))
              AND (role = 'caregiver' OR sees_zone(role, own_zone_id, zone_id)) AND ($11::uuid IS NULL OR zone_id = $11)
            ORDER BY scheduled_start_time, id LIMIT skipped + $7 + 1) AS found
        WHERE lead = 'client' AND rising
        UNION ALL
        SELECT found.* FROM scope CROSS JOIN LATERAL (
            SELECT * FROM listed_visits
            WHERE staff_id = scope.staff_id AND (scheduled_start_time, id) > (after, after_id)
              AND scheduled_start_time >= after AND scheduled_start_time < edge
              AND ($4 IS NULL OR status = ANY ($4)) AND (role = 'caregiver' OR sees_zone(role, own_zone_id, zone_id))
              AND ($11 IS NULL OR zone_id = $11)
            ORDER BY scheduled_start_time, id LIMIT skipped + $7 + 1) AS found
        WHERE lead = 'staff' AND rising
        UNION ALL
        SELECT found.* FROM scope CROSS JOIN zone CROSS JOIN LATERAL (
            SELECT * FROM listed_visits
            WHERE zone_id = zone.id AND (scheduled_start_time, id) > (after, after_id)
              AND scheduled_start_time >= after AND scheduled_start_time < edge
            ORDER BY scheduled_start_time, id LIMIT skipped + $7 + 1) AS found
        WHERE lead = 'zone' AND rising
        UNION ALL
        SELECT found.* FROM scope CROSS JOIN zone CROSS JOIN (SELECT DISTINCT unnest($4) AS status) AS wanted CROSS JOIN LATERAL (
            SELECT * FROM listed_visits
            WHERE zone_id = zone.id AND status = wanted.status AND (scheduled_start_time, id) > (after, after_id)
              AND scheduled_start_time >= after AND scheduled_start_time < edge
            ORDER BY scheduled_start_time, id LIMIT skipped + $7 + 1) AS found
        WHERE lead = 'zone and status' AND rising) AS branches
    ORDER BY CASE WHEN $10 = 'scheduledStartTime' THEN scheduled_start_time END,
             CASE WHEN $10 = 'scheduledStartTime' THEN id END, scheduled_start_time DESC, id DESC
    LIMIT $7 + 1 OFFSET (SELECT skipped FROM scope)
), total AS (
    -- Only a numbered page needs it, and none reaches further.
    SELECT count(*) AS visits FROM (
        SELECT FROM scope CROSS JOIN LATERAL (
            SELECT FROM listed_visits
            WHERE client_id = scope.client_id AND scheduled_start_time >= since AND scheduled_start_time < edge
              AND (scope.staff_id IS NULL OR staff_id = scope.staff_id) AND ($4 IS NULL OR status = ANY ($4))
              AND (role = 'caregiver' OR sees_zone(role, own_zone_id, zone_id)) AND ($11 IS NULL OR zone_id = $11)
            LIMIT 10001) AS found
        WHERE $9 IS NULL AND lead = 'client'
        UNION ALL
        SELECT FROM scope CROSS JOIN LATERAL (
            SELECT FROM listed_visits
            WHERE staff_id = scope.staff_id AND scheduled_start_time >= since AND scheduled_start_time < edge
              AND ($4 IS NULL OR status = ANY ($4)) AND (role = 'caregiver' OR sees_zone(role, own_zone_id, zone_id))
              AND ($11 IS NULL OR zone_id = $11) LIMIT 10001) AS found
        WHERE $9 IS NULL AND lead = 'staff'
        UNION ALL
        SELECT FROM scope CROSS JOIN zone CROSS JOIN LATERAL (
            SELECT FROM listed_visits
            WHERE zone_id = zone.id AND scheduled_start_time >= since AND scheduled_start_time < edge LIMIT 10001) AS found
        WHERE $9 IS NULL AND lead = 'zone'
        UNION ALL
        SELECT FROM scope CROSS JOIN zone CROSS JOIN (SELECT DISTINCT unnest($4) AS status) AS wanted CROSS JOIN LATERAL (
            SELECT FROM listed_visits
            WHERE zone_id = zone.id AND status = wanted.status
              AND scheduled_start_time >= since AND scheduled_start_time < edge LIMIT 10001) AS found
        WHERE $9 IS NULL AND lead = 'zone and status'
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
       page.id, page.client_id AS "clientId", client.first_name || ' ' || client.last_name AS "clientName",
       page.staff_id AS "staffId", staff.first_name || ' ' || staff.last_name AS "staffName",
       page.scheduled_start_time AS "scheduledStartTime", page.check_in_time AS "checkInTime",
       page.check_out_time AS "checkOutTime", page.duration_minutes AS duration, page.status, page.created_at AS "createdAt",
       page.updated_at AS "updatedAt"
FROM total CROSS JOIN asked
LEFT JOIN caller ON true
LEFT JOIN (page JOIN clients AS client ON client.id = page.client_id JOIN users AS staff ON staff.id = page.staff_id) ON true
ORDER BY CASE WHEN $10 = 'scheduledStartTime' THEN page.scheduled_start_time END,
         CASE WHEN $10 = 'scheduledStartTime' THEN page.id END, page.scheduled_start_time DESC, page.id DESC

-- List visits, newest first: a caregiver's own, or those of a zone; by page or by cursor.
-- $1 caller  $2 staff  $3 client  $4 status  $5 start_date  $6 end_date  $7 limit  $8 page  $9 cursor ("" or "time|id")
WITH caller AS (
    SELECT id, role, zone_id FROM callers WHERE id = $1::uuid
), scope AS MATERIALIZED (
    SELECT $3::uuid AS client_id,
           CASE role WHEN 'caregiver' THEN id ELSE $2::uuid END AS staff_id,
           -- NULL is any zone: for a caregiver's own visits, and for an admin without a zone. A coordinator without one has none.
           CASE WHEN role = 'caregiver' OR role = 'admin' AND zone_id IS NULL THEN NULL
                ELSE coalesce(zone_id, '00000000-0000-0000-0000-000000000000') END AS zone_id,
           -- Which index leads.
           CASE WHEN $3 IS NOT NULL THEN 'client' WHEN role = 'caregiver' OR $2 IS NOT NULL THEN 'staff'
                WHEN $4::text IS NOT NULL THEN 'zone and status' ELSE 'zone' END AS lead,
           coalesce($5::timestamptz, '-infinity') AS since, coalesce($6::timestamptz, 'infinity') AS until,
           coalesce(nullif(split_part($9::text, '|', 1), ''), 'infinity')::timestamptz AS before,
           coalesce(nullif(split_part($9, '|', 2), ''), 'ffffffff-ffff-ffff-ffff-ffffffffffff')::uuid AS before_id,
           (coalesce($8::bigint, 1) - 1) * $7::bigint AS skipped
    FROM caller
    WHERE role <> 'family' AND (role <> 'caregiver' OR $2 IS NULL OR $2 = id)
), page AS (
    -- Each branch is one range scan that ends with the page; only the one that leads is run.
    SELECT * FROM (
        SELECT found.* FROM scope CROSS JOIN LATERAL (
            SELECT * FROM visits
            WHERE client_id = scope.client_id AND listed_zone_id IS NOT NULL
              AND (scheduled_start_time, id) < (before, before_id) AND scheduled_start_time BETWEEN since AND until
              AND (scope.staff_id IS NULL OR staff_id = scope.staff_id)
              AND (scope.zone_id IS NULL OR listed_zone_id = scope.zone_id) AND ($4::text IS NULL OR status = $4)
            ORDER BY scheduled_start_time DESC, id DESC LIMIT skipped + $7 + 1) AS found
        WHERE lead = 'client'
        UNION ALL
        SELECT found.* FROM scope CROSS JOIN LATERAL (
            SELECT * FROM visits
            WHERE staff_id = scope.staff_id AND listed_zone_id IS NOT NULL
              AND (scheduled_start_time, id) < (before, before_id) AND scheduled_start_time BETWEEN since AND until
              AND (scope.zone_id IS NULL OR listed_zone_id = scope.zone_id) AND ($4 IS NULL OR status = $4)
            ORDER BY scheduled_start_time DESC, id DESC LIMIT skipped + $7 + 1) AS found
        WHERE lead = 'staff'
        UNION ALL
        SELECT found.* FROM scope JOIN zones ON scope.zone_id IS NULL OR zones.id = scope.zone_id CROSS JOIN LATERAL (
            SELECT * FROM visits
            WHERE listed_zone_id = zones.id
              AND (scheduled_start_time, id) < (before, before_id) AND scheduled_start_time BETWEEN since AND until
            ORDER BY scheduled_start_time DESC, id DESC LIMIT skipped + $7 + 1) AS found
        WHERE lead = 'zone'
        UNION ALL
        SELECT found.* FROM scope JOIN zones ON scope.zone_id IS NULL OR zones.id = scope.zone_id CROSS JOIN LATERAL (
            SELECT * FROM visits
            WHERE listed_zone_id = zones.id AND status = $4
              AND (scheduled_start_time, id) < (before, before_id) AND scheduled_start_time BETWEEN since AND until
            ORDER BY scheduled_start_time DESC, id DESC LIMIT skipped + $7 + 1) AS found
        WHERE lead = 'zone and status') AS branches
    ORDER BY scheduled_start_time DESC, id DESC LIMIT $7 + 1 OFFSET (SELECT skipped FROM scope)
), total AS (
    -- Only a numbered page needs it.
    SELECT sum(counted) AS visits FROM (
        SELECT (SELECT count(*) FROM visits
                WHERE client_id = scope.client_id AND listed_zone_id IS NOT NULL AND scheduled_start_time BETWEEN since AND until
                  AND (scope.staff_id IS NULL OR staff_id = scope.staff_id)
                  AND (scope.zone_id IS NULL OR listed_zone_id = scope.zone_id) AND ($4 IS NULL OR status = $4)) AS counted
        FROM scope WHERE $9 IS NULL AND lead = 'client'
        UNION ALL
        SELECT (SELECT count(*) FROM visits
                WHERE staff_id = scope.staff_id AND listed_zone_id IS NOT NULL AND scheduled_start_time BETWEEN since AND until
                  AND (scope.zone_id IS NULL OR listed_zone_id = scope.zone_id) AND ($4 IS NULL OR status = $4))
        FROM scope WHERE $9 IS NULL AND lead = 'staff'
        UNION ALL
        SELECT (SELECT count(*) FROM visits
                WHERE listed_zone_id = zones.id AND scheduled_start_time BETWEEN since AND until AND ($4 IS NULL OR status = $4))
        FROM scope JOIN zones ON scope.zone_id IS NULL OR zones.id = scope.zone_id WHERE $9 IS NULL AND lead LIKE 'zone%') AS counts
)
SELECT CASE WHEN caller.id IS NULL          THEN 'caller_unknown'
            WHEN caller.role = 'family'     THEN 'wrong_role'
            WHEN $8 IS NOT NULL AND $9 IS NOT NULL THEN 'page_and_cursor'
            ELSE 'listed' END AS "@outcome",
       total.visits AS "@total", page.scheduled_start_time || '|' || page.id AS "@cursor",
       page.id, page.client_id AS "clientId", client.first_name || ' ' || client.last_name AS "clientName",
       page.staff_id AS "staffId", staff.first_name || ' ' || staff.last_name AS "staffName",
       page.scheduled_start_time AS "scheduledStartTime", page.check_in_time AS "checkInTime",
       page.check_out_time AS "checkOutTime", page.duration_minutes AS duration, page.status, page.created_at AS "createdAt"
FROM total
LEFT JOIN caller ON true
LEFT JOIN (page JOIN clients AS client ON client.id = page.client_id JOIN users AS staff ON staff.id = page.staff_id) ON true
ORDER BY page.scheduled_start_time DESC, page.id DESC

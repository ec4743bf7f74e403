-- List those who work in the caller's zone by name, or find those whom all words of a search fit.
-- $1 caller  $2 role  $3 zone_id  $4 search  $5 limit  $6 cursor: "" or the id of a user
WITH caller AS (
    SELECT id, role, zone_id FROM callers WHERE id = $1::uuid
), words AS MATERIALIZED (
    SELECT in_name, in_text FROM search_patterns($4)
), scope AS MATERIALIZED (
    -- NULL is any zone, for an admin without one; a coordinator without one has none.
    SELECT CASE WHEN role = 'admin' AND zone_id IS NULL THEN $3::uuid
                ELSE coalesce(zone_id, '00000000-0000-0000-0000-000000000000') END AS zone_id
    FROM caller
    WHERE role IN ('coordinator', 'admin') AND (role = 'admin' AND zone_id IS NULL OR $3 IS NULL OR $3::uuid = zone_id)
), place AS (
    -- After whom to go on: a position holds no name. They may have left meanwhile.
    SELECT coalesce(last_name, '') AS last_name, coalesce(first_name, '') AS first_name,
           coalesce(users.id, '00000000-0000-0000-0000-000000000000') AS id
    FROM caller LEFT JOIN users ON users.id = nullif($6, '')::uuid
    WHERE $6 = '' OR sees_zone(caller.role, caller.zone_id, users.zone_id)
), page AS (
    -- Two branches, for each has an index whose order this is; only one of them is run.
    SELECT * FROM (
        SELECT walked.* FROM place, scope CROSS JOIN LATERAL (
            SELECT * FROM staff
            WHERE staff.zone_id = scope.zone_id AND ($2::text IS NULL OR role = $2)
              AND (staff.last_name COLLATE "und-x-icu", staff.first_name COLLATE "und-x-icu", staff.id)
                  > (place.last_name, place.first_name, place.id)
              AND NOT EXISTS (SELECT FROM words WHERE search_name NOT LIKE in_name)
            ORDER BY staff.last_name COLLATE "und-x-icu", staff.first_name COLLATE "und-x-icu", staff.id
            LIMIT $5::bigint + 1) AS walked
        WHERE scope.zone_id IS NOT NULL
        UNION ALL
        SELECT walked.* FROM place, scope CROSS JOIN LATERAL (
            SELECT * FROM staff
            WHERE ($2 IS NULL OR role = $2)
              AND (staff.last_name COLLATE "und-x-icu", staff.first_name COLLATE "und-x-icu", staff.id)
                  > (place.last_name, place.first_name, place.id)
              AND NOT EXISTS (SELECT FROM words WHERE search_name NOT LIKE in_name)
            ORDER BY staff.last_name COLLATE "und-x-icu", staff.first_name COLLATE "und-x-icu", staff.id
            LIMIT $5 + 1) AS walked
        WHERE scope.zone_id IS NULL) AS branches
    ORDER BY last_name COLLATE "und-x-icu", first_name COLLATE "und-x-icu", id LIMIT $5 + 1
)
SELECT CASE WHEN caller.id IS NULL                            THEN 'caller_unknown'
            WHEN caller.role NOT IN ('coordinator', 'admin')  THEN 'wrong_role'
            WHEN NOT EXISTS (SELECT FROM scope)               THEN 'other_zone'
            WHEN place.id IS NULL                             THEN 'place_gone'
            ELSE 'listed' END AS "@outcome",
       page.id AS "@cursor",
       page.id, page.first_name AS "firstName", page.last_name AS "lastName", page.email, page.phone, page.role,
       page.zone_id AS "zoneId"
FROM (VALUES (true)) AS always
LEFT JOIN caller ON true
LEFT JOIN place ON true
LEFT JOIN page ON true
ORDER BY page.last_name COLLATE "und-x-icu", page.first_name COLLATE "und-x-icu", page.id

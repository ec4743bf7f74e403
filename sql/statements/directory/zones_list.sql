-- List the zones that the caller works in, by name.
-- $1 caller  $2 limit  $3 cursor: "" or the id of a zone
WITH caller AS (
    SELECT id, role, zone_id FROM callers WHERE id = $1::uuid
), place AS (
    SELECT coalesce(zones.name, '') AS name, coalesce(zones.id, '00000000-0000-0000-0000-000000000000') AS id
    FROM caller LEFT JOIN zones ON zones.id = nullif($3, '')::uuid
    WHERE $3 = '' OR works_in_zone(role, zone_id, zones.id)
), page AS (
    SELECT zones.* FROM caller, place, zones
    WHERE deleted_at IS NULL AND works_in_zone(role, zone_id, zones.id)
      AND (zones.name COLLATE "und-x-icu", zones.id) > (place.name, place.id)
    ORDER BY zones.name COLLATE "und-x-icu", zones.id LIMIT $2::bigint + 1
)
SELECT CASE WHEN caller.id IS NULL       THEN 'caller_unknown'
            WHEN caller.role = 'family'  THEN 'wrong_role'
            WHEN place.id IS NULL        THEN 'place_gone'
            ELSE 'listed' END AS "@outcome",
       page.id AS "@cursor",
       page.id, page.name, page.region, page.center_latitude AS "centerLatitude", page.center_longitude AS "centerLongitude"
FROM (VALUES (true)) AS always
LEFT JOIN caller ON true
LEFT JOIN place ON true
LEFT JOIN page ON true
ORDER BY page.name COLLATE "und-x-icu", page.id

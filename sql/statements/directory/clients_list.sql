-- List the clients of the caller's zone by name, or find those whom all words of a search fit.
-- $1 caller  $2 search  $3 zone_id  $4 limit  $5 cursor: "" or the id of a client
WITH caller AS (
    SELECT id, role, zone_id FROM callers WHERE id = $1::uuid
), words AS MATERIALIZED (
    SELECT in_name, in_text FROM search_patterns($2) ORDER BY char_length(in_name) DESC
), scope AS MATERIALIZED (
    SELECT -- NULL is any zone, for an admin without one; a coordinator without one has none.
           CASE WHEN role = 'admin' AND zone_id IS NULL THEN $3::uuid
                ELSE coalesce(zone_id, '00000000-0000-0000-0000-000000000000') END AS zone_id,
           EXISTS (SELECT FROM words) AS searched
    FROM caller WHERE role <> 'family' AND (role = 'admin' AND zone_id IS NULL OR $3 IS NULL OR $3::uuid = zone_id)
), place AS (
    -- After whom to go on: a position holds no name.
    SELECT coalesce(last_name, '') AS last_name, coalesce(first_name, '') AS first_name,
           coalesce(clients.id, '00000000-0000-0000-0000-000000000000') AS id
    FROM caller LEFT JOIN clients ON clients.id = nullif($5, '')::uuid
    WHERE $5 = '' OR works_in_zone(role, caller.zone_id, clients.zone_id)
), found AS MATERIALIZED (
    -- By the longest word's trigrams, wherever they stand in the order. No more than that: of many, the first are found sooner
    -- by reading in order.
    SELECT client.* FROM scope, known_clients AS client
    WHERE searched AND (SELECT in_name FROM words LIMIT 1) <> '' AND (scope.zone_id IS NULL OR client.zone_id = scope.zone_id)
      AND (search_name LIKE (SELECT in_name FROM words LIMIT 1) OR search_address LIKE (SELECT in_text FROM words LIMIT 1))
      AND NOT EXISTS (SELECT FROM words WHERE (search_name LIKE in_name OR search_address LIKE in_text) IS NOT TRUE)
    LIMIT 5001
), way AS MATERIALIZED (
    SELECT CASE WHEN searched AND (SELECT count(*) FROM found) <= 5000 THEN 'found'
                WHEN zone_id IS NOT NULL THEN 'zone' ELSE 'anywhere' END AS way
    FROM scope
), page AS (
    SELECT * FROM (
        SELECT found.* FROM way, place, found
        WHERE way = 'found' AND (found.last_name COLLATE "und-x-icu", found.first_name COLLATE "und-x-icu", found.id)
                                > (place.last_name, place.first_name, place.id)
        UNION ALL
        SELECT walked.* FROM way, place, scope CROSS JOIN LATERAL (
            SELECT * FROM known_clients AS client
            WHERE client.zone_id = scope.zone_id
              AND (client.last_name COLLATE "und-x-icu", client.first_name COLLATE "und-x-icu", client.id)
                  > (place.last_name, place.first_name, place.id)
              AND NOT EXISTS (SELECT FROM words WHERE (search_name LIKE in_name OR search_address LIKE in_text) IS NOT TRUE)
            ORDER BY client.last_name COLLATE "und-x-icu", client.first_name COLLATE "und-x-icu", client.id
            LIMIT $4::bigint + 1) AS walked
        WHERE way = 'zone'
        UNION ALL
        SELECT walked.* FROM way, place CROSS JOIN LATERAL (
            SELECT * FROM known_clients AS client
            WHERE (client.last_name COLLATE "und-x-icu", client.first_name COLLATE "und-x-icu", client.id)
                  > (place.last_name, place.first_name, place.id)
              AND NOT EXISTS (SELECT FROM words WHERE (search_name LIKE in_name OR search_address LIKE in_text) IS NOT TRUE)
            ORDER BY client.last_name COLLATE "und-x-icu", client.first_name COLLATE "und-x-icu", client.id
            LIMIT $4 + 1) AS walked
        WHERE way = 'anywhere') AS branches
    ORDER BY last_name COLLATE "und-x-icu", first_name COLLATE "und-x-icu", id LIMIT $4 + 1
)
SELECT CASE WHEN caller.id IS NULL       THEN 'caller_unknown'
            WHEN caller.role = 'family'  THEN 'wrong_role'
            WHEN way.way IS NULL         THEN 'other_zone'
            WHEN place.id IS NULL        THEN 'place_gone'
            ELSE 'listed' END AS "@outcome",
       page.id AS "@cursor",
       page.id, page.first_name AS "firstName", page.last_name AS "lastName", page.address, page.latitude, page.longitude,
       page.phone, page.zone_id AS "zoneId"
FROM (VALUES (true)) AS always
LEFT JOIN caller ON true
LEFT JOIN way ON true
LEFT JOIN place ON true
LEFT JOIN page ON true
ORDER BY page.last_name COLLATE "und-x-icu", page.first_name COLLATE "und-x-icu", page.id

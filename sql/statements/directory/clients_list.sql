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
), near AS MATERIALIZED (
    -- What many have, a word of their addresses say, fills a page soon if one reads on in order.
    WITH reach AS (SELECT 1000 AS clients)
-- include clients_next.sql
), further AS MATERIALIZED (
    -- A few of those have it, so that a page of them should be no more than some thousands away.
    WITH reach AS (SELECT CASE WHEN searched AND (SELECT count(*) FROM near) BETWEEN 5 AND $4 THEN 10000 ELSE 0 END AS clients FROM scope)
-- include clients_next.sql
), found AS MATERIALIZED (
    -- By the longest word's trigrams, wherever they stand in the order; and of those no more than can be looked at.
    SELECT * FROM (
        SELECT client.* FROM scope, known_clients AS client
        WHERE (SELECT in_name FROM words LIMIT 1) <> '' AND (scope.zone_id IS NULL OR client.zone_id = scope.zone_id)
          AND (search_name LIKE (SELECT in_name FROM words LIMIT 1) OR search_address LIKE (SELECT in_text FROM words LIMIT 1))
        LIMIT 5001) AS client
), way AS MATERIALIZED (
    -- A CASE evaluates no more than it must: one way is tried after the other.
    SELECT CASE WHEN NOT searched OR (SELECT count(*) FROM near) > $4 THEN 'near'
                WHEN (SELECT count(*) FROM further) > $4              THEN 'further'
                WHEN (SELECT count(*) FROM found) <= 5000             THEN 'found'
                ELSE 'rest' END AS way
    FROM scope
), rest AS (
    -- Many have it, and none of them is near.
    WITH reach AS (SELECT CASE WHEN way <> 'rest' THEN 0 END AS clients FROM way)
-- include clients_next.sql
), page AS (
    SELECT * FROM (
        SELECT near.* FROM way, near WHERE way = 'near'
        UNION ALL
        SELECT further.* FROM way, further WHERE way = 'further'
        UNION ALL
        SELECT found.* FROM way, place, found
        WHERE way = 'found' AND (found.last_name COLLATE "und-x-icu", found.first_name COLLATE "und-x-icu", found.id)
                                > (place.last_name, place.first_name, place.id)
          AND NOT EXISTS (SELECT FROM words WHERE (search_name LIKE in_name OR search_address LIKE in_text) IS NOT TRUE)
        UNION ALL
        SELECT * FROM rest) AS branches
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

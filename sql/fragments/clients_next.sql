-- Of the next clients in order, so many as "reach" says, those whom all words fit, until the page is full. Two branches, for each has
-- an index whose order this is; only one of them is run.
    SELECT client.* FROM reach, place, scope CROSS JOIN LATERAL (
        SELECT * FROM (
            SELECT * FROM known_clients AS client
            WHERE client.zone_id = scope.zone_id
              AND (client.last_name COLLATE "und-x-icu", client.first_name COLLATE "und-x-icu", client.id)
                  > (place.last_name, place.first_name, place.id)
            ORDER BY client.last_name COLLATE "und-x-icu", client.first_name COLLATE "und-x-icu", client.id
            LIMIT reach.clients) AS client
        WHERE NOT EXISTS (SELECT FROM words WHERE (search_name LIKE in_name OR search_address LIKE in_text) IS NOT TRUE)
        ORDER BY client.last_name COLLATE "und-x-icu", client.first_name COLLATE "und-x-icu", client.id
        LIMIT $4::bigint + 1) AS client
    UNION ALL
    SELECT client.* FROM reach, place, scope CROSS JOIN LATERAL (
        SELECT * FROM (
            SELECT * FROM known_clients AS client
            WHERE scope.zone_id IS NULL
              AND (client.last_name COLLATE "und-x-icu", client.first_name COLLATE "und-x-icu", client.id)
                  > (place.last_name, place.first_name, place.id)
            ORDER BY client.last_name COLLATE "und-x-icu", client.first_name COLLATE "und-x-icu", client.id
            LIMIT reach.clients) AS client
        WHERE NOT EXISTS (SELECT FROM words WHERE (search_name LIKE in_name OR search_address LIKE in_text) IS NOT TRUE)
        ORDER BY client.last_name COLLATE "und-x-icu", client.first_name COLLATE "und-x-icu", client.id
        LIMIT $4 + 1) AS client

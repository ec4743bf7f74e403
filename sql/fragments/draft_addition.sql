-- May there be one more below `old`, of the size that is `added`?
), verdict AS (
    SELECT CASE WHEN objection.outcome IS NOT NULL THEN objection.outcome
                WHEN room.records < 1 OR room.size < added.size THEN 'full'
                ELSE 'created' END AS outcome,
           CASE WHEN room.records < 1 THEN '1,000 records below its visit' ELSE '2 MiB of text' END AS bound
    FROM objection CROSS JOIN added CROSS JOIN draft_room(($2::bigint[])[1]) AS room

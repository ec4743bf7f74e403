-- May there be one more below `old`?
), verdict AS (
    SELECT CASE WHEN objection.outcome IS NOT NULL THEN objection.outcome
                WHEN draft_is_full(($2::bigint[])[1]) THEN 'full'
                ELSE 'created' END AS outcome
    FROM objection

-- May the record go? $3 If-Match.
), verdict AS (
    SELECT CASE WHEN objection.outcome IS NOT NULL THEN objection.outcome
                WHEN old.version <> ALL ($3::text[]) THEN 'changed'
                ELSE 'deleted' END AS outcome
    FROM objection
    LEFT JOIN old ON true

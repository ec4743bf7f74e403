-- What stands in the way of a write, NULL if nothing does. What is not there is not closed, so that comes first.
), objection AS (
    SELECT CASE WHEN caller.id IS NULL THEN 'caller_unknown'
                WHEN old.number IS NULL AND draft_is_shared($2::bigint[], caller.email) THEN 'read_only'
                WHEN old.number IS NULL THEN 'unknown'
                WHEN visit.status <> 'draft' THEN 'submitted' END AS outcome
    FROM (VALUES (true)) AS always
    LEFT JOIN caller ON true
    LEFT JOIN visit ON true
    LEFT JOIN old ON true

-- The record as it was written, or as it was; and what the reply begins with.
), record AS (
    SELECT * FROM updated
    UNION ALL
    SELECT * FROM old WHERE NOT EXISTS (SELECT FROM updated)
)
SELECT verdict.outcome AS "@outcome", 'Visit ' || draft_id(($2::bigint[])[1]) || ' is submitted' AS "@message.submitted",
       draft_id($2::bigint[]) AS "@log.draft", record.version AS "@etag",

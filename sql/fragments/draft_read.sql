-- What the reply to a GET begins with, once the record has been looked for.
)
SELECT CASE WHEN caller.id IS NULL     THEN 'caller_unknown'
            WHEN record.number IS NULL THEN 'unknown'
            ELSE 'read' END AS "@outcome",
       draft_id($2::bigint[]) AS "@log.draft",

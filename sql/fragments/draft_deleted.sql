-- The reply to a DELETE.
)
SELECT outcome AS "@outcome", 'Visit ' || draft_id(($2::bigint[])[1]) || ' is submitted' AS "@message.submitted",
       draft_id($2::bigint[]) AS "@log.draft"
FROM verdict

-- What the reply to a POST below a visit begins with.
)
SELECT verdict.outcome AS "@outcome", 'Visit ' || draft_id(($2::bigint[])[1]) || ' is submitted' AS "@message.submitted",
       created.id AS "@log.draft",

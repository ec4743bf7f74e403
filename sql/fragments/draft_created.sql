-- What the reply to a POST below a visit begins with.
)
SELECT verdict.outcome AS "@outcome", 'Visit ' || draft_id(($2::bigint[])[1]) || ' is submitted' AS "@message.submitted",
       'A draft holds at most ' || verdict.bound AS "@message.full", created.id AS "@log.draft",

-- Add a principal interaction to an interaction, empty or with its name.
-- $1 caller  $2 interaction  $3 principal_name
WITH caller AS (
    SELECT id, email, user_no FROM callers WHERE id = $1::uuid
), visit AS (
    SELECT draft_visits.*, draft_is_full(number) AS is_full FROM draft_visits JOIN caller ON draft_visits.user_id = caller.id
    WHERE number = ($2::bigint[])[1] FOR KEY SHARE OF draft_visits
), counted AS (
    UPDATE draft_interactions AS parent SET last_child = parent.last_child + 1
    FROM visit WHERE parent.visit_number = visit.number AND parent.number = ($2::bigint[])[2] AND visit.status = 'draft' AND NOT visit.is_full
    RETURNING parent.*
), created AS (
    INSERT INTO draft_principal_interactions (visit_number, interaction_number, number, principal_name)
    SELECT visit_number, number, last_child, $3::text FROM counted
    RETURNING *
)
SELECT CASE WHEN caller.id IS NULL                                     THEN 'caller_unknown'
            WHEN visit.status <> 'draft'                               THEN 'submitted'
            WHEN visit.is_full                                         THEN 'full'
            WHEN created.number IS NULL                                THEN 'unknown'
            ELSE 'created' END AS "@outcome",
       'Visit ' || draft_id(visit.number) || ' is submitted' AS "@message.submitted",
       draft_id(created.visit_number, created.interaction_number, created.number) AS "PrincipalInteractionId",
       draft_id(created.visit_number, created.interaction_number, created.number) AS "@log.draft"
FROM (VALUES (true)) AS always
LEFT JOIN caller ON true
LEFT JOIN visit ON true
LEFT JOIN created ON true

-- Add an empty interaction to a draft.
-- $1 caller  $2 visit
WITH caller AS (
    SELECT id, email, user_no FROM users WHERE id = $1::uuid AND is_active AND deleted_at IS NULL
), visit AS (
    SELECT draft_visits.* FROM draft_visits JOIN caller ON draft_visits.user_id = caller.id
    WHERE number = ($2::bigint[])[1] FOR NO KEY UPDATE OF draft_visits
), counted AS (
    UPDATE draft_visits AS parent SET last_child = parent.last_child + 1
    FROM visit WHERE parent.number = visit.number AND visit.status = 'draft'
    RETURNING parent.number, parent.last_child
), created AS (
    INSERT INTO draft_interactions (visit_number, number) SELECT number, last_child FROM counted RETURNING visit_number,
        number
)
SELECT CASE WHEN caller.id IS NULL            THEN 'caller_unknown'
            WHEN visit.number IS NULL         THEN 'unknown'
            WHEN visit.status <> 'draft'      THEN 'submitted'
            ELSE 'created' END AS outcome,
       'Visit ' || draft_id(visit.number) || ' is submitted' AS "outcome.submitted",
       draft_id(created.visit_number, created.number) AS "interactionId",
       draft_id(created.visit_number, created.number) AS "log.draft"
FROM (VALUES (true)) AS always
LEFT JOIN caller ON true
LEFT JOIN visit ON true
LEFT JOIN created ON true

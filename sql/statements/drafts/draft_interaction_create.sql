-- Add an empty interaction to a draft.
-- $1 caller  $2 visit
WITH caller AS (
    SELECT id, email, user_no FROM callers WHERE id = $1::uuid
), visit AS (
    SELECT draft_visits.*, draft_is_full(number) AS is_full FROM draft_visits JOIN caller ON draft_visits.user_id = caller.id
    WHERE number = ($2::bigint[])[1] FOR KEY SHARE OF draft_visits
), counted AS (
    INSERT INTO draft_visit_counters AS counter (visit_number, last_child)
    SELECT number, 1 FROM visit WHERE status = 'draft' AND NOT is_full
    ON CONFLICT (visit_number) DO UPDATE SET last_child = counter.last_child + 1
    RETURNING *
), created AS (
    INSERT INTO draft_interactions (visit_number, number) SELECT visit_number, last_child FROM counted RETURNING *
)
SELECT CASE WHEN caller.id IS NULL            THEN 'caller_unknown'
            WHEN visit.number IS NULL         THEN 'unknown'
            WHEN visit.status <> 'draft'      THEN 'submitted'
            WHEN visit.is_full                THEN 'full'
            ELSE 'created' END AS "@outcome",
       'Visit ' || draft_id(visit.number) || ' is submitted' AS "@message.submitted",
       draft_id(created.visit_number, created.number) AS "interactionId",
       draft_id(created.visit_number, created.number) AS "@log.draft"
FROM (VALUES (true)) AS always
LEFT JOIN caller ON true
LEFT JOIN visit ON true
LEFT JOIN created ON true

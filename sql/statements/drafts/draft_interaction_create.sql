-- Add an empty interaction to a draft.
-- $1 caller  $2 visit
-- include draft_gate.sql
    FOR KEY SHARE OF visit
), old AS (
    SELECT * FROM visit
-- include draft_objection.sql
), added AS (
    SELECT 0 AS size
-- include draft_addition.sql
), counted AS (
    INSERT INTO draft_visit_counters AS counter (visit_number, last_child)
    SELECT ($2::bigint[])[1], 1 FROM verdict WHERE outcome = 'created'
    ON CONFLICT (visit_number) DO UPDATE SET last_child = counter.last_child + 1
    RETURNING *
), created AS (
    INSERT INTO draft_interactions (visit_number, number) SELECT visit_number, last_child FROM counted
    RETURNING draft_id(visit_number, number) AS id
-- include draft_created.sql
       created.id AS "interactionId"
FROM verdict
LEFT JOIN created ON true

-- Add a principal interaction to an interaction, empty or with its name.
-- $1 caller  $2 interaction  $3 principal_name
-- include draft_gate.sql
    FOR KEY SHARE OF visit
), old AS (
    SELECT record.* FROM visit CROSS JOIN draft_interactions AS record WHERE
-- include draft_interaction_key.sql
    FOR NO KEY UPDATE OF record
-- include draft_objection.sql
), added AS (
    SELECT draft_steps(jsonb_build_object('principal_name', $3::text)) AS size
-- include draft_addition.sql
), counted AS (
    UPDATE draft_interactions AS record SET last_child = record.last_child + 1 FROM verdict
    WHERE verdict.outcome = 'created' AND
-- include draft_interaction_key.sql
    RETURNING record.*
), created AS (
    INSERT INTO draft_principal_interactions (visit_number, interaction_number, number, principal_name, size)
    SELECT visit_number, number, last_child, $3, added.size FROM counted CROSS JOIN added
    RETURNING draft_id(visit_number, interaction_number, number) AS id
-- include draft_created.sql
       created.id AS "PrincipalInteractionId"
FROM verdict
LEFT JOIN created ON true

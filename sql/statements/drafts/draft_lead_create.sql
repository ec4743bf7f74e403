-- Add an empty lead to a principal interaction.
-- $1 caller  $2 principal interaction
-- include draft_gate.sql
    FOR KEY SHARE OF visit
), old AS (
    SELECT record.* FROM visit CROSS JOIN draft_principal_interactions AS record WHERE
-- include draft_principal_interaction_key.sql
    FOR NO KEY UPDATE OF record
-- include draft_objection.sql
), added AS (
    SELECT 0 AS size
-- include draft_addition.sql
), counted AS (
    UPDATE draft_principal_interactions AS record SET last_child = record.last_child + 1 FROM verdict
    WHERE verdict.outcome = 'created' AND
-- include draft_principal_interaction_key.sql
    RETURNING record.*
), created AS (
    INSERT INTO draft_leads (visit_number, interaction_number, principal_interaction_number, number)
    SELECT visit_number, interaction_number, number, last_child FROM counted
    RETURNING draft_id(visit_number, interaction_number, principal_interaction_number, number) AS id
-- include draft_created.sql
       created.id AS "leadId"
FROM verdict
LEFT JOIN created ON true

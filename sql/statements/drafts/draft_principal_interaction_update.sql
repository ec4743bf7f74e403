-- Save some fields of a principal interaction.
-- $1 caller  $2 id  $3 If-Match  $4 fields that are given  $5 principal_name  $6 objective  $7 discussion
-- $8 next_step  $9 product  $10 follow_up_date
-- include draft_gate.sql
    FOR KEY SHARE OF visit
), old AS (
    SELECT record.*, record_version(record.updated_at) AS version FROM visit CROSS JOIN draft_principal_interactions AS record WHERE
-- include draft_principal_interaction_key.sql
    FOR NO KEY UPDATE OF record
-- include draft_objection.sql
), wanted AS (
    SELECT CASE WHEN 'PrincipalName' = ANY ($4::text[]) THEN $5::text ELSE principal_name END AS principal_name,
           CASE WHEN 'objective' = ANY ($4) THEN $6::text ELSE objective END AS objective,
           CASE WHEN 'discussion' = ANY ($4) THEN $7::text ELSE discussion END AS discussion,
           CASE WHEN 'nextStep' = ANY ($4) THEN $8::text ELSE next_step END AS next_step,
           CASE WHEN 'product' = ANY ($4) THEN $9::text ELSE product END AS product,
           CASE WHEN 'followUpDate' = ANY ($4) THEN $10::date ELSE follow_up_date END AS follow_up_date
    FROM old
), was AS (
    SELECT
-- include draft_principal_interaction_fields.sql
    FROM old
-- include draft_change.sql
), updated AS (
    UPDATE draft_principal_interactions AS record SET (
-- include draft_principal_interaction_fields.sql
    , size, updated_at) = ROW (change.*)
    FROM change CROSS JOIN verdict WHERE verdict.outcome = 'updated' AND
-- include draft_principal_interaction_key.sql
    RETURNING record.*, record_version(record.updated_at) AS version
-- include draft_updated.sql
-- include draft_principal_interaction.sql
FROM verdict
LEFT JOIN record ON true

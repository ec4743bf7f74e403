-- Save some fields of an interaction.
-- $1 caller  $2 id  $3 If-Match  $4 fields that are given  $5 departments  $6 principals  $7 persons
-- include draft_gate.sql
    FOR KEY SHARE OF visit
), old AS (
    SELECT record.*, record_version(record.updated_at) AS version FROM visit CROSS JOIN draft_interactions AS record WHERE
-- include draft_interaction_key.sql
    FOR NO KEY UPDATE OF record
-- include draft_objection.sql
), wanted AS (
    SELECT CASE WHEN 'departments' = ANY ($4::text[]) THEN $5::text[] ELSE departments END AS departments,
           CASE WHEN 'Principals' = ANY ($4) THEN $6::text[] ELSE principals END AS principals,
           CASE WHEN 'persons' = ANY ($4) THEN $7::text[] ELSE persons END AS persons
    FROM old
), was AS (
    SELECT
-- include draft_interaction_fields.sql
    FROM old
-- include draft_change.sql
), updated AS (
    UPDATE draft_interactions AS record SET (
-- include draft_interaction_fields.sql
    , size, updated_at) = ROW (change.*)
    FROM change CROSS JOIN verdict WHERE verdict.outcome = 'updated' AND
-- include draft_interaction_key.sql
    RETURNING record.*, record_version(record.updated_at) AS version
-- include draft_updated.sql
-- include draft_interaction.sql
FROM verdict
LEFT JOIN record ON true

-- One interaction, with the tactics used in it.
-- $1 caller  $2 interaction
WITH caller AS (
    SELECT id FROM callers WHERE id = $1::uuid
), record AS (
    SELECT interaction.* FROM kept_interactions AS interaction JOIN caller ON user_id = caller.id WHERE interaction.id = $2::uuid
)
SELECT CASE WHEN caller.id IS NULL THEN 'caller_unknown'
            WHEN record.id IS NULL THEN 'interaction_unknown'
            ELSE 'read' END AS "@outcome",
       record_version(record.updated_at) AS "@version",
       rapport_time(record.interaction_datetime, '+00:00') AS interaction_datetime,
       record.medium, record.topic, record.user_notes, record.rapport_score_post, record.observed_non_verbal, record.id,
       rapport_time(record.created_at, 'Z') AS created_at, rapport_time(record.updated_at, 'Z') AS updated_at, record.contact_id,
       (
       -- include tactic_logs.sql
       WHERE interaction_id = record.id) AS tactic_logs
FROM (VALUES (true)) AS always
LEFT JOIN caller ON true
LEFT JOIN record ON true

-- Change fields of an interaction; tactic logs that are given take the place of all.
-- $1 caller  $2 interaction  $3 If-Match  $4 fields that are given  $5 interaction_datetime  $6 medium  $7 topic
-- $8 rapport_score_post  $9 user_notes  $10 observed_non_verbal  $11 tactic_logs, JSON
WITH caller AS (
    SELECT id FROM callers WHERE id = $1::uuid
), seen AS (
    SELECT interactions.id, updated_at FROM interactions WHERE interactions.id = $2::uuid
), old AS (
    SELECT interactions.* FROM interactions JOIN caller ON user_id = caller.id
    WHERE interactions.id = $2::uuid AND deleted_at IS NULL FOR NO KEY UPDATE OF interactions
), log AS MATERIALIZED (
    SELECT tactic_id, effectiveness_score, notes, position - 1 AS position
    FROM ROWS FROM (json_to_recordset(coalesce($11, '[]')::json) AS (tactic_id uuid, effectiveness_score smallint, notes text))
         WITH ORDINALITY AS log (tactic_id, effectiveness_score, notes, position)
), unknown AS (
    SELECT json_agg(json_build_object('field', field, 'message', field || ' is not a known tactic') ORDER BY position) AS details
    FROM log, LATERAL (SELECT 'tactic_logs[' || position || '].tactic_id' AS field) AS path
    WHERE NOT EXISTS (SELECT FROM rapport_tactics WHERE id = tactic_id)
), wanted AS (
    SELECT old.id, coalesce($5::timestamptz, old.interaction_datetime) AS interaction_datetime, coalesce($6, old.medium) AS medium,
           coalesce($7, old.topic) AS topic, coalesce($8::smallint, old.rapport_score_post) AS rapport_score_post,
           CASE WHEN 'interaction.user_notes' = ANY ($4::text[]) THEN $9 ELSE old.user_notes END AS user_notes,
           CASE WHEN 'interaction.observed_non_verbal' = ANY ($4) THEN $10 ELSE old.observed_non_verbal END AS observed_non_verbal
    FROM old
), change AS (
    SELECT (wanted.interaction_datetime, wanted.medium, wanted.topic, wanted.rapport_score_post, wanted.user_notes,
            wanted.observed_non_verbal) IS DISTINCT FROM
           (old.interaction_datetime, old.medium, old.topic, old.rapport_score_post, old.user_notes, old.observed_non_verbal) AS fields,
           'tactic_logs' = ANY ($4) AND
           (SELECT array_agg((tactic_id, effectiveness_score, notes)::text ORDER BY position) FROM log) IS DISTINCT FROM
           (SELECT array_agg((tactic_id, effectiveness_score, notes)::text ORDER BY position) FROM interaction_tactic_logs
            WHERE interaction_id = old.id) AS logs
    FROM old, wanted
), verdict AS (
    SELECT CASE WHEN caller.id IS NULL THEN 'caller_unknown'
                WHEN old.id IS NULL    THEN 'interaction_unknown'
                WHEN record_version(old.updated_at) <> ALL ($3::text[]) THEN 'changed'
                WHEN unknown.details IS NOT NULL THEN 'tactic_unknown'
                -- Another changed it while this waited: the logs that are there now cannot be seen from here.
                WHEN 'tactic_logs' = ANY ($4) AND seen.updated_at <> old.updated_at THEN 'busy'
                ELSE 'updated' END AS outcome, CASE WHEN old.id IS NOT NULL THEN unknown.details END AS details
    FROM unknown
    LEFT JOIN caller ON true
    LEFT JOIN seen ON true
    LEFT JOIN old ON true
), removed AS (
    DELETE FROM interaction_tactic_logs AS gone USING old, change, verdict
    WHERE gone.interaction_id = old.id AND verdict.outcome = 'updated' AND change.logs
      AND NOT EXISTS (SELECT FROM log WHERE log.tactic_id = gone.tactic_id)
), logged AS (
    INSERT INTO interaction_tactic_logs (interaction_id, tactic_id, position, effectiveness_score, notes)
    SELECT old.id, tactic_id, position, effectiveness_score, notes FROM old, change, verdict, log
    WHERE verdict.outcome = 'updated' AND change.logs
    ON CONFLICT (interaction_id, tactic_id) DO UPDATE SET
        (position, effectiveness_score, notes) = (excluded.position, excluded.effectiveness_score, excluded.notes)
), updated AS (
    UPDATE interactions AS record SET
        (interaction_datetime, medium, topic, rapport_score_post, user_notes, observed_non_verbal, updated_at) =
        (wanted.interaction_datetime, wanted.medium, wanted.topic, wanted.rapport_score_post, wanted.user_notes,
         wanted.observed_non_verbal, greatest(now(), record.updated_at + interval '1 microsecond'))
    FROM wanted, change, verdict
    WHERE record.id = wanted.id AND verdict.outcome = 'updated' AND (change.fields OR change.logs)
    RETURNING record.*
), record AS (
    SELECT * FROM updated
    UNION ALL
    SELECT * FROM old WHERE NOT EXISTS (SELECT FROM updated)
)
SELECT verdict.outcome AS "@outcome", verdict.details AS "@details", record_version(record.updated_at) AS "@etag",
       rapport_time(record.interaction_datetime, '+00:00') AS interaction_datetime,
       record.medium, record.topic, record.user_notes, record.rapport_score_post, record.observed_non_verbal, record.id,
       rapport_time(record.created_at, 'Z') AS created_at, rapport_time(record.updated_at, 'Z') AS updated_at, record.contact_id,
       -- This statement does not see the logs that it writes.
       CASE WHEN change.logs THEN (
           SELECT coalesce(json_agg(json_build_object('tactic_id', tactic_id, 'name', name,
                                                      'effectiveness_score', effectiveness_score, 'notes', notes)
                                    ORDER BY position), '[]')
           FROM log JOIN rapport_tactics ON rapport_tactics.id = tactic_id)
       ELSE (
           -- include tactic_logs.sql
           WHERE interaction_id = record.id) END AS tactic_logs,
       record.id AS "@log.interactionId"
FROM verdict
LEFT JOIN change ON true
LEFT JOIN record ON true

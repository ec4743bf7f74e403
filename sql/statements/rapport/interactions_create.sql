-- Log an interaction with a contact and the tactics used in it: all of it, or nothing.
-- $1 caller  $2 contact_id  $3 interaction_datetime  $4 medium  $5 topic  $6 rapport_score_post  $7 user_notes
-- $8 observed_non_verbal  $9 tactic_logs, JSON
WITH caller AS (
    SELECT id FROM callers WHERE id = $1::uuid
), contact AS (
    -- Held, so that it is not deleted before this is committed.
    SELECT contacts.id FROM contacts JOIN caller ON contacts.user_id = caller.id
    WHERE contacts.id = $2::uuid AND deleted_at IS NULL FOR SHARE OF contacts
), log AS MATERIALIZED (
    SELECT tactic_id, effectiveness_score, notes, position
    FROM ROWS FROM (json_to_recordset(coalesce($9, '[]')::json) AS (tactic_id uuid, effectiveness_score smallint, notes text))
         WITH ORDINALITY AS log (tactic_id, effectiveness_score, notes, position)
), unknown AS (
    SELECT json_agg(json_build_object('field', field, 'message', field || ' is not a known tactic') ORDER BY position) AS details
    FROM log, LATERAL (SELECT 'tactic_logs[' || position - 1 || '].tactic_id' AS field) AS path
    WHERE NOT EXISTS (SELECT FROM rapport_tactics WHERE id = tactic_id)
), created AS (
    INSERT INTO interactions (user_id, contact_id, interaction_datetime, medium, topic, rapport_score_post, user_notes,
                              observed_non_verbal)
    SELECT caller.id, contact.id, $3::timestamptz, $4, $5, $6::smallint, $7, $8
    FROM caller, contact, unknown WHERE unknown.details IS NULL
    RETURNING *
), logged AS (
    INSERT INTO interaction_tactic_logs (interaction_id, tactic_id, position, effectiveness_score, notes)
    SELECT created.id, tactic_id, position - 1, effectiveness_score, notes FROM created, log
)
SELECT CASE WHEN caller.id IS NULL               THEN 'caller_unknown'
            WHEN contact.id IS NULL              THEN 'contact_unknown'
            WHEN unknown.details IS NOT NULL     THEN 'tactic_unknown'
            ELSE 'created' END AS "@outcome",
       CASE WHEN contact.id IS NOT NULL THEN unknown.details END AS "@details",
       rapport_time(created.interaction_datetime, '+00:00') AS interaction_datetime,
       created.medium, created.topic, created.user_notes, created.rapport_score_post, created.observed_non_verbal, created.id,
       rapport_time(created.created_at, 'Z') AS created_at, rapport_time(created.updated_at, 'Z') AS updated_at, created.contact_id,
       created.id AS "@log.interactionId"
FROM unknown
LEFT JOIN caller ON true
LEFT JOIN contact ON true
LEFT JOIN created ON true

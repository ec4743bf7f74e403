-- Delete an interaction, softly.
-- $1 caller  $2 interaction  $3 If-Match
WITH caller AS (
    SELECT id FROM callers WHERE id = $1::uuid
), old AS (
    SELECT interactions.* FROM interactions JOIN caller ON user_id = caller.id
    WHERE interactions.id = $2::uuid AND deleted_at IS NULL FOR NO KEY UPDATE OF interactions
), verdict AS (
    SELECT CASE WHEN caller.id IS NULL THEN 'caller_unknown'
                WHEN old.id IS NULL    THEN 'interaction_unknown'
                WHEN record_version(old.updated_at) <> ALL ($3::text[]) THEN 'changed'
                ELSE 'deleted' END AS outcome, old.id
    FROM (VALUES (true)) AS always
    LEFT JOIN caller ON true
    LEFT JOIN old ON true
), deleted AS (
    UPDATE interactions SET deleted_at = clock_timestamp(), updated_at = greatest(now(), updated_at + interval '1 microsecond')
    FROM verdict WHERE interactions.id = verdict.id AND verdict.outcome = 'deleted'
)
SELECT outcome AS "@outcome", id AS "@log.interactionId" FROM verdict

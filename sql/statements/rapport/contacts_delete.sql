-- Delete a contact: its interactions stay, it can no longer be used.
-- $1 caller  $2 contact  $3 If-Match
WITH caller AS (
    SELECT id FROM callers WHERE id = $1::uuid
), old AS (
    SELECT contacts.* FROM contacts JOIN caller ON user_id = caller.id
    WHERE contacts.id = $2::uuid AND deleted_at IS NULL FOR NO KEY UPDATE OF contacts
), verdict AS (
    SELECT CASE WHEN caller.id IS NULL THEN 'caller_unknown'
                WHEN old.id IS NULL    THEN 'contact_unknown'
                WHEN record_version(old.updated_at) <> ALL ($3::text[]) THEN 'changed'
                ELSE 'deleted' END AS outcome, old.id
    FROM (VALUES (true)) AS always
    LEFT JOIN caller ON true
    LEFT JOIN old ON true
), deleted AS (
    -- The clock, not now(): interactions that this has waited for began later, and are not to look logged after the end.
    UPDATE contacts SET deleted_at = clock_timestamp(), updated_at = greatest(now(), updated_at + interval '1 microsecond')
    FROM verdict WHERE contacts.id = verdict.id AND verdict.outcome = 'deleted'
)
SELECT outcome AS "@outcome", id AS "@log.contactId" FROM verdict

-- One contact.
-- $1 caller  $2 contact
WITH caller AS (
    SELECT id FROM callers WHERE id = $1::uuid
), record AS (
    SELECT contacts.* FROM contacts JOIN caller ON user_id = caller.id
    WHERE contacts.id = $2::uuid AND deleted_at IS NULL
)
SELECT CASE WHEN caller.id IS NULL THEN 'caller_unknown'
            WHEN record.id IS NULL THEN 'contact_unknown'
            ELSE 'read' END AS "@outcome",
       record_version(record.updated_at) AS "@etag",
       record.name, record.title, record.level, record.common_ground_notes, record.communication_style_notes, record.id,
       rapport_time(record.created_at, 'Z') AS created_at, rapport_time(record.updated_at, 'Z') AS updated_at
FROM (VALUES (true)) AS always
LEFT JOIN caller ON true
LEFT JOIN record ON true

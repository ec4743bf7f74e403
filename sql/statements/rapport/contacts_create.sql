-- Add a contact.
-- $1 caller  $2 name  $3 title  $4 level  $5 common_ground_notes  $6 communication_style_notes
WITH caller AS (
    SELECT id FROM callers WHERE id = $1::uuid
), created AS (
    INSERT INTO contacts (user_id, name, title, level, common_ground_notes, communication_style_notes)
    SELECT id, $2, $3, $4, $5, $6 FROM caller
    RETURNING *
)
SELECT CASE WHEN created.id IS NULL THEN 'caller_unknown' ELSE 'created' END AS "@outcome",
       created.name, created.title, created.level, created.common_ground_notes, created.communication_style_notes, created.id,
       rapport_time(created.created_at, 'Z') AS created_at, rapport_time(created.updated_at, 'Z') AS updated_at,
       created.id AS "@log.contactId"
FROM (VALUES (true)) AS always
LEFT JOIN created ON true

-- List the caller's contacts by name.
-- $1 caller  $2 skip  $3 limit
WITH caller AS (
    SELECT id FROM callers WHERE id = $1::uuid
), page AS (
    SELECT contacts.* FROM contacts JOIN caller ON user_id = caller.id WHERE deleted_at IS NULL
    ORDER BY name, contacts.id LIMIT $3::bigint + 1 OFFSET $2::bigint
)
SELECT CASE WHEN caller.id IS NULL THEN 'caller_unknown' ELSE 'listed' END AS "@outcome",
       page.name, page.title, page.level, page.common_ground_notes, page.communication_style_notes, page.id,
       rapport_time(page.created_at, 'Z') AS created_at, rapport_time(page.updated_at, 'Z') AS updated_at
FROM (VALUES (true)) AS always
LEFT JOIN caller ON true
LEFT JOIN page ON true
ORDER BY page.name, page.id

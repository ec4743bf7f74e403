-- List the caller's contacts by name, or find those whom all words of a search fit.
-- $1 caller  $2 search  $3 skip  $4 limit
WITH caller AS (
    SELECT id FROM callers WHERE id = $1::uuid
), words AS MATERIALIZED (
    SELECT in_name FROM search_patterns($2)
), page AS (
    SELECT contacts.* FROM contacts JOIN caller ON user_id = caller.id
    WHERE deleted_at IS NULL AND NOT EXISTS (SELECT FROM words WHERE search_key(name) NOT LIKE in_name)
    ORDER BY name COLLATE "und-x-icu", contacts.id LIMIT $4::bigint + 1 OFFSET $3::bigint
)
SELECT CASE WHEN caller.id IS NULL THEN 'caller_unknown' ELSE 'listed' END AS "@outcome",
       page.name, page.title, page.level, page.common_ground_notes, page.communication_style_notes, page.id,
       rapport_time(page.created_at, 'Z') AS created_at, rapport_time(page.updated_at, 'Z') AS updated_at
FROM (VALUES (true)) AS always
LEFT JOIN caller ON true
LEFT JOIN page ON true
ORDER BY page.name COLLATE "und-x-icu", page.id

-- List the caller's interactions with a contact, newest first; those with a deleted contact are still there.
-- $1 caller  $2 contact_id  $3 skip  $4 limit
WITH caller AS (
    SELECT id FROM callers WHERE id = $1::uuid
), contact AS (
    SELECT contacts.id FROM contacts JOIN caller ON contacts.user_id = caller.id WHERE contacts.id = $2::uuid
), page AS (
    SELECT interactions.* FROM interactions JOIN contact ON contact_id = contact.id
    ORDER BY interaction_datetime DESC, interactions.id DESC LIMIT $4::bigint + 1 OFFSET $3::bigint
)
SELECT CASE WHEN caller.id IS NULL  THEN 'caller_unknown'
            WHEN contact.id IS NULL THEN 'contact_unknown'
            ELSE 'listed' END AS "@outcome",
       rapport_time(page.interaction_datetime, '+00:00') AS interaction_datetime,
       page.medium, page.topic, page.user_notes, page.rapport_score_post, page.observed_non_verbal, page.id,
       rapport_time(page.created_at, 'Z') AS created_at, rapport_time(page.updated_at, 'Z') AS updated_at, page.contact_id
FROM (VALUES (true)) AS always
LEFT JOIN caller ON true
LEFT JOIN contact ON true
LEFT JOIN page ON true
ORDER BY page.interaction_datetime DESC, page.id DESC

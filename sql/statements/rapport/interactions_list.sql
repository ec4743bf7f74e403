-- List the caller's interactions, newest first: all, or those with a contact; those with a deleted contact are still there.
-- $1 caller  $2 contact_id  $3 since  $4 until  $5 medium  $6 include  $7 skip  $8 limit
WITH caller AS (
    SELECT id FROM callers WHERE id = $1::uuid
), contact AS (
    SELECT contacts.id FROM contacts JOIN caller ON contacts.user_id = caller.id WHERE contacts.id = $2::uuid
), asked AS (
    SELECT coalesce($3::timestamptz, '-infinity') AS since, coalesce($4::timestamptz, 'infinity') AS until
), page AS (
    -- Each branch is one range scan that ends with the page.
    SELECT * FROM (
        SELECT found.* FROM contact, asked CROSS JOIN LATERAL (
            SELECT * FROM kept_interactions
            WHERE contact_id = contact.id AND interaction_datetime BETWEEN since AND until AND ($5::text IS NULL OR medium = $5)
            ORDER BY interaction_datetime DESC, kept_interactions.id DESC LIMIT $7::bigint + $8::bigint + 1) AS found
        WHERE $2 IS NOT NULL
        UNION ALL
        SELECT found.* FROM caller, asked CROSS JOIN LATERAL (
            SELECT * FROM kept_interactions
            WHERE user_id = caller.id AND interaction_datetime BETWEEN since AND until AND ($5 IS NULL OR medium = $5)
            ORDER BY interaction_datetime DESC, kept_interactions.id DESC LIMIT $7 + $8 + 1) AS found
        WHERE $2 IS NULL) AS branches
    ORDER BY interaction_datetime DESC, id DESC LIMIT $8 + 1 OFFSET $7
)
SELECT CASE WHEN caller.id IS NULL                        THEN 'caller_unknown'
            WHEN $2 IS NOT NULL AND contact.id IS NULL    THEN 'contact_unknown'
            ELSE 'listed' END AS "@outcome",
       rapport_time(page.interaction_datetime, '+00:00') AS interaction_datetime,
       page.medium, page.topic, page.user_notes, page.rapport_score_post, page.observed_non_verbal, page.id,
       rapport_time(page.created_at, 'Z') AS created_at, rapport_time(page.updated_at, 'Z') AS updated_at, page.contact_id,
       CASE WHEN $6 = 'tactic_logs' AND page.id IS NOT NULL THEN (
           -- include tactic_logs.sql
           WHERE interaction_id = page.id
       ) END AS "@optional.tactic_logs"
FROM (VALUES (true)) AS always
LEFT JOIN caller ON true
LEFT JOIN contact ON true
LEFT JOIN page ON true
ORDER BY page.interaction_datetime DESC, page.id DESC

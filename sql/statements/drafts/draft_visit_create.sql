-- Begin a draft: an empty visit.
-- $1 caller
WITH created AS (
    INSERT INTO draft_visits (user_id) SELECT id FROM callers WHERE id = $1::uuid RETURNING draft_id(number) AS id
)
SELECT CASE WHEN created.id IS NULL THEN 'caller_unknown' ELSE 'created' END AS "@outcome", created.id AS "@log.draft",
       created.id AS "visitId"
FROM (VALUES (true)) AS always
LEFT JOIN created ON true

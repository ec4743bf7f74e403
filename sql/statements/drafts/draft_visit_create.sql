-- Begin a draft: an empty visit.
-- $1 caller
WITH caller AS (
    SELECT id, email, user_no FROM callers WHERE id = $1::uuid
), created AS (
    INSERT INTO draft_visits (user_id) SELECT id FROM caller RETURNING number
)
SELECT CASE WHEN created.number IS NULL THEN 'caller_unknown' ELSE 'created' END AS "@outcome",
       draft_id(created.number) AS "visitId", draft_id(created.number) AS "@log.draft"
FROM (VALUES (true)) AS always
LEFT JOIN created ON true

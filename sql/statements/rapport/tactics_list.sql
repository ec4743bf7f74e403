-- The rapport tactics, the same for everyone.
-- $1 caller
WITH caller AS (
    SELECT id FROM callers WHERE id = $1::uuid
)
SELECT CASE WHEN caller.id IS NULL THEN 'caller_unknown' ELSE 'listed' END AS "@outcome",
       tactic.name, tactic.description, tactic.domain, tactic.id,
       rapport_time(tactic.created_at, 'Z') AS created_at, rapport_time(tactic.updated_at, 'Z') AS updated_at
FROM (VALUES (true)) AS always
LEFT JOIN caller ON true
LEFT JOIN rapport_tactics AS tactic ON caller.id IS NOT NULL
ORDER BY tactic.name

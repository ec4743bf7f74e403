-- Which contact each line is about, by its id or by its user and name, and whether it says anything new. Users change their contacts too,
-- and are not to wait for a whole file: so each change moves by itself.
-- $1 columns
WITH user_names AS (
    SELECT email::text AS name, id FROM users WHERE deleted_at IS NULL UNION ALL SELECT id::text, id FROM users WHERE deleted_at IS NULL
), named AS (
    SELECT user_id, name, (array_agg(id))[1] AS id FROM contacts WHERE deleted_at IS NULL GROUP BY user_id, name
), aimed AS (
    SELECT line, coalesce(incoming.id, named.id, gen_random_uuid()) AS target, user_names.id AS user_id
    FROM pg_temp.incoming
    LEFT JOIN user_names ON user_names.name = incoming."user"
    LEFT JOIN named ON named.user_id = user_names.id AND named.name = incoming.name
)
UPDATE pg_temp.incoming AS row SET
       target = aimed.target,
       user_id = aimed.user_id,
       is_known = old.id IS NOT NULL,
       is_changed = false,
       weight = CASE WHEN old.id IS NOT NULL AND (old.name <> row.name
                          OR ('title' = ANY ($1::text[]) AND old.title IS DISTINCT FROM row.title)
                          OR ('level' = ANY ($1) AND old.level IS DISTINCT FROM row.level)
                          OR ('common_ground_notes' = ANY ($1) AND old.common_ground_notes IS DISTINCT FROM row.common_ground_notes)
                          OR ('communication_style_notes' = ANY ($1)
                              AND old.communication_style_notes IS DISTINCT FROM row.communication_style_notes))
                     THEN 1 END
FROM aimed LEFT JOIN contacts AS old ON old.id = aimed.target
WHERE aimed.line = row.line

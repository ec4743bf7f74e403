-- Which user each line is about, by the id or by the e-mail address alone, and whether it says anything new. An address of mail is a key
-- that visits refer to beside: who changes it keeps others from beginning a visit meanwhile, so it moves by itself.
-- $1 columns
WITH
-- include load_zone_names.sql
, aimed AS (
    SELECT line, coalesce(incoming.id, users.id, gen_random_uuid()) AS target, zone_names.id AS zone_id
    FROM pg_temp.incoming
    LEFT JOIN users ON incoming.id IS NULL AND users.email = incoming.email
    LEFT JOIN zone_names ON zone_names.name = incoming.zone
)
UPDATE pg_temp.incoming AS row SET
       target = aimed.target,
       zone_id = aimed.zone_id,
       is_known = old.id IS NOT NULL,
       is_changed = old.id IS NOT NULL
           AND ((old.first_name, old.last_name, old.role) IS DISTINCT FROM (row.first_name, row.last_name, row.role)
                OR ('zone' = ANY ($1::text[]) AND old.zone_id IS DISTINCT FROM aimed.zone_id)
                OR ('external_id' = ANY ($1) AND old.external_id IS DISTINCT FROM row.external_id)
                OR ('phone' = ANY ($1) AND old.phone IS DISTINCT FROM row.phone)
                OR ('is_active' = ANY ($1) AND old.is_active IS DISTINCT FROM row.is_active)),
       weight = CASE WHEN old.email <> row.email THEN 1 END
FROM aimed LEFT JOIN users AS old ON old.id = aimed.target
WHERE aimed.line = row.line

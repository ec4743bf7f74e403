-- Which zone each line is about, by its id or by its name alone, and whether it says anything new.
-- $1 columns
WITH named AS (
    SELECT name, (array_agg(id))[1] AS id FROM zones WHERE deleted_at IS NULL GROUP BY name
), aimed AS (
    SELECT line, coalesce(incoming.id, named.id, gen_random_uuid()) AS target
    FROM pg_temp.incoming LEFT JOIN named ON named.name = incoming.name
)
UPDATE pg_temp.incoming AS row SET
       target = aimed.target,
       is_known = old.id IS NOT NULL,
       is_changed = old.id IS NOT NULL
           AND (old.name <> row.name
                OR ('region' = ANY ($1::text[]) AND old.region IS DISTINCT FROM row.region)
                OR ('center_latitude' = ANY ($1) AND old.center_latitude IS DISTINCT FROM row.center_latitude)
                OR ('center_longitude' = ANY ($1) AND old.center_longitude IS DISTINCT FROM row.center_longitude))
FROM aimed LEFT JOIN zones AS old ON old.id = aimed.target
WHERE aimed.line = row.line

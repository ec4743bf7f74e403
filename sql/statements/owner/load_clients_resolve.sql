-- Whether there is the client that a line is about, and whether it says anything new. Who moves or is deleted takes all visits along, and
-- check-ins there wait meanwhile: so that is done by itself.
-- $1 columns
WITH
-- include load_zone_names.sql
UPDATE pg_temp.incoming AS row SET
       target = row.id,
       zone_id = aimed.zone_id,
       is_known = old.id IS NOT NULL,
       is_changed = old.id IS NOT NULL
           AND ((old.first_name, old.last_name) IS DISTINCT FROM (row.first_name, row.last_name)
                OR ('date_of_birth' = ANY ($1::text[]) AND old.date_of_birth IS DISTINCT FROM row.date_of_birth)
                OR ('address' = ANY ($1) AND old.address IS DISTINCT FROM row.address)
                OR ('latitude' = ANY ($1) AND old.latitude IS DISTINCT FROM row.latitude)
                OR ('longitude' = ANY ($1) AND old.longitude IS DISTINCT FROM row.longitude)
                OR ('phone' = ANY ($1) AND old.phone IS DISTINCT FROM row.phone)
                OR ('emergency_contact_name' = ANY ($1) AND old.emergency_contact_name IS DISTINCT FROM row.emergency_contact_name)
                OR ('emergency_contact_phone' = ANY ($1) AND old.emergency_contact_phone IS DISTINCT FROM row.emergency_contact_phone)
                OR ('emergency_contact_relationship' = ANY ($1)
                    AND old.emergency_contact_relationship IS DISTINCT FROM row.emergency_contact_relationship)),
       weight = CASE WHEN old.zone_id <> aimed.zone_id
                          OR (old.id IS NOT NULL AND 'deleted_at' = ANY ($1) AND old.deleted_at IS DISTINCT FROM row.deleted_at)
                     THEN 1 + (SELECT count(*) FROM visits WHERE client_id = old.id) END
FROM (SELECT line, incoming.id, zone_names.id AS zone_id
      FROM pg_temp.incoming LEFT JOIN zone_names ON zone_names.name = incoming.zone) AS aimed
LEFT JOIN clients AS old ON old.id = aimed.id
WHERE aimed.line = row.line

-- Change the users that differ, but for their addresses of mail, and add those that there are not.
-- $1 columns
WITH changed AS (
    UPDATE users SET first_name = row.first_name, last_name = row.last_name, role = row.role,
           zone_id = CASE WHEN 'zone' = ANY ($1::text[]) THEN row.zone_id ELSE users.zone_id END,
           external_id = CASE WHEN 'external_id' = ANY ($1) THEN row.external_id ELSE users.external_id END,
           phone = CASE WHEN 'phone' = ANY ($1) THEN row.phone ELSE users.phone END,
           is_active = CASE WHEN 'is_active' = ANY ($1) THEN row.is_active ELSE users.is_active END,
           updated_at = now()
    FROM pg_temp.incoming AS row WHERE users.id = row.target AND row.is_changed
)
INSERT INTO users (id, email, external_id, first_name, last_name, role, zone_id, phone, is_active)
SELECT target, email, external_id, first_name, last_name, role, zone_id, phone, coalesce(is_active, true)
FROM pg_temp.incoming WHERE NOT is_known ORDER BY line

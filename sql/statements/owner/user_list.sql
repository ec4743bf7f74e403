-- The users who are not deleted, as a file that visitctl load takes.
COPY (
    WITH
-- include load_zone_names.sql
    SELECT users.id, email, external_id, first_name, last_name, role,
           CASE WHEN zone_names.zones = 1 THEN zone_names.name ELSE zone_id::text END AS zone, phone, is_active
    FROM users
    LEFT JOIN zones ON zones.id = zone_id
    LEFT JOIN zone_names ON zone_names.name = zones.name
    WHERE users.deleted_at IS NULL ORDER BY email
) TO STDOUT (FORMAT csv, HEADER)

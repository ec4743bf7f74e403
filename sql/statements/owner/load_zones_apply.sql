-- Change the zones that differ, and add those that there are not.
-- $1 columns
WITH changed AS (
    UPDATE zones SET name = row.name,
           region = CASE WHEN 'region' = ANY ($1::text[]) THEN row.region ELSE zones.region END,
           center_latitude = CASE WHEN 'center_latitude' = ANY ($1) THEN row.center_latitude ELSE zones.center_latitude END,
           center_longitude = CASE WHEN 'center_longitude' = ANY ($1) THEN row.center_longitude ELSE zones.center_longitude END,
           updated_at = now()
    FROM pg_temp.incoming AS row WHERE zones.id = row.target AND row.is_changed
)
INSERT INTO zones (id, name, region, center_latitude, center_longitude)
SELECT target, name, region, center_latitude, center_longitude FROM pg_temp.incoming WHERE NOT is_known ORDER BY line

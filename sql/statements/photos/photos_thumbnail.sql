-- A photo, for nginx to make a thumbnail of.
-- $1 caller  $2 visit_id  $3 photo_id
WITH caller AS (
    SELECT id, role, zone_id FROM callers WHERE id = $1::uuid
), visit AS (
    SELECT id, client_id, staff_id FROM known_visits WHERE id = $2::uuid
)
SELECT CASE
            -- include visit_gate.sql
            WHEN photo.id IS NULL           THEN 'photo_unknown'
            -- Of what an earlier system has recorded the type may not be known: then nginx looks at it.
            WHEN photo.mime_type NOT IN ('image/jpeg', 'image/png', 'image/webp') THEN 'not_scalable'
            ELSE 'found' END AS "@outcome",
       photo.s3_key AS "@object.key",
       floor(extract(epoch FROM now() + interval '5 minutes'))::bigint AS "@object.expires",
       photo.visit_id AS "@log.visitId", photo.id AS "@log.photoId"
FROM (VALUES (true)) AS always
LEFT JOIN caller ON true
LEFT JOIN visit ON true
LEFT JOIN clients AS client ON client.id = visit.client_id
LEFT JOIN visit_photos AS photo ON photo.id = $3::uuid AND photo.visit_id = $2::uuid

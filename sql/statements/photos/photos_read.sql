-- Where a photo is, for five minutes.
-- $1 caller  $2 visit_id  $3 photo_id
WITH caller AS (
    SELECT id, role, zone_id FROM callers WHERE id = $1::uuid
), visit AS (
    SELECT id, client_id, staff_id FROM known_visits WHERE id = $2::uuid
)
SELECT CASE
            -- include visit_gate.sql
            WHEN photo.id IS NULL           THEN 'photo_unknown'
            ELSE 'found' END AS "@outcome",
       photo.s3_key AS "@object.key",
       -- What a browser would run is not sent as what it is called.
       CASE WHEN photo.mime_type IN ('image/jpeg', 'image/png', 'image/webp', 'image/heic') THEN photo.mime_type
            ELSE 'application/octet-stream' END AS "@object.type",
       floor(extract(epoch FROM now() + interval '5 minutes'))::bigint AS "@object.expires",
       photo.visit_id AS "@log.visitId", photo.id AS "@log.photoId"
FROM (VALUES (true)) AS always
LEFT JOIN caller ON true
LEFT JOIN visit ON true
LEFT JOIN clients AS client ON client.id = visit.client_id
LEFT JOIN visit_photos AS photo ON photo.id = $3::uuid AND photo.visit_id = $2::uuid

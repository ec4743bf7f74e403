-- Where to upload a photo of a visit to. Nothing is written: the app records the photo when it is there.
-- $1 caller  $2 visit_id  $3 file_name  $4 mime_type  $5 file_size
WITH caller AS (
    SELECT id, role, zone_id FROM callers WHERE id = $1::uuid
), visit AS (
    SELECT id, client_id, staff_id, status FROM known_visits WHERE id = $2::uuid
), upload AS (
    SELECT 'visits/' || visit.id || '/photos/' || floor(extract(epoch FROM now()) * 1000) || '-'
           -- The end of a long name, with its ending: names of files have a bound.
           || right(regexp_replace($3::text, '[^A-Za-z0-9.-]', '_', 'g'), 200) AS key,
           date_trunc('second', now()) + interval '1 hour' AS expires
    FROM visit
)
SELECT CASE
            -- include visit_gate.sql
            WHEN visit.status = 'cancelled'     THEN 'cancelled'
            ELSE 'granted' END AS "@outcome",
       upload.key AS "@object.key", $4::text AS "@object.type", $5::bigint AS "@object.length",
       extract(epoch FROM upload.expires)::bigint AS "@object.expires",
       upload.key AS "photoKey", upload.expires AS "expiresAt",
       visit.id AS "@log.visitId"
FROM (VALUES (true)) AS always
LEFT JOIN caller ON true
LEFT JOIN visit ON true
LEFT JOIN clients AS client ON client.id = visit.client_id
LEFT JOIN upload ON true

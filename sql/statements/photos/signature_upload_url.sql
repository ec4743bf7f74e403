-- Where to upload a signature under a visit to. Nothing is written: the app records it when it is there.
-- $1 caller  $2 visit_id  $3 signature_type  $4 file_size
WITH caller AS (
    SELECT id, role, zone_id FROM callers WHERE id = $1::uuid
), visit AS (
    SELECT id, client_id, staff_id, status FROM known_visits WHERE id = $2::uuid
), upload AS (
    SELECT 'visits/' || visit.id || '/signatures/' || $3::text || '-' || floor(extract(epoch FROM now()) * 1000) || '.png' AS key,
           date_trunc('second', now()) + interval '10 minutes' AS expires
    FROM visit
)
SELECT CASE
            -- include visit_gate.sql
            WHEN visit.status = 'cancelled'     THEN 'cancelled'
            ELSE 'granted' END AS "@outcome",
       upload.key AS "@object.key", 'image/png' AS "@object.type", $4::bigint AS "@object.length",
       extract(epoch FROM upload.expires)::bigint AS "@object.expires",
       upload.key AS "signatureKey", upload.expires AS "expiresAt",
       visit.id AS "@log.visitId"
FROM (VALUES (true)) AS always
LEFT JOIN caller ON true
LEFT JOIN visit ON true
LEFT JOIN clients AS client ON client.id = visit.client_id
LEFT JOIN upload ON true

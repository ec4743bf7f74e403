-- Where the signature under a visit is, for five minutes.
-- $1 caller  $2 visit_id
WITH caller AS (
    SELECT id, role, zone_id FROM callers WHERE id = $1::uuid
), visit AS (
    SELECT id, client_id, staff_id FROM known_visits WHERE id = $2::uuid
)
SELECT CASE
            -- include visit_gate.sql
            WHEN signature.key IS NULL      THEN 'signature_unknown'
            ELSE 'found' END AS "@outcome",
       signature.key AS "@object.key", 'image/png' AS "@object.type",
       floor(extract(epoch FROM now() + interval '5 minutes'))::bigint AS "@object.expires",
       signature.visit_id AS "@log.visitId"
FROM (VALUES (true)) AS always
LEFT JOIN caller ON true
LEFT JOIN visit ON true
LEFT JOIN clients AS client ON client.id = visit.client_id
LEFT JOIN (SELECT visit_id, signature_key(visit_id, signature_url) AS key FROM visit_documentation) AS signature
       ON signature.visit_id = $2::uuid

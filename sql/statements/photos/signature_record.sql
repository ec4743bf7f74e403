-- Record a signature under a visit that has been uploaded; it takes the place of an earlier one.
-- $1 caller  $2 visit_id  $3 signature_key  $4 signature_type
WITH caller AS (
    SELECT id, role, zone_id FROM callers WHERE id = $1::uuid
), visit AS (
    -- Locked, so that what is judged here is what is signed.
    SELECT id, client_id, staff_id, status FROM known_visits WHERE id = $2::uuid FOR NO KEY UPDATE
), verdict AS (
    SELECT CASE
            -- A bad key is a bad body, which is told to whoever may send a good one.
            WHEN caller.role <> 'family' AND NOT is_visit_key($3, $2::uuid, 'signatures/' || $4 || '-[0-9]+[.]png')
                                                                              THEN 'bad_signature_key'
            -- include visit_gate.sql
            WHEN visit.status = 'cancelled'                                   THEN 'cancelled'
            ELSE 'recorded' END AS outcome
    FROM (VALUES (true)) AS always
    LEFT JOIN caller ON true
    LEFT JOIN visit ON true
    LEFT JOIN clients AS client ON client.id = visit.client_id
), signed AS (
    INSERT INTO visit_documentation (visit_id, signature_url)
    SELECT $2::uuid, $3 FROM verdict WHERE verdict.outcome = 'recorded'
    ON CONFLICT (visit_id) DO UPDATE SET signature_url = excluded.signature_url, updated_at = now()
    RETURNING visit_id, updated_at
)
SELECT verdict.outcome AS "@outcome",
       CASE verdict.outcome
            WHEN 'bad_signature_key' THEN '[{"field":"signatureKey","message":"Invalid signatureKey format"}]'
       END AS "@details",
       '/api/v1/visits/' || signed.visit_id || '/signature' AS "signatureUrl", $4::text AS "signatureType",
       signed.updated_at AS "uploadedAt",
       signed.visit_id AS "@log.visitId"
FROM verdict
LEFT JOIN signed ON true

-- Save some fields of a lead.
-- $1 caller  $2 id  $3 If-Match  $4 fields that are given  $5 title  $6 description  $7 contact_name
-- $8 contact_phone  $9 contact_email  $10 expected_value  $11 currency  $12 status  $13 follow_up_date
-- include draft_gate.sql
    FOR KEY SHARE OF visit
), old AS (
    SELECT record.*, record_version(record.updated_at) AS version FROM visit CROSS JOIN draft_leads AS record WHERE
-- include draft_lead_key.sql
    FOR NO KEY UPDATE OF record
-- include draft_objection.sql
), wanted AS (
    SELECT CASE WHEN 'title' = ANY ($4::text[]) THEN $5::text ELSE title END AS title,
           CASE WHEN 'description' = ANY ($4) THEN $6::text ELSE description END AS description,
           CASE WHEN 'contactName' = ANY ($4) THEN $7::text ELSE contact_name END AS contact_name,
           CASE WHEN 'contactPhone' = ANY ($4) THEN $8::text ELSE contact_phone END AS contact_phone,
           CASE WHEN 'contactEmail' = ANY ($4) THEN $9::text ELSE contact_email END AS contact_email,
           CASE WHEN 'expectedValue' = ANY ($4) THEN $10::numeric ELSE expected_value END AS expected_value,
           CASE WHEN 'currency' = ANY ($4) THEN $11::text ELSE currency END AS currency,
           CASE WHEN 'status' = ANY ($4) THEN $12::text ELSE status END AS status,
           CASE WHEN 'followUpDate' = ANY ($4) THEN $13::date ELSE follow_up_date END AS follow_up_date
    FROM old
), was AS (
    SELECT
-- include draft_lead_fields.sql
    FROM old
-- include draft_change.sql
), updated AS (
    UPDATE draft_leads AS record SET (
-- include draft_lead_fields.sql
    , size, updated_at) = ROW (change.*)
    FROM change CROSS JOIN verdict WHERE verdict.outcome = 'updated' AND
-- include draft_lead_key.sql
    RETURNING record.*, record_version(record.updated_at) AS version
-- include draft_updated.sql
-- include draft_lead.sql
FROM verdict
LEFT JOIN record ON true

-- Save some fields of a lead.
-- $1 caller  $2 id  $3 If-Match  $4 fields that are given  $5 title  $6 description  $7 contact_name
-- $8 contact_phone  $9 contact_email  $10 expected_value  $11 currency  $12 status  $13 follow_up_date
WITH caller AS (
    SELECT id, email, user_no FROM callers WHERE id = $1::uuid
), visit AS (
    SELECT draft_visits.* FROM draft_visits JOIN caller ON draft_visits.user_id = caller.id
    WHERE number = ($2::bigint[])[1] FOR KEY SHARE OF draft_visits
), old AS (
    SELECT old.* FROM draft_leads AS old JOIN visit ON old.visit_number = visit.number
    WHERE old.visit_number = ($2::bigint[])[1] AND old.interaction_number = ($2::bigint[])[2]
          AND old.principal_interaction_number = ($2::bigint[])[3] AND old.number = ($2::bigint[])[4]
          FOR NO KEY UPDATE OF old
), verdict AS (
    SELECT CASE WHEN caller.id IS NULL        THEN 'caller_unknown'
                WHEN old.number IS NULL       THEN 'unknown'
                WHEN visit.status <> 'draft'  THEN 'submitted'
                WHEN record_version(old.updated_at) <> ALL ($3::text[]) THEN 'changed'
                ELSE 'updated' END AS outcome
    FROM (VALUES (true)) AS always
    LEFT JOIN caller ON true
    LEFT JOIN visit ON true
    LEFT JOIN old ON true
), wanted AS (
    SELECT old.visit_number, old.interaction_number, old.principal_interaction_number, old.number,
           CASE WHEN 'title' = ANY ($4) THEN $5::text ELSE old.title END AS title,
           CASE WHEN 'description' = ANY ($4) THEN $6::text ELSE old.description END AS description,
           CASE WHEN 'contactName' = ANY ($4) THEN $7::text ELSE old.contact_name END AS contact_name,
           CASE WHEN 'contactPhone' = ANY ($4) THEN $8::text ELSE old.contact_phone END AS contact_phone,
           CASE WHEN 'contactEmail' = ANY ($4) THEN $9::text ELSE old.contact_email END AS contact_email,
           CASE WHEN 'expectedValue' = ANY ($4) THEN $10::numeric ELSE old.expected_value END AS expected_value,
           CASE WHEN 'currency' = ANY ($4) THEN $11::text ELSE old.currency END AS currency,
           CASE WHEN 'status' = ANY ($4) THEN $12::text ELSE old.status END AS status,
           CASE WHEN 'followUpDate' = ANY ($4) THEN $13::date ELSE old.follow_up_date END AS follow_up_date
    FROM old
), updated AS (
    UPDATE draft_leads AS record SET (title, description, contact_name, contact_phone, contact_email, expected_value,
                                      currency, status, follow_up_date, updated_at) =
           (wanted.title, wanted.description, wanted.contact_name, wanted.contact_phone, wanted.contact_email,
            wanted.expected_value, wanted.currency, wanted.status, wanted.follow_up_date, greatest(now(),
            record.updated_at + interval '1 microsecond'))
    FROM wanted, verdict, old
    WHERE record.visit_number = wanted.visit_number AND record.interaction_number = wanted.interaction_number
          AND record.principal_interaction_number = wanted.principal_interaction_number
          AND record.number = wanted.number AND verdict.outcome = 'updated'
      -- Against the row that is locked: this statement may still see an older one in the table.
      AND (old.title, old.description, old.contact_name, old.contact_phone, old.contact_email,
           old.expected_value, old.currency, old.status, old.follow_up_date) IS DISTINCT FROM (wanted.title,
           wanted.description, wanted.contact_name, wanted.contact_phone, wanted.contact_email, wanted.expected_value,
           wanted.currency, wanted.status, wanted.follow_up_date)
    RETURNING record.*
), record AS (
    SELECT * FROM updated
    UNION ALL
    SELECT * FROM old WHERE NOT EXISTS (SELECT FROM updated)
)
SELECT verdict.outcome AS "@outcome", 'Visit ' || draft_id(visit.number) || ' is submitted' AS "@message.submitted",
       record_version(record.updated_at) AS "@etag",
       draft_id(record.visit_number, record.interaction_number, record.principal_interaction_number,
           record.number) AS id,
       draft_id(record.visit_number, record.interaction_number,
           record.principal_interaction_number) AS "PrincipalInteractionId",
       record.title, record.description, record.contact_name AS "contactName", record.contact_phone AS "contactPhone",
       record.contact_email AS "contactEmail", record.expected_value AS "expectedValue", record.currency, record.status,
       record.follow_up_date AS "followUpDate", record.created_at AS "createdAt", record.updated_at AS "updatedAt"
FROM verdict
LEFT JOIN caller ON true
LEFT JOIN visit ON true
LEFT JOIN record ON true

-- Save some fields of a draft's visit, or submit it.
-- $1 caller  $2 id  $3 If-Match  $4 fields that are given  $5 customer_name  $6 date_range  $7 location
-- $8 interaction_type  $9 shared_with  $10 status
WITH caller AS (
    SELECT id, email, user_no FROM callers WHERE id = $1::uuid
), old AS (
    -- As nobody else may now: what is below it waits for a submission, and a submission for what is below it.
    SELECT draft_visits.* FROM draft_visits JOIN caller ON draft_visits.user_id = caller.id
    WHERE number = ($2::bigint[])[1] FOR UPDATE OF draft_visits
), visit AS (
    SELECT * FROM old
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
    SELECT old.number,
           CASE WHEN 'customerName' = ANY ($4) THEN $5::text ELSE old.customer_name END AS customer_name,
           CASE WHEN 'dateRange' = ANY ($4) THEN $6::text ELSE old.date_range END AS date_range,
           CASE WHEN 'location' = ANY ($4) THEN $7::text ELSE old.location END AS location,
           CASE WHEN 'interactionType' = ANY ($4) THEN $8::text ELSE old.interaction_type END AS interaction_type,
           CASE WHEN 'sharedWith' = ANY ($4) THEN $9::text[] ELSE old.shared_with END AS shared_with,
           CASE WHEN 'sharedWith' = ANY ($4) THEN ARRAY(SELECT lower(address) FROM unnest($9) AS address)
                ELSE old.shared_emails END AS shared_emails,
           CASE WHEN 'status' = ANY ($4) THEN $10::text ELSE old.status END AS status
    FROM old
), updated AS (
    UPDATE draft_visits AS record SET (customer_name, date_range, location, interaction_type, shared_with,
                                       shared_emails, status, updated_at) =
           (wanted.customer_name, wanted.date_range, wanted.location, wanted.interaction_type, wanted.shared_with,
            wanted.shared_emails, wanted.status, greatest(now(), record.updated_at + interval '1 microsecond'))
    FROM wanted, verdict, old
    WHERE record.number = wanted.number AND verdict.outcome = 'updated'
      -- Against the row that is locked: this statement may still see an older one in the table.
      AND (old.customer_name, old.date_range, old.location, old.interaction_type, old.shared_with,
           old.status) IS DISTINCT FROM (wanted.customer_name, wanted.date_range, wanted.location,
           wanted.interaction_type, wanted.shared_with, wanted.status)
    RETURNING record.*
), record AS (
    SELECT * FROM updated
    UNION ALL
    SELECT * FROM old WHERE NOT EXISTS (SELECT FROM updated)
)
SELECT verdict.outcome AS "@outcome", 'Visit ' || draft_id(visit.number) || ' is submitted' AS "@message.submitted",
       record_version(record.updated_at) AS "@etag",
       draft_id(record.number) AS id, caller.user_no AS "userId", record.status, record.date_range AS "dateRange",
       record.customer_name AS "customerName", record.location, record.interaction_type AS "interactionType",
       to_json(record.shared_with) AS "sharedWith", record.created_at AS "createdAt", record.updated_at AS "updatedAt"
FROM verdict
LEFT JOIN caller ON true
LEFT JOIN visit ON true
LEFT JOIN record ON true

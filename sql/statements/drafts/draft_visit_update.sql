-- Save some fields of a draft's visit, or submit it.
-- $1 caller  $2 id  $3 If-Match  $4 fields that are given  $5 customer_name  $6 date_range  $7 location
-- $8 interaction_type  $9 shared_with  $10 status
-- include draft_gate.sql
    -- As nobody else may now: what is below it waits for a submission, and a submission for what is below it.
    FOR UPDATE OF visit
), old AS (
    -- Submitted is the whole tree: as it is now that the others have written, and nobody else can.
    SELECT *, record_version(updated_at) || CASE WHEN $10::text = 'submitted' AND $3::text[] IS NOT NULL
                                                 THEN '-' || draft_tree_version_now(number) ELSE '' END AS version
    FROM visit
-- include draft_objection.sql
), wanted AS (
    SELECT CASE WHEN 'customerName' = ANY ($4::text[]) THEN $5::text ELSE customer_name END AS customer_name,
           CASE WHEN 'dateRange' = ANY ($4) THEN $6::text ELSE date_range END AS date_range,
           CASE WHEN 'location' = ANY ($4) THEN $7::text ELSE location END AS location,
           CASE WHEN 'interactionType' = ANY ($4) THEN $8::text ELSE interaction_type END AS interaction_type,
           CASE WHEN 'sharedWith' = ANY ($4) THEN $9::text[] ELSE shared_with END AS shared_with,
           CASE WHEN 'sharedWith' = ANY ($4) THEN ARRAY(SELECT lower(address) FROM unnest($9) AS address)
                ELSE shared_emails END AS shared_emails,
           CASE WHEN 'status' = ANY ($4) THEN $10::text ELSE status END AS status
    FROM old
), was AS (
    SELECT
-- include draft_visit_fields.sql
    FROM old
-- include draft_change.sql
), updated AS (
    UPDATE draft_visits AS record SET (
-- include draft_visit_fields.sql
    , size, updated_at) = ROW (change.*)
    FROM change CROSS JOIN verdict WHERE verdict.outcome = 'updated' AND record.number = ($2::bigint[])[1]
    RETURNING record.*, record_version(record.updated_at) AS version
-- include draft_updated.sql
-- include draft_visit.sql
FROM verdict
LEFT JOIN caller AS owner ON true
LEFT JOIN record ON true

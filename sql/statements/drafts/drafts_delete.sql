-- Delete a record of any level, and with it what is below.
-- $1 caller  $2 id, of one to four numbers  $3 If-Match
WITH caller AS (
    SELECT id, email, user_no FROM callers WHERE id = $1::uuid
), visit AS (
    -- As nobody else may now: nothing is attached to what is being deleted, and nothing below it is being written.
    SELECT draft_visits.* FROM draft_visits JOIN caller ON draft_visits.user_id = caller.id
    WHERE number = ($2::bigint[])[1] FOR UPDATE OF draft_visits
), id AS (
    SELECT cardinality($2::bigint[]) AS level FROM visit WHERE status = 'draft'
), known AS (
    SELECT 1 FROM visit, id WHERE level = 1
    UNION ALL
    SELECT 1 FROM id, draft_interactions WHERE level = 2
       AND (visit_number, number) = (($2::bigint[])[1], ($2::bigint[])[2])
    UNION ALL
    SELECT 1 FROM id, draft_principal_interactions WHERE level = 3
       AND (visit_number, interaction_number, number) = (($2::bigint[])[1], ($2::bigint[])[2], ($2::bigint[])[3])
    UNION ALL
    SELECT 1 FROM id, draft_leads WHERE level = 4
       AND (visit_number, interaction_number, principal_interaction_number, number) =
           (($2::bigint[])[1], ($2::bigint[])[2], ($2::bigint[])[3], ($2::bigint[])[4])
), visits_deleted AS (
    DELETE FROM draft_visits USING id WHERE level = 1 AND draft_visits.number = ($2::bigint[])[1]
       AND coalesce(record_version(updated_at) = ANY ($3::text[]), true) RETURNING 1
), interactions_deleted AS (
    DELETE FROM draft_interactions USING id WHERE level = 2
       AND (visit_number, number) = (($2::bigint[])[1], ($2::bigint[])[2])
       AND coalesce(record_version(updated_at) = ANY ($3), true) RETURNING 1
), principal_interactions_deleted AS (
    DELETE FROM draft_principal_interactions USING id WHERE level = 3
       AND (visit_number, interaction_number, number) = (($2::bigint[])[1], ($2::bigint[])[2], ($2::bigint[])[3])
       AND coalesce(record_version(updated_at) = ANY ($3), true) RETURNING 1
), leads_deleted AS (
    DELETE FROM draft_leads USING id WHERE level = 4
       AND (visit_number, interaction_number, principal_interaction_number, number) =
           (($2::bigint[])[1], ($2::bigint[])[2], ($2::bigint[])[3], ($2::bigint[])[4])
       AND coalesce(record_version(updated_at) = ANY ($3), true) RETURNING 1
), deleted AS (
    SELECT * FROM visits_deleted UNION ALL SELECT * FROM interactions_deleted
    UNION ALL SELECT * FROM principal_interactions_deleted UNION ALL SELECT * FROM leads_deleted
)
SELECT CASE WHEN caller.id IS NULL                     THEN 'caller_unknown'
            WHEN visit.number IS NULL                  THEN 'unknown'
            WHEN visit.status <> 'draft'               THEN 'submitted'
            WHEN EXISTS (SELECT FROM deleted)          THEN 'deleted'
            WHEN EXISTS (SELECT FROM known) AND $3 IS NOT NULL THEN 'changed'
            ELSE 'unknown' END AS "@outcome",
       'Visit ' || draft_id(visit.number) || ' is submitted' AS "@message.submitted",
       draft_id(($2::bigint[])[1], ($2::bigint[])[2], ($2::bigint[])[3], ($2::bigint[])[4]) AS "@log.draft"
FROM (VALUES (true)) AS always
LEFT JOIN caller ON true
LEFT JOIN visit ON true

-- Save some fields of a principal interaction.
-- $1 caller  $2 id  $3 If-Match  $4 fields that are given  $5 principal_name  $6 objective  $7 discussion
-- $8 next_step  $9 product  $10 follow_up_date
WITH caller AS (
    SELECT id, email, user_no FROM callers WHERE id = $1::uuid
), visit AS (
    SELECT draft_visits.* FROM draft_visits JOIN caller ON draft_visits.user_id = caller.id
    WHERE number = ($2::bigint[])[1] FOR KEY SHARE OF draft_visits
), old AS (
    SELECT old.* FROM draft_principal_interactions AS old JOIN visit ON old.visit_number = visit.number
    WHERE old.visit_number = ($2::bigint[])[1] AND old.interaction_number = ($2::bigint[])[2]
          AND old.number = ($2::bigint[])[3] FOR NO KEY UPDATE OF old
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
    SELECT old.visit_number, old.interaction_number, old.number,
           CASE WHEN 'PrincipalName' = ANY ($4) THEN $5::text ELSE old.principal_name END AS principal_name,
           CASE WHEN 'objective' = ANY ($4) THEN $6::text ELSE old.objective END AS objective,
           CASE WHEN 'discussion' = ANY ($4) THEN $7::text ELSE old.discussion END AS discussion,
           CASE WHEN 'nextStep' = ANY ($4) THEN $8::text ELSE old.next_step END AS next_step,
           CASE WHEN 'product' = ANY ($4) THEN $9::text ELSE old.product END AS product,
           CASE WHEN 'followUpDate' = ANY ($4) THEN $10::date ELSE old.follow_up_date END AS follow_up_date
    FROM old
), updated AS (
    UPDATE draft_principal_interactions AS record SET (principal_name, objective, discussion, next_step, product,
                                                       follow_up_date, updated_at) =
           (wanted.principal_name, wanted.objective, wanted.discussion, wanted.next_step, wanted.product,
            wanted.follow_up_date, greatest(now(), record.updated_at + interval '1 microsecond'))
    FROM wanted, verdict, old
    WHERE record.visit_number = wanted.visit_number AND record.interaction_number = wanted.interaction_number
          AND record.number = wanted.number AND verdict.outcome = 'updated'
      -- Against the row that is locked: this statement may still see an older one in the table.
      AND (old.principal_name, old.objective, old.discussion, old.next_step, old.product,
           old.follow_up_date) IS DISTINCT FROM (wanted.principal_name, wanted.objective, wanted.discussion,
           wanted.next_step, wanted.product, wanted.follow_up_date)
    RETURNING record.*
), record AS (
    SELECT * FROM updated
    UNION ALL
    SELECT * FROM old WHERE NOT EXISTS (SELECT FROM updated)
)
SELECT verdict.outcome AS "@outcome", 'Visit ' || draft_id(visit.number) || ' is submitted' AS "@message.submitted",
       record_version(record.updated_at) AS "@etag",
       draft_id(record.visit_number, record.interaction_number, record.number) AS id,
       draft_id(record.visit_number, record.interaction_number) AS "interactionId",
       record.principal_name AS "PrincipalName", record.objective, record.discussion, record.next_step AS "nextStep",
       record.product, record.follow_up_date AS "followUpDate",
       record.created_at AS "createdAt", record.updated_at AS "updatedAt"
FROM verdict
LEFT JOIN caller ON true
LEFT JOIN visit ON true
LEFT JOIN record ON true

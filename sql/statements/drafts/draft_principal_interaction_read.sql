-- One principal interaction.
-- $1 caller  $2 id
WITH caller AS (
    SELECT id, email, user_no FROM callers WHERE id = $1::uuid
), record AS (
    SELECT record.* FROM draft_principal_interactions AS record JOIN draft_visits AS visit ON visit.number = record.visit_number
    JOIN caller ON visit.user_id = caller.id OR lower(caller.email) = ANY (visit.shared_emails)
    WHERE record.visit_number = ($2::bigint[])[1] AND record.interaction_number = ($2::bigint[])[2]
          AND record.number = ($2::bigint[])[3]
)
SELECT CASE WHEN caller.id IS NULL     THEN 'caller_unknown'
            WHEN record.number IS NULL THEN 'unknown'
            ELSE 'read' END AS "@outcome",
       record_version(record.updated_at) AS "@etag",
       draft_id(record.visit_number, record.interaction_number, record.number) AS id,
       draft_id(record.visit_number, record.interaction_number) AS "interactionId",
       record.principal_name AS "PrincipalName", record.objective, record.discussion, record.next_step AS "nextStep",
       record.product, record.follow_up_date AS "followUpDate",
       record.created_at AS "createdAt", record.updated_at AS "updatedAt"
FROM (VALUES (true)) AS always
LEFT JOIN caller ON true
LEFT JOIN record ON true

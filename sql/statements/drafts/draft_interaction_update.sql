-- Save some fields of an interaction.
-- $1 caller  $2 id  $3 If-Match  $4 fields that are given  $5 departments  $6 principals  $7 persons
WITH caller AS (
    SELECT id, email, user_no FROM callers WHERE id = $1::uuid
), visit AS (
    SELECT draft_visits.* FROM draft_visits JOIN caller ON draft_visits.user_id = caller.id
    WHERE number = ($2::bigint[])[1] FOR KEY SHARE OF draft_visits
), old AS (
    SELECT old.* FROM draft_interactions AS old JOIN visit ON old.visit_number = visit.number
    WHERE old.visit_number = ($2::bigint[])[1] AND old.number = ($2::bigint[])[2] FOR NO KEY UPDATE OF old
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
    SELECT old.visit_number, old.number,
           CASE WHEN 'departments' = ANY ($4) THEN $5::text[] ELSE old.departments END AS departments,
           CASE WHEN 'Principals' = ANY ($4) THEN $6::text[] ELSE old.principals END AS principals,
           CASE WHEN 'persons' = ANY ($4) THEN $7::text[] ELSE old.persons END AS persons
    FROM old
), updated AS (
    UPDATE draft_interactions AS record SET (departments, principals, persons, updated_at) =
           (wanted.departments, wanted.principals, wanted.persons, greatest(now(),
            record.updated_at + interval '1 microsecond'))
    FROM wanted, verdict, old
    WHERE record.visit_number = wanted.visit_number AND record.number = wanted.number AND verdict.outcome = 'updated'
      -- Against the row that is locked: this statement may still see an older one in the table.
      AND (old.departments, old.principals, old.persons) IS DISTINCT FROM (wanted.departments,
           wanted.principals, wanted.persons)
    RETURNING record.*
), record AS (
    SELECT * FROM updated
    UNION ALL
    SELECT * FROM old WHERE NOT EXISTS (SELECT FROM updated)
)
SELECT verdict.outcome AS "@outcome", 'Visit ' || draft_id(visit.number) || ' is submitted' AS "@message.submitted",
       record_version(record.updated_at) AS "@etag",
       draft_id(record.visit_number, record.number) AS id, draft_id(record.visit_number) AS "visitId",
       to_json(record.departments) AS departments, to_json(record.principals) AS "Principals",
       to_json(record.persons) AS persons, record.created_at AS "createdAt", record.updated_at AS "updatedAt"
FROM verdict
LEFT JOIN caller ON true
LEFT JOIN visit ON true
LEFT JOIN record ON true

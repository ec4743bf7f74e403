-- List drafts, newest first: the caller's own, or those shared with them.
-- $1 caller  $2 status  $3 shared: 'true' for those of others  $4 limit  $5 cursor: "" or the number of the visit before
WITH caller AS (
    SELECT id, email, user_no FROM callers WHERE id = $1::uuid
), page AS (
    -- One of the two runs: a range of an index, or the few that an address is named in.
    SELECT * FROM (
        (SELECT visit.* FROM draft_visits AS visit
         WHERE coalesce($3::text, 'false') = 'false' AND user_id = (SELECT id FROM caller)
           AND number < coalesce(nullif($5::text, '')::bigint, 9223372036854775807) AND ($2::text IS NULL OR status = $2)
         ORDER BY number DESC LIMIT $4::bigint + 1)
        UNION ALL
        -- OFFSET 0: the few are found first. Left to itself the planner would read all drafts, newest first, until a page is full.
        (SELECT visit.* FROM (SELECT * FROM draft_visits
                              WHERE shared_emails @> ARRAY[(SELECT lower(email) FROM caller)] OFFSET 0) AS visit
         WHERE $3 = 'true' AND user_id <> (SELECT id FROM caller)
           AND number < coalesce(nullif($5, '')::bigint, 9223372036854775807) AND ($2 IS NULL OR status = $2)
         ORDER BY number DESC LIMIT $4 + 1)) AS branches
)
SELECT CASE WHEN caller.id IS NULL THEN 'caller_unknown' ELSE 'listed' END AS "@outcome",
       record.number AS "@cursor",
-- include draft_visit.sql
       , interactions.count AS "totalInteractions", interactions.persons AS "totalPersons",
       (SELECT count(*) FROM draft_leads WHERE visit_number = record.number) AS "totalLeads"
FROM (VALUES (true)) AS always
LEFT JOIN caller ON true
LEFT JOIN (page AS record JOIN users AS owner ON owner.id = record.user_id
           CROSS JOIN LATERAL (SELECT count(*), coalesce(sum(cardinality(persons)), 0) AS persons
                               FROM draft_interactions WHERE visit_number = record.number) AS interactions) ON true
ORDER BY record.number DESC

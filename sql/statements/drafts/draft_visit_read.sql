-- A draft, the whole tree: what a browser needs that has lost everything.
-- $1 caller  $2 visit
-- include draft_reader.sql
), record AS (
    SELECT visit.*, record_version(visit.updated_at) || '-' || tree.version AS version
    FROM visit CROSS JOIN LATERAL draft_tree(visit.number) AS tree
), leads AS MATERIALIZED (
    -- Each level in one range of its table; the lists of one are members of the next. FULL, though none is without its parent:
    -- such a join is never a loop through all of these for each of those, whatever the planner takes their numbers for.
    SELECT record.interaction_number, record.principal_interaction_number, json_agg(told ORDER BY record.number) AS list
    FROM visit JOIN draft_leads AS record ON record.visit_number = visit.number
    CROSS JOIN LATERAL (SELECT
-- include draft_lead.sql
-- include draft_etag.sql
    ) AS told
    GROUP BY record.interaction_number, record.principal_interaction_number
), principal_interactions AS MATERIALIZED (
    SELECT record.interaction_number, json_agg(told ORDER BY record.number) AS list
    FROM visit JOIN draft_principal_interactions AS record ON record.visit_number = visit.number
    FULL JOIN leads ON (leads.interaction_number, leads.principal_interaction_number)
                       = (record.interaction_number, record.number)
    CROSS JOIN LATERAL (SELECT
-- include draft_principal_interaction.sql
-- include draft_etag.sql
       , coalesce(leads.list, '[]') AS leads
    ) AS told
    GROUP BY record.interaction_number
), interactions AS (
    SELECT json_agg(told ORDER BY record.number) AS list
    FROM visit JOIN draft_interactions AS record ON record.visit_number = visit.number
    FULL JOIN principal_interactions ON principal_interactions.interaction_number = record.number
    CROSS JOIN LATERAL (SELECT
-- include draft_interaction.sql
-- include draft_etag.sql
       , coalesce(principal_interactions.list, '[]') AS "PrincipalInteractions"
    ) AS told
-- include draft_read.sql
       record.version AS "@etag",
-- include draft_visit.sql
       , '"' || record.version || '"' AS etag
       , coalesce(interactions.list, '[]') AS interactions
FROM (VALUES (true)) AS always
LEFT JOIN caller ON true
LEFT JOIN (record JOIN users AS owner ON owner.id = record.user_id) ON true
LEFT JOIN interactions ON true

-- A draft, the whole tree: what a browser needs that has lost everything.
-- $1 caller  $2 visit
WITH caller AS (
    SELECT id, email, user_no FROM callers WHERE id = $1::uuid
), record AS (
    SELECT visit.*, owner.user_no FROM draft_visits AS visit JOIN users AS owner ON owner.id = visit.user_id
    JOIN caller ON visit.user_id = caller.id OR lower(caller.email) = ANY (visit.shared_emails)
    WHERE visit.number = ($2::bigint[])[1]
)
SELECT CASE WHEN caller.id IS NULL     THEN 'caller_unknown'
            WHEN record.number IS NULL THEN 'unknown'
            ELSE 'read' END AS "@outcome",
       record_version(record.updated_at) AS "@version",
       draft_id(record.number) AS id, record.user_no AS "userId", record.status, record.date_range AS "dateRange",
       record.customer_name AS "customerName", record.location, record.interaction_type AS "interactionType",
       to_json(record.shared_with) AS "sharedWith", record.created_at AS "createdAt", record.updated_at AS "updatedAt",
       (SELECT coalesce(json_agg(json_build_object(
                   'id', draft_id(i.visit_number, i.number), 'visitId', draft_id(i.visit_number),
                   'departments', i.departments, 'Principals', i.principals, 'persons', i.persons,
                   'createdAt', record_time(i.created_at), 'updatedAt', record_time(i.updated_at),
                   'PrincipalInteractions',
                   (SELECT coalesce(json_agg(json_build_object(
                               'id', draft_id(p.visit_number, p.interaction_number, p.number),
                               'interactionId', draft_id(p.visit_number, p.interaction_number),
                               'PrincipalName', p.principal_name, 'objective', p.objective, 'discussion', p.discussion,
                               'nextStep', p.next_step, 'product', p.product, 'followUpDate', p.follow_up_date,
                               'createdAt', record_time(p.created_at), 'updatedAt', record_time(p.updated_at),
                               'leads',
                               (SELECT coalesce(json_agg(json_build_object(
                                           'id', draft_id(l.visit_number, l.interaction_number,
                                               l.principal_interaction_number, l.number),
                                           'PrincipalInteractionId', draft_id(l.visit_number, l.interaction_number,
                                               l.principal_interaction_number),
                                           'title', l.title, 'description', l.description, 'contactName',
                                               l.contact_name,
                                           'contactPhone', l.contact_phone, 'contactEmail', l.contact_email,
                                           'expectedValue', trim_scale(l.expected_value), 'currency', l.currency,
                                               'status', l.status,
                                           'followUpDate', l.follow_up_date,
                                           'createdAt', record_time(l.created_at), 'updatedAt', record_time(l.updated_at))
                                           ORDER BY l.number), '[]')
                                FROM draft_leads AS l
                                WHERE l.visit_number = p.visit_number AND l.interaction_number = p.interaction_number
                                  AND l.principal_interaction_number = p.number))
                               ORDER BY p.number), '[]')
                    FROM draft_principal_interactions AS p
                    WHERE p.visit_number = i.visit_number AND p.interaction_number = i.number))
                   ORDER BY i.number), '[]')
        FROM draft_interactions AS i WHERE i.visit_number = record.number) AS interactions
FROM (VALUES (true)) AS always
LEFT JOIN caller ON true
LEFT JOIN record ON true

-- A lead, as it is told: alone and in the tree.
       draft_id(record.visit_number, record.interaction_number, record.principal_interaction_number, record.number) AS id,
       draft_id(record.visit_number, record.interaction_number, record.principal_interaction_number)
           AS "PrincipalInteractionId",
       record.title, record.description, record.contact_name AS "contactName", record.contact_phone AS "contactPhone",
       record.contact_email AS "contactEmail", trim_scale(record.expected_value) AS "expectedValue", record.currency,
       record.status, record.follow_up_date AS "followUpDate",
       record_time(record.created_at) AS "createdAt", record_time(record.updated_at) AS "updatedAt"

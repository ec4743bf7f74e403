-- A principal interaction, as it is told: alone and in the tree.
       draft_id(record.visit_number, record.interaction_number, record.number) AS id,
       draft_id(record.visit_number, record.interaction_number) AS "interactionId",
       record.principal_name AS "PrincipalName", record.objective, record.discussion, record.next_step AS "nextStep",
       record.product, record.follow_up_date AS "followUpDate",
       record_time(record.created_at) AS "createdAt", record_time(record.updated_at) AS "updatedAt"

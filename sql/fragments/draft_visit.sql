-- A visit, as it is told: in a list, alone, with what is below it.
       draft_id(record.number) AS id, owner.user_no AS "userId", record.status, record.date_range AS "dateRange",
       record.customer_name AS "customerName", record.location, record.interaction_type AS "interactionType",
       to_json(record.shared_with) AS "sharedWith",
       record_time(record.created_at) AS "createdAt", record_time(record.updated_at) AS "updatedAt"

-- An interaction, as it is told: alone and in the tree.
       draft_id(record.visit_number, record.number) AS id, draft_id(record.visit_number) AS "visitId",
       to_json(record.departments) AS departments, to_json(record.principals) AS "Principals",
       to_json(record.persons) AS persons,
       record_time(record.created_at) AS "createdAt", record_time(record.updated_at) AS "updatedAt"

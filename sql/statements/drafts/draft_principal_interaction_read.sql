-- One principal interaction.
-- $1 caller  $2 id
-- include draft_reader.sql
), record AS (
    SELECT record.* FROM visit CROSS JOIN draft_principal_interactions AS record WHERE
-- include draft_principal_interaction_key.sql
-- include draft_read.sql
       record_version(record.updated_at) AS "@etag",
-- include draft_principal_interaction.sql
FROM (VALUES (true)) AS always
LEFT JOIN caller ON true
LEFT JOIN record ON true

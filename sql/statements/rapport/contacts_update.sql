-- Change some fields of a contact.
-- $1 caller  $2 contact  $3 If-Match  $4 fields that are given  $5 name  $6 title  $7 level  $8 common_ground_notes
-- $9 communication_style_notes
WITH caller AS (
    SELECT id FROM callers WHERE id = $1::uuid
), old AS (
    SELECT contacts.* FROM contacts JOIN caller ON user_id = caller.id
    WHERE contacts.id = $2::uuid AND deleted_at IS NULL FOR NO KEY UPDATE OF contacts
), verdict AS (
    SELECT CASE WHEN caller.id IS NULL THEN 'caller_unknown'
                WHEN old.id IS NULL    THEN 'contact_unknown'
                WHEN record_version(old.updated_at) <> ALL ($3::text[]) THEN 'changed'
                ELSE 'updated' END AS outcome
    FROM (VALUES (true)) AS always
    LEFT JOIN caller ON true
    LEFT JOIN old ON true
), wanted AS (
    SELECT old.id,
           CASE WHEN 'name' = ANY ($4::text[]) THEN $5 ELSE old.name END AS name,
           CASE WHEN 'title' = ANY ($4) THEN $6 ELSE old.title END AS title,
           CASE WHEN 'level' = ANY ($4) THEN $7 ELSE old.level END AS level,
           CASE WHEN 'common_ground_notes' = ANY ($4) THEN $8 ELSE old.common_ground_notes END AS common_ground_notes,
           CASE WHEN 'communication_style_notes' = ANY ($4) THEN $9
                ELSE old.communication_style_notes END AS communication_style_notes
    FROM old
), updated AS (
    UPDATE contacts AS record SET (name, title, level, common_ground_notes, communication_style_notes, updated_at) =
           (wanted.name, wanted.title, wanted.level, wanted.common_ground_notes, wanted.communication_style_notes,
            greatest(now(), record.updated_at + interval '1 microsecond'))
    FROM wanted, verdict, old
    WHERE record.id = wanted.id AND verdict.outcome = 'updated'
      -- Against the row that is locked: this statement may still see an older one in the table.
      AND (old.name, old.title, old.level, old.common_ground_notes, old.communication_style_notes)
          IS DISTINCT FROM (wanted.name, wanted.title, wanted.level, wanted.common_ground_notes, wanted.communication_style_notes)
    RETURNING record.*
), record AS (
    SELECT * FROM updated
    UNION ALL
    SELECT * FROM old WHERE NOT EXISTS (SELECT FROM updated)
)
SELECT verdict.outcome AS "@outcome", record_version(record.updated_at) AS "@etag",
       record.name, record.title, record.level, record.common_ground_notes, record.communication_style_notes, record.id,
       rapport_time(record.created_at, 'Z') AS created_at, rapport_time(record.updated_at, 'Z') AS updated_at
FROM verdict
LEFT JOIN record ON true

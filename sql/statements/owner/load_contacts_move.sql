-- Change some of the contacts.
-- $1 columns  $2 batch
UPDATE contacts SET name = row.name,
       title = CASE WHEN 'title' = ANY ($1::text[]) THEN row.title ELSE contacts.title END,
       level = CASE WHEN 'level' = ANY ($1) THEN row.level ELSE contacts.level END,
       common_ground_notes = CASE WHEN 'common_ground_notes' = ANY ($1) THEN row.common_ground_notes
                                  ELSE contacts.common_ground_notes END,
       communication_style_notes = CASE WHEN 'communication_style_notes' = ANY ($1) THEN row.communication_style_notes
                                        ELSE contacts.communication_style_notes END,
       updated_at = greatest(now(), contacts.updated_at + interval '1 microsecond')
FROM pg_temp.incoming AS row WHERE contacts.id = row.target AND row.batch = $2::bigint AND contacts.deleted_at IS NULL

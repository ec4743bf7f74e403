-- Move, delete and restore some of the clients; their visits follow.
-- $1 columns  $2 batch
UPDATE clients SET zone_id = row.zone_id,
       deleted_at = CASE WHEN 'deleted_at' = ANY ($1::text[]) THEN row.deleted_at ELSE clients.deleted_at END,
       updated_at = now()
FROM pg_temp.incoming AS row WHERE clients.id = row.target AND row.batch = $2::bigint

-- Verify the tables of visits, that the slot index really keeps slots apart, and visitd's rights.

BEGIN;

SET LOCAL search_path = public;

SELECT id, client_id, staff_id, scheduled_start_time, check_in_time, check_in_latitude, check_in_longitude, check_out_time,
       check_out_latitude, check_out_longitude, status, duration_minutes, copied_from_visit_id, created_at, updated_at, synced_at
  FROM visits WHERE FALSE;
SELECT id, visit_id, vital_signs, activities, observations, concerns, signature_url, created_at, updated_at
  FROM visit_documentation WHERE FALSE;
SELECT id, visit_id, s3_key, s3_url, thumbnail_s3_key, file_name, file_size, mime_type, uploaded_at
  FROM visit_photos WHERE FALSE;

-- The planner refuses this clause (42P10) unless a valid unique index has just these columns and holds at least these rows.
EXPLAIN INSERT INTO visits (client_id, staff_id, scheduled_start_time)
        VALUES (gen_random_uuid(), gen_random_uuid(), now())
        ON CONFLICT (client_id, scheduled_start_time) WHERE status IN ('scheduled', 'in_progress') DO NOTHING;

DO $$
BEGIN
    -- And it must hold no others, or a slot would stay taken when its visit is over.
    ASSERT (SELECT indisunique AND indisvalid
                   AND ARRAY(SELECT literal[1] FROM regexp_matches(pg_get_expr(indpred, indrelid), '''(\w+)''', 'g') AS literal)
                     = '{scheduled,in_progress}'
              FROM pg_index WHERE indexrelid = 'visits_slot'::regclass), 'visits_slot does not keep slots apart';
    ASSERT has_table_privilege('visitd', 'visits', 'SELECT')
       AND has_table_privilege('visitd', 'visits', 'INSERT')
       AND has_table_privilege('visitd', 'visit_documentation', 'SELECT')
       AND has_table_privilege('visitd', 'visit_documentation', 'INSERT'), 'visitd cannot check in';
    ASSERT (SELECT NOT bool_or(has_table_privilege('visitd', name, 'DELETE, TRUNCATE'))
              FROM unnest('{visits,visit_documentation,visit_photos}'::text[]) AS name), 'visitd can delete visits';
END
$$;

ROLLBACK;

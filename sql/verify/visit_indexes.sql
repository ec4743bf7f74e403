-- Verify that each list of visits has its index.

BEGIN;

SET LOCAL search_path = public;

DO $$
BEGIN
    ASSERT (SELECT count(*) = 3 AND bool_and(indisvalid) FROM pg_index
             WHERE indexrelid IN ('visits_by_staff'::regclass, 'visits_by_client'::regclass, 'visits_by_zone_and_status'::regclass)),
           'an index is not valid';
END
$$;

ROLLBACK;

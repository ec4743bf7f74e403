-- Verify what photos need.

BEGIN;

SET LOCAL search_path = public;

DO $$
BEGIN
    ASSERT has_column_privilege('visitd', 'visit_photos', 's3_key', 'INSERT'), 'visitd cannot record photos';
    ASSERT has_column_privilege('visitd', 'visit_documentation', 'signature_url', 'UPDATE'), 'visitd cannot record signatures';
    ASSERT (SELECT provolatile FROM pg_proc WHERE oid = 'count_photos(uuid)'::regprocedure) = 'v', 'photos are counted too early';
END
$$;

ROLLBACK;

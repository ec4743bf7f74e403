-- Verify the rules of the directory.

BEGIN;

SET LOCAL search_path = public;

DO $$
BEGIN
    ASSERT has_table_privilege('visitd', 'callers', 'SELECT'), 'visitd cannot read callers';
    ASSERT sees_zone('admin', NULL, gen_random_uuid()) AND NOT sees_zone('coordinator', NULL, gen_random_uuid()),
           'zones are seen by others than they should be';
END
$$;

ROLLBACK;

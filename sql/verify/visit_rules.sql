-- Verify the rules of lists.

BEGIN;

SET LOCAL search_path = public;

DO $$
BEGIN
    ASSERT has_table_privilege('visitd', 'listed_visits', 'SELECT') AND has_table_privilege('visitd', 'visit_zones', 'SELECT'),
           'visitd cannot read which visits are listed';
END
$$;

ROLLBACK;

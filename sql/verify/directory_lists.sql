-- Verify that people are found by what they are called, and that visitd may look.

BEGIN;

SET LOCAL search_path = public;

DO $$
BEGIN
    ASSERT search_key('Zoë O''Néill') LIKE (SELECT in_name FROM search_patterns('NEILL')), 'a name is not found by its words';
    ASSERT search_key('Zoë') NOT LIKE (SELECT in_name FROM search_patterns('%')), 'a sign finds everybody';
    ASSERT works_in_zone('admin', NULL, gen_random_uuid()) AND NOT works_in_zone('caregiver', NULL, gen_random_uuid()),
           'zones are open to others than they should be';
    ASSERT (SELECT count(*) = 5 AND bool_and(indisvalid) FROM pg_index
             WHERE indexrelid IN ('clients_by_name'::regclass, 'clients_by_name_anywhere'::regclass, 'clients_by_words'::regclass,
                                 'users_by_name'::regclass, 'users_by_name_anywhere'::regclass)),
           'an index is not valid';
    ASSERT has_table_privilege('visitd', 'staff', 'SELECT') AND has_table_privilege('visitd', 'known_clients', 'SELECT')
       AND has_table_privilege('visitd', 'zones', 'SELECT'), 'visitd cannot read the directory';
END
$$;

ROLLBACK;

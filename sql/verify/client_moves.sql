-- Verify that clients are held while a visit is begun, and found with all their visits when they move.

BEGIN;

SET LOCAL search_path = public;

DO $$
BEGIN
    ASSERT (SELECT bool_and(indisvalid) AND bool_or(indrelid = 'clients'::regclass AND indisunique) FROM pg_index
             WHERE indexrelid IN ('visits_by_client'::regclass, 'clients_place'::regclass) AND indpred IS NULL),
           'an index is not valid, or holds a part only';
    ASSERT has_column_privilege('visitd', 'clients_to_visit', 'held', 'UPDATE')
       AND NOT has_any_column_privilege('visitd', 'clients', 'UPDATE'), 'visitd cannot hold a client, or can do more';
    ASSERT (SELECT tgtype & 1 = 0 FROM pg_trigger WHERE tgname = 'clients_list_visits'), 'clients move one by one';
END
$$;

ROLLBACK;

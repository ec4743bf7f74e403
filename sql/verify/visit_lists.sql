-- Verify that visits know where they are listed, that each list has its index, and visitd's rights.

BEGIN;

SET LOCAL search_path = public;

DO $$
BEGIN
    ASSERT NOT EXISTS (SELECT FROM visits JOIN clients ON clients.id = client_id
                        WHERE listed_zone_id IS NOT NULL
                          AND (clients.deleted_at IS NOT NULL OR listed_zone_id <> clients.zone_id)),
           'a visit is listed where it should not be';
    -- Later changes build some of them anew; visits_by_zone is gone then.
    ASSERT (SELECT count(*) = 3 AND bool_and(indisvalid) FROM pg_index
             WHERE indexrelid IN ('visits_by_staff'::regclass, 'visits_by_client'::regclass, 'visits_by_zone_and_status'::regclass)),
           'an index is not valid';
    ASSERT (SELECT count(*) = 2 AND bool_and(tgenabled = 'O') FROM pg_trigger WHERE tgname IN ('visits_list_new', 'clients_list_visits')),
           'a trigger is missing or disabled';
    ASSERT has_column_privilege('visitd', 'visits', 'status', 'UPDATE')
       AND has_column_privilege('visitd', 'visit_documentation', 'observations', 'UPDATE')
       AND has_column_privilege('visitd', 'clients', 'first_name', 'SELECT')
       AND has_column_privilege('visitd', 'users', 'email', 'SELECT')
       AND NOT has_column_privilege('visitd', 'visits', 'client_id', 'UPDATE')
       AND NOT has_column_privilege('visitd', 'users', 'password_hash', 'SELECT'), 'visitd has other rights than it needs';
END
$$;

ROLLBACK;

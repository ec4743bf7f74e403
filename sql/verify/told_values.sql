-- Verify that times and dates can be told.

BEGIN;

DO $$
BEGIN
    ASSERT (SELECT count(*) = 9 AND bool_and(convalidated) FROM pg_constraint
             WHERE connamespace = 'public'::regnamespace AND contype = 'c' AND conname IN (
                 'zones_times', 'users_times', 'clients_times', 'visits_times', 'visit_documentation_times', 'visit_photos_times',
                 'contacts_times', 'rapport_tactics_times', 'interactions_times')),
           'a constraint is missing, or rows that were there before it break it';
END
$$;

ROLLBACK;

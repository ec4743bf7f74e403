-- Verify that interactions can be listed, changed and deleted, softly.

BEGIN;

SET LOCAL search_path = public;

DO $$
BEGIN
    ASSERT has_table_privilege('visitd', 'kept_interactions', 'SELECT')
       AND has_column_privilege('visitd', 'interactions', 'deleted_at', 'UPDATE')
       AND NOT has_column_privilege('visitd', 'interactions', 'contact_id', 'UPDATE')
       AND NOT has_table_privilege('visitd', 'interactions', 'DELETE'), 'visitd has other rights than it needs';
    ASSERT (SELECT count(*) = 2 AND bool_and(indisvalid) FROM pg_index
             WHERE indexrelid IN ('interactions_by_user'::regclass, 'contacts_by_user'::regclass)), 'an index is not valid';
END
$$;

ROLLBACK;

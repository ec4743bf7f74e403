-- Verify how interactions are found, how their times are told, and visitd's rights.

BEGIN;

SET LOCAL search_path = public;

DO $$
BEGIN
    ASSERT rapport_time('2023-10-27 14:31:00+00', 'Z') = '2023-10-27T14:31:00Z'
       AND rapport_time('2023-10-27 14:31:00.5+00', '+00:00') = '2023-10-27T14:31:00.500000+00:00', 'times are told wrongly';
    ASSERT (SELECT count(*) = 2 AND bool_and(indisvalid) FROM pg_index
             WHERE indexrelid IN ('interactions_by_contact'::regclass, 'contacts_by_user'::regclass)), 'an index is not valid';
    ASSERT has_table_privilege('visitd', 'interactions', 'INSERT')
       AND has_table_privilege('visitd', 'interaction_tactic_logs', 'INSERT')
       AND has_column_privilege('visitd', 'contacts', 'deleted_at', 'UPDATE')
       AND NOT has_column_privilege('visitd', 'contacts', 'user_id', 'UPDATE')
       AND NOT has_table_privilege('visitd', 'contacts', 'DELETE'), 'visitd has other rights than it needs';
END
$$;

ROLLBACK;

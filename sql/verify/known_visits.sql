-- Verify which visits there are.

BEGIN;

SET LOCAL search_path = public;

DO $$
BEGIN
    ASSERT has_table_privilege('visitd', 'known_visits', 'SELECT')
       AND has_column_privilege('visitd', 'known_visits', 'status', 'UPDATE')
       AND NOT has_column_privilege('visitd', 'known_visits', 'client_id', 'UPDATE')
       AND NOT has_table_privilege('visitd', 'known_visits', 'DELETE'), 'visitd has other rights to visits than it needs';
END
$$;

ROLLBACK;

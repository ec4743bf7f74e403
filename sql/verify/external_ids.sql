-- Verify that a user is found by the id that a token has for them.

BEGIN;

SET LOCAL search_path = public;

DO $$
BEGIN
    ASSERT has_column_privilege('visitd', 'callers', 'external_id', 'SELECT')
       AND NOT has_column_privilege('visitd', 'users', 'external_id', 'UPDATE'), 'visitd has other rights than it needs';
    ASSERT (SELECT indisunique AND indisvalid FROM pg_index WHERE indexrelid = 'users_by_external_id'::regclass), 'external ids are not unique';
END
$$;

ROLLBACK;

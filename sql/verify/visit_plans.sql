-- Verify that visitd can plan a visit anew, and for nobody else.

BEGIN;

SET LOCAL search_path = public;

DO $$
BEGIN
    ASSERT has_column_privilege('visitd', 'visits', 'scheduled_start_time', 'UPDATE')
       AND has_column_privilege('visitd', 'visits', 'staff_id', 'UPDATE')
       AND has_column_privilege('visitd', 'visits', 'check_in_latitude', 'UPDATE')
       AND NOT has_column_privilege('visitd', 'visits', 'client_id', 'UPDATE'), 'visitd has other rights than it needs';
END
$$;

ROLLBACK;

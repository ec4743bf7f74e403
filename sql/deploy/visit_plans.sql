-- A visit that is scheduled can be planned anew, and begun with the time and place of its check-in.
-- requires: visit_rules

BEGIN;

SET LOCAL search_path = public;

GRANT UPDATE (scheduled_start_time, staff_id, check_in_latitude, check_in_longitude) ON visits TO visitd;

COMMIT;

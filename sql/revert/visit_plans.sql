-- Takes the rights to plan visits anew away again.

BEGIN;

SET LOCAL search_path = public;

REVOKE UPDATE (scheduled_start_time, staff_id, check_in_latitude, check_in_longitude) ON visits FROM visitd;

COMMIT;

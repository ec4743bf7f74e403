-- Which visits there are, said once.
-- requires: visit_plans
-- requires: visit_times

BEGIN;

SET LOCAL search_path = public;

-- Today all of them. Whoever is to be hidden from everybody is left out here, and no statement needs an edit: they read, lock and
-- update visits through this view. Its columns are named, so that a column which is new in the table changes no statement's rows.
CREATE VIEW known_visits AS
    SELECT id, client_id, staff_id, scheduled_start_time, check_in_time, check_in_latitude, check_in_longitude, check_out_time,
           check_out_latitude, check_out_longitude, status, duration_minutes, copied_from_visit_id, created_at, updated_at,
           xmin AS version
    FROM visits;
COMMENT ON VIEW known_visits IS 'The visits that there are, for whoever may see them.';
COMMENT ON COLUMN known_visits.version IS 'Another after every change of the row.';

GRANT SELECT ON known_visits TO visitd;
GRANT UPDATE (staff_id, scheduled_start_time, check_in_time, check_in_latitude, check_in_longitude, check_out_time, check_out_latitude,
              check_out_longitude, status, duration_minutes, updated_at) ON known_visits TO visitd;

COMMIT;

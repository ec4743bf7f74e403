-- The checks are written out again, and every row that comes is looked after.

BEGIN;

SET LOCAL search_path = public;

DROP FUNCTION copy_documentation(uuid, uuid, uuid);
DROP FUNCTION visit_of_client(uuid, uuid);

DROP TRIGGER visits_cut_new_times ON visits;
CREATE OR REPLACE TRIGGER visits_cut_times BEFORE INSERT OR UPDATE OF scheduled_start_time, check_in_time, check_out_time ON visits
    FOR EACH ROW WHEN (NEW.scheduled_start_time <> date_trunc('milliseconds', NEW.scheduled_start_time)
                       OR NEW.check_in_time <> date_trunc('milliseconds', NEW.check_in_time)
                       OR NEW.check_out_time <> date_trunc('milliseconds', NEW.check_out_time))
    EXECUTE FUNCTION visits_cut_times();
DROP TRIGGER visits_list_given ON visits;
CREATE OR REPLACE TRIGGER visits_list_new BEFORE INSERT OR UPDATE OF client_id ON visits
    FOR EACH ROW EXECUTE FUNCTION visits_list_new();

ALTER TABLE visits
    DROP CONSTRAINT visits_places,
    ADD CONSTRAINT visits_check_in_latitude_check CHECK (check_in_latitude BETWEEN -90 AND 90),
    ADD CONSTRAINT visits_check_in_longitude_check CHECK (check_in_longitude BETWEEN -180 AND 180),
    ADD CONSTRAINT visits_check_out_latitude_check CHECK (check_out_latitude BETWEEN -90 AND 90),
    ADD CONSTRAINT visits_check_out_longitude_check CHECK (check_out_longitude BETWEEN -180 AND 180),
    DROP CONSTRAINT visits_status_check,
    ADD CONSTRAINT visits_status_check CHECK (status IN ('scheduled', 'in_progress', 'completed', 'cancelled')),
    DROP CONSTRAINT visits_times,
    ADD CONSTRAINT visits_times CHECK (
        scheduled_start_time BETWEEN '0001-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'
        AND check_in_time BETWEEN '0001-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'
        AND check_out_time BETWEEN '0001-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'
        AND created_at BETWEEN '0001-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'
        AND updated_at BETWEEN '0001-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'
        AND synced_at BETWEEN '0001-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00');

COMMIT;

-- What a visit is checked for, said so that a check-in pays less for it.
-- requires: visit_times
-- requires: told_values
-- requires: known_visits

-- PostgreSQL reads a table's checks from their text in every statement that writes a row, before it looks at the row: so they are
-- as short as what they say allows. least() and greatest() pass over NULL. Added unchecked, which takes a moment, and then
-- checked beside the traffic. Deployed again after a failure, it begins anew.
ALTER TABLE public.visits
    DROP CONSTRAINT IF EXISTS visits_check_in_latitude_check, DROP CONSTRAINT IF EXISTS visits_check_in_longitude_check,
    DROP CONSTRAINT IF EXISTS visits_check_out_latitude_check, DROP CONSTRAINT IF EXISTS visits_check_out_longitude_check,
    DROP CONSTRAINT IF EXISTS visits_places,
    ADD CONSTRAINT visits_places CHECK (greatest(abs(check_in_latitude), abs(check_out_latitude)) <= 90.0
                                        AND greatest(abs(check_in_longitude), abs(check_out_longitude)) <= 180.0) NOT VALID,
    DROP CONSTRAINT IF EXISTS visits_status_check,
    ADD CONSTRAINT visits_status_check CHECK (status = ANY ('{scheduled,in_progress,completed,cancelled}'::text[])) NOT VALID,
    DROP CONSTRAINT IF EXISTS visits_times,
    ADD CONSTRAINT visits_times CHECK (
        least(scheduled_start_time, check_in_time, check_out_time, created_at, updated_at, synced_at) >= '0001-01-01 00:00:00+00'
        AND greatest(scheduled_start_time, check_in_time, check_out_time, created_at, updated_at, synced_at)
            <= '9999-12-31 23:59:59.999999+00') NOT VALID;
ALTER TABLE public.visits VALIDATE CONSTRAINT visits_places;
ALTER TABLE public.visits VALIDATE CONSTRAINT visits_status_check;
ALTER TABLE public.visits VALIDATE CONSTRAINT visits_times;

BEGIN;

SET LOCAL search_path = public;

-- Whoever names the zone that a visit is listed in holds the client there (clients_to_visit) and has cut the times: visitd's own
-- statements. All other rows, those of the last release's workers too, are looked after here.
DROP TRIGGER visits_list_new ON visits;
CREATE TRIGGER visits_list_new BEFORE INSERT ON visits
    FOR EACH ROW WHEN (NEW.listed_zone_id IS NULL) EXECUTE FUNCTION visits_list_new();
CREATE TRIGGER visits_list_given BEFORE UPDATE OF client_id ON visits FOR EACH ROW EXECUTE FUNCTION visits_list_new();

DROP TRIGGER visits_cut_times ON visits;
CREATE TRIGGER visits_cut_times BEFORE UPDATE OF scheduled_start_time, check_in_time, check_out_time ON visits
    FOR EACH ROW WHEN (NEW.scheduled_start_time <> date_trunc('milliseconds', NEW.scheduled_start_time)
                       OR NEW.check_in_time <> date_trunc('milliseconds', NEW.check_in_time)
                       OR NEW.check_out_time <> date_trunc('milliseconds', NEW.check_out_time))
    EXECUTE FUNCTION visits_cut_times();
CREATE TRIGGER visits_cut_new_times BEFORE INSERT ON visits
    FOR EACH ROW WHEN (NEW.listed_zone_id IS NULL) EXECUTE FUNCTION visits_cut_times();

-- Few check-ins copy anything, so what copies is not a part of the plan that each of them sets up.
CREATE FUNCTION visit_of_client(visit uuid, client uuid) RETURNS uuid LANGUAGE plpgsql STABLE SET search_path = public AS $$
BEGIN
    RETURN (SELECT id FROM known_visits WHERE id = visit AND client_id = client);
END
$$;
COMMENT ON FUNCTION visit_of_client IS 'The visit if it is one to this client, else NULL.';

CREATE FUNCTION copy_documentation(source uuid, visit uuid, client uuid) RETURNS text LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
    -- Concerns are of their day and are not copied.
    INSERT INTO visit_documentation (visit_id, vital_signs, activities, observations)
    SELECT visit, vital_signs, activities, observations
    FROM known_visits AS earlier JOIN visit_documentation ON visit_id = earlier.id
    WHERE earlier.id = source AND earlier.client_id = client;
    RETURN CASE WHEN FOUND THEN NULL
                WHEN NOT EXISTS (SELECT FROM known_visits WHERE id = source) THEN 'source visit not found'
                WHEN visit_of_client(source, client) IS NULL                 THEN 'source visit is of another client'
                ELSE 'source visit has no documentation' END;
END
$$;
COMMENT ON FUNCTION copy_documentation IS 'Begins the documentation of a visit from an earlier one to the same client; why it did not, or NULL if it did.';

COMMIT;

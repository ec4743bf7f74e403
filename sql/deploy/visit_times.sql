-- Times of visits are kept to the millisecond, as replies tell them.
-- requires: client_moves

BEGIN;

SET LOCAL search_path = public;

-- Finer digits are never shown, so a client that sends back what it read would name another slot, or a check-out before the
-- check-in. visitd cuts them itself; this is for workers of the last release, and for rows that come from elsewhere. What a
-- row has already stays as it is, see below.
CREATE OR REPLACE FUNCTION visits_cut_times() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
    IF TG_OP = 'INSERT' OR NEW.scheduled_start_time IS DISTINCT FROM OLD.scheduled_start_time THEN
        NEW.scheduled_start_time := date_trunc('milliseconds', NEW.scheduled_start_time);
    END IF;
    NEW.check_in_time := date_trunc('milliseconds', NEW.check_in_time);
    NEW.check_out_time := date_trunc('milliseconds', NEW.check_out_time);
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER visits_cut_times BEFORE INSERT OR UPDATE OF scheduled_start_time, check_in_time, check_out_time ON visits
    FOR EACH ROW WHEN (NEW.scheduled_start_time <> date_trunc('milliseconds', NEW.scheduled_start_time)
                       OR NEW.check_in_time <> date_trunc('milliseconds', NEW.check_in_time)
                       OR NEW.check_out_time <> date_trunc('milliseconds', NEW.check_out_time))
    EXECUTE FUNCTION visits_cut_times();

COMMIT;

BEGIN;

SET LOCAL search_path = public;

-- From here on none comes, so those that are there can be cut. Of several open visits to a client that begin within the same
-- millisecond the first is: the others keep their digits, for a slot takes one visit, until they are completed or cancelled.
UPDATE visits SET
    scheduled_start_time = CASE WHEN status IN ('scheduled', 'in_progress') AND EXISTS (
                                         SELECT FROM visits AS other
                                         WHERE other.client_id = visits.client_id AND other.status IN ('scheduled', 'in_progress')
                                           AND other.scheduled_start_time >= date_trunc('milliseconds', visits.scheduled_start_time)
                                           AND other.scheduled_start_time < visits.scheduled_start_time)
                                THEN scheduled_start_time ELSE date_trunc('milliseconds', scheduled_start_time) END,
    check_in_time = date_trunc('milliseconds', check_in_time),
    check_out_time = date_trunc('milliseconds', check_out_time)
WHERE scheduled_start_time <> date_trunc('milliseconds', scheduled_start_time)
   OR check_in_time <> date_trunc('milliseconds', check_in_time) OR check_out_time <> date_trunc('milliseconds', check_out_time);

DO $$
DECLARE
    uncut bigint := (SELECT count(*) FROM visits WHERE scheduled_start_time <> date_trunc('milliseconds', scheduled_start_time));
BEGIN
    IF uncut > 0 THEN
        RAISE WARNING '% open visits keep a scheduled start finer than milliseconds: their client has another open visit in that slot', uncut;
    END IF;
END
$$;

COMMIT;

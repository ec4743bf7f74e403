-- A zone that somebody is in cannot be deleted, softly either: so no statement has to ask whether a zone is still there.
-- requires: earlier_rows

BEGIN;

SET LOCAL search_path = public;

-- As for clients_place: whoever deletes a zone waits for those who hold its row FOR KEY SHARE.
CREATE UNIQUE INDEX zones_place ON zones (id, deleted_at);

-- The definer's rights, here and below: whoever keeps zones need not see people, and whoever keeps people may not lock zones.
CREATE FUNCTION zones_stay() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    -- Who is deleted has no say in a zone that is there no more for lists; but no row may name one that is gone.
    people bigint := (SELECT count(*) FROM users WHERE zone_id = OLD.id AND (TG_OP = 'DELETE' OR deleted_at IS NULL));
    homes bigint := (SELECT count(*) FROM clients WHERE zone_id = OLD.id AND (TG_OP = 'DELETE' OR deleted_at IS NULL));
BEGIN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'active_sql_transaction',
            MESSAGE = 'zones are deleted in READ COMMITTED only',
            HINT    = 'SET TRANSACTION ISOLATION LEVEL READ COMMITTED';
    END IF;
    IF people + homes > 0 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'foreign_key_violation',
            MESSAGE = format('zone %s cannot be deleted: it has %s users and %s clients', OLD.id, people, homes),
            HINT    = 'Give them another zone first.';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
REVOKE ALL ON FUNCTION zones_stay() FROM PUBLIC;
CREATE TRIGGER zones_stay_softly BEFORE UPDATE OF deleted_at ON zones
    FOR EACH ROW WHEN (OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL) EXECUTE FUNCTION zones_stay();
CREATE TRIGGER zones_stay BEFORE DELETE ON zones FOR EACH ROW EXECUTE FUNCTION zones_stay();

-- Who comes into a zone holds it until that is committed. One that was never there is let pass, for rows of an earlier system;
-- so is one that is deleted, for a row that is older than the deletion and brings its own created_at.
CREATE FUNCTION zones_hold() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    is_there boolean;
    ended timestamptz;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.zone_id IS NOT DISTINCT FROM OLD.zone_id AND OLD.deleted_at IS NULL THEN
        RETURN NEW;
    END IF;
    is_there := EXISTS (SELECT FROM zones WHERE id = NEW.zone_id);
    SELECT deleted_at INTO ended FROM zones WHERE id = NEW.zone_id FOR KEY SHARE;
    IF is_there AND NOT FOUND OR ended IS NOT NULL AND NOT (TG_OP = 'INSERT' AND NEW.created_at < least(ended, now())) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'foreign_key_violation',
            MESSAGE = format('zone %s is deleted', NEW.zone_id),
            HINT    = 'Name another zone, or set this one''s deleted_at to NULL.';
    END IF;
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION zones_hold() FROM PUBLIC;
CREATE TRIGGER zones_hold BEFORE INSERT OR UPDATE OF zone_id, deleted_at ON users
    FOR EACH ROW WHEN (NEW.zone_id IS NOT NULL AND NEW.deleted_at IS NULL) EXECUTE FUNCTION zones_hold();
CREATE TRIGGER zones_hold BEFORE INSERT OR UPDATE OF zone_id, deleted_at ON clients
    FOR EACH ROW WHEN (NEW.deleted_at IS NULL) EXECUTE FUNCTION zones_hold();

COMMIT;

-- Clients who move or are deleted: all their visits follow in one pass, and only those wait who check in at them.
-- requires: visit_rules

-- Built beside the traffic, so not in one transaction; deployed again after a failure, it begins anew. The index of a client's
-- visits held listed ones alone; now it holds all, for those who come back.
DROP INDEX CONCURRENTLY IF EXISTS public.visits_by_client_all;
CREATE INDEX CONCURRENTLY visits_by_client_all ON public.visits (client_id, scheduled_start_time, id)
    INCLUDE (status, listed_zone_id, staff_id);

-- With it zone and deletion are a part of what a client is known by, as far as PostgreSQL's row locks go: who changes them
-- waits for whoever holds the row FOR KEY SHARE, and is waited for; who changes an address is not.
DROP INDEX CONCURRENTLY IF EXISTS public.clients_place;
CREATE UNIQUE INDEX CONCURRENTLY clients_place ON public.clients (id, zone_id, deleted_at);

BEGIN;

SET LOCAL search_path = public;

DROP INDEX visits_by_client;
ALTER INDEX visits_by_client_all RENAME TO visits_by_client;

CREATE VIEW clients_to_visit AS
    SELECT id, zone_id, true AS held FROM clients WHERE deleted_at IS NULL;
COMMENT ON VIEW clients_to_visit IS 'Whom a visit can be begun at. Held FOR KEY SHARE, a client stays where they are until the visit is there.';
COMMENT ON COLUMN clients_to_visit.held IS 'To lock a row needs UPDATE on a column of it: this one, which nobody can write.';
GRANT SELECT, UPDATE (held) ON clients_to_visit TO visitd;

-- Whoever writes the visit, and whatever they believe: workers of the last release do not hold the client. The definer's
-- rights: visitd may not lock the table itself.
CREATE OR REPLACE FUNCTION visits_list_new() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    SELECT zone_id INTO NEW.listed_zone_id FROM clients WHERE id = NEW.client_id AND deleted_at IS NULL FOR KEY SHARE;
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION visits_list_new() FROM PUBLIC;
DROP TRIGGER visits_list_new ON visits;
CREATE TRIGGER visits_list_new BEFORE INSERT OR UPDATE OF client_id ON visits
    FOR EACH ROW EXECUTE FUNCTION visits_list_new();

-- At the end of a statement: then its clients are locked, so every visit that was begun where they were is there to be seen,
-- and none is begun before this is committed. Planned anew each time, for one client or for all.
CREATE OR REPLACE FUNCTION clients_list_visits() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    moved CONSTANT text := $moved$
        SELECT id, CASE WHEN new.deleted_at IS NULL THEN new.zone_id END AS zone_id
        FROM old_clients AS old JOIN new_clients AS new USING (id)
        WHERE old.zone_id <> new.zone_id OR (old.deleted_at IS NULL) <> (new.deleted_at IS NULL)
    $moved$;
    moves boolean;
BEGIN
    -- With a snapshot of before, it would pass over visits that were begun since.
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        EXECUTE format('SELECT EXISTS (%s)', moved) INTO moves;
        IF moves THEN
            RAISE EXCEPTION USING
                ERRCODE = 'active_sql_transaction',
                MESSAGE = 'clients are moved, deleted and restored in READ COMMITTED only',
                HINT    = 'SET TRANSACTION ISOLATION LEVEL READ COMMITTED';
        END IF;
    END IF;
    EXECUTE format('UPDATE visits SET listed_zone_id = moved.zone_id FROM (%s) AS moved
                    WHERE client_id = moved.id AND listed_zone_id IS DISTINCT FROM moved.zone_id', moved);
    RETURN NULL;
END
$$;
DROP TRIGGER clients_list_visits ON clients;
CREATE TRIGGER clients_list_visits AFTER UPDATE ON clients REFERENCING OLD TABLE AS old_clients NEW TABLE AS new_clients
    FOR EACH STATEMENT EXECUTE FUNCTION clients_list_visits();

COMMIT;

-- Clients move one by one again, and check-ins stand still for it.

DROP INDEX CONCURRENTLY IF EXISTS public.visits_by_client_listed;
CREATE INDEX CONCURRENTLY visits_by_client_listed ON public.visits (client_id, scheduled_start_time, id)
    INCLUDE (status, listed_zone_id, staff_id) WHERE listed_zone_id IS NOT NULL;

BEGIN;

SET LOCAL search_path = public;

DROP INDEX visits_by_client, clients_place;
ALTER INDEX visits_by_client_listed RENAME TO visits_by_client;
DROP VIEW clients_to_visit;

DROP TRIGGER visits_list_new ON visits;
CREATE OR REPLACE FUNCTION visits_list_new() RETURNS trigger LANGUAGE plpgsql SECURITY INVOKER SET search_path = public AS $$
BEGIN
    SELECT zone_id INTO NEW.listed_zone_id FROM clients WHERE id = NEW.client_id AND deleted_at IS NULL;
    RETURN NEW;
END
$$;
GRANT EXECUTE ON FUNCTION visits_list_new() TO PUBLIC;
CREATE TRIGGER visits_list_new BEFORE INSERT ON visits
    FOR EACH ROW WHEN (NEW.listed_zone_id IS NULL) EXECUTE FUNCTION visits_list_new();

DROP TRIGGER clients_list_visits ON clients;
CREATE OR REPLACE FUNCTION clients_list_visits() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    LOCK TABLE visits IN SHARE ROW EXCLUSIVE MODE;
    UPDATE visits SET listed_zone_id = CASE WHEN NEW.deleted_at IS NULL THEN NEW.zone_id END WHERE client_id = NEW.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER clients_list_visits AFTER UPDATE OF zone_id, deleted_at ON clients
    FOR EACH ROW WHEN (OLD.zone_id <> NEW.zone_id OR (OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION clients_list_visits();

COMMIT;

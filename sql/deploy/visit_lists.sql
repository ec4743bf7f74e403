-- What lists of visits are read from: the zone that a visit is listed in, kept with the visit, and an index for each list.
-- requires: visits
-- requires: records

BEGIN;

SET LOCAL search_path = public;

-- A zone's list is one index range scan only if the zone stands in the visit. It is derived: nobody writes it by hand.
ALTER TABLE visits ADD COLUMN listed_zone_id uuid;
COMMENT ON COLUMN visits.listed_zone_id IS 'The client''s zone, NULL when the client is deleted: where lists show the visit. Kept by triggers.';

UPDATE visits SET listed_zone_id = clients.zone_id FROM clients WHERE clients.id = client_id AND clients.deleted_at IS NULL;

-- Check-in names the zone itself; this is for rows that come from elsewhere.
CREATE FUNCTION visits_list_new() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
    SELECT zone_id INTO NEW.listed_zone_id FROM clients WHERE id = NEW.client_id AND deleted_at IS NULL;
    RETURN NEW;
END
$$;
CREATE TRIGGER visits_list_new BEFORE INSERT ON visits
    FOR EACH ROW WHEN (NEW.listed_zone_id IS NULL) EXECUTE FUNCTION visits_list_new();

-- A client moves or is deleted: rare enough to keep check-ins out for that moment, so that none is begun with the old
-- zone and committed unseen. The definer's rights: whoever keeps the directory need not have any on visits.
CREATE FUNCTION clients_list_visits() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    LOCK TABLE visits IN SHARE ROW EXCLUSIVE MODE;
    UPDATE visits SET listed_zone_id = CASE WHEN NEW.deleted_at IS NULL THEN NEW.zone_id END WHERE client_id = NEW.id;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION clients_list_visits() FROM PUBLIC;
CREATE TRIGGER clients_list_visits AFTER UPDATE OF zone_id, deleted_at ON clients
    FOR EACH ROW WHEN (OLD.zone_id <> NEW.zone_id OR (OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION clients_list_visits();

-- One for each way to ask: a caregiver's visits, a client's, a zone's; read backwards, newest first. What is included lets
-- the total of a numbered page be counted without the table.
CREATE INDEX visits_by_staff ON visits (staff_id, scheduled_start_time, id) INCLUDE (status, listed_zone_id)
    WHERE listed_zone_id IS NOT NULL;
CREATE INDEX visits_by_client ON visits (client_id, scheduled_start_time, id) INCLUDE (status, listed_zone_id, staff_id)
    WHERE listed_zone_id IS NOT NULL;
CREATE INDEX visits_by_zone ON visits (listed_zone_id, scheduled_start_time, id) INCLUDE (status);
-- The few that are open among all that are over.
CREATE INDEX visits_by_zone_and_status ON visits (listed_zone_id, status, scheduled_start_time, id);

GRANT SELECT (id) ON zones TO visitd;
GRANT SELECT (xmin, email, first_name, last_name) ON users TO visitd;
GRANT SELECT (xmin, first_name, last_name, date_of_birth, address, latitude, longitude, phone, emergency_contact_name,
              emergency_contact_phone, emergency_contact_relationship) ON clients TO visitd;
GRANT UPDATE (status, check_in_time, check_out_time, check_out_latitude, check_out_longitude, duration_minutes, updated_at)
   ON visits TO visitd;
GRANT UPDATE (vital_signs, activities, observations, concerns, updated_at) ON visit_documentation TO visitd;
GRANT SELECT ON visit_photos TO visitd;

-- The photos of a visit, oldest first.
CREATE INDEX visit_photos_by_visit ON visit_photos (visit_id);

COMMIT;

-- Forget where visits are listed, and take back the rights to list and change them.

BEGIN;

SET LOCAL search_path = public;

REVOKE SELECT (id) ON zones FROM visitd;
REVOKE SELECT (xmin, email, first_name, last_name) ON users FROM visitd;
REVOKE SELECT (xmin, first_name, last_name, date_of_birth, address, latitude, longitude, phone, emergency_contact_name,
               emergency_contact_phone, emergency_contact_relationship) ON clients FROM visitd;
REVOKE UPDATE (status, check_in_time, check_out_time, check_out_latitude, check_out_longitude, duration_minutes, updated_at)
    ON visits FROM visitd;
REVOKE UPDATE (vital_signs, activities, observations, concerns, updated_at) ON visit_documentation FROM visitd;
REVOKE SELECT ON visit_photos FROM visitd;

DROP TRIGGER clients_list_visits ON clients;
DROP FUNCTION clients_list_visits();
DROP TRIGGER visits_list_new ON visits;
DROP FUNCTION visits_list_new();
DROP INDEX visits_by_staff, visits_by_client, visits_by_zone, visits_by_zone_and_status, visit_photos_by_visit;
ALTER TABLE visits DROP COLUMN listed_zone_id;

COMMIT;

-- Times need not be such as can be told.

BEGIN;

SET LOCAL search_path = public;

ALTER TABLE zones DROP CONSTRAINT zones_times;
ALTER TABLE users DROP CONSTRAINT users_times;
ALTER TABLE clients DROP CONSTRAINT clients_times;
ALTER TABLE visits DROP CONSTRAINT visits_times;
ALTER TABLE visit_documentation DROP CONSTRAINT visit_documentation_times;
ALTER TABLE visit_photos DROP CONSTRAINT visit_photos_times;
ALTER TABLE contacts DROP CONSTRAINT contacts_times;
ALTER TABLE rapport_tactics DROP CONSTRAINT rapport_tactics_times;
ALTER TABLE interactions DROP CONSTRAINT interactions_times;

COMMIT;

-- Rows of an earlier system load as they are: photos of which little is known, clients in zones that are not there.
-- requires: client_moves

BEGIN;

SET LOCAL search_path = public;

ALTER TABLE visit_photos ALTER COLUMN file_name DROP NOT NULL, ALTER COLUMN file_size DROP NOT NULL, ALTER COLUMN mime_type DROP NOT NULL;
COMMENT ON COLUMN visit_photos.file_name IS 'NULL, as are size and type, where an earlier system did not keep it; visitd always does.';

ALTER TABLE clients DROP CONSTRAINT clients_zone_id_fkey;
COMMENT ON COLUMN clients.zone_id IS 'A zone; an earlier system''s clients may be in one that is not there, where admins without a zone see their visits.';

COMMIT;

-- People whom the directory knows by the id that their identity provider has for them.
-- requires: directory_lists
-- requires: told_values

BEGIN;

SET LOCAL search_path = public;

ALTER TABLE users ADD COLUMN external_id text
    CONSTRAINT users_external_id_printable CHECK (external_id ~ '^[^\u0001-\u001f\u007f-\u009f]{1,255}$')
    CONSTRAINT users_external_id_no_uuid CHECK (external_id !~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$');
COMMENT ON COLUMN users.external_id IS
    'What tokens call this user by where that is no UUID, "auth0|5f7c8e" say. A UUID in a token is always the id, so it cannot stand here.';

CREATE UNIQUE INDEX users_by_external_id ON users (external_id) WHERE external_id IS NOT NULL;

CREATE OR REPLACE VIEW callers AS
    SELECT id, role, zone_id, email, user_no, first_name, last_name, phone, external_id FROM users WHERE is_active AND deleted_at IS NULL;

COMMIT;

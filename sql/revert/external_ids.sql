-- Revert external_ids; what was kept in the column is lost.

BEGIN;

SET LOCAL search_path = public;

-- A view cannot lose a column, and statements name no other view that is made of this one.
DROP VIEW callers;
CREATE VIEW callers AS
    SELECT id, role, zone_id, email, user_no, first_name, last_name, phone FROM users WHERE is_active AND deleted_at IS NULL;
COMMENT ON VIEW callers IS 'Who may call: active, and not deleted.';
GRANT SELECT ON callers TO visitd;

ALTER TABLE users DROP COLUMN external_id;

COMMIT;

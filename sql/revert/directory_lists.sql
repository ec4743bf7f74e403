-- Revert directory_lists; the two extensions stay, for they may have been there before.

BEGIN;

SET LOCAL search_path = public;

REVOKE SELECT ON zones FROM visitd;
GRANT SELECT (id) ON zones TO visitd;
DROP VIEW known_clients, staff;
DROP VIEW callers;
CREATE VIEW callers AS
    SELECT id, role, zone_id, email, user_no FROM users WHERE is_active AND deleted_at IS NULL;
COMMENT ON VIEW callers IS 'Who may call: active, and not deleted.';
GRANT SELECT ON callers TO visitd;
DROP INDEX clients_by_name, clients_by_name_anywhere, clients_by_words, users_by_name, users_by_name_anywhere;
ALTER TABLE clients DROP COLUMN search_name, DROP COLUMN search_address;
ALTER TABLE users DROP COLUMN search_name;
DROP FUNCTION works_in_zone, search_patterns, search_key, folded;

COMMIT;

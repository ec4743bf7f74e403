-- Takes the rules of the directory away again.

BEGIN;

SET LOCAL search_path = public;

DROP FUNCTION sees_zone(text, uuid, uuid);
DROP VIEW callers;

COMMIT;

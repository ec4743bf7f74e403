-- A slot is looked up by each statement.

BEGIN;

SET LOCAL search_path = public;

DROP FUNCTION visit_in_slot(uuid, timestamptz, uuid);

COMMIT;

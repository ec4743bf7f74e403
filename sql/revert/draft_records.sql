-- Forget what an id names.

BEGIN;

SET LOCAL search_path = public;

DROP FUNCTION draft_is_shared(bigint[], text), draft_id(bigint[]);

COMMIT;

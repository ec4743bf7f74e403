-- Takes the entity tags of kept answers away again.

BEGIN;

SET LOCAL search_path = public;

ALTER TABLE idempotency_keys DROP COLUMN etag;

COMMIT;

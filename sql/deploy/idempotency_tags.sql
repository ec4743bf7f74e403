-- The entity tag of an answer that is kept: whoever repeats a PATCH goes on from the record that the first one made.
-- requires: idempotency

BEGIN;

SET LOCAL search_path = public;

ALTER TABLE idempotency_keys ADD COLUMN etag text;
COMMENT ON COLUMN idempotency_keys.etag IS 'The answer''s entity tag, where it had one.';

COMMIT;

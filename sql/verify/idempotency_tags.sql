-- Verify that an answer is kept with its entity tag.

BEGIN;

SET LOCAL search_path = public;

SELECT etag FROM idempotency_keys WHERE false;

ROLLBACK;

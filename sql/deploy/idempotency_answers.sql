-- An answer that is kept has a body: one without could not be given again.
-- requires: idempotency

BEGIN;

SET LOCAL search_path = public;

DELETE FROM idempotency_keys WHERE status IS NOT NULL AND body IS NULL;
ALTER TABLE idempotency_keys
    ADD CONSTRAINT idempotency_keys_answer_check CHECK (status IS NULL OR body IS NOT NULL);

COMMIT;

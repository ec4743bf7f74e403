-- Revert idempotency_answers.

BEGIN;

SET LOCAL search_path = public;

ALTER TABLE idempotency_keys DROP CONSTRAINT idempotency_keys_answer_check;

COMMIT;

-- Verify that no answer is kept without its body.

BEGIN;

SET LOCAL search_path = public;

DO $$
BEGIN
    ASSERT EXISTS (SELECT FROM pg_constraint WHERE conname = 'idempotency_keys_answer_check' AND convalidated),
           'an answer can be kept without a body';
END
$$;

ROLLBACK;

-- Drop the answers kept; requests sent again are then done again.

BEGIN;

DROP TABLE public.idempotency_keys;

COMMIT;

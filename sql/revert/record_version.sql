-- Drop what entity tags are made of.

BEGIN;

DROP FUNCTION public.record_version(timestamptz);

COMMIT;

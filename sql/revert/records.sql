-- Drop how versions and times are told.

BEGIN;

DROP FUNCTION public.record_version(timestamptz), public.record_time(timestamptz);

COMMIT;

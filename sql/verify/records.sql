-- Verify that a microsecond makes another version, and how a time is told.

BEGIN;

DO $$
BEGIN
    ASSERT public.record_version('2025-10-11 10:05:23.456789+00') = '1760177123456789'
       AND public.record_version('2025-10-11 10:05:23.45679+00') = '1760177123456790', 'versions are not told apart';
    ASSERT public.record_time('2025-10-11 12:05:23.4567+02') = '2025-10-11T10:05:23.456Z', 'times are told wrongly';
END
$$;

ROLLBACK;

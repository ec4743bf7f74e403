-- Verify that a microsecond makes another tag.

BEGIN;

DO $$
BEGIN
    ASSERT public.record_version('2025-10-11 10:05:23.456789+00') = '1760177123456789'
       AND public.record_version('2025-10-11 10:05:23.45679+00') = '1760177123456790', 'tags do not tell versions apart';
END
$$;

ROLLBACK;

-- Verify that pages of visits are not filled.

BEGIN;

DO $$
BEGIN
    ASSERT (SELECT 'fillfactor=90' = ANY (reloptions) FROM pg_class WHERE oid = 'public.visits'::regclass), 'pages of visits are filled';
END
$$;

ROLLBACK;

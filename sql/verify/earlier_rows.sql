-- Verify that rows of an earlier system are taken.

BEGIN;

SET LOCAL search_path = public;

DO $$
BEGIN
    ASSERT NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'visit_photos'::regclass AND attnotnull
                          AND attname IN ('file_name', 'file_size', 'mime_type')), 'a photo must have a name, a size and a type';
    ASSERT NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'clients'::regclass AND contype = 'f'), 'a client''s zone must be there';
END
$$;

ROLLBACK;

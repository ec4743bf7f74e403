-- What photos and signatures of visits are kept under, how many there may be, and the rights to record them.
-- requires: directory_rules

BEGIN;

SET LOCAL search_path = public;

-- A key is made by visitd, and handed back by a client.
CREATE FUNCTION is_visit_key(key text, visit uuid, rest text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT key ~ ('^visits/' || visit::text || '/' || rest || '$')
$$;
COMMENT ON FUNCTION is_visit_key IS 'Does this key lie under the visit''s own prefix, and go on like this (a regular expression)? NULL for no key.';

-- Volatile on purpose: then it sees what others have committed while the statement waited for the visit's lock.
CREATE FUNCTION count_photos(visit uuid) RETURNS bigint LANGUAGE sql VOLATILE AS $$
    SELECT count(*) FROM visit_photos WHERE visit_id = visit
$$;
COMMENT ON FUNCTION count_photos IS 'How many photos a visit has now, not when the statement began.';

CREATE FUNCTION signature_key(visit uuid, signature_url text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT substring(signature_url FROM '(visits/' || visit::text || '/signatures/[A-Za-z0-9_-][A-Za-z0-9._-]*)$')
$$;
COMMENT ON FUNCTION signature_key IS 'The object that signature_url names; an earlier system may have written an address that ends in it.';

COMMENT ON COLUMN visit_documentation.signature_url IS 'The key of the signature''s object, or an earlier system''s address that ends in one; see signature_key().';
COMMENT ON COLUMN visit_photos.thumbnail_s3_key IS 'A thumbnail of the client''s own making: kept, never served.';

GRANT INSERT (visit_id, s3_key, thumbnail_s3_key, file_name, file_size, mime_type) ON visit_photos TO visitd;
GRANT UPDATE (signature_url) ON visit_documentation TO visitd;

COMMIT;

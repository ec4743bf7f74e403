-- Takes what photos need away again.

BEGIN;

SET LOCAL search_path = public;

REVOKE INSERT (visit_id, s3_key, thumbnail_s3_key, file_name, file_size, mime_type) ON visit_photos FROM visitd;
REVOKE UPDATE (signature_url) ON visit_documentation FROM visitd;
DROP FUNCTION signature_key(uuid, text);
DROP FUNCTION count_photos(uuid);
DROP FUNCTION is_visit_key(text, uuid, text);
COMMENT ON COLUMN visit_documentation.signature_url IS NULL;
COMMENT ON COLUMN visit_photos.thumbnail_s3_key IS NULL;

COMMIT;

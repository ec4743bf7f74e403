-- What a record's entity tag is made of.
-- requires: privileges

BEGIN;

SET LOCAL search_path = public;

-- A plain expression that the planner puts in place of the call.
CREATE FUNCTION record_version(updated_at timestamptz) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ((extract(epoch FROM updated_at) * 1000000)::bigint)::text
$$;
COMMENT ON FUNCTION record_version IS 'The tag of a record whose every change moves updated_at on by at least a microsecond.';

COMMIT;

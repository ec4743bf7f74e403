-- How a record's version and its times are told.
-- requires: privileges

BEGIN;

SET LOCAL search_path = public;

-- Plain expressions that the planner puts in place of the calls.
CREATE FUNCTION record_version(updated_at timestamptz) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ((extract(epoch FROM updated_at) * 1000000)::bigint)::text
$$;
COMMENT ON FUNCTION record_version IS 'The entity tag of a record whose every change moves updated_at on by at least a microsecond.';

CREATE FUNCTION record_time(timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT to_char($1 AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;
COMMENT ON FUNCTION record_time IS 'A time as replies have it, for JSON that is put together by a statement.';

COMMIT;

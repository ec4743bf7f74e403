-- Let the planner put draft_id and record_version in place of their calls, as it was meant.
-- requires: records
-- requires: draft_access

BEGIN;

SET LOCAL search_path = public;

-- A function is put in place only if it promises no more than what it is made of keeps. '-' || number is stable, the cast to
-- text is immutable; extract() from a timestamptz is stable. Not put in place, each call in a statement costs as much as a
-- small statement: a PATCH of a draft took twice as long.
CREATE OR REPLACE FUNCTION draft_id(visit bigint, interaction bigint DEFAULT NULL, principal_interaction bigint DEFAULT NULL, lead bigint DEFAULT NULL)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT 'V' || lpad(visit::text, greatest(2, length(visit::text)), '0') || coalesce('-' || interaction::text, '')
           || coalesce('-PI' || principal_interaction::text, '') || coalesce('-L' || lead::text, '')
$$;

CREATE OR REPLACE FUNCTION record_version(updated_at timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT ((extract(epoch FROM updated_at) * 1000000)::bigint)::text
$$;

COMMIT;

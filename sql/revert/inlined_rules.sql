-- Give draft_id and record_version back what they promised before.

BEGIN;

SET LOCAL search_path = public;

CREATE OR REPLACE FUNCTION draft_id(visit bigint, interaction bigint DEFAULT NULL, principal_interaction bigint DEFAULT NULL, lead bigint DEFAULT NULL)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT 'V' || lpad(visit::text, greatest(2, length(visit::text)), '0') || coalesce('-' || interaction, '')
           || coalesce('-PI' || principal_interaction, '') || coalesce('-L' || lead, '')
$$;

CREATE OR REPLACE FUNCTION record_version(updated_at timestamptz) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ((extract(epoch FROM updated_at) * 1000000)::bigint)::text
$$;

COMMIT;

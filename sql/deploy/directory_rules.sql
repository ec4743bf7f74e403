-- The rules of the directory, each said once: who is a caller, which zones someone acts in.
-- requires: directory
-- requires: rapport_access
-- requires: draft_access
-- requires: visit_lists

BEGIN;

SET LOCAL search_path = public;

-- The planner puts views and these functions in place, so a rule costs what it would cost written out. Rules stand here; what
-- a reply looks like is a release's affair and stays in its statements, so that workers of the last release can go on working
-- on the schema of the next.

CREATE VIEW callers AS
    SELECT id, role, zone_id, email, user_no FROM users WHERE is_active AND deleted_at IS NULL;
COMMENT ON VIEW callers IS 'Who may call: active, and not deleted.';

CREATE FUNCTION sees_zone(role text, own uuid, zone uuid) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(role IN ('coordinator', 'admin') AND own = zone, false) OR (role = 'admin' AND own IS NULL)
$$;
COMMENT ON FUNCTION sees_zone IS 'Does this role with this zone of its own act in a zone? A coordinator and an admin in their own, an admin without one in every zone.';

-- The grants on users stay: workers of the last release name the table.
GRANT SELECT ON callers TO visitd;

COMMIT;

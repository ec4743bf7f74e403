-- How interactions are found, how their times are told, and visitd's rights to log them.
-- requires: rapport
-- requires: records

BEGIN;

SET LOCAL search_path = public;

-- A plain expression that the planner puts in place of the call.
CREATE FUNCTION rapport_time(timestamptz, zone text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT to_char($1 AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')
           || CASE WHEN extract(microseconds FROM $1)::bigint % 1000000 = 0 THEN '' ELSE to_char($1 AT TIME ZONE 'UTC', '.US') END || $2
$$;
COMMENT ON FUNCTION rapport_time IS 'A time as this family''s replies have it: a fraction only if there is one, then Z or +00:00.';

-- A contact's interactions, newest first; one's contacts by name.
CREATE INDEX interactions_by_contact ON interactions (contact_id, interaction_datetime, id);
CREATE INDEX contacts_by_user ON contacts (user_id, name, id) WHERE deleted_at IS NULL;

GRANT SELECT ON rapport_tactics TO visitd;
GRANT SELECT, INSERT ON contacts, interactions, interaction_tactic_logs TO visitd;
GRANT UPDATE (name, title, level, common_ground_notes, communication_style_notes, updated_at, deleted_at) ON contacts TO visitd;

COMMIT;

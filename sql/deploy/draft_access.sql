-- How drafts are named, found and shared, and visitd's rights to keep them.
-- requires: drafts
-- requires: records

BEGIN;

SET LOCAL search_path = public;

-- A plain expression that the planner puts in place of the call.
CREATE FUNCTION draft_id(visit bigint, interaction bigint DEFAULT NULL, principal_interaction bigint DEFAULT NULL, lead bigint DEFAULT NULL)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT 'V' || lpad(visit::text, greatest(2, length(visit::text)), '0') || coalesce('-' || interaction, '')
           || coalesce('-PI' || principal_interaction, '') || coalesce('-L' || lead, '')
$$;
COMMENT ON FUNCTION draft_id IS 'V01, V01-1, V01-1-PI1, V01-1-PI1-L1; NULL without a visit.';

ALTER TABLE draft_visits ADD COLUMN shared_emails text[];
UPDATE draft_visits SET shared_emails = ARRAY(SELECT lower(address) FROM unnest(shared_with) AS address) WHERE shared_with IS NOT NULL;
COMMENT ON COLUMN draft_visits.shared_emails IS 'shared_with in lower case, to find by; written with it.';

-- A visit's row is locked by all who write below it, each for as long as their statement takes, so nothing may change it
-- without waiting for them: an update that does not would leave versions of the row that are locked one by one, and two who
-- do that meet in a deadlock. Its interactions are therefore counted beside it.
CREATE TABLE draft_visit_counters (
    visit_number bigint  PRIMARY KEY REFERENCES draft_visits ON DELETE CASCADE,
    last_child   integer NOT NULL CHECK (last_child > 0)
);
COMMENT ON TABLE draft_visit_counters IS 'Of each draft that has had one, the number of the interaction made last, deleted or not.';
INSERT INTO draft_visit_counters SELECT number, last_child FROM draft_visits WHERE last_child > 0;
ALTER TABLE draft_visits DROP COLUMN last_child;

-- A draft is read whole, so it must end somewhere: a thousand records below its visit, give or take those made at once.
CREATE FUNCTION draft_is_full(visit bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT (SELECT count(*) FROM draft_interactions WHERE visit_number = visit)
         + (SELECT count(*) FROM draft_principal_interactions WHERE visit_number = visit)
         + (SELECT count(*) FROM draft_leads WHERE visit_number = visit) >= 1000
$$;
COMMENT ON FUNCTION draft_is_full IS 'Does the draft take no more interactions, principal interactions and leads?';

-- One's own drafts, newest first; those that name an address.
CREATE INDEX draft_visits_by_user ON draft_visits (user_id, number);
CREATE INDEX draft_visits_by_address ON draft_visits USING gin (shared_emails);

GRANT SELECT (user_no) ON users TO visitd;
GRANT SELECT, INSERT, UPDATE, DELETE ON draft_visits, draft_interactions, draft_principal_interactions, draft_leads TO visitd;
GRANT SELECT, INSERT, UPDATE ON draft_visit_counters TO visitd;

COMMIT;

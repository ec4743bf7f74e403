-- Take back the rights to drafts, and what they are named and found by.

BEGIN;

SET LOCAL search_path = public;

REVOKE SELECT (user_no) ON users FROM visitd;
REVOKE SELECT, INSERT, UPDATE, DELETE ON draft_visits, draft_interactions, draft_principal_interactions, draft_leads FROM visitd;
ALTER TABLE draft_visits ADD COLUMN last_child integer NOT NULL DEFAULT 0 CHECK (last_child >= 0);
COMMENT ON COLUMN draft_visits.last_child IS 'Number of the interaction made last, deleted or not.';
UPDATE draft_visits SET last_child = counter.last_child FROM draft_visit_counters AS counter WHERE counter.visit_number = number;
DROP TABLE draft_visit_counters;
DROP INDEX draft_visits_by_user, draft_visits_by_address;
ALTER TABLE draft_visits DROP COLUMN shared_emails;
DROP FUNCTION draft_id(bigint, bigint, bigint, bigint), draft_is_full(bigint);

COMMIT;

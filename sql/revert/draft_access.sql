-- Take back the rights to drafts, and what they are named and found by.

BEGIN;

SET LOCAL search_path = public;

REVOKE SELECT (user_no) ON users FROM visitd;
REVOKE SELECT, INSERT, UPDATE, DELETE ON draft_visits, draft_interactions, draft_principal_interactions, draft_leads FROM visitd;
DROP INDEX draft_visits_by_user, draft_visits_by_address;
ALTER TABLE draft_visits DROP COLUMN shared_emails;
DROP FUNCTION draft_id(bigint, bigint, bigint, bigint);

COMMIT;

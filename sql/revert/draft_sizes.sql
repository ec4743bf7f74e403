-- Forget how much drafts hold.

BEGIN;

SET LOCAL search_path = public;

DROP FUNCTION draft_room(bigint), draft_steps(jsonb);
ALTER TABLE draft_visits DROP COLUMN size;
ALTER TABLE draft_interactions DROP COLUMN size;
ALTER TABLE draft_principal_interactions DROP COLUMN size;
ALTER TABLE draft_leads DROP COLUMN size;

COMMIT;

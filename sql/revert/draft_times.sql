-- Let drafts hold any time.

BEGIN;

SET LOCAL search_path = public;

ALTER TABLE draft_visits DROP CONSTRAINT draft_visits_times;
ALTER TABLE draft_interactions DROP CONSTRAINT draft_interactions_times;
ALTER TABLE draft_principal_interactions DROP CONSTRAINT draft_principal_interactions_times,
    DROP CONSTRAINT draft_principal_interactions_dates;
ALTER TABLE draft_leads DROP CONSTRAINT draft_leads_times, DROP CONSTRAINT draft_leads_dates;

COMMIT;

-- Drafts hold no time that a reply could not tell.
-- requires: draft_access

BEGIN;

SET LOCAL search_path = public;

-- visitd writes none such; another program could write infinity, or a year of five digits.
DO $$
DECLARE
    named text;
BEGIN
    FOREACH named IN ARRAY '{draft_visits,draft_interactions,draft_principal_interactions,draft_leads}'::text[] LOOP
        EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I CHECK (created_at >= ''0001-01-01Z'' AND created_at < ''10000-01-01Z''
                        AND updated_at >= ''0001-01-01Z'' AND updated_at < ''10000-01-01Z'')', named, named || '_times');
    END LOOP;
END
$$;
ALTER TABLE draft_principal_interactions ADD CONSTRAINT draft_principal_interactions_dates
    CHECK (follow_up_date BETWEEN '0001-01-01' AND '9999-12-31');
ALTER TABLE draft_leads ADD CONSTRAINT draft_leads_dates CHECK (follow_up_date BETWEEN '0001-01-01' AND '9999-12-31');

COMMIT;

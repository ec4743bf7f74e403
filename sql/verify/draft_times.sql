-- Verify that drafts hold no time that a reply could not tell.

BEGIN;

SET LOCAL search_path = public;

DO $$
BEGIN
    ASSERT (SELECT count(*) = 6 AND bool_and(convalidated) FROM pg_constraint
             WHERE conname IN ('draft_visits_times', 'draft_interactions_times', 'draft_principal_interactions_times',
                               'draft_principal_interactions_dates', 'draft_leads_times', 'draft_leads_dates')),
           'a constraint is missing';
END
$$;

ROLLBACK;

-- Drop all drafts; their numbers start again from 1 when the change is deployed again.

BEGIN;

DROP TABLE public.draft_leads;
DROP TABLE public.draft_principal_interactions;
DROP TABLE public.draft_interactions;
DROP TABLE public.draft_visits;

COMMIT;

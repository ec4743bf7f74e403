-- Drop contacts, interactions and tactics.

BEGIN;

DROP TABLE public.interaction_tactic_logs;
DROP TABLE public.interactions;
DROP TABLE public.rapport_tactics;
DROP TABLE public.contacts;

COMMIT;

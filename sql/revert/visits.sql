-- Drop every visit, with its documentation and its photos' records.

BEGIN;

DROP TABLE public.visit_photos;
DROP TABLE public.visit_documentation;
DROP TABLE public.visits;

COMMIT;

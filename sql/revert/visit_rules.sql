-- Takes the rules of lists away again.

BEGIN;

SET LOCAL search_path = public;

DROP VIEW visit_zones, listed_visits;

COMMIT;

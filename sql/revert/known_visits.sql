-- Takes back which visits there are.

BEGIN;

SET LOCAL search_path = public;

DROP VIEW known_visits;

COMMIT;

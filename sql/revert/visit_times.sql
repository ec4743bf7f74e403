-- Times are kept as they come; those that were cut stay so.

BEGIN;

SET LOCAL search_path = public;

DROP TRIGGER visits_cut_times ON visits;
DROP FUNCTION visits_cut_times();

COMMIT;

-- Pages of visits are filled again.

BEGIN;

SET LOCAL search_path = public;

ALTER TABLE visits RESET (fillfactor);

COMMIT;

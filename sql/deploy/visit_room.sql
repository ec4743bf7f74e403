-- Room in each page of visits for what is changed in it.
-- requires: visit_indexes

BEGIN;

SET LOCAL search_path = public;

-- A visit is written a few times while it is fresh. What is documented changes no column that is indexed: with room in the page the
-- new version stands beside the old one, and no index learns of it. For pages that are filled from now on.
ALTER TABLE visits SET (fillfactor = 90);

COMMIT;

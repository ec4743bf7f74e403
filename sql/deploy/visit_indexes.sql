-- Indexes of visits without what no list needs there: half the size, and one less to be written by a check-in.
-- requires: visit_checks

-- A total that looks at state or zone beside caregiver or client reads their rows, until 10,000 fit or there are no more: all
-- that one caregiver or one client has, where few fit. Built beside the traffic, so not in one transaction; deployed again after
-- a failure, it begins anew. By client all of them: see client_moves.
DROP INDEX CONCURRENTLY IF EXISTS public.visits_by_staff_alone;
CREATE INDEX CONCURRENTLY visits_by_staff_alone ON public.visits (staff_id, scheduled_start_time, id) WHERE listed_zone_id IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS public.visits_by_client_alone;
CREATE INDEX CONCURRENTLY visits_by_client_alone ON public.visits (client_id, scheduled_start_time, id);

BEGIN;

SET LOCAL search_path = public;

-- A zone's list is read state by state. Workers of the last release go on, but read all visits for it until they are restarted.
DROP INDEX visits_by_zone, visits_by_staff, visits_by_client;
ALTER INDEX visits_by_staff_alone RENAME TO visits_by_staff;
ALTER INDEX visits_by_client_alone RENAME TO visits_by_client;

COMMIT;

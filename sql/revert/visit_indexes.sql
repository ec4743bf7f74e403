-- Indexes of visits have again what totals are counted by.

DROP INDEX CONCURRENTLY IF EXISTS public.visits_by_staff_wide;
CREATE INDEX CONCURRENTLY visits_by_staff_wide ON public.visits (staff_id, scheduled_start_time, id) INCLUDE (status, listed_zone_id)
    WHERE listed_zone_id IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS public.visits_by_client_wide;
CREATE INDEX CONCURRENTLY visits_by_client_wide ON public.visits (client_id, scheduled_start_time, id)
    INCLUDE (status, listed_zone_id, staff_id);
DROP INDEX CONCURRENTLY IF EXISTS public.visits_by_zone;
CREATE INDEX CONCURRENTLY visits_by_zone ON public.visits (listed_zone_id, scheduled_start_time, id) INCLUDE (status);

BEGIN;

SET LOCAL search_path = public;

DROP INDEX visits_by_staff, visits_by_client;
ALTER INDEX visits_by_staff_wide RENAME TO visits_by_staff;
ALTER INDEX visits_by_client_wide RENAME TO visits_by_client;

COMMIT;

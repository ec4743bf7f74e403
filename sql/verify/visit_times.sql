-- Verify that times of visits are cut.

BEGIN;

SET LOCAL search_path = public;

DO $$
BEGIN
    ASSERT (SELECT tgenabled = 'O' FROM pg_trigger WHERE tgname = 'visits_cut_times'), 'times of visits are not cut';
END
$$;

ROLLBACK;

-- Verify that zones which somebody is in are kept.

BEGIN;

SET LOCAL search_path = public;

DO $$
BEGIN
    ASSERT (SELECT count(*) = 4 AND bool_and(tgenabled = 'O') FROM pg_trigger
             WHERE tgname IN ('zones_stay', 'zones_stay_softly', 'zones_hold')), 'a trigger is missing or disabled';
    ASSERT (SELECT indisvalid AND indisunique FROM pg_index WHERE indexrelid = 'zones_place'::regclass), 'zones are not held';
END
$$;

ROLLBACK;

-- Verify that visitd can ask who has a slot, and is told how it is at that moment.

BEGIN;

SET LOCAL search_path = public;

DO $$
BEGIN
    ASSERT has_function_privilege('visitd', 'visit_in_slot(uuid, timestamptz, uuid)', 'EXECUTE'), 'visitd cannot ask who has a slot';
    ASSERT (SELECT provolatile = 'v' FROM pg_proc WHERE oid = 'visit_in_slot(uuid, timestamptz, uuid)'::regprocedure),
           'who has a slot is told as it was when the statement began';
END
$$;

ROLLBACK;

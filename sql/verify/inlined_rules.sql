-- Verify that record_version promises no more than it keeps.

BEGIN;

SET LOCAL search_path = public;

DO $$
BEGIN
    ASSERT (SELECT provolatile = 's' FROM pg_proc WHERE oid = 'record_version(timestamptz)'::regprocedure), 'record_version is not stable';
    ASSERT draft_id(1) = 'V01' AND draft_id(100, 2) = 'V100-2' AND draft_id(7, 1, 2, 3) = 'V07-1-PI2-L3' AND draft_id(NULL::bigint) IS NULL,
           'drafts are named wrongly';
END
$$;

ROLLBACK;

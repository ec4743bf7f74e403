-- Verify what ids name.

BEGIN;

SET LOCAL search_path = public;

DO $$
BEGIN
    ASSERT draft_id('{1}'::bigint[]) = 'V01' AND draft_id('{1,2,3,4}'::bigint[]) = 'V01-2-PI3-L4', 'drafts are named wrongly';
    ASSERT NOT draft_is_shared('{0}', 'nobody@example.org'), 'a draft that is not there is shared';
END
$$;

ROLLBACK;

-- Verify the versions of drafts' trees.

BEGIN;

SET LOCAL search_path = public;

DO $$
BEGIN
    ASSERT (SELECT version = draft_tree_version_now(0) FROM draft_tree(0)), 'a tree has two versions';
    ASSERT (SELECT provolatile = 'v' FROM pg_proc WHERE oid = 'draft_tree_version_now(bigint)'::regprocedure),
           'draft_tree_version_now sees what there was';
END
$$;

ROLLBACK;

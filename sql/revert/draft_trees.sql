-- Forget the versions of drafts' trees.

BEGIN;

SET LOCAL search_path = public;

DROP FUNCTION draft_tree_version_now(bigint), draft_tree(bigint);

COMMIT;

-- The version of a draft's whole tree.
-- requires: draft_access

BEGIN;

SET LOCAL search_path = public;

-- One range of each table. The order of the rows does not matter, and none is left out: a count and the latest change would not
-- tell a deletion from a creation. A function that returns a table is put in place where a statement reads from it.
CREATE FUNCTION draft_tree(visit bigint) RETURNS TABLE (version text) LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT to_hex(coalesce((SELECT bit_xor(hash_record_extended(ROW (number, updated_at), 1))
                            FROM draft_interactions WHERE visit_number = visit), 0)
                # coalesce((SELECT bit_xor(hash_record_extended(ROW (interaction_number, number, updated_at), 2))
                            FROM draft_principal_interactions WHERE visit_number = visit), 0)
                # coalesce((SELECT bit_xor(hash_record_extended(
                                ROW (interaction_number, principal_interaction_number, number, updated_at), 3))
                            FROM draft_leads WHERE visit_number = visit), 0))
$$;
COMMENT ON FUNCTION draft_tree IS 'What is below a draft''s visit. version: another one with any record that is added, changed or deleted.';

-- A statement sees what there was when it began; what was written while it waited for the visit's lock it does not see. Each
-- query of a volatile function sees what there is when that query begins. For PL/pgSQL that holds however simple the function is.
CREATE FUNCTION draft_tree_version_now(visit bigint) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    RETURN (SELECT version FROM draft_tree(visit));
END
$$;
COMMENT ON FUNCTION draft_tree_version_now IS 'The version of the tree as it is at this moment, for who has locked its visit against all who write below it.';

COMMIT;

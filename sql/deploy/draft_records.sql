-- What an id of a draft names, whichever level it is of.
-- requires: inlined_rules

BEGIN;

SET LOCAL search_path = public;

CREATE FUNCTION draft_id(id bigint[]) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT draft_id(id[1], id[2], id[3], id[4])
$$;
COMMENT ON FUNCTION draft_id(bigint[]) IS 'The id of one to four numbers: {1,1} is V01-1.';

CREATE FUNCTION draft_is_shared(id bigint[], address text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT EXISTS (SELECT FROM draft_visits WHERE number = id[1] AND lower(address) = ANY (shared_emails))
       AND CASE cardinality(id)
           WHEN 1 THEN true
           WHEN 2 THEN EXISTS (SELECT FROM draft_interactions WHERE (visit_number, number) = (id[1], id[2]))
           WHEN 3 THEN EXISTS (SELECT FROM draft_principal_interactions
                               WHERE (visit_number, interaction_number, number) = (id[1], id[2], id[3]))
           WHEN 4 THEN EXISTS (SELECT FROM draft_leads
                               WHERE (visit_number, interaction_number, principal_interaction_number, number)
                                   = (id[1], id[2], id[3], id[4]))
           ELSE false END
$$;
COMMENT ON FUNCTION draft_is_shared IS 'Is there such a record, in a draft that names this e-mail address, in any case, as one that may read it?';

COMMIT;

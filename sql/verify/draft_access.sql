-- Verify how drafts are named and found, and visitd's rights to them.

BEGIN;

SET LOCAL search_path = public;

DO $$
BEGIN
    ASSERT draft_id(1) = 'V01' AND draft_id(100, 2) = 'V100-2' AND draft_id(7, 1, 2, 3) = 'V07-1-PI2-L3' AND draft_id(NULL::bigint) IS NULL,
           'drafts are named wrongly';
    ASSERT NOT draft_is_full(0), 'a draft that is not there is full';
    ASSERT (SELECT count(*) = 2 AND bool_and(indisvalid) FROM pg_index
             WHERE indexrelid IN ('draft_visits_by_user'::regclass, 'draft_visits_by_address'::regclass)), 'an index is not valid';
    ASSERT (SELECT bool_and(has_table_privilege('visitd', name, 'SELECT') AND has_table_privilege('visitd', name, 'INSERT')
                            AND has_table_privilege('visitd', name, 'UPDATE') AND has_table_privilege('visitd', name, 'DELETE')
                            AND NOT has_table_privilege('visitd', name, 'TRUNCATE'))
              FROM unnest('{draft_visits,draft_interactions,draft_principal_interactions,draft_leads}'::text[]) AS name),
           'visitd cannot keep drafts';
    ASSERT has_table_privilege('visitd', 'draft_visit_counters', 'SELECT') AND has_table_privilege('visitd', 'draft_visit_counters', 'INSERT')
           AND has_table_privilege('visitd', 'draft_visit_counters', 'UPDATE'), 'visitd cannot count interactions';
END
$$;

ROLLBACK;

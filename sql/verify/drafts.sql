-- Verify the four levels of drafts, and that each goes with the level above it.

BEGIN;

SET LOCAL search_path = public;

SELECT number, user_id, customer_name, date_range, location, interaction_type, shared_with, status, created_at, updated_at
  FROM draft_visits WHERE FALSE;
SELECT visit_number, number, departments, principals, persons, last_child, created_at, updated_at
  FROM draft_interactions WHERE FALSE;
SELECT visit_number, interaction_number, number, principal_name, objective, discussion, next_step, product, follow_up_date,
       last_child, created_at, updated_at
  FROM draft_principal_interactions WHERE FALSE;
SELECT visit_number, interaction_number, principal_interaction_number, number, title, description, contact_name, contact_phone,
       contact_email, expected_value, currency, status, follow_up_date, created_at, updated_at
  FROM draft_leads WHERE FALSE;

DO $$
BEGIN
    ASSERT (SELECT array_agg(format('%s>%s', confrelid::regclass, conrelid::regclass) ORDER BY conrelid::regclass::text)
              FROM pg_constraint
             WHERE contype = 'f' AND confdeltype = 'c'
               AND conrelid IN ('draft_interactions'::regclass, 'draft_principal_interactions'::regclass, 'draft_leads'::regclass))
         = '{draft_visits>draft_interactions,draft_principal_interactions>draft_leads,draft_interactions>draft_principal_interactions}',
        'a level of drafts does not go with the level above it';
END
$$;

ROLLBACK;

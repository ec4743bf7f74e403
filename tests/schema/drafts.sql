-- Drafts bound every field, hang together on four levels, and go from the top down.

BEGIN;

SELECT plan(103); -- the sum of the counts that stand before each group

-- nextval() is not rolled back, but a restart is, and takes the numbers drawn since along: so these tests use up none.
ALTER SEQUENCE users_user_no_seq RESTART WITH 1000000000;
ALTER SEQUENCE draft_visits_number_seq RESTART WITH 1000000000;

INSERT INTO users (id, email, first_name, last_name, role)
VALUES ('f2000000-0000-4000-8000-000000000001', 'author@schema-test.example', 'A', 'B', 'coordinator');

CREATE TEMPORARY TABLE root ON COMMIT DROP AS WITH made AS (
    INSERT INTO draft_visits (user_id) VALUES ('f2000000-0000-4000-8000-000000000001') RETURNING *
) SELECT * FROM made;
INSERT INTO draft_interactions (visit_number, number) SELECT number, 1 FROM root;
INSERT INTO draft_principal_interactions (visit_number, interaction_number, number) SELECT number, 1, 1 FROM root;
INSERT INTO draft_leads (visit_number, interaction_number, principal_interaction_number, number) SELECT number, 1, 1, 1 FROM root;

-- 1
SELECT row_eq(
           $$SELECT status, customer_name, date_range, location, interaction_type, shared_with FROM root$$,
           ROW('draft'::text, NULL::text, NULL::text, NULL::text, NULL::text, NULL::text[]),
           'a draft is made empty');

CREATE FUNCTION pg_temp.put(of_table text, field text, "value" text) RETURNS text LANGUAGE sql AS $$
    SELECT format('UPDATE %I SET %I = %s WHERE %I = (SELECT number FROM root)',
                  of_table, field, "value", CASE of_table WHEN 'draft_visits' THEN 'number' ELSE 'visit_number' END)
$$;

-- 2 x 13: text, of characters and not of bytes
SELECT unnest(ARRAY[
           lives_ok(pg_temp.put(of_table, field, quote_literal(repeat('ü', longest))), format('%s takes %s characters', field, longest)),
           throws_ok(pg_temp.put(of_table, field, quote_literal(repeat('ü', longest + 1))), '23514', NULL,
                     format('%s takes no more than %s characters', field, longest))])
  FROM (VALUES ('draft_visits', 'customer_name', 200),
               ('draft_visits', 'location', 500),
               ('draft_visits', 'interaction_type', 100),
               ('draft_principal_interactions', 'principal_name', 200),
               ('draft_principal_interactions', 'objective', 10000),
               ('draft_principal_interactions', 'discussion', 10000),
               ('draft_principal_interactions', 'next_step', 10000),
               ('draft_principal_interactions', 'product', 200),
               ('draft_leads', 'title', 200),
               ('draft_leads', 'description', 10000),
               ('draft_leads', 'contact_name', 200),
               ('draft_leads', 'contact_phone', 50),
               ('draft_leads', 'contact_email', 255)) AS bounded (of_table, field, longest);

-- 5 x 4: arrays
SELECT unnest(ARRAY[
           lives_ok(pg_temp.put(of_table, field, format('array_fill(repeat(''ü'', %s), ARRAY[%s])', longest, most)),
                    format('%s takes %s times %s characters', field, most, longest)),
           lives_ok(pg_temp.put(of_table, field, '''{}'''), format('%s takes an empty array', field)),
           throws_ok(pg_temp.put(of_table, field, format('array_fill(''x''::text, ARRAY[%s])', most + 1)), '23514', NULL,
                     format('%s takes no more than %s elements', field, most)),
           throws_ok(pg_temp.put(of_table, field, format('ARRAY[''x'', repeat(''x'', %s)]', longest + 1)), '23514', NULL,
                     format('%s takes no element beyond %s characters', field, longest)),
           throws_ok(pg_temp.put(of_table, field, 'ARRAY[''x'', NULL]'), '23514', NULL, format('%s takes no NULL among its elements', field))])
  FROM (VALUES ('draft_visits', 'shared_with', 50, 255),
               ('draft_interactions', 'departments', 100, 200),
               ('draft_interactions', 'principals', 100, 200),
               ('draft_interactions', 'persons', 100, 200)) AS bounded (of_table, field, most, longest);

-- 10
SELECT lives_ok(pg_temp.put(of_table, field, "value"), format('%s may be %s', field, "value"))
  FROM (VALUES ('draft_visits', 'date_range', '''2025-01-01 to 2025-01-02'''),
               ('draft_visits', 'date_range', '''2025-01-01 to 2025-01-01'''),
               ('draft_visits', 'status', '''submitted'''),
               ('draft_leads', 'expected_value', '0'),
               ('draft_leads', 'expected_value', '1234567890.12'),
               ('draft_leads', 'currency', '''CAD'''),
               ('draft_leads', 'status', '''new'''),
               ('draft_leads', 'status', '''qualified'''),
               ('draft_leads', 'status', '''won'''),
               ('draft_leads', 'status', '''lost''')) AS good (of_table, field, "value");

-- 11
SELECT throws_ok(pg_temp.put(of_table, field, "value"), '23514', NULL, format('%s cannot be %s', field, "value"))
  FROM (VALUES ('draft_visits', 'date_range', '''2025-01-02 to 2025-01-01'''),
               ('draft_visits', 'date_range', '''2025-01-01'''),
               ('draft_visits', 'date_range', '''2025-1-1 to 2025-1-2'''),
               ('draft_visits', 'status', '''closed'''),
               ('draft_interactions', 'last_child', '-1'),
               ('draft_leads', 'expected_value', '-0.01'),
               ('draft_leads', 'expected_value', '''NaN'''),
               ('draft_leads', 'expected_value', '''Infinity'''),
               ('draft_leads', 'currency', '''cad'''),
               ('draft_leads', 'currency', '''CADX'''),
               ('draft_leads', 'status', '''open''')) AS bad (of_table, field, "value");

-- 4 x 4, and 2: no time that a reply could not tell
SELECT throws_ok(pg_temp.put(of_table, field, "value"), '23514', NULL, format('%s of %s cannot be %s', field, of_table, "value"))
  FROM unnest('{draft_visits,draft_interactions,draft_principal_interactions,draft_leads}'::text[]) AS of_table,
       unnest('{created_at,updated_at}'::text[]) AS field,
       unnest(ARRAY['''infinity''', '''10000-01-01Z''']) AS "value";
SELECT throws_ok(pg_temp.put(of_table, 'follow_up_date', '''10000-01-01'''), '23514', NULL, format('follow_up_date of %s has a year of four digits', of_table))
  FROM unnest('{draft_principal_interactions,draft_leads}'::text[]) AS of_table;

-- 8
SELECT throws_ok($$INSERT INTO draft_interactions (visit_number, number) SELECT number, 1 FROM root$$, '23505', NULL,
                 'a number is given once');
SELECT throws_ok($$INSERT INTO draft_interactions (visit_number, number) SELECT number, 0 FROM root$$, '23514', NULL,
                 'children count from 1');
SELECT throws_ok(
           $$INSERT INTO draft_principal_interactions (visit_number, interaction_number, number) SELECT number, 2, 1 FROM root$$,
           '23503', NULL, 'nothing hangs on an interaction that is not there');
SELECT throws_ok($$INSERT INTO draft_visits (number, user_id) VALUES (1, 'f2000000-0000-4000-8000-000000000001')$$, '428C9', NULL,
                 'nobody chooses a draft''s number');
SELECT throws_ok($$INSERT INTO draft_visits (user_id) VALUES (gen_random_uuid())$$, '23503', NULL, 'a draft has an author in the directory');
SELECT throws_ok($$DELETE FROM users WHERE id = 'f2000000-0000-4000-8000-000000000001'$$, '23503', NULL, 'an author of drafts stays');

DELETE FROM draft_visits WHERE number = (SELECT number FROM root);
SELECT is((SELECT count(*) FROM draft_interactions WHERE visit_number = (SELECT number FROM root))
        + (SELECT count(*) FROM draft_principal_interactions WHERE visit_number = (SELECT number FROM root))
        + (SELECT count(*) FROM draft_leads WHERE visit_number = (SELECT number FROM root)), 0::bigint,
          'a draft takes its whole tree with it');
INSERT INTO draft_visits (user_id) VALUES ('f2000000-0000-4000-8000-000000000001');
SELECT cmp_ok((SELECT max(number) FROM draft_visits), '>', (SELECT number FROM root), 'a deleted draft''s number is not given again');

-- 3: a call that is not put in place costs as much as a small statement
CREATE FUNCTION pg_temp.plan_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    line text;
    plan text := '';
BEGIN
    FOR line IN EXECUTE 'EXPLAIN (VERBOSE) ' || query LOOP
        plan := plan || line;
    END LOOP;
    RETURN plan;
END
$$;
SELECT unalike(pg_temp.plan_of(format('SELECT %s FROM draft_leads', call)), '%' || split_part(call, '(', 1) || '(%',
               split_part(call, '(', 1) || ' is put in place of its call')
  FROM (VALUES ('draft_id(visit_number, interaction_number, principal_interaction_number, number)'),
               ('record_version(updated_at)'),
               ('record_time(updated_at)')) AS rule (call);

-- 5: what counts is what a reply takes, in steps of 256 bytes
SELECT is(draft_steps(fields::jsonb), steps, format('%s of such fields', steps))
  FROM (VALUES ('{"a": null, "b": null}', 0),
               ('{"a": "' || repeat('x', 249) || '"}', 1),
               ('{"a": "' || repeat('x', 250) || '"}', 2),
               ('{"a": "' || repeat('\u0001', 100) || '"}', 3)) AS counted (fields, steps);
SELECT unalike(pg_temp.plan_of('SELECT room.size FROM draft_visits CROSS JOIN LATERAL draft_room(number) AS room'), '%draft_room%',
               'draft_room is put in place where a statement reads from it');

-- 1
SELECT unalike(pg_temp.plan_of('SELECT tree.version FROM draft_visits CROSS JOIN LATERAL draft_tree(number) AS tree'), '%draft_tree%',
               'draft_tree is put in place where a statement reads from it');

SELECT * FROM finish();

ROLLBACK;

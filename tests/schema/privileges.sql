-- The role visitd can do what today's statements need, and nothing else. Run as a superuser, or as a member of visitd.

BEGIN;

SELECT plan(68); -- the sum of the counts that stand before each group

-- nextval() is not rolled back, but a restart is, and takes the numbers drawn since along: so these tests use up none.
ALTER SEQUENCE users_user_no_seq RESTART WITH 1000000000;

-- 1
SELECT bag_eq(
           $$SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls,
                    pg_has_role('visitd', (SELECT relowner FROM pg_class WHERE oid = 'public.visits'::regclass), 'MEMBER')
               FROM pg_roles WHERE rolname = 'visitd'$$,
           $$VALUES (false, false, false, false, false, false)$$,
           'visitd has no power of its own, and none of the owner''s');

-- 2
SELECT schema_privs_are('public', 'visitd', ARRAY['USAGE']);
SELECT database_privs_are(current_database(), 'visitd', ARRAY['CONNECT']);

-- 15: privileges on whole tables
SELECT table_privs_are('public', of_table, 'visitd', privileges)
  FROM (VALUES ('zones',                        '{}'::name[]),
               ('users',                        '{}'),
               ('clients',                      '{}'),
               ('visits',                       '{SELECT,INSERT}'),
               ('visit_documentation',          '{SELECT,INSERT}'),
               ('visit_photos',                 '{}'),
               ('idempotency_keys',             '{SELECT,INSERT,UPDATE,DELETE}'),
               ('draft_visits',                 '{}'),
               ('draft_interactions',           '{}'),
               ('draft_principal_interactions', '{}'),
               ('draft_leads',                  '{}'),
               ('contacts',                     '{}'),
               ('rapport_tactics',              '{}'),
               ('interactions',                 '{}'),
               ('interaction_tactic_logs',      '{}')) AS granted (of_table, privileges);

-- 1: and on columns where the table is not granted
SELECT bag_eq(
           $$SELECT relname::text, attname::text, privilege
               FROM pg_class
               JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped,
                    unnest('{SELECT,INSERT,UPDATE,REFERENCES}'::text[]) AS privilege
              WHERE relnamespace = 'public'::regnamespace
                AND relname IN ('zones', 'users', 'clients', 'visit_photos', 'draft_visits', 'draft_interactions',
                                'draft_principal_interactions', 'draft_leads', 'contacts', 'rapport_tactics', 'interactions',
                                'interaction_tactic_logs')
                AND has_column_privilege('visitd', pg_class.oid, attnum, privilege)$$,
           $$VALUES ('users', 'id', 'SELECT'), ('users', 'role', 'SELECT'), ('users', 'zone_id', 'SELECT'),
                    ('users', 'is_active', 'SELECT'), ('users', 'deleted_at', 'SELECT'),
                    ('clients', 'id', 'SELECT'), ('clients', 'zone_id', 'SELECT'), ('clients', 'deleted_at', 'SELECT')$$,
           'of the directory, visitd reads what authorizes and nothing about the person');

-- What follows is done in the role, as the program would.
INSERT INTO zones (id, name) VALUES ('f1000000-0000-4000-8000-000000000001', 'Test zone');
INSERT INTO users (id, email, first_name, last_name, role, zone_id)
VALUES ('f2000000-0000-4000-8000-000000000001', 'caregiver@schema-test.example', 'A', 'B', 'caregiver',
        'f1000000-0000-4000-8000-000000000001');
INSERT INTO clients (id, first_name, last_name, zone_id)
VALUES ('f3000000-0000-4000-8000-000000000001', 'C', 'D', 'f1000000-0000-4000-8000-000000000001');

-- A function, because pgTAP keeps its count in temporary tables that visitd may not touch. When the statement fails, the
-- subtransaction in which pgTAP caught that takes the role back with it.
CREATE FUNCTION pg_temp.as_visitd(statement text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    before text := current_setting('role');
BEGIN
    PERFORM set_config('role', 'visitd', true);
    EXECUTE statement;
    PERFORM set_config('role', before, true);
END
$$;

-- 1: were this to fail, the refusals below would prove nothing.
SELECT lives_ok($$SELECT pg_temp.as_visitd('SELECT 1 / (current_user = ''visitd'')::integer')$$, 'these tests may act as visitd');

-- 9
SELECT lives_ok(format('SELECT pg_temp.as_visitd(%L)', statement), 'visitd may: ' || regexp_replace(statement, '\s+', ' ', 'g'))
  FROM (VALUES ($$SELECT id, role, zone_id, is_active, deleted_at FROM users$$),
               ($$SELECT id, zone_id, deleted_at FROM clients$$),
               ($$INSERT INTO visits (id, client_id, staff_id, scheduled_start_time, status)
                  VALUES ('f5000000-0000-4000-8000-000000000001', 'f3000000-0000-4000-8000-000000000001',
                          'f2000000-0000-4000-8000-000000000001', '2026-01-01 10:00+00', 'in_progress')
                  ON CONFLICT (client_id, scheduled_start_time) WHERE status IN ('scheduled', 'in_progress') DO NOTHING RETURNING *$$),
               ($$INSERT INTO visit_documentation (visit_id, vital_signs) VALUES ('f5000000-0000-4000-8000-000000000001', '{}')$$),
               ($$INSERT INTO idempotency_keys (user_id, key, method, path, body_sha256)
                  VALUES ('f2000000-0000-4000-8000-000000000001', 'k', 'POST', '/', sha256('')) ON CONFLICT DO NOTHING$$),
               ($$UPDATE idempotency_keys SET status = 201 WHERE user_id = 'f2000000-0000-4000-8000-000000000001'$$),
               ($$DELETE FROM idempotency_keys WHERE user_id = 'f2000000-0000-4000-8000-000000000001'$$),
               ($$SELECT change FROM sqitch.changes$$),
               ($$SELECT * FROM visits JOIN visit_documentation ON visit_id = visits.id$$)) AS needed (statement);

-- 1
SELECT is((SELECT count(*) FROM visits JOIN visit_documentation ON visit_id = visits.id
            WHERE visits.id = 'f5000000-0000-4000-8000-000000000001'), 1::bigint, 'and what it wrote is there');

-- 37
SELECT throws_ok(format('SELECT pg_temp.as_visitd(%L)', statement), '42501', NULL, 'visitd may not: ' || statement)
  FROM unnest(ARRAY[
           'DELETE FROM visits',
           'UPDATE visits SET status = ''cancelled''',
           'TRUNCATE visits CASCADE',
           'SELECT id FROM visits FOR UPDATE',
           'DELETE FROM visit_documentation',
           'UPDATE visit_documentation SET concerns = NULL',
           'TRUNCATE visit_documentation',
           'TRUNCATE idempotency_keys',
           'SELECT password_hash FROM users',
           'SELECT email FROM users',
           'SELECT * FROM users',
           'UPDATE users SET role = ''admin''',
           'INSERT INTO users (email, first_name, last_name, role) VALUES (''x@schema-test.example'', ''A'', ''B'', ''admin'')',
           'DELETE FROM users',
           'SELECT address FROM clients',
           'UPDATE clients SET zone_id = zone_id',
           'SELECT FROM zones',
           'SELECT FROM visit_photos',
           'SELECT FROM draft_visits',
           'SELECT FROM draft_interactions',
           'SELECT FROM draft_principal_interactions',
           'SELECT FROM draft_leads',
           'SELECT FROM contacts',
           'SELECT FROM rapport_tactics',
           'SELECT FROM interactions',
           'SELECT FROM interaction_tactic_logs',
           'DELETE FROM sqitch.changes',
           'SELECT FROM sqitch.events',
           'CREATE TABLE public.mine ()',
           'CREATE TEMPORARY TABLE users ()',
           'CREATE SCHEMA mine',
           'CREATE FUNCTION public.mine() RETURNS integer LANGUAGE sql RETURN 1',
           'CREATE INDEX ON visits (staff_id)',
           'ALTER TABLE visits DISABLE TRIGGER ALL',
           'ALTER TABLE visits ADD COLUMN mine integer',
           'DROP INDEX visits_slot',
           'DROP TABLE visits CASCADE']) AS statement;

-- 1
SELECT isnt(current_user, 'visitd'::name, 'every refusal gave the role back');

SELECT * FROM finish();

ROLLBACK;

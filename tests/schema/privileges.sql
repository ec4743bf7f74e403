-- The role visitd can do what today's statements need, and nothing else. Run as a superuser, or as a member of visitd.

BEGIN;

SELECT plan(90); -- the sum of the counts that stand before each group

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

-- 16: privileges on whole tables
SELECT table_privs_are('public', of_table, 'visitd', privileges)
  FROM (VALUES ('zones',                        '{}'::name[]),
               ('users',                        '{}'),
               ('clients',                      '{}'),
               ('visits',                       '{SELECT,INSERT}'),
               ('visit_documentation',          '{SELECT,INSERT}'),
               ('visit_photos',                 '{SELECT}'),
               ('idempotency_keys',             '{SELECT,INSERT,UPDATE,DELETE}'),
               ('draft_visits',                 '{SELECT,INSERT,UPDATE,DELETE}'),
               ('draft_visit_counters',         '{SELECT,INSERT,UPDATE}'),
               ('draft_interactions',           '{SELECT,INSERT,UPDATE,DELETE}'),
               ('draft_principal_interactions', '{SELECT,INSERT,UPDATE,DELETE}'),
               ('draft_leads',                  '{SELECT,INSERT,UPDATE,DELETE}'),
               ('contacts',                     '{SELECT,INSERT}'),
               ('rapport_tactics',              '{SELECT}'),
               ('interactions',                 '{SELECT,INSERT}'),
               ('interaction_tactic_logs',      '{SELECT,INSERT}')) AS granted (of_table, privileges);

-- 1: and on columns where the table is not granted
SELECT bag_eq(
           $$SELECT relname::text, privilege, attname::text
               FROM pg_class
               JOIN pg_attribute ON attrelid = pg_class.oid AND NOT attisdropped,
                    unnest('{SELECT,INSERT,UPDATE,REFERENCES}'::text[]) AS privilege
              WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
                AND has_column_privilege('visitd', pg_class.oid, attnum, privilege)
                AND NOT has_table_privilege('visitd', pg_class.oid, privilege)$$,
           $$SELECT of_table, privilege, unnest(string_to_array(columns, ' '))
               FROM (VALUES ('zones', 'SELECT', 'id'),
                            ('users', 'SELECT', 'xmin id email first_name last_name role zone_id is_active deleted_at user_no'),
                            ('clients', 'SELECT', 'xmin id first_name last_name date_of_birth address latitude longitude phone '
                                                  'emergency_contact_name emergency_contact_phone emergency_contact_relationship '
                                                  'zone_id deleted_at'),
                            ('visits', 'UPDATE', 'status check_in_time check_out_time check_out_latitude check_out_longitude '
                                                 'duration_minutes updated_at'),
                            ('visit_documentation', 'UPDATE', 'vital_signs activities observations concerns updated_at'),
                            ('contacts', 'UPDATE', 'name title level common_ground_notes communication_style_notes updated_at deleted_at'))
                    AS granted (of_table, privilege, columns)$$,
           'of the directory visitd reads what authorizes and what it shows; of records it changes what requests may');

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

-- 20
SELECT lives_ok(format('SELECT pg_temp.as_visitd(%L)', statement), 'visitd may: ' || regexp_replace(statement, '\s+', ' ', 'g'))
  FROM (VALUES ($$SELECT id, role, zone_id, is_active, deleted_at, email, first_name, last_name, user_no, xmin FROM users$$),
               ($$SELECT id, zone_id, deleted_at, first_name, address, phone, xmin FROM clients$$),
               ($$SELECT id FROM zones$$),
               ($$INSERT INTO visits (id, client_id, staff_id, scheduled_start_time, status)
                  VALUES ('f5000000-0000-4000-8000-000000000001', 'f3000000-0000-4000-8000-000000000001',
                          'f2000000-0000-4000-8000-000000000001', '2026-01-01 10:00+00', 'in_progress')
                  ON CONFLICT (client_id, scheduled_start_time) WHERE status IN ('scheduled', 'in_progress') DO NOTHING RETURNING *$$),
               ($$INSERT INTO visit_documentation (visit_id, vital_signs) VALUES ('f5000000-0000-4000-8000-000000000001', '{}')$$),
               ($$SELECT id FROM visits WHERE id = 'f5000000-0000-4000-8000-000000000001' FOR NO KEY UPDATE$$),
               ($$UPDATE visits SET status = 'completed', updated_at = now() WHERE id = 'f5000000-0000-4000-8000-000000000001'$$),
               ($$INSERT INTO visit_documentation (visit_id) VALUES ('f5000000-0000-4000-8000-000000000001')
                  ON CONFLICT (visit_id) DO UPDATE SET concerns = excluded.concerns$$),
               ($$SELECT * FROM visit_photos$$),
               ($$INSERT INTO draft_visits (user_id) VALUES ('f2000000-0000-4000-8000-000000000001')$$),
               ($$UPDATE draft_visits SET status = 'submitted' WHERE user_id = 'f2000000-0000-4000-8000-000000000001'$$),
               ($$DELETE FROM draft_visits WHERE user_id = 'f2000000-0000-4000-8000-000000000001'$$),
               ($$INSERT INTO contacts (user_id, name) VALUES ('f2000000-0000-4000-8000-000000000001', 'A')$$),
               ($$UPDATE contacts SET deleted_at = now() WHERE user_id = 'f2000000-0000-4000-8000-000000000001'$$),
               ($$SELECT draft_id(1), record_time(now()), record_version(now()), rapport_time(now(), 'Z')$$),
               ($$INSERT INTO idempotency_keys (user_id, key, method, path, body_sha256)
                  VALUES ('f2000000-0000-4000-8000-000000000001', 'k', 'POST', '/', sha256('')) ON CONFLICT DO NOTHING$$),
               ($$UPDATE idempotency_keys SET status = 201 WHERE user_id = 'f2000000-0000-4000-8000-000000000001'$$),
               ($$DELETE FROM idempotency_keys WHERE user_id = 'f2000000-0000-4000-8000-000000000001'$$),
               ($$SELECT change FROM sqitch.changes$$),
               ($$SELECT * FROM visits JOIN visit_documentation ON visit_id = visits.id$$)) AS needed (statement);

-- 1
SELECT is((SELECT count(*) FROM visits JOIN visit_documentation ON visit_id = visits.id
            WHERE visits.id = 'f5000000-0000-4000-8000-000000000001'), 1::bigint, 'and what it wrote is there');

-- 47
SELECT throws_ok(format('SELECT pg_temp.as_visitd(%L)', statement), '42501', NULL, 'visitd may not: ' || statement)
  FROM unnest(ARRAY[
           'DELETE FROM visits',
           'UPDATE visits SET client_id = client_id',
           'UPDATE visits SET staff_id = staff_id',
           'UPDATE visits SET check_in_latitude = NULL',
           'UPDATE visits SET listed_zone_id = NULL',
           'TRUNCATE visits CASCADE',
           'DELETE FROM visit_documentation',
           'UPDATE visit_documentation SET signature_url = NULL',
           'TRUNCATE visit_documentation',
           'INSERT INTO visit_photos (visit_id) VALUES (NULL)',
           'UPDATE visit_photos SET s3_url = NULL',
           'DELETE FROM visit_photos',
           'TRUNCATE idempotency_keys',
           'SELECT password_hash FROM users',
           'SELECT phone FROM users',
           'SELECT * FROM users',
           'UPDATE users SET role = ''admin''',
           'INSERT INTO users (email, first_name, last_name, role) VALUES (''x@schema-test.example'', ''A'', ''B'', ''admin'')',
           'DELETE FROM users',
           'SELECT * FROM clients',
           'SELECT id FROM clients FOR UPDATE',
           'UPDATE clients SET zone_id = zone_id',
           'DELETE FROM clients',
           'SELECT name FROM zones',
           'SELECT clients_list_visits()',
           'TRUNCATE draft_visits CASCADE',
           'DELETE FROM draft_visit_counters',
           'UPDATE contacts SET user_id = user_id',
           'DELETE FROM contacts',
           'INSERT INTO rapport_tactics DEFAULT VALUES',
           'UPDATE rapport_tactics SET name = name',
           'DELETE FROM rapport_tactics',
           'UPDATE interactions SET topic = topic',
           'DELETE FROM interactions',
           'UPDATE interaction_tactic_logs SET notes = NULL',
           'DELETE FROM interaction_tactic_logs',
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

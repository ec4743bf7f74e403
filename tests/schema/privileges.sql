-- What the role visitd must never have. What it needs is not listed here: `visitctl check` plans every statement in the role,
-- so a right that is missing is found there, by name. Run as a superuser, or as a member of visitd.

BEGIN;

SELECT plan(42); -- the sum of the counts that stand before each group

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

-- Every table and view, column by column, with what visitd may do to it. Of a view's column, whether it leads to a table's.
CREATE TEMPORARY TABLE rights ON COMMIT DROP AS
SELECT relname::text AS relation, relkind, pg_class.oid, attname::text AS name, attnum, privilege,
       pg_column_is_updatable(pg_class.oid, attnum, true) AS leads_on
  FROM pg_class
  JOIN pg_attribute ON attrelid = pg_class.oid AND NOT attisdropped AND attnum > 0,
       unnest('{SELECT,INSERT,UPDATE,REFERENCES}'::text[]) AS privilege
 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
   AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e')
   AND has_column_privilege('visitd', pg_class.oid, attnum, privilege);

-- 10
SELECT is_empty(
           $$SELECT relname, privilege
               FROM pg_class, unnest('{TRUNCATE,TRIGGER,SELECT WITH GRANT OPTION,INSERT WITH GRANT OPTION,UPDATE WITH GRANT OPTION}'::text[]) AS privilege
              WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm') AND has_table_privilege('visitd', pg_class.oid, privilege)$$,
           'visitd empties no table, hangs nothing on one, hands no right on');
SELECT is_empty($$SELECT relation, name FROM rights WHERE privilege = 'REFERENCES'$$, 'nor refers to one');
SELECT is_empty(
           $$SELECT relname FROM pg_class
              WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm') AND has_table_privilege('visitd', pg_class.oid, 'DELETE')
                AND relname NOT IN ('draft_visits', 'draft_interactions', 'draft_principal_interactions', 'draft_leads', 'idempotency_keys',
                                    'interaction_tactic_logs')$$,
           'visitd deletes drafts, kept answers and tactics that others take the place of, no record of care and nobody''s contacts');
SELECT is_empty(
           $$SELECT relation, name, privilege FROM rights
              WHERE relation IN ('zones', 'users', 'clients', 'rapport_tactics') AND privilege IN ('INSERT', 'UPDATE')$$,
           'visitd writes neither the directory nor the tactics');
SELECT is_empty(
           $$SELECT relation, name, privilege FROM rights
              WHERE relkind = 'v' AND privilege IN ('INSERT', 'UPDATE') AND leads_on
                AND NOT (relation = 'known_visits' AND has_column_privilege('visitd', 'visits', name, privilege))$$,
           'nor anything through a view but what it may write in visits: UPDATE on a view''s column is else for locking rows, and the column is none of a table''s');
SELECT is_empty(
           $$SELECT relation FROM rights
               JOIN pg_rewrite ON ev_class = rights.oid
               JOIN pg_depend ON classid = 'pg_rewrite'::regclass AND objid = pg_rewrite.oid AND refclassid = 'pg_class'::regclass
                AND refobjid <> rights.oid
              WHERE relkind = 'v' AND privilege = 'UPDATE'
              GROUP BY relation HAVING count(DISTINCT refobjid) > 1$$,
           'a view that is locked through has one table below it, so that it is known what is locked');
SELECT is_empty($$SELECT FROM rights WHERE relation = 'users' AND name = 'password_hash'$$, 'no password''s hash is read');
SELECT is_empty(
           $$SELECT relation FROM rights
               JOIN pg_rewrite ON ev_class = rights.oid
               JOIN pg_depend ON classid = 'pg_rewrite'::regclass AND objid = pg_rewrite.oid AND refclassid = 'pg_class'::regclass
               JOIN pg_attribute ON attrelid = refobjid AND pg_attribute.attnum = refobjsubid
              WHERE relkind IN ('v', 'm') AND attname = 'password_hash'$$,
           'by a view either');
SELECT is_empty(
           $$SELECT relation, name FROM rights
              WHERE relkind = 'r' AND privilege = 'UPDATE' AND relation NOT LIKE 'draft\_%' AND relation <> 'idempotency_keys'
                AND name IN ('id', 'created_at', 'user_id', 'client_id', 'visit_id', 'contact_id', 'listed_zone_id', 'synced_at',
                             'copied_from_visit_id', 's3_key', 's3_url', 'uploaded_at')$$,
           'what a record is, whose, of whom and since when is written once, and where it is listed by triggers alone');
SELECT is_empty(
           $$SELECT nspname, relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
              WHERE relkind IN ('r', 'p', 'v', 'm') AND nspname NOT IN ('public', 'pg_catalog', 'information_schema')
                AND nspname NOT LIKE 'pg\_%temp%' AND has_schema_privilege('visitd', relnamespace, 'USAGE')
                AND has_any_column_privilege('visitd', pg_class.oid, 'SELECT, INSERT, UPDATE, REFERENCES')
                AND NOT (relname = 'changes' AND NOT has_any_column_privilege('visitd', pg_class.oid, 'INSERT, UPDATE, REFERENCES'))$$,
           'beyond schema public visitd reads which changes are deployed, and nothing else');

-- 2: functions; those of pgTAP belong to an extension.
CREATE TEMPORARY TABLE definers ON COMMIT DROP AS
SELECT pg_proc.oid, proname::text, proconfig FROM pg_proc
 WHERE prosecdef AND pronamespace = 'public'::regnamespace
   AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = pg_proc.oid AND deptype = 'e');
SELECT is_empty($$SELECT proname FROM definers WHERE has_function_privilege('visitd', oid, 'EXECUTE')$$,
                'what runs with its definer''s rights runs as a trigger, not at visitd''s call');
SELECT is_empty(
           $$SELECT proname FROM definers
              WHERE NOT EXISTS (SELECT FROM unnest(proconfig) AS setting WHERE setting ~ '^search_path=.*pg_temp$')$$,
           'and finds its tables on a path of its own, where temporary ones come last');

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

-- 2: were this to fail, the refusals below would prove nothing.
SELECT lives_ok($$SELECT pg_temp.as_visitd('SELECT 1 / (current_user = ''visitd'')::integer')$$, 'these tests may act as visitd');
SELECT lives_ok(
           $$SELECT pg_temp.as_visitd('INSERT INTO visits (client_id, staff_id, scheduled_start_time)
               VALUES (''f3000000-0000-4000-8000-000000000001'', ''f2000000-0000-4000-8000-000000000001'', now())')$$,
           'and visitd may write what is its own');

-- 24: the rules above, tried; and what has no privilege to look up.
SELECT throws_ok(format('SELECT pg_temp.as_visitd(%L)', statement), '42501', NULL, 'visitd may not: ' || statement)
  FROM unnest(ARRAY[
           'DELETE FROM visits',
           'UPDATE visits SET client_id = client_id',
           'UPDATE visits SET listed_zone_id = NULL',
           'TRUNCATE visits CASCADE',
           'DELETE FROM visit_documentation',
           'DELETE FROM visit_photos',
           'SELECT password_hash FROM users',
           'SELECT * FROM users',
           'UPDATE users SET role = ''admin''',
           'INSERT INTO users (email, first_name, last_name, role) VALUES (''x@schema-test.example'', ''A'', ''B'', ''admin'')',
           'DELETE FROM users',
           'UPDATE clients SET zone_id = zone_id',
           'DELETE FROM contacts',
           'UPDATE rapport_tactics SET name = name',
           'DELETE FROM sqitch.changes',
           'SELECT FROM sqitch.events',
           'CREATE TABLE public.mine ()',
           'CREATE TEMPORARY TABLE users ()',
           'CREATE SCHEMA mine',
           'CREATE FUNCTION public.mine() RETURNS integer LANGUAGE sql RETURN 1',
           'CREATE INDEX ON visits (staff_id)',
           'ALTER TABLE visits DISABLE TRIGGER ALL',
           'DROP INDEX visits_slot',
           'DROP TABLE visits CASCADE']) AS statement;

-- 1
SELECT isnt(current_user, 'visitd'::name, 'every refusal gave the role back');

SELECT * FROM finish();

ROLLBACK;
